"""Filing: exactly one row each, once, whatever is sent twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.tenants.api import ClosingDay, Department, Tenant, calendar_for, tenant_scope
from madoguchi.kit.kana import search_key
from madoguchi.modules.cases.choices import Phase, Text, Unit
from madoguchi.modules.cases.domain import numbers
from madoguchi.modules.cases.domain.clock import StandardPeriod
from madoguchi.modules.cases.domain.kinds import UnknownKindError
from madoguchi.modules.cases.models import Case, Submission
from madoguchi.modules.cases.services import filing
from madoguchi.modules.cases.services.access import confirmation_code
from madoguchi.modules.cases.services.filing import Applicant, by_draft_key
from madoguchi.modules.cases.tests import kind
from madoguchi.modules.cases.tests.conftest import ANSWERS, FILED_AT, FileCase, Outbox


def test_one_case_one_submission_one_event_one_mail(natori: Tenant, file_case: FileCase) -> None:
    case = file_case(natori)
    with tenant_scope(natori):
        assert Case.objects.count() == 1
        submission = Submission.objects.get()
        assert (submission.case_id, submission.seq, submission.answers) == (case.pk, 1, ANSWERS)
        assert [entry.word for entry in audit.timeline(case.target)] == ["cases.case.filed"]
        assert Outbox.objects.count() == 1
    assert numbers.read_receipt_number(case.receipt_number) == case.receipt_number
    assert (case.state, case.phase) == ("filed", Phase.WAITING)
    assert case.fee_total == 600
    assert case.due_on is not None
    assert case.due_on.isoformat() == "2026-12-07"


def test_filing_costs_four_inserts_and_no_update(natori: Tenant, file_case: FileCase, department: Department) -> None:
    with tenant_scope(natori):
        calendar_for(natori)
    with CaptureQueriesContext(connection) as captured:
        file_case(natori, department=department)
    verbs = [query["sql"].split()[0] for query in captured.captured_queries]
    assert verbs.count("INSERT") == 4
    assert verbs.count("UPDATE") == 0
    reads = [query["sql"] for query in captured.captured_queries if query["sql"].startswith("SELECT ")]
    # The fixture reads the case back; filing itself reads nothing.
    assert len([sql for sql in reads if "set_config" not in sql]) == 1


def test_sending_twice_is_one_case_and_the_second_sees_the_first(natori: Tenant, file_case: FileCase) -> None:
    called: list[int] = []
    first = file_case(natori, also=lambda filed: called.append(filed.case_id))
    second = file_case(natori, also=lambda filed: called.append(filed.case_id))
    assert second.pk == first.pk
    assert second.receipt_number == first.receipt_number
    assert called == [first.pk]
    with tenant_scope(natori):
        assert Outbox.objects.count() == 1
        again = by_draft_key("key-of-draft-one")
        assert again is not None
        assert again.again
        assert again.case_id == first.pk
        assert by_draft_key("key-of-another") is None


def test_the_same_draft_key_in_two_bodies_is_two_cases(natori: Tenant, sendai: Tenant, file_case: FileCase) -> None:
    assert file_case(natori).pk != file_case(sendai).pk


def test_a_failing_also_files_nothing(natori: Tenant, file_case: FileCase) -> None:
    def fail(filed: filing.Filed) -> None:
        raise RuntimeError("the draft could not be deleted")

    with pytest.raises(RuntimeError, match="the draft"), transaction.atomic():
        file_case(natori, also=fail)
    with tenant_scope(natori):
        assert Case.objects.count() == 0
        assert Outbox.objects.count() == 0


def test_an_integrity_error_that_is_not_ours_is_not_swallowed(natori: Tenant, file_case: FileCase) -> None:
    def fail(filed: filing.Filed) -> None:
        raise IntegrityError("somebody else's constraint")

    with pytest.raises(IntegrityError, match="somebody else"), transaction.atomic():
        file_case(natori, also=fail)


def test_a_taken_receipt_number_is_drawn_again_even_one_of_another_body(
    natori: Tenant, sendai: Tenant, file_case: FileCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Numbers are unique over all bodies, for the joint page; the other body's row itself stays out of sight."""
    first, foreign = file_case(natori), file_case(sendai)
    draws = iter([first.receipt_number, foreign.receipt_number, numbers.new_receipt_number()])
    monkeypatch.setattr(numbers, "new_receipt_number", lambda: next(draws))
    second = file_case(natori, "draft-two")
    assert second.receipt_number not in {first.receipt_number, foreign.receipt_number}
    with tenant_scope(natori):
        assert Case.objects.count() == 2


def test_without_a_mail_address_there_is_no_mail_and_with_a_broken_one_neither(
    natori: Tenant, file_case: FileCase
) -> None:
    file_case(natori, "one", applicant=Applicant("見本 太郎"))
    file_case(natori, "two", applicant=Applicant("見本 太郎", mail="taro@"))
    with tenant_scope(natori):
        assert Case.objects.count() == 2
        assert Outbox.objects.count() == 0


def test_the_mail_has_the_number_and_a_link_but_never_the_code(natori: Tenant, file_case: FileCase) -> None:
    case = file_case(natori)
    code = confirmation_code("draft-one")
    with tenant_scope(natori):
        mail = Outbox.objects.get()
    assert numbers.group(case.receipt_number) in mail.text
    assert "道路の占用許可" in mail.text
    assert "/042072/status/link/" in mail.text
    assert "022-111-2222" in mail.text
    assert code not in mail.text.replace("-", "")
    assert "増田一丁目" not in mail.text


def test_an_english_resident_gets_an_english_mail(natori: Tenant, file_case: FileCase) -> None:
    file_case(natori, language="en")
    with tenant_scope(natori):
        mail = Outbox.objects.get()
    assert mail.language == "en"
    assert "Road use permit" in mail.text
    assert "/en/042072/status/link/" in mail.text
    assert "Natori City" in mail.text
    assert "The following has arrived" in mail.text


def test_a_body_s_closing_day_moves_the_last_day(natori: Tenant, file_case: FileCase) -> None:
    with tenant_scope(natori):
        ClosingDay.objects.create(tenant=natori, date="2026-11-24", reason="停電")
    case = file_case(natori, period=StandardPeriod(1, Unit.WORKING))
    assert str(case.due_on) == "2026-11-25"


def test_an_instant_case_is_done_on_arrival_and_announced_to_nobody(natori: Tenant, file_case: FileCase) -> None:
    case = file_case(natori, subject_key=kind.NEWS, period=None)
    assert (case.state, case.phase) == ("accepted", Phase.DONE)
    assert case.announced_at == FILED_AT
    assert case.due_on is None


def test_ten_thousand_letters_of_name_do_not_break_the_desk(natori: Tenant, file_case: FileCase) -> None:
    case = file_case(natori, applicant=Applicant("髙" * 10_000, "タ" * 10_000))
    assert len(case.applicant_name) == 200


def test_an_unknown_kind_is_refused(natori: Tenant, file_case: FileCase) -> None:
    with pytest.raises(UnknownKindError):
        file_case(natori, kind="nobody.knows")


def test_search_finds_by_number_name_kana_and_title(natori: Tenant, file_case: FileCase) -> None:
    case = file_case(natori, applicant=Applicant("髙橋 花", "タカハシ ハナ"), title=Text("犬の届出", "Dogs"))
    for word in (case.receipt_number.lower(), "高橋", "たかはし", "犬", "dogs"):
        assert search_key(word) in case.search_text


@pytest.mark.django_db(transaction=True)
def test_two_sendings_at_once_are_one_case(
    at_once: Callable[..., list[int]], natori: Tenant, file_case: FileCase, department: Department
) -> None:
    """Both threads start together; whoever is second waits for the first and gets its case."""
    found = at_once(*[lambda: file_case(natori, department=department).pk] * 2)
    assert len(found) == 2
    assert found[0] == found[1]
    with tenant_scope(natori):
        assert Case.objects.count() == 1
        assert Outbox.objects.count() == 1


def test_what_is_filed_is_never_changed(natori: Tenant, file_case: FileCase) -> None:
    case = file_case(natori)
    with (
        tenant_scope(natori),
        pytest.raises(DatabaseError, match=r"never changed|permission denied"),
        transaction.atomic(),
    ):
        Submission.objects.filter(case=case).update(answers={})
