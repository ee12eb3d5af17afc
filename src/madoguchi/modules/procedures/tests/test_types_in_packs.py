"""Every type of field that no real pack needs yet, in a pack: examples, tables, pages without scripts, paper."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

import madoguchi
from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.modules.documents.tests.samples import text_of
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.domain.pack import compile_pack
from madoguchi.modules.procedures.domain.problems import PackError
from madoguchi.modules.procedures.domain.source import read_canonical, read_folder
from madoguchi.modules.procedures.domain.trial import run_examples
from madoguchi.modules.procedures.queries import catalogue
from madoguchi.modules.procedures.services import blank_form, offering, publish
from madoguchi.modules.procedures.tests.browser import Browser
from madoguchi.modules.procedures.tests.test_filling import drafts

KATACHI = Path(madoguchi.__file__).parents[2] / "tests/packs/katachi"
REAL = {
    "text", "textarea", "kana", "org_name", "corporate_number", "date", "year_month", "fiscal_year", "number", "money",
    "phone", "email", "address", "choices", "yes_no", "consent", "group", "info", "bank_account",
}  # fmt: skip


@pytest.fixture
def resident(natori: Tenant, make_department: Callable[[Tenant], Department], db: None) -> Browser:
    publish.publish(KATACHI)
    with tenant_scope(natori):
        offering.adopt("katachi", department=make_department(natori), by=Actor.operator("test"), is_open=True)
    return Browser(Client(), natori)


def test_its_examples_go_as_they_should() -> None:
    pack = compile_pack(read_folder(KATACHI))
    assert run_examples(pack) == []
    assert {one.type.name for one in pack.form.walk()} | REAL == set(forms.TYPES)


def test_the_published_text_holds_the_tables() -> None:
    source = read_folder(KATACHI)
    again = read_canonical(source.canonical())
    assert again.files == source.files
    assert compile_pack(again).form.hash == compile_pack(source).form.hash


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("form.toml", 'from_table = "things"', 'from_table = "thing"', "There is no tables/thing.csv. Did you mean"),
        ("form.toml", 'from_table = "things"', "options = []", "tables/things.csv: No field uses this table."),
        ("tables/things.csv", "under\n", "over\n", "There is no column"),
        ("tables/things.csv", "bike,自転車,Bicycle,metal", "bike,自転車,Bicycle,plastic", "there is no option"),
        ("tables/nurseries.csv", "n02,", "n01,", "is on a line before"),
        ("tables/nurseries.csv", "さくら保育園", "", "is empty"),
    ],
)
def test_faults_of_tables_are_told(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    folder = tmp_path / "katachi"
    shutil.copytree(KATACHI, folder)
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(PackError) as caught:
        compile_pack(read_folder(folder))
    assert any(said in str(one.en) or said in f"{one.place}: {one.en}" for one in caught.value.problems), caught.value


def test_linked_lists_go_round_by_the_page_itself(resident: Browser) -> None:
    resident.go("p/katachi/start/")
    who = {
        "person.family": "髙橋", "person.given": "花子", "born.year": "1988", "born.month": "4", "born.day": "2",
        "firm.no_number": "yes", "firm.name": "増田町内会", "firm.kana": "ますだ", "firm.representative": "杜",
    }  # fmt: skip
    resident.post("p/katachi/start/", {**who, "_next": "1"})
    draft = resident.draft
    assert "先に「区分」を選んでください" in resident.html
    assert ">机</option>" not in resident.html
    assert 'name="photos" accept="image/*" capture="environment"' in resident.html
    resident.post(f"d/{draft}/what/", {"thing.sort": "wood", "_list": "thing"})
    assert resident.here.endswith("/what/#f-thing-item")
    assert ">机</option>" in resident.html
    assert ">自転車</option>" not in resident.html
    assert drafts(resident.tenant)[0].typed["thing"]["sort"] == "wood"
    day = {"stay.start.era": "", "stay.start.year": "2030", "stay.start.month": "4", "stay.start.day": "1"}
    stay = {**day, **{name.replace("start", "end"): value for name, value in day.items()}}
    resident.post(f"d/{draft}/what/", {"thing.sort": "metal", "thing.item": "desk", **stay, "_next": "1"})
    assert "今のものは、その上で選んだものの一覧にありません" in resident.html
    resident.post(f"d/{draft}/what/", {"thing.sort": "metal", "thing.item": "bike", **stay, "_next": "1"})
    assert resident.here.endswith("/check/"), resident.html
    for said in ("金属のもの › 自転車", "満38歳（2027年4月1日", "2030年4月1日（令和12年）から", "マスダ"):
        assert said in resident.html
    resident.go(f"d/{draft}/who/")
    assert "保存した生年月日では、満38歳" in resident.html
    assert "お尋ねする理由：検診の種類が性別で分かれているため" in resident.html


def test_the_paper_has_room_for_every_type(resident: Browser) -> None:
    with tenant_scope(resident.tenant):
        offer = catalogue.offer("katachi")
        assert offer is not None
        text = text_of(blank_form.blank_form_pdf(offer, "ja"))
        english = text_of(blank_form.blank_form_pdf(offer, "en"))
    for said in (
        "旧氏",
        "通称",
        "男性",
        "答えない",
        "代表者の役職",
        "区分",
        "第3希望",
        "時",
        "年額",
        "家賃",
        "こわれた所の写真",
        "袋",
    ):
        assert said in text, said
    assert "Choice3" in english
    for said in ("申請の内容は事実のとおりです。", "年月日署名", "（役所で付けます）"):
        assert said in text, said
    for said in ("WhatIhavestatedistrue.", "Signature____", "(givenbytheoffice)"):
        assert said in english, said
    assert "何を見て来たか" not in text
