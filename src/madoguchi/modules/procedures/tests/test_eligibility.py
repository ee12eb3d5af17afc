"""対象の確認: what a pack may ask before its form, what the answers say, and that nothing of it is kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.modules.forms.api import Draft
from madoguchi.modules.procedures.domain.diff import compare
from madoguchi.modules.procedures.domain.pack import compile_pack
from madoguchi.modules.procedures.domain.problems import PackError
from madoguchi.modules.procedures.domain.source import Source, read_folder
from madoguchi.modules.procedures.domain.trial import run_examples
from madoguchi.modules.procedures.services import offering
from madoguchi.modules.procedures.services.publish import publish
from madoguchi.modules.procedures.tests.browser import Browser
from madoguchi.modules.procedures.tests.conftest import PACKS

RISAI = read_folder(PACKS / "risai")
FIRE = {"cause": "fire", "fire_by_quake": "no", "here": "yes", "building": "own_house"}


def changed(old: str, new: str, file: str = "eligibility.toml") -> Source:
    text = RISAI.files[file]
    assert old in text, old
    return Source("risai", {**RISAI.files, file: text.replace(old, new)})


@pytest.mark.parametrize(
    ("old", "new", "place", "sentence"),
    [
        ('field = "cause"', 'field = "causes"', "question[0].field", "The form has no field"),
        ('field = "cause"', 'field = "applicant_name"', "question[0].type", "nothing that says who somebody is"),
        ('field = "cause"', 'field = "cause"\ntype = "text"', "question[0].type", "as it is there"),
        ('"not here"', '"not there"', "rule[1].when", "there"),
        ('"not here"', '"here and not here"', "rule[1].when", "can never be met"),
        ('"not here"', '"here or not here"', "rule[1].when", "always met"),
        ("go.text.en = \"Apply to the municipality where the damage happened.\"\n", "", "rule[1].go.text", "en"),
        ("[lead]", "may_file = false\n[lead]", "may_file", "must be examined"),
        ('type = "yes_no"\nlabel = { ja = "被害', 'type = "yes_no"\nlabel = { ja = "個人番号', "question[2]",
         "individual"),
    ],
)  # fmt: skip
def test_faults_of_its_author_are_found(old: str, new: str, place: str, sentence: str) -> None:
    with pytest.raises(PackError) as raised:
        compile_pack(changed(old, new))
    assert any(
        one.file == "eligibility.toml" and one.place.startswith(place) and sentence in one.en
        for one in raised.value.problems
    ), raised.value.problems  # fmt: skip


def test_examples_say_what_must_come_of_it() -> None:
    wrong = changed('rules = ["fire"]', 'rules = ["elsewhere"]', "examples/fire.ng.toml")
    found = {(one.file, one.place) for one in run_examples(compile_pack(wrong))}
    assert found == {("examples/fire.ng.toml", "eligibility[0]"), ("eligibility.toml", "rule[0]")}


def test_a_changed_rule_is_told_in_words() -> None:
    old, new = compile_pack(RISAI), compile_pack(changed('verdict = "unsure"', 'verdict = "other"'))
    assert [one.ja for one in compare(old, new)] == [
        "対象の確認の決まり「人が住んでいた家ではないので、罹災証明書ではなく「被災届出証明書」（被害の届出が…」が変わりました。"
    ]


@pytest.fixture
def resident(natori: Tenant, make_department: Callable[..., Department]) -> Browser:
    publish(PACKS / "risai")
    with tenant_scope(natori):
        offering.adopt("risai", department=make_department(natori), by=Actor.operator("test"), is_open=True)
    return Browser(Client(), natori)


def shown(browser: Browser, answers: dict[str, Any]) -> dict[str, Any]:
    """The answers as the page posts them: with the names of the fields that it drew."""
    fields = re.findall(r'name="_fields" value="([a-z_]+)"', browser.html)
    unseen = re.findall(r'name="_unseen" value="([a-z_]+)">', browser.html)
    return {**answers, "_fields": fields, "_unseen": unseen}


def test_the_way_without_scripts(resident: Browser) -> None:
    resident.go("p/risai/")
    assert "対象かどうか確かめる" in resident.html
    resident.go("p/risai/eligibility/")
    assert "お名前" not in resident.html
    resident.post("p/risai/eligibility/", shown(resident, {}))
    assert resident.status == 422
    assert "エラーがあります" in resident.html
    # The cause brings another question to light: it is shown before anything is judged.
    resident.post("p/risai/eligibility/", shown(resident, {**FIRE, "fire_by_quake": ""}))
    assert "質問が増えました" in resident.html
    resident.post("p/risai/eligibility/", shown(resident, FIRE))
    assert "別の手続になります" in resident.html
    assert "消防署が出します" in resident.html
    assert "それでも申請する" in resident.html, "whoever wants to file may"
    assert "no-store" in resident.client.get(resident.url("p/risai/eligibility/"))["Cache-Control"]
    with tenant_scope(resident.tenant):
        assert not Draft.objects.exists(), "nothing is stored"


def test_the_answers_go_on_into_the_form_and_may_be_changed_there(resident: Browser) -> None:
    resident.go("p/risai/eligibility/")
    answers = {"cause": "flood", "here": "yes", "building": "vacant"}
    resident.post("p/risai/eligibility/", shown(resident, answers))
    assert "被災届出証明書" in resident.html
    resident.post("p/risai/eligibility/", {**shown(resident, answers), "_begin": "1"})
    assert "/d/" in resident.here
    with tenant_scope(resident.tenant):
        typed = Draft.objects.get().typed
    assert set(typed) == {"cause", "building"}, "what the form does not ask is dropped"
    assert re.search(r'value="flood"[^>]* checked', resident.html)


def test_questions_and_result_turn_into_another_language_with_what_was_answered(resident: Browser) -> None:
    resident.go("p/risai/eligibility/")
    half = {"cause": "flood", "here": "yes"}
    resident.post("p/risai/eligibility/", {**shown(resident, half), "_language": "en"})
    assert '<html lang="en"' in resident.html
    assert re.search(r'value="flood"[^>]* checked', resident.html)
    assert "error-summary" not in resident.html
    assert f'action="/en{resident.url("p/risai/eligibility/")}"' in resident.html, "the next press stays in English"
    whole = {**half, "building": "vacant"}
    resident.post("p/risai/eligibility/", shown(resident, whole))
    assert "被災届出証明書" in resident.html
    kept = {**whole, "_result": "1", "_fields": re.findall(r'name="_fields" value="([a-z_]+)"', resident.html)}
    resident.post("p/risai/eligibility/", {**kept, "_language": "en"})
    assert '<html lang="en"' in resident.html
    assert resident.html.count('name="_result" value="1"') == 1
    assert 'name="_language"' not in re.findall(r"<form[^>]*id=.asking.*?</form>", resident.html, re.S)[0]
    resident.post("p/risai/eligibility/", {**kept, "_language": "easy"})
    assert "この手続で、このまま申請できます。" in resident.html
    assert 'class="borrowed" lang' not in resident.html.partition("<main")[2].partition("</main>")[0]
    resident.post("p/risai/eligibility/", {**kept, "_language": "vi"})
    assert 'class="borrowed" lang="en">You can apply here' in resident.html, "what is missing is marked"
    resident.post("p/risai/eligibility/", {**kept, "_again": "1"})
    assert re.search(r'value="flood"[^>]* checked', resident.html), "to answer anew begins with what was answered"


def test_a_law_that_nobody_has_checked_says_so_and_another_body_is_not_asked(resident: Browser) -> None:
    answers = {"cause": "flood", "here": "no", "building": "own_house"}
    resident.post("p/risai/eligibility/", answers)
    assert "災害対策基本法 第90条の2【要確認】" in resident.html
    resident.go("p/inu/eligibility/")
    assert resident.status == 404, "a procedure without questions has no such page"
