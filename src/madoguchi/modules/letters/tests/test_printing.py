"""Letters as PDF, and the lists that go out of the house."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader

from madoguchi.kernel.files import api as files
from madoguchi.kernel.jobs.api import run_due
from madoguchi.kernel.people.api import Officer, RefusedError
from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.kit.checkdigits import group
from madoguchi.modules.letters.choices import PrintKind
from madoguchi.modules.letters.models import Mailing, Printing
from madoguchi.modules.letters.services import answering, printing
from madoguchi.modules.letters.tests.conftest import BY, number_of, recipient


def text_of(row: Printing) -> list[str]:
    """The text of each page, without spaces."""
    with files.open_file(files.get(row.file_id)) as stream:
        reader = PdfReader(BytesIO(stream.read()))
    return ["".join(page.extract_text().split()) for page in reader.pages]


def test_one_sheet_a_household_with_its_number_and_no_date_of_birth(
    opened: Mailing, natori: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "BATCH", 2)
    with tenant_scope(natori):
        assert printing.ask(opened, PrintKind.ALL, by=BY) == 2
    run_due()
    with tenant_scope(natori):
        first, second = Printing.objects.order_by("seq")
        assert (first.letters, second.letters) == (2, 1)
        pages = text_of(first) + text_of(second)
        assert len(pages) == 3, "one sheet each"
        for page, household in zip(pages, ("0001234", "0001235", "0001236"), strict=True):
            assert group(number_of(natori, household)) in page
            assert "物価の上がりに対する給付金です" in page
            assert f"/{natori.code}/letters/" in page
        assert "髙舘翔太様" in pages[0]
        assert "合計60,000円" in pages[0]
        assert "平成5年4月" not in pages[0]
        assert "1993" not in pages[0]
        assert "閖上ハル母対象外" in pages[1]
        file_id = first.file_id
        assert printing.ask(opened, PrintKind.ALL, by=BY) == 2
        assert files.get_many([file_id]) == {}, "made anew, the former file is gone"


def test_reminders_go_to_those_who_have_not_answered_and_one_letter_to_who_lost_it(
    opened: Mailing, natori: Tenant
) -> None:
    old = number_of(natori)
    with tenant_scope(natori):
        answering.mark_paper(recipient(natori, "0001235"), by=BY)
        printing.ask(opened, PrintKind.REMINDER, by=BY)
        answering.reissue(recipient(natori), by=BY)
        printing.ask_one(recipient(natori), by=BY)
    run_due()
    with tenant_scope(natori):
        reminder, one = (Printing.objects.get(kind=kind) for kind in (PrintKind.REMINDER, PrintKind.REISSUE))
        pages = text_of(reminder)
        assert len(pages) == 2
        assert "まだ回答を確認できていない" in pages[0]
        (page,) = text_of(one)
        assert group(number_of(natori)) in page
        assert group(old) not in page


def test_a_large_household_on_one_sheet_and_what_paper_cannot_show_is_named(opened: Mailing, natori: Tenant) -> None:
    with tenant_scope(natori):
        row = recipient(natori, "0001236")
        row.name, row.members = "見本 😀", row.members * 20
        row.save()
        Mailing.objects.update(lead="あ" * 200)
        printing.ask(opened, PrintKind.ALL, by=BY)
    run_due()
    with tenant_scope(natori):
        assert Printing.objects.get().unprintable == [["0001236", "😀（U+1F600）"]]
        assert len(text_of(Printing.objects.get())) == 3


def test_lists_for_the_printing_company_and_for_reminders(
    opened: Mailing,
    natori: Tenant,
    desk: Client,
    staff_client: Callable[[Officer], Client],
    make_officer: Callable[..., Officer],
) -> None:
    with tenant_scope(natori):
        answering.mark_paper(recipient(natori, "0001235"), by=BY)
        opened.recipients.filter(household="0001236").update(name="=cmd() 見本")

    def csv(client: Client, what: str) -> list[str]:
        answered = client.post(f"/staff/letters/{opened.pk}/list.csv", {"list": what})
        assert answered.status_code == 200
        return b"".join(answered.streaming_content).decode("utf-8-sig").splitlines()

    head, one, *_others = csv(desk, "printer")
    assert head.startswith("照会番号,二次元コードの内容,世帯番号")
    assert one.split(",")[0] == group(number_of(natori))
    assert f"/{natori.code}/letters/n/{number_of(natori)}/" in one
    assert "1993" not in one
    waiting = csv(desk, "waiting")
    assert [line.split(",")[0] for line in waiting[1:]] == ["0001234", "0001236"]
    assert "'=cmd()" in waiting[2]
    assert number_of(natori) not in "".join(waiting)
    viewer = staff_client(make_officer(natori, "viewer", name="見る人"))
    assert viewer.post(f"/staff/letters/{opened.pk}/list.csv", {"list": "printer"}).status_code == 403
    opened.stage = "closed"
    with tenant_scope(natori), pytest.raises(RefusedError):
        printing.ask(opened, PrintKind.ALL, by=BY)
