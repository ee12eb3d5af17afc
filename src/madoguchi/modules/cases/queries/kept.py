"""Cases as retention sees them: which have ended and when, and what the desk has of one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.retention.api import FILE_OWNER, MAIL_WORDS, SEALED_HOLDER, Ended, Series, Share, Trail
from madoguchi.modules.cases import events
from madoguchi.modules.cases.choices import Phase
from madoguchi.modules.cases.domain.kinds import UnknownKindError, kind_of
from madoguchi.modules.cases.domain.numbers import group, read_receipt_number
from madoguchi.modules.cases.models import (
    Case,
    Correction,
    Decision,
    Emergency,
    FixedFee,
    Issuance,
    Message,
    NextStage,
    Note,
    OnceKey,
    Revocation,
    SealedAnswers,
    Submission,
    Succession,
)
from madoguchi.modules.forms import api as forms

CASE = "cases.case"
RECEIPT_NUMBER = "cases.receipt_number"
"""How a trail names cases by their number, without a hyphen."""
_AT_ONCE = 500
# Acts that bring a case to its end or go on with it. Looking, adding to an account and notes prolong nothing.
_ACTS = (
    events.FILED, events.RECEIVED, events.STEPPED, events.WITHDRAWN, events.CORRECTION_ANSWERED, events.DECIDED,
    events.ISSUED, events.REVOKED, events.FEE_FIXED, events.FEE_RECORDED, events.MESSAGED,
)  # fmt: skip


def ended(before: date) -> Iterator[Ended]:
    """Done cases of the open scope whose last act was before that day, the oldest first.

    A case of stages ends with the last of its stages: while a later one is open, or can still be begun, none of those
    before it has ended. Two queries, and one for each 500 cases.
    """
    done = list(Case.objects.filter(phase=Phase.DONE, filed_on__lt=before).order_by("filed_on", "pk"))
    last: dict[int, date] = {}
    for start in range(0, len(done), _AT_ONCE):
        some = done[start : start + _AT_ONCE]
        acts = audit.last_of([case.target for case in some], _ACTS)
        for case in some:
            at = acts.get(case.target)
            last[case.pk] = max(case.filed_on, timezone.localdate(at)) if at else case.filed_on
    following = _following()
    for case in done:
        end = _end(case.pk, last, following)
        if end is not None and end < before:
            yield Ended(str(case.pk), group(case.receipt_number), _subject(case), case.title_ja, end, _years(case))


def _following() -> dict[int, list[int | None]]:
    """{case: the live cases filed for its stages}; None among them for a stage that can still be begun."""
    found: dict[int, list[int | None]] = {}
    begun = set()
    for stage, earlier, later in Succession.objects.filter(live=True).values_list(
        "stage_id", "stage__case_id", "later_id"
    ):
        begun.add(stage)
        found.setdefault(earlier, []).append(later)
    today = timezone.localdate()
    for pk, case, due_on in NextStage.objects.filter(closed_at=None).values_list("pk", "case_id", "due_on"):
        if pk not in begun and due_on is not None and due_on >= today:
            found.setdefault(case, []).append(None)
    return found


def _end(case: int, last: dict[int, date], following: dict[int, list[int | None]]) -> date | None:
    """The end of a case and all that follows it; None while something is open. Stages go one way, so this ends."""
    if case not in last:
        return None
    end = last[case]
    for later in following.get(case, ()):
        later_end = None if later is None else _end(later, last, following)
        if later_end is None:
            return None
        end = max(end, later_end)
    return end


def _subject(case: Case) -> str:
    return case.subject_key.partition("@")[0]


def _years(case: Case) -> int | None:
    """What the version said; None where its room is switched off or the version is gone: then nobody has said it."""
    try:
        return kind_of(case.kind).keep_years(case.subject_key)
    except (UnknownKindError, LookupError):
        return None


def key_of(label: str) -> str | None:
    """The case of the open scope with that receipt number, as people type it; None for none."""
    number = read_receipt_number(label)
    found = Case.objects.filter(receipt_number=number).values_list("pk", flat=True).first() if number else None
    return None if found is None else str(found)


def subjects() -> dict[str, str]:
    """What the cases of the open scope are about: {subject: Japanese title}, by subject."""
    rows = Case.objects.order_by("subject_key").values_list("subject_key", "title_ja").distinct()
    return {key.partition("@")[0]: title for key, title in rows}


def look(trail: Trail) -> list[Share]:
    """What the desk has of cases, in the order in which it can go; adds numbers, files and sealed answers."""
    keys = [int(key) for key in trail.of(CASE)]
    cases = Case.objects.filter(pk__in=keys)
    submissions = Submission.objects.filter(case__in=keys)
    corrections = Correction.objects.filter(case__in=keys)
    decisions = Decision.objects.filter(case__in=keys)
    numbers = list(cases.values_list("receipt_number", flat=True))
    trail.add(RECEIPT_NUMBER, numbers)
    trail.add(forms.FILED_AS, numbers)
    trail.add(MAIL_WORDS, [*numbers, *map(group, numbers)])
    trail.add(SEALED_HOLDER, (SealedAnswers.holder(key) for key in keys))
    for rows in (submissions, corrections, decisions):
        trail.add(FILE_OWNER, (row.owner for row in rows.only("pk", "case_id")))
    return [
        Share(_("次の段階との結び付き"), Succession.objects.filter(stage__case__in=keys)),
        Share(_("前の段階との結び付き"), Succession.objects.filter(later__in=keys).exclude(stage__case__in=keys)),
        Share(_("次の段階"), NextStage.objects.filter(case__in=keys)),
        Share(_("重なりを見分ける鍵"), OnceKey.objects.filter(case__in=keys)),
        Share(_("緊急の閲覧の記録"), Emergency.objects.filter(case__in=keys)),
        Share(_("確定した手数料"), FixedFee.objects.filter(case__in=keys)),
        Share(_("連絡"), Message.objects.filter(case__in=keys)),
        Share(_("メモ"), Note.objects.filter(case__in=keys)),
        Share(_("交付の記録"), Issuance.objects.filter(decision__in=decisions)),
        Share(_("決定の取消し"), Revocation.objects.filter(decision__in=decisions)),
        Share(_("決定"), decisions),
        Share(_("申請・届出の内容"), submissions),
        Share(_("補正の求め"), corrections),
        Share(_("秘匿の回答の目印"), SealedAnswers.objects.filter(case__in=keys)),
        Share(_("案件"), cases),
    ]


SERIES = Series(CASE, _("案件"), ended, key_of, subjects)
