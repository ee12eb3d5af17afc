"""Cases in an account: filed signed in, or added by the code; seen by nobody else, and by nobody after the sign-out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.residents.api import SignedIn, by_address, current
from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.modules.cases.choices import Phase
from madoguchi.modules.cases.models import Case
from madoguchi.modules.cases.queries import own_cases
from madoguchi.modules.cases.queries.own_cases import section
from madoguchi.modules.cases.services import access
from madoguchi.modules.cases.tests.conftest import FileCase, enter

SignIn = Callable[..., Client]
HINA = "hina@example.jp"


def page_of(case: Case, rest: str = "", body: str = "042072") -> str:
    return f"/{body}/cases/{case.receipt_number}/{rest}"


def put(case: Case, address: str | None = HINA) -> None:
    """As if it had been filed signed in; None: without an account."""
    with tenant_scope(case.tenant):
        Case.objects.filter(pk=case.pk).update(resident=by_address(address) if address else None)


def signed(client: Client) -> SignedIn:
    request = HttpRequest()
    request.COOKIES = {name: cookie.value for name, cookie in client.cookies.items()}
    found = current(request)
    assert found
    return found


@pytest.fixture
def case(natori: Tenant, file_case: FileCase) -> Case:
    return file_case(natori)


def test_my_page_lists_the_cases_of_every_body_and_opens_them(
    resident_client: SignIn, case: Case, sendai: Tenant, file_case: FileCase
) -> None:
    client, stranger = resident_client(), resident_client("other@example.jp", name="他人")
    far = file_case(sendai, secret="draft-two")
    put(case)
    put(far)
    page = client.get("/me/").content.decode()
    assert (page.count("道路の占用許可"), page.count("名取市 "), page.count("仙台市 ")) == (2, 1, 1)
    assert "2026年11月20日" in page
    for one, body in ((case, "042072"), (far, "041009")):
        for rest in ("", "receipt.pdf", "answers.pdf"):
            assert client.get(page_of(one, rest, body)).status_code == 200, rest
            for nobody in (stranger, Client()):
                assert nobody.get(page_of(one, rest, body))["Location"].startswith(f"/{body}/status/?"), rest
        assert client.get(page_of(one, "", "041009" if body == "042072" else "042072")).status_code == 302
    assert case.receipt_number not in stranger.get("/me/").content.decode()
    assert "Road use permit" in client.get("/en/me/").content.decode()


def test_nothing_of_it_outlives_the_sign_out(resident_client: SignIn, case: Case) -> None:
    client = resident_client()
    put(case)
    assert client.get(page_of(case)).status_code == 200
    assert [name for name in client.cookies if name.startswith("mdg_case")] == []
    enter(client, case)  # by the code, too
    assert client.get(page_of(case)).status_code == 200
    kept = {name: cookie.value for name, cookie in client.cookies.items()}
    assert f"mdg_case_{case.receipt_number}" in kept
    client.post("/account/logout/")
    assert client.cookies[f"mdg_case_{case.receipt_number}"].value == ""
    assert client.get(page_of(case)).status_code == 302


def test_a_case_filed_without_an_account_is_added_by_its_code(resident_client: SignIn, case: Case) -> None:
    client = resident_client()
    assert "/status/" in client.get("/me/").content.decode(), "the way to number and code"
    assert client.post(page_of(case, "claim/"))["Location"].startswith("/042072/status/"), "not without the code"
    enter(client, case)
    assert "マイページに加える" in client.get(page_of(case)).content.decode()
    for _twice in range(2):
        answer = client.post(page_of(case, "claim/"), follow=True)
        assert "マイページに加えました" in answer.content.decode()
    assert "道路の占用許可" in client.get("/me/").content.decode()
    with tenant_scope(case.tenant):
        words = [entry.word for entry in audit.timeline(case.target)]
    assert words.count("cases.case.claimed") == 1


def test_of_two_who_know_the_code_the_first_has_it(resident_client: SignIn, case: Case) -> None:
    first, second = resident_client(), resident_client("other@example.jp", name="他人")
    for client in (first, second):
        enter(client, case)
        client.post(page_of(case, "claim/"))
    assert "ほかのアカウントに入っています" in second.get(page_of(case)).content.decode()
    assert "道路の占用許可" not in second.get("/me/").content.decode()
    with tenant_scope(case.tenant):
        assert Case.objects.get().resident == by_address(HINA)


def mails_to(case: Case) -> list[tuple[str, str]]:
    with tenant_scope(case.tenant):
        return list(apps.get_model("notify", "Outbox").objects.filter(kind="cases.claimed").values_list("to", "text"))


def test_the_applicant_hears_when_a_case_comes_into_an_account(resident_client: SignIn, case: Case) -> None:
    client = resident_client("other@example.jp", name="他人")
    put(case, "other@example.jp")
    assert mails_to(case) == [], "filed signed in"
    put(case, None)
    enter(client, case)
    for _twice in range(2):
        client.post(page_of(case, "claim/"))
    [(to, text)] = mails_to(case)
    assert to == case.applicant_mail
    assert "マイページから外す" in text


def test_its_owner_takes_it_out(resident_client: SignIn, case: Case) -> None:
    client, stranger = resident_client(), resident_client("other@example.jp", name="他人")
    put(case)
    assert stranger.post(page_of(case, "release/"))["Location"].startswith("/042072/status/")
    assert "マイページから外す" in client.get(page_of(case)).content.decode()
    assert client.get(page_of(case, "release/")).status_code == 405
    assert client.post(page_of(case, "release/"))["Location"] == "/me/"
    assert client.get(page_of(case)).status_code == 302
    with tenant_scope(case.tenant):
        assert Case.objects.get().resident is None
        assert [entry.word for entry in audit.timeline(case.target)].count("cases.case.released") == 1


def test_whoever_knows_the_code_takes_it_out_of_another_s_account(resident_client: SignIn, case: Case) -> None:
    client = Client()
    resident_client("other@example.jp")
    put(case, "other@example.jp")
    enter(client, case)
    assert "マイページ（アカウント）に入っています" in client.get(page_of(case)).content.decode()
    for _twice in range(2):
        answer = client.post(page_of(case, "release/"), follow=True)
        assert "マイページから外しました" in answer.content.decode()
    assert "マイページから外す" not in client.get(page_of(case)).content.decode()
    with tenant_scope(case.tenant):
        assert Case.objects.get().resident is None
        assert [entry.word for entry in audit.timeline(case.target)].count("cases.case.released") == 1


def test_a_mailed_link_takes_nothing_out(resident_client: SignIn, case: Case) -> None:
    resident_client()
    put(case)
    client = Client()
    with tenant_scope(case.tenant):
        token = access.link_token(case.tenant, case, access.link_until())
    client.get(f"/042072/status/link/{token}/")
    assert "マイページから外す" not in client.get(page_of(case)).content.decode()
    assert client.post(page_of(case, "release/"))["Location"] == page_of(case)
    with tenant_scope(case.tenant):
        assert Case.objects.get().resident is not None


def test_a_mailed_link_and_a_browser_without_account_add_nothing(resident_client: SignIn, case: Case) -> None:
    client = resident_client()
    with tenant_scope(case.tenant):
        token = access.link_token(case.tenant, case, access.link_until())
    client.get(f"/042072/status/link/{token}/")
    shown = client.get(page_of(case))
    assert shown.status_code == 200
    assert "マイページに加える" not in shown.content.decode()
    nobody = Client()
    enter(nobody, case)
    for one in (client, nobody):
        assert one.post(page_of(case, "claim/"))["Location"] == page_of(case)
        assert one.get(page_of(case, "claim/")).status_code in {302, 405}
    with tenant_scope(case.tenant):
        assert Case.objects.get().resident is None


def test_the_list_costs_two_queries_however_long(
    resident_client: SignIn, natori: Tenant, file_case: FileCase, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = resident_client()
    scope = 3 if connection.vendor == "postgresql" else 0  # a savepoint of the test's transaction, and the setting
    for count in (1, 3):
        while True:
            with tenant_scope(natori):
                have = Case.objects.count()
            if have == count:
                break
            put(file_case(natori, secret=f"draft-{have}"))
        who = signed(client)
        with django_assert_num_queries(scope + 2):  # how many there are, and those of the page
            assert len(section(who).lines) == count


def test_what_does_not_fit_on_the_page_is_on_the_next(
    resident_client: SignIn, natori: Tenant, file_case: FileCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_cases, "PAGE_SIZE", 2)
    client = resident_client()
    filed = [file_case(natori, secret=f"draft-{n}") for n in range(3)]
    for one in filed:
        put(one)
    for asked, shown in (("", filed[1:]), ("?cases=2", filed[:1]), ("?cases=99", filed[:1]), ("?cases=x", filed[1:])):
        page = client.get(f"/me/{asked}").content.decode()
        assert {one for one in filed if one.receipt_number in page} == set(shown), asked
        assert "全3件" in page
    assert "?cases=2" in client.get("/me/").content.decode()


def test_every_phase_has_its_words(resident_client: SignIn, case: Case) -> None:
    client = resident_client()
    put(case)
    seen = set()
    for phase in Phase:
        with tenant_scope(case.tenant):
            Case.objects.update(phase=phase.value)
        seen.add(section(signed(client)).lines[0].note)
    assert len(seen) == len(Phase)
