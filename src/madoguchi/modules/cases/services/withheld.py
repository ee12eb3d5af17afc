"""Attachments that the scan holds back: the case says so, and an officer with the right to it takes one out with a
reason."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.files import api as files
from madoguchi.kernel.people import api as people
from madoguchi.modules.cases import events
from madoguchi.modules.cases.models import Case, Submission
from madoguchi.modules.cases.services import mail, refusals

REASON_LENGTH = 300


def note(ref: files.FileRef) -> None:
    """A file of a submission turned out unsafe: write it in the time line, which office and applicant read, and mail
    the applicant that there is news. Called by the files room, in its transaction and scope."""
    submission = Submission.objects.select_related("case__department", "tenant").get(pk=ref.owner.partition(":")[2])
    audit.record(
        events.FILE_WITHHELD,
        tenant=submission.tenant,
        actor=audit.Actor.system("worker"),
        target=submission.case.target,
        data={"file": ref.id, "state": ref.state},
    )
    mail.news(submission.tenant, submission.case)


def take_out(officer: people.Officer, case: Case, ref: files.FileRef, reason: str) -> None:
    """Write down that this officer takes the file out, and why, before it is given.

    Raises `RefusedError` "missing" or "too_long" at the field.
    """
    reason = reason.strip()
    if not reason:
        raise refusals.missing("reason", _("取り出す理由"))
    refusals.check_length(reason, REASON_LENGTH, "reason", _("取り出す理由"))
    with transaction.atomic():
        audit.record(
            events.FILE_TAKEN_OUT,
            tenant=officer.tenant,
            actor=people.actor(officer),
            target=case.target,
            data={"file": ref.id, "state": ref.state, "threat": ref.threat, "reason": reason},
        )
