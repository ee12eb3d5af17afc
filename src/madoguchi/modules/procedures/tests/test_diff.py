"""Two versions of a whole pack in words: questions, price, texts, flow, documents and card."""

from __future__ import annotations

from pathlib import Path

import pytest

from madoguchi.modules.procedures import api as procedures
from madoguchi.modules.procedures.domain.diff import compare
from madoguchi.modules.procedures.services.publish import publish
from madoguchi.modules.procedures.tests.plant import FEES, Planted
from madoguchi.modules.procedures.tests.test_commands import run


def said(old: Planted, new: Planted) -> dict[str, tuple[str, str]]:
    return {one.place: (one.ja, one.effect.value) for one in compare(old.pack(), new.pack())}


def test_every_file_of_a_pack(tmp_path: Path) -> None:
    old = Planted(tmp_path / "old").write("fees.toml", FEES)
    new = Planted(tmp_path / "new").write("fees.toml", FEES.replace("1600", "1800"))
    new.swap("form.toml", 'ja = "犬の名前"', 'ja = "犬の呼び名"').swap("pack.toml", "days = 3", "days = 5")
    new.swap("flow.toml", "days = 14", "days = 21").swap("pack.toml", 'office = "環境課"', 'office = "市民課"')
    new.swap("pack.toml", '"texts.paper", ', "").swap("pack.toml", 'article = "第8条・第9条"', 'article = "第8条"')
    new.add("texts/ja.md", "\nもう一言。\n")
    found = said(old, new)
    assert found["form.toml: dog_name"] == ("「犬の名前」の名前が「犬の呼び名」に変わりました。", "harmless")
    assert found["fees.toml: tag"] == ("手数料「鑑札の再交付」が1,600円から1,800円に変わりました。", "asks_more")
    assert found["pack.toml: standard_period"][0] == "標準処理期間が3開庁日から5開庁日に変わりました。"
    assert found["pack.toml: office"][0] == "担当の窓口が「環境課」から「市民課」に変わりました。"
    assert found["pack.toml: local.texts.paper"][0] == "「texts.paper」を団体では決められなくなりました。"
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
