"""The office's pages: whose they are, what is recorded of looking, and what is left when all is over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.kernel.audit.api import timeline
from madoguchi.kernel.files import api as files
from madoguchi.kernel.jobs.api import run_due
from madoguchi.kernel.people.api import Officer, RefusedError
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.kit.checkdigits import ALPHABET, group
from madoguchi.modules.letters.choices import PrintKind
from madoguchi.modules.letters.domain.numbers import LENGTH, number_from, read_number
from madoguchi.modules.letters.jobs import sweep_recipients
from madoguchi.modules.letters.models import Mailing, Printing, Recipient
from madoguchi.modules.letters.services import answering, printing
from madoguchi.modules.letters.services import mailing as mailings
from madoguchi.modules.letters.tests.conftest import BY, csv, number_of, plan, recipient

MakeOfficer = Callable[..., Officer]
SignIn = Callable[[Officer], Client]


@pytest.fixture
def zei(natori: Tenant, make_department: Callable[..., Department]) -> Department:
    """A department that mails nothing."""
    with tenant_scope(natori):
        return make_department(natori, "zei")


@given(st.text(min_size=1, max_size=40), st.binary(min_size=16, max_size=32))
def test_a_number_is_read_however_it_is_written_and_no_slip_is_another(seed: str, key: bytes) -> None:
    number = number_from(seed, key)
    assert len(number) == LENGTH
    assert number == number_from(seed, key)
    assert number != number_from(seed, key + b"x")
    for typed in (group(number), number.lower(), f" {group(number)} ".replace("-", "ー"), " ".join(number)):
        assert read_number(typed) == number
    for place in range(LENGTH):
        other = ALPHABET[(ALPHABET.index(number[place]) + 1) % len(ALPHABET)]
        assert read_number(number[:place] + other + number[place + 1 :]) is None
    assert read_number(number[:-1]) is None
    assert read_number("x" * 100) is None


def test_names_are_for_those_who_handle_them_and_every_look_is_recorded(
    opened: Mailing, natori: Tenant, desk: Client, staff_client: SignIn, make_officer: MakeOfficer, zei: Department
) -> None:
    row = recipient(natori)
    pages = (f"/staff/letters/{opened.pk}/recipients/", f"/staff/letters/{opened.pk}/recipients/{row.pk}/")
    for page in pages:
        assert "髙舘" in desk.get(page).content.decode()
    assert "髙舘" in desk.get(f"{pages[0]}?q=タカダテ").content.decode()
    assert "髙舘" not in desk.get(f"{pages[0]}?view=paper").content.decode()
    with tenant_scope(natori):
        assert [one.word for one in timeline(opened.target)].count("letters.list.viewed") == 3
        assert [one.word for one in timeline(row.target)] == ["letters.recipient.viewed"]
        looked = timeline(row.target)[0]
    assert looked.actor.label.endswith("佐藤 花子")
    viewer = staff_client(make_officer(natori, "viewer", name="見る人"))
    shown = viewer.get(f"/staff/letters/{opened.pk}/").content.decode()
    assert "3世帯" in shown
    assert "髙舘" not in shown
    assert "受付を終える" not in shown
    for page in pages:
        assert viewer.get(page).status_code == 403
    stranger = staff_client(make_officer(natori, "clerk", zei, name="税の人"))
    for page in (f"/staff/letters/{opened.pk}/", *pages):
        assert stranger.get(page).status_code == 404


def test_an_officer_reissues_marks_paper_and_is_asked_first(opened: Mailing, natori: Tenant, desk: Client) -> None:
    row = recipient(natori)
    act = f"/staff/letters/{opened.pk}/recipients/{row.pk}/act/"
    old = number_of(natori)
    answered = desk.post(act, {"act": "reissue"})
    assert answered.status_code == 422
    assert number_of(natori) == old
    desk.post(act, {"act": "reissue", "sure-reissue": "yes"})
    assert number_of(natori) != old
    with tenant_scope(natori):
        assert Printing.objects.get().kind == PrintKind.REISSUE
    desk.post(act, {"act": "paper", "sure-paper": "yes"})
    assert recipient(natori).standing == "paper"
    assert desk.post(act, {"act": "reissue", "sure-reissue": "yes"}).status_code == 422, "answered: no new letter"
    assert "紙で回答" in desk.get(f"/staff/letters/{opened.pk}/").content.decode()


def test_a_mailing_is_made_step_by_step(
    natori: Tenant, mailing: Mailing, desk: Client, staff_client: SignIn, make_officer: MakeOfficer, zei: Department
) -> None:
    page = f"/staff/letters/{mailing.pk}/"
    assert desk.post(f"{page}act/", {"act": "open", "sure-open": "yes"}).status_code == 422, "without a list"
    assert desk.post(f"{page}list/").status_code == 422
    desk.post(f"{page}list/", {"list": csv()})
    run_due()
    assert "まちがいは見つかりませんでした" in desk.get(page).content.decode()
    desk.post(f"{page}act/", {"act": "load"})
    run_due()
    assert "3世帯" in desk.get(page).content.decode()
    typed = {
        "name": "名前",
        "base_date": "R8.11.1",
        "answer_until": "2020-01-01",
        "keep_days": "x",
        "amount_each": "多",
    }
    html = desk.post(f"{page}edit/", typed).content.decode()
    for said in ("日数を数字で", "金額を「30000」"):
        assert said in html
    with tenant_scope(natori):
        with pytest.raises(RefusedError):
            mailings.change(mailing, plan(amount_each=1), by=BY)
        mailings.change(mailing, plan(name="新しい名前"), by=BY)
        mailings.open_answers(mailing, by=BY)
        with pytest.raises(RefusedError):
            mailings.open_answers(mailing, by=BY)
    elsewhere = staff_client(make_officer(natori, "clerk", zei, name="税の人"))
    assert "発送できる手続がありません" in elsewhere.get("/staff/letters/add/").content.decode()


def test_recipients_go_when_their_days_are_over_and_totals_stay(opened: Mailing, natori: Tenant) -> None:
    with tenant_scope(natori):
        answering.mark_paper(recipient(natori), by=BY)
        printing.ask(opened, PrintKind.ALL, by=BY)
    run_due()
    with tenant_scope(natori):
        file_id = Printing.objects.get().file_id
        mailings.close(opened, by=BY)
    sweep_recipients()
    with tenant_scope(natori):
        assert Recipient.objects.count() == 3, "thirty days are not over"
    assert mailings.sweep(timezone.now() + timedelta(days=30)) == 0
    assert mailings.sweep(timezone.now() + timedelta(days=31)) == 1
    with tenant_scope(natori):
        assert not Recipient.objects.exists()
        assert files.get_many([file_id]) == {}
        opened.refresh_from_db()
        assert opened.totals == {"recipients": 3, "seen": 0, "waiting": 2, "answered": 0, "paper": 1}
        deleted = timeline(opened.target)[-1]
        assert (deleted.word, deleted.data["recipients"]) == ("letters.mailing.deleted", 3)
    assert mailings.sweep(timezone.now() + timedelta(days=40)) == 0
