"""A list of recipients comes in: kept as it came, checked row by row in a job, loaded in another.

Nothing is loaded from a list with a fault. Both jobs write how far they are every `_STEP` rows, and go on from there
when a worker was killed: loading commits a batch together with its place in the list.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.jobs.api import enqueue
from madoguchi.kernel.tenants.api import Tenant, current_tenant, tenant_scope
from madoguchi.modules.letters import events
from madoguchi.modules.letters.choices import MOST_FAULTS, RosterState, Stage
from madoguchi.modules.letters.domain import roster as lists
from madoguchi.modules.letters.domain.heads import LABELS, MEMBER_LABELS
from madoguchi.modules.letters.domain.roster import BadListError, Fault, Household, Listed
from madoguchi.modules.letters.models import Mailing, Recipient, Roster
from madoguchi.modules.letters.services import numbers, refusals
from madoguchi.modules.letters.services.answers import faults_of
from madoguchi.modules.procedures import api as procedures

MOST_BYTES = 40_000_000
_STEP = 1000


def receive(mailing: Mailing, upload: File[Any] | None, *, by: audit.Actor) -> Roster:
    """Keep a list and have it checked. One that was not loaded is replaced. Raises RefusedError."""
    if mailing.stage != Stage.PREPARING or mailing.recipients.exists():
        raise refusals.not_at_stage()
    if upload is None or not upload.size:
        raise refusals.RefusedError("empty", _("名簿のファイル（CSVかExcel）を選んでください。"), "list")
    if upload.size > MOST_BYTES:
        raise refusals.RefusedError(
            "too_large", _("ファイルが大きすぎます（%(mb)d MBまで）。") % {"mb": MOST_BYTES // 1_000_000}, "list"
        )
    content = zlib.compress(upload.read())
    with transaction.atomic():
        Roster.objects.filter(mailing=mailing).delete()
        roster = Roster.objects.create(
            tenant=current_tenant(), mailing=mailing, filename=(upload.name or "")[:200], content=content,
            state=RosterState.CHECKING, by_id=by.id, by_label=by.label, at=timezone.now(),
        )  # fmt: skip
        enqueue("letters.check_roster", current_tenant().pk, roster.pk)
    return roster


def load(roster: Roster, *, by: audit.Actor) -> None:
    """Have a sound list loaded. Raises RefusedError."""
    changed = Roster.objects.filter(pk=roster.pk, state=RosterState.SOUND).update(
        state=RosterState.LOADING, done=0, by_id=by.id, by_label=by.label
    )
    if not changed:
        raise refusals.not_at_stage()
    enqueue("letters.load_roster", current_tenant().pk, roster.pk)


def drop(mailing: Mailing, *, by: audit.Actor) -> None:
    """Take back what was loaded, while no letter counts yet. Raises RefusedError."""
    with transaction.atomic():
        locked = Mailing.objects.select_for_update(no_key=True, of=("self",)).get(pk=mailing.pk)
        loading = Roster.objects.filter(mailing=mailing, state=RosterState.LOADING).exists()
        if locked.stage != Stage.PREPARING or loading:
            raise refusals.not_at_stage()
        count = Recipient.objects.filter(mailing=mailing).delete()[0]
        Roster.objects.filter(mailing=mailing).delete()
        audit.record(
            events.DROPPED, tenant=current_tenant(), actor=by, target=mailing.target, data={"recipients": count}
        )


def check(tenant: Tenant, roster_id: int) -> None:
    """The job: read the whole list and note every fault. Run again, it begins anew."""
    with tenant_scope(tenant):
        roster = Roster.objects.select_related("mailing").filter(pk=roster_id, state=RosterState.CHECKING).first()
    if roster is None:
        return
    try:
        listed = lists.read_list(zlib.decompress(bytes(roster.content)))
    except BadListError as error:
        _finish(tenant, roster, RosterState.FAILED, [Fault(0, "", error.code, error.detail)], 1)
        return
    roster.columns, roster.rows = [list(one) for one in listed.columns.taken], len(listed.rows)
    faults, count = list(listed.file_faults), len(listed.file_faults)
    for done, found in enumerate(_judged(tenant, roster, listed), start=1):
        if isinstance(found, list):
            count += len(found)
            faults += found[: max(0, MOST_FAULTS - len(faults))]
        if done % _STEP == 0:
            with tenant_scope(tenant):
                Roster.objects.filter(pk=roster.pk).update(
                    done=done, rows=roster.rows, columns=roster.columns, fault_count=count
                )
    _finish(tenant, roster, RosterState.FAULTY if count else RosterState.SOUND, faults[:MOST_FAULTS], count)


def load_rows(tenant: Tenant, roster_id: int) -> None:
    """The job: write the recipients, a batch at a time with its place in the list, so that a killed job loses and
    doubles none."""
    with tenant_scope(tenant):
        roster = Roster.objects.select_related("mailing").filter(pk=roster_id, state=RosterState.LOADING).first()
    if roster is None:
        return
    listed = lists.read_list(zlib.decompress(bytes(roster.content)))
    batch: list[Household] = []
    done = 0
    for found in lists.households(listed, today=timezone.localdate()):
        done += 1
        if not isinstance(found, Household):
            raise RuntimeError(f"row {found[0].row} of a list that was sound has a fault: {found[0].code}")
        if done > roster.done:
            batch.append(found)
        if len(batch) >= _STEP:
            _write(tenant, roster, batch, done)
            batch = []
    with tenant_scope(tenant), transaction.atomic():
        _write(tenant, roster, batch, done)
        # Its personal data stand in the recipients now.
        Roster.objects.filter(pk=roster.pk).update(state=RosterState.LOADED, content=b"")
        audit.record(
            events.LOADED,
            tenant=tenant,
            actor=_asked_by(roster),
            target=roster.mailing.target,
            data={"recipients": roster.mailing.recipients.count()},
        )


def _judged(tenant: Tenant, roster: Roster, listed: Listed) -> Iterator[Household | list[Fault]]:
    """Each row, by the list's own rules and by the form that the answers will stand in."""
    today = timezone.localdate()
    mailing = roster.mailing
    with tenant_scope(tenant):
        pack = procedures.pack_by_key(mailing.pack_key)
    for found in lists.households(listed, today=today):
        if isinstance(found, Household):
            row = as_row(mailing, found)
            faults = [
                Fault(
                    found.row,
                    listed.columns.label(fact, member) if _is_column(fact, member) else "",
                    "form",
                    said[:200],
                )
                for fact, member, said in faults_of(pack, row, mailing.amount_each, today, "ja")
            ]
            yield faults or found
        else:
            yield found


def _is_column(fact: str, member: int) -> bool:
    return fact in (MEMBER_LABELS if member else LABELS)


def as_row(mailing: Mailing, found: Household) -> Recipient:
    """A household as a recipient that is not written yet, without a number."""
    return Recipient(
        tenant_id=mailing.tenant_id,
        mailing=mailing,
        household=found.household,
        name=found.name,
        kana=found.kana,
        birth=found.birth,
        postal_code=found.postal_code,
        address=found.address,
        building=found.building,
        amount=found.amount,
        members=[one.as_json() for one in found.members],
    )


def _write(tenant: Tenant, roster: Roster, batch: list[Household], done: int) -> None:
    rows = []
    for found in batch:
        row = as_row(roster.mailing, found)
        row.seed = numbers.new_seed()
        row.number_hash = numbers.hash_number(numbers.number_of(row.seed))
        rows.append(row)
    with tenant_scope(tenant), transaction.atomic():
        Recipient.objects.bulk_create(rows, batch_size=500)
        Roster.objects.filter(pk=roster.pk).update(done=done)


def _asked_by(roster: Roster) -> audit.Actor:
    """The officer whose list a job works on."""
    return audit.Actor(audit.ActorKind.OFFICER, roster.by_id, roster.by_label)


def _finish(tenant: Tenant, roster: Roster, state: RosterState, faults: list[Fault], count: int) -> None:
    with tenant_scope(tenant), transaction.atomic():
        kept = [[one.row, one.column, one.code, one.detail] for one in faults]
        Roster.objects.filter(pk=roster.pk).update(
            state=state, faults=kept, fault_count=count, columns=roster.columns, rows=roster.rows, done=roster.rows
        )
        audit.record(
            events.CHECKED,
            tenant=tenant,
            actor=_asked_by(roster),
            target=roster.mailing.target,
            data={"rows": roster.rows, "faults": count},
        )
