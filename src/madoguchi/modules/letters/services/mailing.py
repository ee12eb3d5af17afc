"""A mailing: made, opened for answers, closed, and its recipients deleted when their time is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.files import api as files
from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import current_tenant, every_body_scope, tenant_by_id, tenant_scope
from madoguchi.modules.letters import events
from madoguchi.modules.letters.choices import Stage
from madoguchi.modules.letters.models import Mailing, Printing, Recipient, Roster
from madoguchi.modules.letters.queries.mailings import totals_of
from madoguchi.modules.letters.services import refusals
from madoguchi.modules.procedures import api as procedures

NAME_LENGTH, LEAD_LENGTH, LEAD_LINES = 80, 200, 5
_DELETED_AT_ONCE = 2000
_LIST_DAYS = 30  # so long a list waits to be loaded


@dataclass(frozen=True, slots=True)
class Plan:
    """What an officer says of a mailing. `lead`: a paragraph of its own in the letter."""

    name: str
    lead: str
    base_date: date
    answer_until: date
    amount_each: int | None
    keep_days: int


def possible(officer: Officer) -> list[procedures.Offer]:
    """The procedures that letters can be sent for: offered by the officer's department, with a [letter] in the pack."""
    return [
        offer
        for offer in procedures.offers()
        if offer.pack.card.letter is not None and offer.department.pk == officer.department_id
    ]


def make(officer: Officer, procedure: str, plan: Plan, *, by: audit.Actor) -> Mailing:
    """Begin a mailing for a procedure of the officer's department, for the version in force. Raises RefusedError."""
    offer = next((one for one in possible(officer) if one.id == procedure), None)
    if offer is None:
        raise refusals.RefusedError("procedure", _("手続を選んでください。"), "procedure")
    _check(plan)
    with transaction.atomic():
        mailing = Mailing.objects.create(
            tenant=current_tenant(), pack_id=offer.id, pack_key=offer.pack.key, name=plan.name,
            title_ja=offer.title.ja, title_en=offer.title.en, department=offer.department, lead=plan.lead,
            base_date=plan.base_date, answer_until=plan.answer_until, amount_each=plan.amount_each,
            keep_days=plan.keep_days, made_at=timezone.now(),
        )  # fmt: skip
        _record(mailing, events.MADE, by, version=offer.pack.key)
    return mailing


def change(mailing: Mailing, plan: Plan, *, by: audit.Actor) -> None:
    """Change what was said. Base date and amount stand once recipients are loaded: their letters say them. Raises
    RefusedError."""
    _check(plan)
    with transaction.atomic():
        row = _locked(mailing)
        if row.stage == Stage.CLOSED:
            raise refusals.not_at_stage()
        fixed = (row.base_date, row.amount_each) != (plan.base_date, plan.amount_each)
        if fixed and (row.recipients.exists() or row.rosters.exists()):
            raise refusals.RefusedError(
                "fixed", _("名簿を入れたあとは、基準日と1人あたりの額を変えられません。"), "base_date"
            )
        changed = [name for name in Plan.__dataclass_fields__ if getattr(row, name) != getattr(plan, name)]
        for name in changed:
            setattr(row, name, getattr(plan, name))
        row.save(update_fields=changed or ["name"])
        _record(row, events.CHANGED, by, fields=changed)


def open_answers(mailing: Mailing, *, by: audit.Actor) -> None:
    """From now on the numbers of the letters count. Raises RefusedError."""
    with transaction.atomic():
        row = _locked(mailing)
        if row.stage != Stage.PREPARING:
            raise refusals.not_at_stage()
        if not row.recipients.exists() or row.rosters.filter(state="loading").exists():
            raise refusals.RefusedError("empty", _("先に名簿を取り込んでください。"), "list")
        row.stage, row.opened_at = Stage.OPEN, timezone.now()
        row.round = procedures.round_of(row.pack_id)
        row.save(update_fields=["stage", "opened_at", "round"])
        _record(row, events.OPENED, by)


def close(mailing: Mailing, *, by: audit.Actor) -> None:
    """No number counts any more; the days of keeping begin. Raises RefusedError."""
    with transaction.atomic():
        row = _locked(mailing)
        if row.stage != Stage.OPEN:
            raise refusals.not_at_stage()
        row.stage, row.closed_at, row.totals = Stage.CLOSED, timezone.now(), totals_of(row)
        row.save(update_fields=["stage", "closed_at", "totals"])
        _record(row, events.CLOSED, by, **row.totals)


def delete_after(mailing: Mailing) -> date | None:
    """The day on which the recipients are deleted; None while the mailing is not closed."""
    if mailing.closed_at is None:
        return None
    return timezone.localdate(mailing.closed_at) + timedelta(days=mailing.keep_days + 1)


def sweep(now: datetime | None = None) -> int:
    """Delete the recipients and letters of every body's mailings whose time is over; how many mailings."""
    now = now or timezone.now()
    with every_body_scope("which mailings are over"):
        over = [
            (one.tenant_id, one.pk)
            for one in Mailing.objects.filter(stage=Stage.CLOSED, deleted_at=None)
            if (day := delete_after(one)) is not None and day <= timezone.localdate(now)
        ]
        late = now - timedelta(days=_LIST_DAYS)
        Roster.objects.filter(at__lt=late).exclude(content=b"").exclude(state="loading").delete()
    for tenant_id, pk in over:
        tenant = tenant_by_id(tenant_id)
        if tenant is not None:
            with tenant_scope(tenant):
                _delete(Mailing.objects.get(pk=pk), now)
    return len(over)


def _delete(mailing: Mailing, now: datetime) -> None:
    """Everything with a name in it; the mailing itself and its totals stay."""
    count = 0
    for printing in Printing.objects.filter(mailing=mailing):
        files.release(printing.owner)
    Printing.objects.filter(mailing=mailing).update(file_id="", unprintable=[])
    Roster.objects.filter(mailing=mailing).delete()
    while some := list(Recipient.objects.filter(mailing=mailing).values_list("pk", flat=True)[:_DELETED_AT_ONCE]):
        count += Recipient.objects.filter(pk__in=some).delete()[0]
    with transaction.atomic():
        Mailing.objects.filter(pk=mailing.pk).update(deleted_at=now)
        _record(mailing, events.DELETED, audit.Actor.system("letters"), recipients=count)


def _check(plan: Plan) -> None:
    if not plan.name:
        raise refusals.RefusedError("missing", _("発送の名前を入力してください。"), "name")
    if len(plan.name) > NAME_LENGTH or len(plan.lead) > LEAD_LENGTH:
        field = "name" if len(plan.name) > NAME_LENGTH else "lead"
        limit = NAME_LENGTH if field == "name" else LEAD_LENGTH
        raise refusals.RefusedError("too_long", _("%(limit)d字までにしてください。") % {"limit": limit}, field)
    if len(plan.lead.splitlines()) > LEAD_LINES:
        raise refusals.RefusedError("too_long", _("%(limit)d行までにしてください。") % {"limit": LEAD_LINES}, "lead")
    if plan.base_date > timezone.localdate():
        raise refusals.RefusedError("future", _("基準日は、今日までの日にしてください。"), "base_date")
    if plan.answer_until <= plan.base_date:
        raise refusals.RefusedError("order", _("回答の期限は、基準日よりあとの日にしてください。"), "answer_until")
    if not 1 <= plan.keep_days <= 3650:
        raise refusals.RefusedError("range", _("1日から3650日までの数を入力してください。"), "keep_days")


def _locked(mailing: Mailing) -> Mailing:
    return Mailing.objects.select_for_update(no_key=True, of=("self",)).get(pk=mailing.pk)


def _record(mailing: Mailing, word: audit.EventWord, by: audit.Actor, **data: object) -> None:
    audit.record(word, tenant=current_tenant(), actor=by, target=mailing.target, data=data)
