"""A second person, where the body wants one: what residents see of a procedure is asked for by one administrator and
put into effect by another. What is asked for is tried at once, so that nothing waits that could not be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.people.api import Officer, RefusedError, actor
from madoguchi.modules.procedures import events
from madoguchi.modules.procedures.choices import Words
from madoguchi.modules.procedures.domain import rounds as names
from madoguchi.modules.procedures.domain.overlay import flatten, unflatten
from madoguchi.modules.procedures.domain.pack import possible_keys
from madoguchi.modules.procedures.models import Procedure, ProposedChange
from madoguchi.modules.procedures.models.proposed_change import Kind
from madoguchi.modules.procedures.queries.packs import compiled
from madoguchi.modules.procedures.services import offering, rounds, translating

LOCAL = "local."
MOMENTS = ("opens_at", "closes_at", "shown_from", "shown_until")


class _Tried(Exception):
    """What was asked for can be done; undo it."""


def ask(pack_id: str, settings: offering.Settings, *, by: Officer) -> bool:
    """Ask a second person for these settings; False when nothing would change. Raises what `offering.configure` raises,
    and RefusedError while another change waits."""
    with transaction.atomic():
        row = offering.locked(pack_id)
        # Other values end no round, here as in `offering.configure`.
        wanted = replace(settings, local=names.kept(row.local, settings.local))
        before, after = _flat(row, _settings_of(row)), _flat(row, wanted)
        changes = {
            key: [before.get(key), after.get(key)]
            for key in sorted({*before, *after})
            if before.get(key) != after.get(key)
        }
        if not changes:
            return False
        _try(lambda: offering.configure(pack_id, settings, by=actor(by), consented=True))
        _keep(row, Kind.SETTINGS, changes, by)
    return True


def ask_version(
    pack_id: str, *, grace_days: int, choices: Mapping[str, str], version: int, tell: Words | None = None, by: Officer
) -> None:
    """Ask a second person to put the newest version in force. Raises what `offering.upgrade` raises, and RefusedError
    while another change waits."""
    said: dict[str, Any] = {"grace_days": grace_days, "choices": dict(choices), "version": version}
    told = None if tell is None else {"ja": tell.ja, "en": tell.en}
    with transaction.atomic():
        row = offering.locked(pack_id)
        _try(lambda: offering.upgrade(pack_id, by=actor(by), consented=True, tell=tell, **said))
        _keep(row, Kind.VERSION, {**said, "tell": told}, by)


def ask_translations(pack_id: str, lang: str, texts: Mapping[str, str], *, by: Officer) -> bool:
    """Ask a second person for these translations of the body's own texts; False when nothing would change. Raises what
    `translating.translate` raises, and RefusedError while another change waits."""
    with transaction.atomic():
        row = offering.locked(pack_id)
        local = translating.with_translations(row, lang, texts)
        return ask(pack_id, replace(_settings_of(row), local=local), by=by)


def ask_round(pack_id: str, name: str, *, by: Officer) -> None:
    """Ask a second person to begin another round. Raises what `rounds.begin` raises, and RefusedError while another
    change waits."""
    with transaction.atomic():
        row = offering.locked(pack_id)
        _try(lambda: rounds.begin(pack_id, name, by=actor(by), consented=True))
        _keep(row, Kind.ROUND, {"name": name}, by)


def withdraw(pack_id: str, *, by: Officer) -> None:
    """Take back what waits, whoever has asked for it. Raises NoSuchProcedureError."""
    with transaction.atomic():
        row = offering.locked(pack_id)
        waiting = ProposedChange.objects.filter(procedure=row).first()
        if waiting is not None:
            _record(row, events.CHANGE_WITHDRAWN, by, waiting)
            waiting.delete()


def consent(pack_id: str, change_id: int, *, by: Officer) -> None:
    """The second person puts into effect what waits. Raises NoSuchProcedureError, RefusedError (not that, or nothing,
    waits; the one who has asked; a value has become another one meanwhile; it can be done no more), BadOverlayError."""
    with transaction.atomic():
        row = offering.locked(pack_id)
        waiting = ProposedChange.objects.select_related("asked_by").filter(procedure=row, pk=change_id).first()
        if waiting is None:
            raise RefusedError("not_asked", _("この変更の承認は求められていません。最新の内容を確かめてください。"), "")
        if waiting.asked_by_id == by.account_id:
            raise RefusedError("author", _("求めた人は承認できません。ほかの団体管理者が承認してください。"), "")
        _record(row, events.CHANGE_APPROVED, by, waiting)
        if waiting.kind == Kind.VERSION:
            tell = waiting.data["tell"]
            said = {**waiting.data, "tell": Words(tell["ja"], tell["en"]) if tell else None}
            offering.upgrade(pack_id, by=actor(by), consented=True, **said)
        elif waiting.kind == Kind.ROUND:
            rounds.begin(pack_id, waiting.data["name"], by=actor(by), consented=True)
        else:
            offering.configure(pack_id, _with(row, waiting.data), by=actor(by), consented=True)
        waiting.delete()


def _keep(row: Procedure, kind: Kind, data: Mapping[str, Any], by: Officer) -> None:
    try:
        with transaction.atomic():
            waiting = ProposedChange.objects.create(
                tenant=row.tenant, procedure=row, kind=kind, data=data, asked_by=by.account
            )
    except IntegrityError:
        raise RefusedError(
            "waiting", _("承認を待っている変更があります。承認されるか取り下げられてから、保存してください。"), ""
        ) from None
    _record(row, events.CHANGE_ASKED, by, waiting)


def _try(do: Callable[[], object]) -> None:
    """Do it and undo it. Raises what it raises."""
    try:
        with transaction.atomic():
            do()
            raise _Tried
    except _Tried:
        pass


def _with(row: Procedure, changes: Mapping[str, list[Any]]) -> offering.Settings:
    """The settings of now with the changes. Raises RefusedError where one has changed since it was asked for."""
    now = _flat(row, _settings_of(row))
    if any(now.get(key) != before for key, (before, _after) in changes.items()):
        raise RefusedError(
            "moved",
            _("承認を求めたあとで、同じ値が別に変わりました。取り下げて、もう一度保存してください。"),
            "",
        )
    new = now | {key: after for key, (_before, after) in changes.items()}
    local = {key.removeprefix(LOCAL): new[key] for key in new if key.startswith(LOCAL) and new[key] is not None}
    return offering.Settings(
        is_open=bool(new["is_open"]),
        department_id=new["department"],
        replacement=new["replacement"],
        note=Words(new["stopped_note"], new["stopped_note_en"]),
        local=unflatten(local),
        announce=True,
        tell_end=bool(new["tell_end"]),
        **{name: _moment(new[name]) for name in MOMENTS},
    )


def _settings_of(row: Procedure) -> offering.Settings:
    return offering.Settings(
        is_open=row.is_open,
        department_id=row.department_id,
        replacement=row.replacement,
        note=Words(row.stopped_note, row.stopped_note_en),
        local=row.local,
        **{name: getattr(row, name) for name in MOMENTS},
    )


def _flat(row: Procedure, settings: offering.Settings) -> dict[str, Any]:
    """Settings by key, as JSON keeps them: {"is_open": true, "local.fee.copy.amount": 300}."""
    possible = possible_keys(compiled([row.in_force.sha256])[row.in_force.sha256])
    note = offering.NO_NOTE if settings.is_open else settings.note
    return {
        "is_open": settings.is_open,
        **{name: _written(getattr(settings, name)) for name in MOMENTS},
        "department": settings.department_id,
        "replacement": settings.replacement,
        "stopped_note": note.ja,
        "stopped_note_en": note.en,
        "tell_end": settings.tell_end,
        **{f"{LOCAL}{key}": value for key, value in flatten(settings.local, possible)},
    }


def _written(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _moment(text: str | None) -> datetime | None:
    return parse_datetime(text) if text else None


def _record(row: Procedure, word: audit.EventWord, by: Officer, waiting: ProposedChange) -> None:
    said: dict[str, Any] = {"kind": waiting.kind, "asked_by": waiting.asked_by.name}
    if waiting.kind == Kind.VERSION:
        said["version_asked"] = waiting.data["version"]
    elif waiting.kind == Kind.ROUND:
        said["round_asked"] = waiting.data["name"]
    else:
        said["keys"] = sorted(waiting.data)
    audit.record(word, tenant=row.tenant, actor=actor(by), target=row.target, data=said)
