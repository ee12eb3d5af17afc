"""A body's own doings with a procedure: adopt it, open and close it, give it to a department, set its own values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.people.api import RefusedError
from madoguchi.kernel.tenants.api import Department, current_tenant, departments, note_change
from madoguchi.modules.procedures import events
from madoguchi.modules.procedures.choices import Words
from madoguchi.modules.procedures.domain import rounds, routing, upstream
from madoguchi.modules.procedures.domain.overlay import flatten
from madoguchi.modules.procedures.domain.pack import Pack, overlay_problems, possible_keys
from madoguchi.modules.procedures.domain.problems import PackProblem
from madoguchi.modules.procedures.models import PackVersion, Procedure
from madoguchi.modules.procedures.models.procedure import MAX_NOTE, MAX_NOTE_EN
from madoguchi.modules.procedures.queries.packs import UnknownPackError, compiled
from madoguchi.modules.procedures.queries.published import takes
from madoguchi.modules.procedures.queries.second_person import check_consent
from madoguchi.modules.procedures.services import announcing, capacity


class NoSuchProcedureError(LookupError):
    """The body of the open scope does not offer this pack."""


class BadOverlayError(Exception):
    """Local values that the pack does not allow; `problems` lists every one."""

    def __init__(self, problems: list[PackProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))


NO_NOTE = Words("", "")
MAX_GRACE_DAYS = 366


class ChangedMeanwhileError(Exception):
    """Somebody has saved the procedure since the officer looked at it."""


class UndecidedError(RefusedError):
    """The newer version and the body have both changed these values (by key), and nobody has said which stands."""

    def __init__(self, keys: Sequence[str]) -> None:
        self.keys = tuple(keys)
        super().__init__(
            "undecided",
            _("新しい版と団体独自の値が重なったところを、1つずつ選んでください：%(keys)s") % {"keys": ", ".join(keys)},
            f"merge.{keys[0]}",
        )


class AlreadyOfferedError(RefusedError):
    """The body offers it already, and was to be left alone then; `row` is what it has."""

    def __init__(self, row: Procedure) -> None:
        self.row = row
        super().__init__(
            "already_offered",
            _("すでに使っています（第%(version)s版、担当：%(department)s）。何も変えていません。")
            % {"version": row.in_force.version, "department": row.department.name},
        )


@dataclass(frozen=True)
class Settings:
    """Everything a body decides about a procedure. `local`: nested tables as in an overlay (`domain.overlay`);
    `note`: what residents read while it is stopped; `replacement`: the procedure of this body to go to then."""

    is_open: bool
    opens_at: datetime | None
    closes_at: datetime | None
    department_id: int
    local: Mapping[str, Any]
    note: Words = NO_NOTE
    shown_from: datetime | None = None
    shown_until: datetime | None = None
    replacement: str = ""
    announce: bool = False
    """Tell residents by a notice when it is opened for the first time."""
    tell_end: bool = False
    """Tell them that it is stopped, or when it ends."""
    seen: datetime | None = None
    """When the procedure had been saved last, as the officer saw it (`Procedure.updated_at`); None: whenever."""


def adopt(
    pack_id: str,
    *,
    department: Department,
    by: audit.Actor,
    local: Mapping[str, Any] | None = None,
    is_open: bool = False,
    announce: bool = False,
    ours_first: bool = False,
    new_only: bool = False,
    tell: Words | None = None,
) -> Procedure:
    """Offer the newest published version of a pack in the body of the open scope.

    A body that offers it already gets the newest version, the department, and the values if any are given; whether it
    is open stays as it was. With `new_only` it is left as it is: AlreadyOfferedError. `ours_first`: the body has made
    the pack itself, so where its values meet the newest version they stay, and what that takes no more goes. `tell`:
    what residents are told of a newer version.

    Raises UnknownPackError (also for what another body has made and does not share), BadOverlayError, UndecidedError
    (its values meet those of the newest version), RefusedError (the department is another body's, or is closed before
    the procedure).
    """
    tenant = current_tenant()
    if not takes(pack_id, tenant.code):
        raise UnknownPackError(pack_id)
    newest = _newest(pack_id)
    if department.tenant_id != tenant.pk:
        raise RefusedError("no_department", _("この団体の部署を選んでください。"), "department")
    if local is not None:
        check_local(newest, local)
    with transaction.atomic():
        # Of two presses of one button the second finds the row that the first made.
        row, is_new = Procedure.objects.select_for_update(no_key=True).get_or_create(
            pack_id=pack_id,
            defaults={
                "tenant": tenant,
                "in_force": newest,
                "department": department,
                "is_open": is_open,
                "local": dict(local or {}),
            },
        )
        if not is_new and new_only:
            raise AlreadyOfferedError(row)
        if is_new:
            _record(row, events.ADOPTED, by, version=newest.version, department=department.code)
            if is_open:
                _record(row, events.OPENED, by)
                announcing.opened(row, tell=announce, by=by)
                row.save(update_fields=["first_opened_at"])
        else:
            said: dict[str, str] = {}
            if local is not None:
                local = rounds.kept(row.local, local)
            if local is None:
                said = _merge(row, newest, None if ours_first else {}, by)
            _put_in_force(row, newest, by, chosen=said, tell=tell)
            _move(row, department, by)
            if local is not None:
                set_local(row, local, by)
            row.save()
        _check_department(row)
        capacity.prepare(row, by)
        note_change(tenant)
    return row


def upgrade(
    pack_id: str,
    *,
    by: audit.Actor,
    grace_days: int = 0,
    choices: Mapping[str, str] | None = None,
    version: int | None = None,
    tell: Words | None = None,
    consented: bool = False,
) -> Procedure:
    """Put the newest published version in force (`version`: only if it is that one; `tell`: with a notice to
    residents). Drafts follow when they are opened again, after `grace_days` if the body gives them that time; cases
    stay until an officer moves them. Where the newer version and the body have both changed a value, `choices` says by
    its key which stands (`domain.upstream`).

    `consented`: a second person has said yes (`consenting`). Raises NoSuchProcedureError, UndecidedError, RefusedError
    (more than a year; a newer version than that; places given in another way in the same round; a second person is
    needed).
    """
    check_consent(consented)
    if not 0 <= grace_days <= MAX_GRACE_DAYS:
        raise RefusedError(
            "grace_days", _("0から%(most)sまでの日数を入力してください。") % {"most": MAX_GRACE_DAYS}, "grace_days"
        )
    with transaction.atomic():
        row, newest = locked(pack_id), _newest(pack_id)
        if version not in (None, newest.version):
            raise RefusedError(
                "newer",
                _("この画面を開いたあとで、さらに新しい版が公開されました。もう一度確かめてください。"),
                "version",
            )
        said = _merge(row, newest, choices or {}, by)
        _put_in_force(row, newest, by, grace_days, said, tell)
        row.save()
        capacity.prepare(row, by)
        note_change(row.tenant)
    return row


def set_open(
    pack_id: str, *, is_open: bool, by: audit.Actor, note: Words = NO_NOTE, announce: bool = False
) -> Procedure:
    """Open a procedure at once, or stop it with a sentence for residents. `announce`: with a notice, of opening the
    first time only.

    Raises NoSuchProcedureError, RefusedError (its department is closed; the sentence is too long; its draw is closed).
    """
    with transaction.atomic():
        row = locked(pack_id)
        _set_open(row, is_open, note, by)
        _check_department(row)
        if is_open:
            announcing.opened(row, tell=announce, by=by)
        elif announce:
            announcing.ending(row, by=by)
        row.save()
        capacity.prepare(row, by)
        note_change(row.tenant)
    return row


def configure(pack_id: str, settings: Settings, *, by: audit.Actor, consented: bool = False) -> Procedure:
    """Set everything at once; what has not changed leaves no event. `consented`: a second person has said yes
    (`consenting`).

    Raises NoSuchProcedureError, BadOverlayError, ChangedMeanwhileError (`settings.seen` is not the newest),
    RefusedError (a period that ends before it begins, a department of another body, or closed before the procedure; a
    draw that is closed would be open again; a second person is needed).
    """
    check_consent(consented)
    if settings.opens_at and settings.closes_at and settings.closes_at <= settings.opens_at:
        raise RefusedError(
            "closes_before_it_opens", _("受付を終える日時は、始める日時より後にしてください。"), "closes_at"
        )
    if settings.shown_from and settings.shown_until and settings.shown_until <= settings.shown_from:
        raise RefusedError(
            "hidden_before_shown", _("載せるのをやめる日時は、載せ始める日時より後にしてください。"), "shown_until"
        )
    department = next((one for one in departments() if one.pk == settings.department_id), None)
    if department is None:
        raise RefusedError("no_department", _("この団体の部署を選んでください。"), "department")
    if settings.replacement:
        others = Procedure.objects.exclude(pack_id=pack_id).filter(pack_id=settings.replacement)
        if not others.exists():
            raise RefusedError("no_replacement", _("この団体のほかの手続を選んでください。"), "replacement")
    with transaction.atomic():
        row = locked(pack_id)
        if settings.seen not in (None, row.updated_at):
            raise ChangedMeanwhileError
        local = rounds.kept(row.local, settings.local)
        check_local(row.in_force, local)
        _set_open(row, settings.is_open, settings.note, by)
        period = (settings.opens_at, settings.closes_at)
        if (row.opens_at, row.closes_at) != period:
            row.opens_at, row.closes_at = period
            _record(row, events.PERIOD_SET, by, opens_at=settings.opens_at, closes_at=settings.closes_at)
        shown = (settings.shown_from, settings.shown_until)
        if (row.shown_from, row.shown_until) != shown:
            row.shown_from, row.shown_until = shown
            _record(row, events.SHOWN_SET, by, shown_from=settings.shown_from, shown_until=settings.shown_until)
        if row.replacement != settings.replacement:
            row.replacement = settings.replacement
            _record(row, events.REPLACEMENT_SET, by, replacement=settings.replacement)
        _move(row, department, by)
        set_local(row, local, by)
        _check_department(row)
        if row.is_open:
            announcing.opened(row, tell=settings.announce, by=by)
        if settings.tell_end:
            announcing.ending(row, by=by)
        row.save()
        capacity.prepare(row, by)
        note_change(row.tenant)
    return row


def _newest(pack_id: str) -> PackVersion:
    newest = PackVersion.objects.filter(pack_id=pack_id).order_by("-version").first()
    if newest is None:
        raise UnknownPackError(pack_id)
    return newest


def locked(pack_id: str) -> Procedure:
    """The row of a procedure of the open scope, for nobody else to write meanwhile. Raises NoSuchProcedureError."""
    row = (
        # of: versions and departments are read by every applicant and are not ours to lock
        Procedure.objects.select_for_update(no_key=True, of=("self",))
        .select_related("in_force")
        .filter(pack_id=pack_id)
        .first()
    )
    if row is None:
        raise NoSuchProcedureError(pack_id)
    return row


def _check_department(row: Procedure) -> None:
    """Raises RefusedError (department_closes) if it would be open when its department is no more: what arrives then
    would lie before nobody."""
    last_day = row.department.valid_until
    if not row.is_open or last_day is None:
        return
    if row.closes_at is None or timezone.localdate(row.closes_at - timedelta(seconds=1)) > last_day:
        raise RefusedError(
            "department_closes",
            _("%(department)sは%(day)sに廃止されます。別の部署にするか、受付をその日までに終えてください。")
            % {"department": row.department.name, "day": date_format(last_day)},
            "department",
        )


def _put_in_force(
    row: Procedure,
    version: PackVersion,
    by: audit.Actor,
    grace_days: int = 0,
    chosen: Mapping[str, str] | None = None,
    tell: Words | None = None,
) -> None:
    if row.in_force_id != version.pk:
        said: dict[str, Any] = {"version": version.version, "before": row.in_force.version, "grace_days": grace_days}
        row.in_force, row.in_force_since, row.grace_days = version, timezone.now(), grace_days
        _record(row, events.UPGRADED, by, **said, **({"chosen": dict(chosen)} if chosen else {}))
        if tell is not None:
            announcing.changed(row, tell, by=by)


def _merge(row: Procedure, version: PackVersion, choices: Mapping[str, str] | None, by: audit.Actor) -> dict[str, str]:
    """The body's values after the choices (None: ours first); returns what was chosen. Raises UndecidedError."""
    if row.in_force_id == version.pk or not row.local:
        return {}
    packs = compiled([row.in_force.sha256, version.sha256])
    meetings = upstream.meet(packs[row.in_force.sha256], packs[version.sha256], row.local)
    if choices is None:
        choices = upstream.ours_first(meetings)
    missing = upstream.undecided(meetings, choices)
    if missing:
        raise UndecidedError(missing)
    set_local(row, upstream.decided(row.local, meetings, choices), by)
    return {one.key: choices[one.key] for one in meetings if one.choices}


def _set_open(row: Procedure, is_open: bool, note: Words, by: audit.Actor) -> None:
    for field, text, most in (("stopped_note", note.ja, MAX_NOTE), ("stopped_note_en", note.en, MAX_NOTE_EN)):
        if len(text) > most:
            raise RefusedError("note_too_long", _("%(n)s文字までで入力してください。") % {"n": most}, field)
    if row.is_open != is_open:
        row.is_open = is_open
        row.stopped_at = None if is_open else timezone.now()
        _record(row, events.OPENED if is_open else events.CLOSED, by)
    said = NO_NOTE if is_open else note
    if (row.stopped_note, row.stopped_note_en) != (said.ja, said.en):
        row.stopped_note, row.stopped_note_en = said.ja, said.en
        if not is_open:
            _record(row, events.NOTE_SET, by, note=said.ja)


def _move(row: Procedure, department: Department, by: audit.Actor) -> None:
    if row.department_id != department.pk:
        row.department = department
        _record(row, events.MOVED, by, department=department.code)


def set_local(row: Procedure, local: Mapping[str, Any], by: audit.Actor) -> None:
    """Put the body's values into a locked row, with an event of what is another value now; the caller saves it."""
    if row.local != local:
        possible = possible_keys(compiled([row.in_force.sha256])[row.in_force.sha256])
        before, after = dict(flatten(row.local, possible)), dict(flatten(local, possible))
        changed = sorted(key for key in {*before, *after} if before.get(key) != after.get(key))
        row.local = dict(local)
        if not changed:  # written in another way (an empty table, another order): nobody has decided anything
            return
        _record(row, events.LOCAL_SET, by, changes={key: [before.get(key), after.get(key)] for key in changed})


def faults_of(pack: Pack, local: Mapping[str, Any]) -> list[PackProblem]:
    """What is wrong with an overlay of the body of the open scope, its departments included."""
    routed = pack.card.routed_by and local.get(routing.KEY)
    return overlay_problems(pack, local, departments=[one.code for one in departments()] if routed else None)


def check_local(version: PackVersion, local: Mapping[str, Any]) -> None:
    """Raises BadOverlayError where the version does not allow these values."""
    problems = faults_of(compiled([version.sha256])[version.sha256], local)
    if problems:
        raise BadOverlayError(problems)


def _record(row: Procedure, word: audit.EventWord, by: audit.Actor, **data: Any) -> None:
    audit.record(word, tenant=row.tenant, actor=by, target=row.target, data=data)
