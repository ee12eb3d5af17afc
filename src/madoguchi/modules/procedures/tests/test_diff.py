"""Two versions of a whole pack in words: questions, price, texts, flow, documents and card."""

from __future__ import annotations

from dataclasses import fields as fields_of
from dataclasses import replace
from pathlib import Path

import pytest

from madoguchi.modules.procedures import api as procedures
from madoguchi.modules.procedures.domain.capacity import Capacity
from madoguchi.modules.procedures.domain.diff import compare
from madoguchi.modules.procedures.domain.pack import compile_pack
from madoguchi.modules.procedures.domain.source import read_folder
from madoguchi.modules.procedures.services.publish import procedures_folder, publish
from madoguchi.modules.procedures.tests.plant import FEES, Planted
from madoguchi.modules.procedures.tests.test_commands import run


def said(old: Planted, new: Planted) -> dict[str, tuple[str, str]]:
    return {one.place: (one.ja, one.effect.value) for one in compare(old.pack(), new.pack())}


def test_a_version_with_other_translations(tmp_path: Path) -> None:
    """A text that was added in a translation, and a pack that has languages which the other one lacks."""
    dog, registration = (compile_pack(read_folder(procedures_folder() / name)) for name in ("inu", "inu-toroku"))
    for old, new in ((dog, registration), (registration, dog)):
        assert any("日本語・" in one.ja for one in compare(old, new) if one.place.startswith("texts: "))


def test_every_file_of_a_pack(tmp_path: Path) -> None:
    old = Planted(tmp_path / "old").write("fees.toml", FEES)
    new = Planted(tmp_path / "new").write("fees.toml", FEES.replace("1600", "1800"))
    new.swap("form.toml", 'ja = "犬の名前"', 'ja = "犬の呼び名"').swap("pack.toml", "days = 3", "days = 5")
    new.swap("flow.toml", "days = 14", "days = 21").swap("pack.toml", 'office = "環境課"', 'office = "市民課"')
    new.swap("pack.toml", '"texts.paper", ', "").swap("pack.toml", 'article = "第8条・第9条"', 'article = "第8条"')
    new.add("texts/ja.md", "\nもう一言。\n")
    found = said(old, new)
    assert found["form.toml: dog_name"] == ("「犬の名前」の名前が「犬の呼び名」に変わりました。", "harmless")
    assert found["fees.toml: tag"] == ("手数料「鑑札の再交付」が1,600円から1,800円に変わりました。", "amount")
    assert found["pack.toml: standard_period"][0] == "標準処理期間が3開庁日から5開庁日に変わりました。"
    assert found["pack.toml: office"][0] == "担当の名称が「環境課」から「市民課」に変わりました。"
    assert found["pack.toml: local.texts.paper"][0] == "案内文「紙での手続・窓口」を団体では決められなくなりました。"
    assert found["flow.toml: correction.days"][0] == "補正の期限のめやすが14日から21日に変わりました。"
    assert found["pack.toml: law"][0].startswith("根拠「狂犬病予防法施行規則")
    assert any(place.startswith("texts: ") for place in found)
    assert len(found) == 8


def test_a_flow_with_outcomes_and_a_notice_of_appeal(tmp_path: Path) -> None:
    old, new = Planted(tmp_path / "old").disposition(), Planted(tmp_path / "new").disposition()
    new.swap("flow.toml", 'ja = "不許可"', 'ja = "却下"').swap(
        "pack.toml", "審査請求ができます", "審査請求をすることができます"
    )
    assert said(old, new) == {
        "pack.toml: appeal.review": ("教示「審査請求」が変わりました。", "harmless"),
        "flow.toml: refuse": ("結果「却下」が変わりました。", "harmless"),
    }


def test_only_a_comment(tmp_path: Path) -> None:
    old, new = Planted(tmp_path / "old"), Planted(tmp_path / "new")
    assert said(old, new.add("form.toml", "\n# a remark\n").version(2)) == {}


CAPACITY = """
[capacity]
mode = "first_come"
field = "matter"
limit = 20
waiting = 5
hold = "check"
"""
OTHER = """
[capacity]
mode = "lottery"
field = "matter"
limit = 1200
limits = { death = 3 }
waiting = 50
once = ["owner_name"]
once_what = { ja = "名", en = "name" }
offer_hours = 24
public_source = { ja = "株価", en = "index" }
"""


def test_every_key_of_capacity(tmp_path: Path) -> None:
    old, new = Planted(tmp_path / "old").add("pack.toml", CAPACITY), Planted(tmp_path / "new").add("pack.toml", OTHER)
    found = said(old, new)
    assert found["pack.toml: capacity.limit"] == ("定員が20から1,200に変わりました。", "harmless")
    mode = "席の決め方が先着から抽選に変わりました。round を新しくしないと、公開できません。"
    assert found["pack.toml: capacity.mode"] == (mode, "stricter")
    changed = {"mode", "limit", "limits", "waiting", "once", "once_what", "hold", "offer_hours", "public_source"}
    assert {place.removeprefix("pack.toml: capacity.") for place in found} == changed
    new.swap("pack.toml", "limit = 1200", 'limit = 1200\nround = "2027"\nhold_minutes = 20').swap(
        "pack.toml", 'field = "matter"\n', ""
    ).swap("pack.toml", "limits = { death = 3 }\n", "")
    found = said(old, new)
    places = {place for place in found if place.startswith("pack.toml: capacity.")}
    fields = {f"pack.toml: capacity.{one.name}" for one in fields_of(Capacity) if one.name != "table"}  # of form.toml
    assert places == fields - {"pack.toml: capacity.limits"}, "a key that is new must be compared too"
    assert "公開できません" not in found["pack.toml: capacity.mode"][0]
    assert said(Planted(tmp_path / "none"), old)["pack.toml: capacity"] == ("定員が加わりました。", "stricter")
    assert said(old, Planted(tmp_path / "gone"))["pack.toml: capacity"] == ("定員がなくなりました。", "harmless")


def test_the_english_of_a_law_and_who_is_represented(tmp_path: Path) -> None:
    old, new = Planted(tmp_path / "old").pack(), Planted(tmp_path / "new").pack()
    law = replace(new.card.laws[0], en="Another Act")
    other = replace(
        new,
        card=replace(new.card, laws=(law, *new.card.laws[1:])),
        form=replace(new.form, meta=replace(new.form.meta, represented=("owner_name",))),
    )
    assert [one.place for one in compare(old, other)] == ["form.toml: meta.represented", "pack.toml: law"]


@pytest.mark.django_db
def test_the_command_and_the_door(published: None, tmp_path: Path) -> None:
    planted = Planted(tmp_path).version(2).swap("form.toml", 'ja = "犬の名前"', 'ja = "犬の呼び名"')
    by_folder = run("packs", "diff", "inu@1", str(planted.folder))
    assert by_folder[2] == ""
    publish(planted.folder)
    assert run("packs", "diff", "inu@1", "inu@2") == by_folder
    assert by_folder[0] == [
        "harmless   form.toml: dog_name: “Name of the dog” is now called “Name of the dog”.",
        "packs diff: 1 difference(s)",
    ]
    [change] = procedures.differences("inu@1", "inu@2")
    assert (change.place, change.kind) == ("form.toml: dog_name", "label")
    assert "inu@9" in run("packs", "diff", "inu@1", "inu@9")[2]
    assert run("packs", "diff", "inu@1")[2]
