"""Groups of procedures of a body: made, changed, closed. What they reach is asked anew at every request."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.kernel.audit.api import record
from madoguchi.kernel.people import events, queries
from madoguchi.kernel.people.domain.refusal import RefusedError
from madoguchi.kernel.people.models import Officer, ProcedureGroup
from madoguchi.kernel.people.services import author, giving
from madoguchi.kernel.tenants.api import Tenant

LONGEST_NAME = 40
Subjects = Callable[[], Iterable[tuple[str, str]]]

_sources: dict[str, Subjects] = {}


def register_subjects(name: str, subjects: Subjects) -> None:
    """Name the procedures of the open scope: `subjects()` gives (id, title in the reader's language).

    Called from a room's apps.py; again: replaces it.
    """
    _sources[name] = subjects


def known_subjects() -> dict[str, str]:
    """Every procedure that a group of the open scope can have, by id."""
    return {key: title for source in _sources.values() for key, title in source()}


def target(group: ProcedureGroup) -> str:
    """The group's name in the audit."""
    return f"people.procedure_group:{group.pk}"


def add(tenant: Tenant, *, name: str, subjects: Iterable[str], by: Officer) -> ProcedureGroup:
    """Make a group in the body, whose scope is open.

    Raises RefusedError (name, name_taken, subjects, beyond_reach).
    """
    plain, wanted = _checked(name, subjects, known_subjects())
    giving.check_reach(wanted, by=by)
    with transaction.atomic():
        group = _saved(ProcedureGroup(tenant=tenant, name=plain, subjects=wanted))
        record(
            events.GROUP_ADDED,
            tenant=tenant,
            actor=author.actor(by),
            target=target(group),
            data={"subjects": wanted},
        )
    return group


def change(group: ProcedureGroup, *, name: str, subjects: Iterable[str], by: Officer) -> None:
    """Change name and procedures; whoever has the group feels it at the next request. What is not offered any more may
    stay, for cases of it are still there.

    Raises RefusedError (name, name_taken, subjects, beyond_reach, closed).
    """
    with transaction.atomic():
        current = ProcedureGroup.objects.select_for_update(no_key=True).select_related(None).get(pk=group.pk)
        if current.closed_at is not None:
            raise RefusedError("closed", _("このグループは、すでに廃止されています。"))
        plain, wanted = _checked(name, subjects, {*known_subjects(), *current.subjects})
        giving.check_reach({*current.subjects, *wanted}, by=by)
        if (plain, wanted) == (current.name, current.subjects):
            return
        changed = {
            "given": sorted(set(wanted) - set(current.subjects)),
            "taken": sorted(set(current.subjects) - set(wanted)),
        }
        current.name, current.subjects = plain, wanted
        _saved(current)
        record(events.GROUP_CHANGED, tenant=group.tenant, actor=author.actor(by), target=target(group), data=changed)


def close(group: ProcedureGroup, *, by: Officer) -> None:
    """Offer the group no more. Closing twice changes nothing.

    Raises RefusedError (in_use: posts of today or later, or open invitations, have it; beyond_reach).
    """
    giving.check_reach(group.subjects, by=by)
    with transaction.atomic():
        # Whoever gives somebody the group locks its row too (`check_open`).
        ProcedureGroup.objects.select_for_update(no_key=True).select_related(None).get(pk=group.pk)
        if number := queries.holders_of_groups()[group.pk]:
            raise RefusedError(
                "in_use",
                _("このグループの所属や招待が%(n)s件あります。先に、グループを外すか、別のグループへ変えてください。")
                % {"n": number},
            )
        if ProcedureGroup.objects.filter(pk=group.pk, closed_at=None).update(closed_at=timezone.now()):
            record(events.GROUP_CLOSED, tenant=group.tenant, actor=author.actor(by), target=target(group))


def check_open(group: ProcedureGroup | None) -> None:
    """Raises RefusedError (group) if the group was closed meanwhile; call it in the transaction that gives it."""
    if group is None:
        return
    rows = ProcedureGroup.objects.select_for_update(no_key=True).select_related(None)
    if not rows.filter(pk=group.pk, closed_at=None).exists():
        raise RefusedError("group", _("このグループは廃止されました。別のグループを選んでください。"), field="group")


def _checked(name: str, subjects: Iterable[str], known: Iterable[str]) -> tuple[str, list[str]]:
    plain = name.strip()
    if not plain or len(plain) > LONGEST_NAME:
        raise RefusedError(
            "name", _("グループの名前を%(n)s文字までで入力してください。") % {"n": LONGEST_NAME}, field="name"
        )
    wanted = sorted(set(subjects))
    if not wanted or not set(wanted) <= set(known):
        raise RefusedError("subjects", _("手続を1つ以上選んでください。"), field="subjects")
    return plain, wanted


def _saved(group: ProcedureGroup) -> ProcedureGroup:
    """The database decides whether the name is free."""
    try:
        with transaction.atomic():
            group.save()
    except IntegrityError as error:
        if not ProcedureGroup.objects.filter(name=group.name, closed_at=None).exclude(pk=group.pk).exists():
            raise
        raise RefusedError(
            "name_taken", _("同じ名前のグループがすでにあります。別の名前にしてください。"), field="name"
        ) from error
    return group
