"""Once per person or household: whatever the channel, whoever comes first, and after an end that frees it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.kit import samekey
from madoguchi.modules.cases.choices import Channel, Duplicate, Freed
from madoguchi.modules.cases.domain.kinds import register
from madoguchi.modules.cases.domain.once import Once
from madoguchi.modules.cases.models import Case, OnceKey
from madoguchi.modules.cases.queries import inbox
from madoguchi.modules.cases.queries.case_page import case_page
from madoguchi.modules.cases.services import correction, decision, desk, once
from madoguchi.modules.cases.services.answer import answer
from madoguchi.modules.cases.services.correction import Asked
from madoguchi.modules.cases.services.once import AlreadyFiledError
from madoguchi.modules.cases.services.turn import By
from madoguchi.modules.cases.services.withdrawal import withdraw
from madoguchi.modules.cases.tests import kind
from madoguchi.modules.cases.tests.conftest import ANSWERS, FileCase

BOTH = frozenset(Freed)


def who(owner: str = "見本 太郎", **more: object) -> Once:
    keys = samekey.same_keys([[samekey.Asked("owner")]], {"owner": owner})
    return replace(Once("tests/permit", keys, freed_by=BOTH), **more)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def _told_apart_by_name() -> Iterator[None]:
    register(replace(kind.KIND_FOR_TESTS, once_for=lambda _key, answers: who(str(answers["owner"]))))
    yield
    register(kind.KIND_FOR_TESTS)


def refused(file_case: FileCase, tenant: Tenant, secret: str, once: Once, **more: object) -> None:
    with pytest.raises(AlreadyFiledError), tenant_scope(tenant), transaction.atomic():
        file_case(tenant, secret, once=once, **more)


def test_the_second_is_refused_whatever_the_channel_and_however_it_is_typed(
    natori: Tenant, sendai: Tenant, file_case: FileCase
) -> None:
    first = file_case(natori, once=who("髙舘 翔太"))
    refused(file_case, natori, "two", who("高舘　翔太"), channel=Channel.COUNTER)
    assert file_case(natori, once=who("髙舘 翔太")).pk == first.pk, "the same draft again is the same case"
    file_case(natori, "other", once=who("高舘 美月"))
    file_case(natori, "round", once=replace(who("髙舘 翔太"), scope="tests/permit/r9"))
    file_case(sendai, "sendai", once=who("髙舘 翔太"))
    with tenant_scope(natori):
        assert Case.objects.count() == 3, "nothing is left of who was refused"
        found = once.earlier(who("高舘翔太"))
        assert found
        assert (found.receipt_number, found.channel) == (first.receipt_number, Channel.ONLINE)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("real_threads")
def test_eight_sendings_at_once_are_one_case(natori: Tenant, file_case: FileCase, department: Department) -> None:
    def attempt(number: int) -> str:
        try:
            file_case(natori, f"window-{number}", once=two("太郎", f"mail {number}", "phone"), department=department)
        except AlreadyFiledError:
            return "refused"
        finally:
            connection.close()
        return "filed"

    with ThreadPoolExecutor(8) as windows:
        assert Counter(windows.map(attempt, range(8))) == {"filed": 1, "refused": 7}
    with tenant_scope(natori):
        assert (Case.objects.count(), OnceKey.objects.count()) == (1, 2), "nothing is left of who was refused"


def test_withdrawal_frees_and_is_told(natori: Tenant, file_case: FileCase) -> None:
    told: list[tuple[str, bool]] = []
    once.follow(follower := lambda number, taken: told.append((number, taken)))
    try:
        first = file_case(natori, once=who())
        kept = file_case(natori, "kept", once=who("別の人", freed_by=frozenset()))
        with tenant_scope(natori):
            withdraw(first.receipt_number)
            withdraw(kept.receipt_number)
    finally:
        once._followers.remove(follower)
    assert told == [(first.receipt_number, False)]
    file_case(natori, "again", once=who())
    refused(file_case, natori, "kept again", who("別の人"))


def test_a_refusal_frees_and_its_revocation_takes_again_or_marks(
    natori: Tenant, file_case: FileCase, decider: Officer
) -> None:
    by = By(decider)

    def refuse(number: str) -> None:
        desk.receive(number, by)
        desk.examine(number, by)
        desk.step(number, "survey", by, reason="見ました")
        decision.decide(number, by, outcome="refusal", reason="幅が3mになるため")

    first = file_case(natori, once=who()).receipt_number
    with tenant_scope(natori):
        refuse(first)
        assert once.earlier(who()) is None
        decision.revoke(first, by, reason="誤り")
    refused(file_case, natori, "two", who())
    with tenant_scope(natori):
        desk.step(first, "survey", by, reason="見ました")
        decision.decide(first, by, outcome="refusal", reason="幅が3mになるため")
    second = file_case(natori, "two", once=who()).receipt_number
    with tenant_scope(natori):
        decision.revoke(first, by, reason="誤り")
        found = once.earlier(who())
        assert found
        assert found.receipt_number == second, "who came meanwhile has the key"
        page = case_page(decider, first)
        assert page
        assert [one.number for one in page.same] == [second], "and the office sees both"


def test_a_correction_takes_the_key_along(natori: Tenant, file_case: FileCase, clerk: Officer) -> None:
    mine = file_case(natori, once=who()).receipt_number
    file_case(natori, "two", once=who("見本 次郎"), answers={**ANSWERS, "owner": "見本 次郎"})

    def correct(owner: str) -> None:
        correction.ask(
            mine, by=By(clerk), fields=[Asked("owner", "確かめて")], due_on=timezone.localdate() + timedelta(days=7)
        )
        answer(mine, {"owner": owner})

    with tenant_scope(natori):
        desk.receive(mine, By(clerk))
        correct("見本 太朗")
        assert once.earlier(who()) is None
        assert once.earlier(who("見本 太朗"))
        correct("見本 次郎")
        page = case_page(clerk, mine)
        assert page
        assert len(page.same) == 1, "somebody else's key: both are marked, neither is lost"


def two(name: str, *contacts: str, **more: object) -> Once:
    """Somebody who is told apart by the name and any one of the contacts."""
    return replace(who(), keys=tuple((name, one) for one in contacts), **more)  # type: ignore[arg-type]


def test_who_has_one_key_of_several_in_common_is_the_same(natori: Tenant, file_case: FileCase, clerk: Officer) -> None:
    first = file_case(natori, once=two("太郎", "mail", "phone")).receipt_number
    for number, contacts in enumerate((("mail",), ("other", "phone"), ("mail", "phone"))):
        refused(file_case, natori, f"again {number}", two("太郎", *contacts))
    marked = file_case(natori, "marked", once=two("太郎", "mail", "phone", duplicate=Duplicate.MARK)).receipt_number
    file_case(natori, "other", once=two("次郎", "mail", "phone"))
    with tenant_scope(natori):
        page = case_page(clerk, marked)
        assert page
        assert [one.number for one in page.same] == [first], "told once, though both keys fit"
        withdraw(first)
        assert once.earlier(two("太郎", "mail", "phone")) is None
    file_case(natori, "again", once=two("太郎", "phone"))


def test_an_answer_on_paper_has_the_key_until_its_case_takes_it_over(natori: Tenant, file_case: FileCase) -> None:
    with tenant_scope(natori):
        once.mark(who(), "letters.recipient:7", Channel.POST)
        with pytest.raises(AlreadyFiledError) as error:
            once.mark(who(), "letters.recipient:8", Channel.POST)
        assert error.value.earlier
        assert error.value.earlier.holder == "letters.recipient:7"
    refused(file_case, natori, "online", who())
    refused(file_case, natori, "wrong", who(instead_of="letters.recipient:8"))
    file_case(natori, "paper", once=who(instead_of="letters.recipient:7"), channel=Channel.POST)
    with tenant_scope(natori):
        assert not once.unmark("letters.recipient:7"), "a case has it now"
        once.mark(who("別の人"), "letters.recipient:9", Channel.POST)
        assert once.unmark("letters.recipient:9")
        assert once.earlier(who("別の人")) is None


def test_officers_see_who_is_marked_and_others_cost_no_query(
    natori: Tenant,
    file_case: FileCase,
    clerk: Officer,
    staff_client: Callable[[Officer], Client],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    marks = {"duplicate": Duplicate.MARK}
    one = file_case(natori, once=who(**marks))
    two = file_case(natori, "two", once=who(**marks))
    alone = file_case(natori, "three", once=who("別の人", **marks))
    with tenant_scope(natori):
        with django_assert_num_queries(1):
            rows = inbox.all_rows(clerk, inbox.Filter(view="all"))
        assert {row.case.pk: row.same for row in rows} == {one.pk: True, two.pk: True, alone.pk: False}
    desk_of = staff_client(clerk)
    html = desk_of.get(f"/staff/cases/{one.receipt_number}/").content.decode()
    assert "同じ人の案件" in html
    assert f"/staff/cases/{two.receipt_number}/" in html
    assert "同じ人の案件" not in desk_of.get(f"/staff/cases/{alone.receipt_number}/").content.decode()
    assert desk_of.get("/staff/cases/").content.decode().count("同じ人の案件あり") == 2
