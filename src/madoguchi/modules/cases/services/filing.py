"""Filing: the hot path. One transaction, one row each of case, submission, audit event and outbox; no row is
updated that another applicant also updates (house rule §8), and nothing is read that the caller already has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.tenants.api import Department, Tenant, calendar_for, statements
from madoguchi.modules.cases import events
from madoguchi.modules.cases.choices import Channel, Phase, Text
from madoguchi.modules.cases.domain import numbers
from madoguchi.modules.cases.domain.clock import StandardPeriod, due_on
from madoguchi.modules.cases.domain.fee import Bill, FeeLine
from madoguchi.modules.cases.domain.kinds import kind_of
from madoguchi.modules.cases.domain.once import Once
from madoguchi.modules.cases.models import Case, Submission
from madoguchi.modules.cases.services import copies, mail
from madoguchi.modules.cases.services import once as keys
from madoguchi.modules.cases.services.access import hash_code
from madoguchi.modules.cases.services.part import Part, Wait, record_given
from madoguchi.modules.cases.services.proof import marks
from madoguchi.modules.cases.services.sealed import Sealed, seal

# 29^8 numbers: with ten million cases one draw in 50,000 meets a taken one, four in a row never do.
_DRAWS = 4


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who asks, as far as the form's `[meta]` names it; every part may be empty."""

    name: str = ""
    kana: str = ""
    mail: str = ""
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Filed:
    """The receipt: what the resident is shown once the transaction has been committed.

    `again`: this draft had been filed before, and this is that first case.
    """

    case_id: int
    submission_id: int
    receipt_number: str
    filed_at: datetime
    again: bool = False

    @property
    def files_owner(self) -> str:
        """To whom the draft's files are to be claimed."""
        return f"cases.submission:{self.submission_id}"


def file(
    tenant: Tenant,
    *,
    kind: str,
    subject_key: str,
    title: Text,
    department: Department,
    form_key: str,
    form_hash: str,
    answers: Mapping[str, Any],
    draft_key: str,
    code: str,
    applicant: Applicant = Applicant(),
    period: StandardPeriod | None = None,
    fee: Sequence[FeeLine] = (),
    fee_rule: str = "",
    channel: Channel = Channel.ONLINE,
    language: str = "ja",
    by: audit.Actor | None = None,
    now: datetime | None = None,
    numbered: Mapping[str, str] = {},
    once: Once | None = None,
    parts: Sequence[Part] = (),
    waits: Sequence[Wait] = (),
    sealed: Sealed | None = None,
    resident_id: int | None = None,
    also: Callable[[Filed], None] | None = None,
) -> Filed:
    """File a case in the open scope of `tenant`; sending the same `draft_key` again returns the first case.

    `fee_rule`: hash of the rules that `fee` was reckoned by; `answers`: clean, validated answers; `numbered`: answers
    that are the receipt number itself, by what stands before it; `code`: the confirmation code in letters
    (`confirmation_code`); `once`: where one person or household may ask once; `parts`: what others gave of the answers;
    `waits`: what they have yet to give; `sealed`: the confidential answers, which are not in `answers`; `resident_id`:
    in whose account the case lies; `also`: what must happen in the same transaction (delete the draft, claim its
    files), not called for a second sending. Returns after the commit of its own transaction; inside a scope that holds
    one open (PostgreSQL) the gate commits before the page leaves. Raises `UnknownKindError`, `AlreadyFiledError` (of
    `once`), and whatever `also` raises (then nothing is filed).
    """
    now = now or timezone.now()
    flow = kind_of(kind).flow_for(subject_key)
    filed_on = timezone.localdate(now)
    state = flow.state(flow.initial)
    settled = state.phase in (Phase.DONE, Phase.RESIDENT)
    stands = bool(waits) and flow.waiting_stands
    case = Case(
        tenant=tenant,
        code_hash=hash_code(code),
        draft_key=draft_key,
        kind=kind,
        subject_key=subject_key,
        title_ja=title.ja,
        title_en=title.en,
        department=department,
        channel=channel.value,
        language=language,
        state=state.id,
        phase=state.phase.value,
        filed_at=now,
        filed_on=filed_on,
        # What is done on arrival, or waits for its sender first, needs no officer and is expected on no day.
        announced_at=now if settled else None,
        waits=[one.as_json() for one in waits],
        standstills=[[filed_on.isoformat(), None]] if stands else [],
        hidden_by=sealed.hidden_by if sealed else "",
        resident_id=resident_id,
        period_days=period.days if period else None,
        period_unit=period.unit.value if period else "",
        due_on=due_on(filed_on, period, calendar_for(tenant)) if period and not settled and not stands else None,
        **copies.columns(asdict(applicant)),
        **copies.fee(Bill(fee, fee_rule)),
    )
    submission = Submission(
        tenant=tenant,
        answers=dict(answers),
        form_key=form_key,
        form_hash=form_hash,
        by_label=(by or audit.Actor.resident()).label,
        filed_at=now,
    )
    # Inside a scope that holds a transaction open (PostgreSQL) this is that one, without a savepoint: whatever fails
    # here leaves nothing of it.
    with transaction.atomic(savepoint=False):
        if not _numbered(case):
            first = by_draft_key(draft_key)
            if first is None:
                raise RuntimeError(f"{_DRAWS} random receipt numbers in a row were taken")
            return first
        if once is not None:
            keys.claim(once, case, now)
        submission.case = case
        submission.answers |= {name: before + case.receipt_number for name, before in numbered.items()}
        statements.insert(submission)
        audit.record(
            events.FILED,
            tenant=tenant,
            actor=by or audit.Actor.resident(),
            target=case.target,
            data={"channel": channel.value, "subject": subject_key, **marks(tenant, case, submission.answers)},
            at=now,
        )
        for part in parts:
            record_given(tenant, case.target, part, now)
        if sealed is not None:
            seal(tenant, case, form_key, sealed)
        mail.filed(tenant, case)
        filed = Filed(case.pk, submission.pk, case.receipt_number, now)
        if also is not None:
            also(filed)
        return filed


def _numbered(case: Case) -> bool:
    """Write the case under a new receipt number; False when its draft has become a case before.

    Two sendings of one draft meet at the unique draft key: the second waits here for the first.
    """
    for _draw in range(_DRAWS):
        case.receipt_number = numbers.new_receipt_number()
        case.search_text = copies.search_text(case)
        if statements.insert(case, unless_there=True):
            return True
        if statements.read(Case, ("id",), draft_key=case.draft_key):
            return False
    return False


def by_draft_key(draft_key: str) -> Filed | None:
    """Return the case this draft became in the open scope, or None: for a Back button after sending."""
    case = Case.objects.filter(draft_key=draft_key).first()
    if case is None:
        return None
    first = case.submissions.order_by("seq").first()
    if first is None:
        raise RuntimeError(f"case {case.pk} has no submission")
    return Filed(case.pk, first.pk, case.receipt_number, case.filed_at, again=True)
