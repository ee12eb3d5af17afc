"""A body's own question in a shared form, and its own lines of which department gets what."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.domain import own_questions
from madoguchi.modules.procedures.domain.pack import localise, overlay_problems, overlay_values
from madoguchi.modules.procedures.queries import catalogue
from madoguchi.modules.procedures.services import offering
from madoguchi.modules.procedures.services.publish import publish
from madoguchi.modules.procedures.tests.browser import DOG, OWNER, Browser
from madoguchi.modules.procedures.tests.plant import Planted
from madoguchi.modules.procedures.tests.tables import Case, Submission
from madoguchi.modules.procedures.tests.test_offering import BY
from madoguchi.modules.procedures.tests.test_sending import SCOPE

PLACE = """
[[page.field]]
id = "own1"
type = "own_question"
label = { ja = "団体の質問1", en = "The office's question 1" }
"""
QUESTION = {
    "label": {"ja": "首輪の色", "en": "Colour of the collar"}, "kind": "choice",
    "options": "赤 | Red\n青｜Blue\nその他の色", "required": "yes",
}  # fmt: skip
ROUTES = "増田、手倉田 ＝ nishi\n増田9丁目=higashi"


@pytest.fixture
def planted(tmp_path: Path) -> Planted:
    return Planted(tmp_path).add("form.toml", PLACE).add("pack.toml", '\n[routing]\nby = ["owner_address"]\n')


@pytest.fixture
def offered(planted: Planted, natori: Tenant, make_department: Callable[..., Department]) -> Tenant:
    """The dog pack with a place for a question and with routes, open in 名取市, which has neither set."""
    publish(planted.folder)
    with tenant_scope(natori):
        offering.adopt("inu", department=make_department(natori), by=BY, is_open=True)
        for code in ("nishi", "higashi"):
            make_department(natori, code, f"{code}支所")
    return natori


@pytest.fixture
def browser(client: Client, offered: Tenant) -> Browser:
    return Browser(client, offered)


def set_local(tenant: Tenant, **local: Any) -> None:
    with tenant_scope(tenant):
        department = catalogue.offers()[0].department
        offering.adopt("inu", department=department, local=local, by=BY)
    catalogue.forget_catalogue()


def filled(browser: Browser, **answers: str) -> str:
    draft = browser.begin()
    browser.post(browser.here, {**DOG, "_next": "1"})
    browser.post(browser.here, {**OWNER, **answers, "_next": "1"})
    return draft


def test_nobody_sees_a_place_in_which_nothing_is_asked(browser: Browser) -> None:
    draft = filled(browser, own1="増やした答え")
    assert browser.here.endswith("/check/"), browser.html
    browser.send(draft)
    with tenant_scope(browser.tenant):
        assert "own1" not in Submission.objects.get().answers


def test_the_question_is_asked_kept_with_its_words_and_outlives_its_change(browser: Browser) -> None:
    set_local(browser.tenant, own={"own1": QUESTION})
    draft = filled(browser)
    assert browser.here.endswith("/owner/")
    assert "首輪の色" in browser.html
    browser.post(browser.here, {**OWNER, "own1": "青", "_next": "1"})
    assert browser.here.endswith("/check/"), browser.html
    browser.send(draft)
    kept = {"question": "首輪の色", "question_en": "Colour of the collar", "answer": "青", "answer_en": "Blue"}
    with tenant_scope(browser.tenant):
        answers = Submission.objects.get().answers
        assert answers["own1"] == kept
        set_local(browser.tenant, own={"own1": {"label": {"ja": "別の質問"}}})
        form = catalogue.packs.pack_by_key("inu@1").form
        sections = forms.read_back(form, answers, "en", visible=())
        assert [row.lines for part in sections for row in part.rows if row.label == "Colour of the collar"] == [
            ["Blue"]
        ]
        # Typed and judged again (a correction, another version), it is what it was.
        again = forms.validate(form, forms.typed_from_answers(form, answers), today=Case.objects.get().filed_on)
        assert again.answers["own1"] == kept


def test_the_bodys_lines_say_which_department_gets_the_case(
    browser: Browser, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    elsewhere = {"owner_address.town": "愛の杜1-1"}
    set_local(browser.tenant, routing=ROUTES)
    browser.send(filled(browser, **elsewhere))  # nothing fits: the department that has the procedure
    draft = filled(browser)
    post = {"declaration": "yes", "_read": browser.read(draft)}
    with django_assert_num_queries(SCOPE + 6):  # as without routes: SELECT; case, submission, event, mail; DELETE
        browser.client.post(browser.url(f"d/{draft}/send/"), post)
    with tenant_scope(browser.tenant):
        codes = list(Case.objects.order_by("pk").values_list("department__code", flat=True))
    assert codes == ["kankyo", "higashi"]
    browser.go(f"d/{draft}/receipt/")
    assert "higashi支所" in browser.html


def test_what_cannot_be_is_told_where_it_stands(offered: Tenant, planted: Planted) -> None:
    with tenant_scope(offered):
        pack = catalogue.packs.pack_by_key("inu@1")
        table = {"own": {"own1": {"kind": "choice", "options": "赤", "help": {"ja": "?"}}}, "routing": "増田\n=x"}
        places = [one.place for one in overlay_problems(pack, table)]
        assert places == ["own.own1.label", "own.own1.options", "routing", "routing"]
        [fault] = offering.faults_of(pack, {"routing": "増田 = minami"})
        assert "minami" in fault.ja
        assert "1行目" in fault.ja
        with pytest.raises(offering.BadOverlayError):
            set_local(offered, routing="増田 = minami")
        shown = localise(pack, overlay_values(pack, {"own": {"own1": QUESTION}})).form
        assert shown.field("own1").type.name == "choice"
        assert pack.form.field("own1").type.name == "own_question"
        assert own_questions.read(pack.form, {"own.own1.kind": "text"}) == ()


def test_the_administrator_sets_both_in_the_settings(
    offered: Tenant, make_officer: Callable[..., Officer], staff_client: Callable[[Officer], Client]
) -> None:
    admin = staff_client(make_officer(offered, "administrator"))
    page = admin.get("/staff/procedures/inu/").content.decode()
    assert 'name="local.own.own1.kind"' in page
    assert "1行に「町の名前" in page
    with tenant_scope(offered):
        department = catalogue.offers()[0].department.pk
    post = {
        "is_open": "yes", "department": str(department), "local.own.own1.label.ja": "首輪の色",
        "local.own.own1.kind": "text", "local.routing": "増田 = kita",
    }  # fmt: skip
    answer = admin.post("/staff/procedures/inu/", post)
    assert answer.status_code == 422
    assert "「kita」というコードの部署" in answer.content.decode()
    assert admin.post("/staff/procedures/inu/", {**post, "local.routing": "増田 = nishi"}).status_code == 302
    with tenant_scope(offered):
        catalogue.forget_catalogue()
        offer = catalogue.offers()[0]
        assert offer.pack.form.field("own1").label.ja == "首輪の色"
        assert offer.department_for({"owner_address": {"town": "増田1-1"}}).code == "nishi"
