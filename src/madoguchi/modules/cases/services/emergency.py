"""Breaking the glass: an officer who is in no circle opens confidential answers when somebody is in danger. Others are
told at once, everything is written down, and it ends by itself."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.notify.api import BadAddress, Mail, send
from madoguchi.kernel.people import api as people
from madoguchi.kernel.tenants.api import absolute
from madoguchi.modules.cases import events
from madoguchi.modules.cases.domain import numbers
from madoguchi.modules.cases.domain.kinds import kind_of
from madoguchi.modules.cases.models import Case, Emergency, SealedAnswers
from madoguchi.modules.cases.models.emergency import REASON_LENGTH
from madoguchi.modules.cases.queries.emergencies import guardians
from madoguchi.modules.cases.services import refusals, sealed
from madoguchi.modules.forms import api as forms

LASTS = timedelta(minutes=30)


def open_case(officer: people.Officer, number: str, reason: str) -> Emergency:
    """Open a case's confidential answers to this officer for LASTS; the row, the event and the mails to others are one
    transaction.

    Raises `RefusedError`: "missing", "too_long" at the fields; "none" where no case of the body with that number has
    confidential answers; "alone" where nobody else could be told.
    """
    if not number.strip():
        raise refusals.missing("number", _("受付番号"))
    reason = reason.strip()
    if not reason:
        raise refusals.missing("reason", _("理由"))
    refusals.check_length(reason, REASON_LENGTH, "reason", _("理由"))
    plain = numbers.read_receipt_number(number)
    case = Case.objects.select_related("department").filter(receipt_number=plain or "").first()
    labels = list(SealedAnswers.objects.filter(case=case).values_list("circle", flat=True)) if case else []
    if case is None or not labels:
        raise people.RefusedError("none", _("この番号の案件に、秘匿の回答はありません。"), "number")
    others = guardians(case, labels, but=officer)
    now = timezone.now()
    with transaction.atomic():
        told = sum(_tell(officer, one) for one in others)
        if not told:
            told_nobody = _("知らせる相手（閲覧範囲の職員や団体管理者）がほかにいないため、開けません。")
            raise people.RefusedError("alone", told_nobody, "number")
        row: Emergency = Emergency.objects.create(
            tenant=officer.tenant, case=case, officer=officer, reason=reason,
            opened_at=now, until=now + LASTS, told=told,
        )  # fmt: skip
        audit.record(
            events.GLASS_BROKEN,
            tenant=officer.tenant,
            actor=people.actor(officer),
            target=sealed.target(case),
            data={"circles": labels, "reason": reason, "until": row.until, "told": told},
        )
    return row


def look(officer: people.Officer, pk: int) -> tuple[Emergency, list[forms.Section]]:
    """What the officer opened: the answers as sent last, and the confidential ones; each look is in the audit.

    Raises `NoSuchCaseError` for another's; `RefusedError` "over" when its time has passed, "sealed" where the vault
    does not open.
    """
    row = Emergency.objects.select_related("case__department").filter(pk=pk, officer=officer).first()
    if row is None:
        raise refusals.NoSuchCaseError(str(pk))
    if timezone.now() >= row.until:
        raise people.RefusedError(
            "over", _("見られる時間が過ぎました。要るときは、もう一度理由を書いて開いてください。")
        )
    case = row.case
    parts = list(SealedAnswers.objects.filter(case=case).order_by("circle"))
    with transaction.atomic():
        for part in parts:
            audit.record(
                events.SEALED_READ,
                tenant=officer.tenant,
                actor=people.actor(officer),
                target=sealed.target(case),
                data={"circle": part.circle, "reason": row.reason, "emergency": row.pk},
            )
    kind, lang = kind_of(case.kind), get_language() or "ja"
    last = case.submissions.order_by("seq").last()
    sections: list[forms.Section] = []
    if last is not None:
        form = kind.form_of(case.subject_key, last.form_key)
        sections += forms.read_back(form, last.answers, lang, today=case.filed_on, office=True)
    for part in parts:
        form = kind.form_of(case.subject_key, part.form_key)
        answers = sealed.opened(officer.tenant, case, part.circle)
        sections += forms.read_back(form, answers, lang, today=case.filed_on, office=True, confidential=True)
    return row, sections


def _tell(officer: people.Officer, other: people.Officer) -> bool:
    """To the other's own address: who and when, nothing about the case (mailboxes are read over shoulders)."""
    with translation.override(other.account.language or "ja"):
        lines = [
            _("%(officer)sさんが、秘匿の回答を緊急に開きました。") % {"officer": officer.account.name},
            "",
            _("理由は次のページで見られます。心当たりがないときは、すぐに本人と団体管理者に確かめてください。"),
            absolute(None, "cases:emergencies", surface="staff"),
        ]
        subject = _("秘匿の回答が緊急に開かれました")
        try:
            mail = Mail(other.account.email, subject, "\n".join(lines), kind="cases.emergency")
        except BadAddress:
            return False
    send(officer.tenant, mail)
    return True
