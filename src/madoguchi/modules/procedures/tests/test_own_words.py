"""A body's own wording in its residents' languages: carried, stale by the rule of the catalogues, missing ones said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.kit.languages import Borrowed
from madoguchi.modules.procedures.domain import upstream
from madoguchi.modules.procedures.domain.pack import localise, overlay_problems, overlay_values
from madoguchi.modules.procedures.domain.translations import digest
from madoguchi.modules.procedures.domain.upstream import Fate
from madoguchi.modules.procedures.models import Procedure
from madoguchi.modules.procedures.queries import catalogue
from madoguchi.modules.procedures.services import offering
from madoguchi.modules.procedures.services.publish import publish
from madoguchi.modules.procedures.tests.plant import Planted
from madoguchi.modules.procedures.tests.test_offering import BY
from madoguchi.modules.procedures.tests.test_own_values import PLACE

PAPER = "窓口または郵送でも届け出られます。"
OWN = "市民課の窓口でも、1階で届け出られます。"
VI = "Bạn cũng có thể nộp tại quầy ở tầng 1."


@pytest.fixture
def planted(tmp_path: Path) -> Planted:
    """The dog pack with one Vietnamese section and a place for a question of the body."""
    paper = Planted(tmp_path / "read").pack().texts["ja"]["paper"]
    catalogue_vi = f'checked_by = ""\n[text]\n"texts:paper" = {{ of = "{digest(paper)}", is = "Theo giấy tờ" }}\n'
    return Planted(tmp_path).write("texts/vi.toml", catalogue_vi).add("form.toml", PLACE)


def paper_in(planted: Planted, lang: str, value: dict[str, Any]) -> str:
    pack = planted.pack()
    local = {"texts": {"paper": value}}
    assert overlay_problems(pack, local) == []
    return localise(pack, overlay_values(pack, local)).sections(lang)["paper"]


def test_own_words_carry_their_translations_and_fall_back_marked(planted: Planted) -> None:
    pack = planted.pack()
    usual = {"ja": pack.texts["ja"]["paper"]}
    assert pack.sections("vi")["paper"] == "Theo giấy tờ"
    assert paper_in(planted, "vi", {"ja": OWN, "en": "Own.", "vi": VI}) == VI
    assert paper_in(planted, "zh", {"ja": OWN, "en": "Own.", "vi": VI, "zh": "中文"}) == "中文", "no catalogue needed"
    assert paper_in(planted, "vi", {**usual, "en": "Another English."}) == "Theo giấy tờ", "the pack's still fits"
    fallen = paper_in(planted, "vi", {"ja": OWN, "en": "Own."})
    assert isinstance(fallen, Borrowed)
    assert (fallen, fallen.lang) == ("Own.", "en")
    question = {"own": {"own1": {"label": {"ja": "首輪の色", "en": "Colour", "vi": "Màu"}}}}
    for text in ("Màu", "Màu sắc"):
        question["own"]["own1"]["label"]["vi"] = text
        form = localise(pack, overlay_values(pack, question)).form
        assert form.field("own1").label.in_("vi") == text


def test_a_stale_one_is_shown_with_a_mark_if_its_figures_hold_and_else_not_at_all(planted: Planted) -> None:
    old = {"of": digest("前の文。1階です。"), "is": VI}
    stale = paper_in(planted, "vi", {"ja": OWN, "en": "Own.", "vi": old})
    assert isinstance(stale, Borrowed)
    assert (stale, stale.lang) == (VI, "vi")
    assert paper_in(planted, "vi", {"ja": "2階で届け出られます。", "en": "Own.", "vi": old}) == "Own."


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ({"ja": OWN, "xx": "?"}, "texts.paper.xx"),
        ({"ja": "{office}へ", "vi": "Đến văn phòng"}, "texts.paper.vi"),
        ({"ja": OWN, "vi": {"of": "nothing", "is": VI}}, "texts.paper.vi.of"),
        ({"ja": OWN, "vi": "<b>x</b>"}, "texts.paper.vi"),
    ],
)
def test_what_cannot_stand_is_said(planted: Planted, value: dict[str, Any], place: str) -> None:
    assert place in [one.place for one in overlay_problems(planted.pack(), {"texts": {"paper": value}})]


def test_translations_make_no_conflict_with_a_newer_version(planted: Planted, tmp_path: Path) -> None:
    new = Planted(tmp_path / "new").add("form.toml", PLACE).version(2)
    (met,) = upstream.meet(planted.pack(), new.pack(), {"texts": {"paper": {"ja": OWN, "vi": VI}}})
    assert met.fate is Fate.STAYS


def test_the_office_translates_in_the_browser_and_is_told_what_is_missing(
    planted: Planted, natori: Tenant, make_department: Callable[[Tenant], Department],
    make_officer: Callable[..., Officer], staff_client: Callable[[Officer], Client],
) -> None:  # fmt: skip
    publish(planted.folder)
    department = make_department(natori)
    with tenant_scope(natori):
        offering.adopt("inu", department=department, by=BY, is_open=True, local={"texts": {"paper": {"ja": OWN}}})
    desk, page = staff_client(make_officer(natori, "administrator")), "/staff/procedures/inu/"
    words = f"{page}words/vi/"
    assert "訳なし1" in desk.get(page).content.decode()
    assert "訳がありません" in desk.get(words).content.decode()
    refused = desk.post(words, {"text.texts.paper": "<b>x</b>"})
    assert refused.status_code == 422
    assert "HTMLは書けません" in refused.content.decode()
    assert "&lt;b&gt;x" in refused.content.decode(), "nothing typed is lost"
    assert desk.post(words, {"text.texts.paper": VI}).status_code == 302
    catalogue.forget_catalogue()
    assert VI in Client().get(f"/vi/{natori.code}/p/inu/").content.decode()
    assert VI in desk.get(page).content.decode(), "the history says what was written"

    other = OWN.replace("市民課", "環境課")
    post = {"is_open": "yes", "department": str(department.pk), "local.texts.paper.ja": other}
    assert desk.post(page, {**post, "act": "confirmed"}).status_code == 302
    with tenant_scope(natori):
        kept = Procedure.objects.get().local["texts"]["paper"]
    assert kept == {"ja": other, "vi": {"of": digest(OWN), "is": VI}}, "kept, and no more of this Japanese"
    assert "古い訳1" in desk.get(page).content.decode()
    assert "訳が古くなっています" in desk.get(words).content.decode()
    assert desk.post(words, {"text.texts.paper": VI, "fits.texts.paper": "yes"}).status_code == 302
    assert "古い訳1" not in desk.get(page).content.decode()
    assert desk.get(f"{page}words/ja/").status_code == 404
