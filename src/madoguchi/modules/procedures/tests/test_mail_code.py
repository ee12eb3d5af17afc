"""A mail address confirmed by six digits: sent by a button, typed on the page, asked for before sending, kept with the
case; wrong, old and spent codes, another address, and how often."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.tests.browser import Browser
from madoguchi.modules.procedures.tests.tables import Outbox, Submission
from madoguchi.modules.procedures.tests.test_filling import drafts

MINE, OTHER = "Hina@example.jp", "chichi@example.jp"
YOU = {"who": "閖上 陽菜", "reply": MINE, "ill": "no"}
END = {"remark": "", "_next": "1"}


@pytest.fixture
def page(irai: Tenant) -> Browser:
    """The first page, with an address typed and nothing sent."""
    browser = Browser(Client(), irai)
    browser.post("p/irai/start/", {**YOU, "_code": "reply"})
    return browser


def code_of(page: Browser, to: str = MINE) -> str:
    """The six digits of the newest mail to an address."""
    with tenant_scope(page.tenant):
        mail = Outbox.objects.filter(to=to, kind="forms.code").latest("pk")
    found = re.findall(r"\b[0-9]{6}\b", mail.text)
    assert len(found) == 1
    assert found[0] not in mail.subject
    return found[0]


def typed(page: Browser, code: str, **more: str) -> str:
    """The page with a code in it, sent with 次へ; returns where that led."""
    page.post(f"d/{page.draft}/you/", {**YOU, "reply.code": code, **more, "_next": "1"})
    return page.here.rstrip("/").rpartition("/")[2]


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_the_code_proves_the_address_to_the_case(page: Browser) -> None:
    assert page.here.endswith("/you/#f-reply-code"), "the button begins the draft and stays"
    assert f"「{MINE}」に確認コードを送りました" in page.html
    assert drafts(page.tenant)[0].typed["who"] == YOU["who"], "what stood on the page is kept"
    code = code_of(page)
    assert typed(page, f"{code[:3]} {code[3:]}") != "you"
    draft = drafts(page.tenant)[0]
    assert code not in str(vars(draft)), "neither in the answers nor beside them"
    page.go(f"d/{draft.public_id}/you/")
    assert "確認済みです" in page.html
    page.post(f"d/{draft.public_id}/safe/", {"shien": "no", "_next": "1"})
    page.post(f"d/{draft.public_id}/end/", END)
    page.go(f"d/{draft.public_id}/check/")
    assert "確認済み：" in page.html
    page.send(draft.public_id)
    with tenant_scope(page.tenant):
        answers = Submission.objects.get().answers
    assert answers["reply"] == {"address": MINE, "confirmed": True}


def test_without_the_code_nothing_is_sent(page: Browser) -> None:
    assert typed(page, "") == "you"
    assert "まだ確認が済んでいません" in page.html
    draft = page.draft
    page.post(f"d/{draft}/safe/", {"shien": "no", "_next": "1"})
    page.post(f"d/{draft}/end/", END)
    page.post(f"d/{draft}/send/", {"_read": page.read(draft)})
    assert page.here.endswith("/check/")
    page.post(f"d/{draft}/you/", {**YOU, "reply": "", "reply.code": "", "_next": "1"})
    assert not page.here.endswith("/you/"), "who gives no address confirms none"


def test_another_address_needs_another_code(page: Browser) -> None:
    code = code_of(page)
    assert typed(page, code, reply=OTHER) == "you"
    assert f"「{OTHER}」には、まだ確認コードを送っていません" in page.html
    assert typed(page, code) != "you"
    page.go(f"d/{drafts(page.tenant)[0].public_id}/you/")
    assert typed(page, "", reply=OTHER) == "you"
    page.post(page.here, {**YOU, "reply": OTHER, "_code": "reply"})
    assert typed(page, code_of(page, OTHER), reply=OTHER) != "you"


def test_wrong_old_and_spent_codes(page: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    code = code_of(page)
    typed(page, "12345")
    assert "6けたの数字です" in page.html
    for left in (4, 3, 2, 1):
        assert typed(page, wrong(code)) == "you"
        assert f"もう一度入力してください（あと{left}回）" in page.html
    typed(page, wrong(code))
    assert "使えなくなりました" in page.html
    assert typed(page, code) == "you", "the right one comes too late"
    page.post(page.here, {**YOU, "_code": "reply"})
    late = timezone.now() + timedelta(minutes=31)
    fresh = code_of(page)
    with monkeypatch.context() as later:
        later.setattr(timezone, "now", lambda: late)
        assert typed(page, fresh) == "you"
        assert "30分を過ぎた" in page.html
    assert typed(page, fresh) != "you"


def test_an_address_gets_three_codes_an_hour(page: Browser) -> None:
    for _again in range(2):
        page.post(page.here, {**YOU, "_code": "reply"})
    page.post(page.here, {**YOU, "reply": MINE.upper(), "_code": "reply"})
    assert "確認コードを何度も送ったため" in page.html
    with tenant_scope(page.tenant):
        assert Outbox.objects.filter(kind="forms.code").count() == 3


@pytest.mark.parametrize(("address", "said"), [("hina", "「@」がありません"), ("", "を入力してください")])
def test_what_is_no_address_gets_nothing(irai: Tenant, address: str, said: str) -> None:
    browser = Browser(Client(), irai)
    browser.post("p/irai/start/", {**YOU, "reply": address, "_code": "reply"})
    assert said in browser.html
    browser.post(browser.here, {**YOU, "_code": "who"})  # no mail field: a forged button
    with tenant_scope(irai):
        assert not Outbox.objects.exists()


def test_nobody_posts_a_proof(page: Browser) -> None:
    forged: dict[str, Any] = {"reply.proven": MINE, "reply.confirmed": "yes", "reply.address": MINE}
    assert typed(page, "", **forged) == "you"
    assert "まだ確認が済んでいません" in page.html


def test_a_form_that_asks_for_no_code_asks_the_database_nothing(
    irai: Tenant, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """With a code field on the page and no code typed it is no statement more either."""
    form = forms.compile_form(
        {"page": [{"id": "p", "title": {"ja": "p", "en": "p"}, "field": [
            {"id": "m", "type": "email", "code": True, "label": {"ja": "m", "en": "m"}}]}]}
    )  # fmt: skip
    with tenant_scope(irai):
        saved = forms.Saved(forms.start("procedures/x@1").draft)
        with django_assert_num_queries(0):
            assert forms.proof.after(saved, form, "p", {}, title="", network="") is saved
