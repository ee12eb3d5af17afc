"""Posts: appointing, changing, locking. A body is never left without an administrator."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from madoguchi.kernel.audit.api import Actor, record
from madoguchi.kernel.people import events, queries, rules
from madoguchi.kernel.people.choices import Role
from madoguchi.kernel.people.domain.refusal import RefusedError
from madoguchi.kernel.people.models import Account, Officer, OwnRole, ProcedureGroup
from madoguchi.kernel.people.services import author, giving, procedure_group
from madoguchi.kernel.people.services import own_role as own_roles
from madoguchi.kernel.tenants.api import Department, Tenant


def target(officer: Officer) -> str:
    """The post's name in the audit."""
    return f"people.officer:{officer.pk}"


def check_post(
    role: str,
    department: Department | None,
    valid_from: date,
    valid_until: date | None,
    own_role: OwnRole | None = None,
) -> None:
    """Raises RefusedError (role, department, department_closed, period) for a post that cannot be."""
    if role not in Role.values or (own_role is not None and own_role.base != role):
        raise RefusedError("role", _("役割を選んでください。"), field="role")
    if department is None and role != Role.ADMINISTRATOR:
        raise RefusedError(
            "department", _("部署を選んでください。団体管理者だけは部署なしにできます。"), field="department"
        )
    if valid_until is not None and valid_until < valid_from:
        raise RefusedError(
            "period",
            _("終わりの日は、始まりの日と同じ日か、それより後の日にしてください。"),
            field="valid_until",
        )
    closes = department.valid_until if department else None
    if department is not None and closes is not None and (valid_until is None or valid_until > closes):
        raise RefusedError(
            "department_closed",
            _("%(department)sは%(day)sに廃止されます。終わりの日をその日までにするか、別の部署を選んでください。")
            % {"department": department.name, "day": date_format(closes)},
            field="valid_until",
        )


def appoint(
    account: Account,
    *,
    tenant: Tenant,
    role: str,
    own_role: OwnRole | None = None,
    group: ProcedureGroup | None = None,
    department: Department | None,
    valid_from: date,
    valid_until: date | None = None,
    by: Actor,
) -> Officer:
    """Give an account a post in the body, whose scope is open.

    Raises RefusedError (as check_post; doubled: the account has this post already).
    """
    check_post(role, department, valid_from, valid_until, own_role)
    with transaction.atomic():
        own_roles.check_open(own_role)
        procedure_group.check_open(group)
        _check_single(account, department, valid_from, valid_until)
        officer = Officer.objects.create(
            tenant=tenant,
            account=account,
            role=role,
            own_role=own_role,
            group=group,
            department=department,
            valid_from=valid_from,
            valid_until=valid_until,
        )
        record(
            events.OFFICER_APPOINTED,
            tenant=tenant,
            actor=by,
            target=target(officer),
            data={"role": role, "department": department.code if department else None}
            | ({"own_role": own_role.pk} if own_role else {})
            | ({"group": group.pk} if group else {}),
        )
    return officer


def change(
    officer: Officer,
    *,
    role: str,
    own_role: OwnRole | None = None,
    group: ProcedureGroup | None = None,
    department: Department | None,
    valid_from: date,
    valid_until: date | None,
    by: Officer,
) -> None:
    """Change role, department and period of a post.

    Raises RefusedError (as check_post; last_administrator; doubled; beyond_own, beyond_reach, other_department, own,
    may_more: as `giving`).
    """
    check_post(role, department, valid_from, valid_until, own_role)
    giving.check_over(officer.account, by=by)
    wanted = {
        "role": role,
        "own_role": own_role,
        "group": group,
        "department": department,
        "valid_from": valid_from,
        "valid_until": valid_until,
    }
    if _gives(officer, wanted):
        giving.check_role(role, own_role, group, department, by=by)
        giving.check_not_own(officer.account, by=by)
    with transaction.atomic():
        if own_role is not None and own_role.pk != officer.own_role_id:
            own_roles.check_open(own_role)
        if group is not None and group.pk != officer.group_id:
            procedure_group.check_open(group)
        _check_single(officer.account, department, valid_from, valid_until, besides=officer.pk)
        before = {name: getattr(officer, name) for name in wanted}
        for name, value in wanted.items():
            setattr(officer, name, value)
        changed = [name for name, value in wanted.items() if before[name] != value]
        stays = rules.administers(_Post.of(officer), timezone.localdate()) and valid_until is None
        if not stays:
            _check_not_last(officer)
        if changed:
            officer.save(update_fields=changed)
            record(
                events.OFFICER_CHANGED,
                tenant=officer.tenant,
                actor=author.actor(by),
                target=target(officer),
                data={name: [_plain(before[name]), _plain(wanted[name])] for name in changed},
            )


def end(officer: Officer, on: date, *, by: Officer) -> None:
    """Let a post end after that day.

    Raises RefusedError (period, last_administrator, may_more).
    """
    change(
        officer,
        role=officer.role,
        own_role=officer.own_role,
        group=officer.group,
        department=officer.department,
        valid_from=officer.valid_from,
        valid_until=on,
        by=by,
    )


def lock(officer: Officer, *, by: Officer) -> None:
    """Lock a post for this body at once; the person is out at the next request. Locking twice changes
    nothing.

    Raises RefusedError (last_administrator, yourself, may_more).
    """
    giving.check_over(officer.account, by=by)
    if officer.account_id == by.account_id:
        raise RefusedError("yourself", _("自分自身の利用は停止できません。別の団体管理者に依頼してください。"))
    with transaction.atomic():
        _check_not_last(officer)
        if Officer.objects.filter(pk=officer.pk, locked_at=None).update(locked_at=timezone.now()):
            record(events.OFFICER_LOCKED, tenant=officer.tenant, actor=author.actor(by), target=target(officer))


def unlock(officer: Officer, *, by: Officer) -> None:
    """Take the body's lock away. Raises RefusedError (yourself: it locks the post of whoever asks; may_more)."""
    giving.check_over(officer.account, by=by)
    if officer.account_id == by.account_id:
        raise RefusedError("yourself", _("自分自身の利用停止は解除できません。別の団体管理者に依頼してください。"))
    with transaction.atomic():
        if Officer.objects.filter(pk=officer.pk, locked_at__isnull=False).update(locked_at=None):
            record(events.OFFICER_UNLOCKED, tenant=officer.tenant, actor=author.actor(by), target=target(officer))


def _gives(officer: Officer, wanted: Mapping[str, Any]) -> bool:
    """Does the change do more than shorten the post's time?"""
    others = any(getattr(officer, name) != value for name, value in wanted.items() if not name.startswith("valid_"))
    before, after = officer.valid_until or date.max, wanted["valid_until"] or date.max
    return others or wanted["valid_from"] < officer.valid_from or after > before


class _Post:
    """An officer as the rules see one."""

    def __init__(self, role: str, valid_from: date, valid_until: date | None, usable: bool) -> None:
        self.role, self.valid_from, self.valid_until, self.usable = role, valid_from, valid_until, usable

    @classmethod
    def of(cls, officer: Officer) -> _Post:
        usable = officer.locked_at is None and officer.account.locked_at is None
        return cls(officer.role, officer.valid_from, officer.valid_until, usable)


def _check_not_last(officer: Officer) -> None:
    """Raises RefusedError (last_administrator) if nobody else can administer the body.

    The administrator rows are locked first: two administrators who lock each other at once must not both
    succeed.
    """
    rows = list(
        Officer.objects.filter(role=Role.ADMINISTRATOR).select_for_update(no_key=True).values_list("pk", "role")
    )
    if officer.pk not in {pk for pk, _role in rows}:
        return  # was no administrator in the database, so nothing is lost
    today = timezone.localdate()
    others = [_Post.of(other) for other in queries.administrators().exclude(pk=officer.pk)]
    if not rules.keeps_an_administrator(others, today):
        raise RefusedError(
            "last_administrator",
            _(
                "この団体で最後の団体管理者のため、変更できません。"
                "先に別の職員を（終わりの日のない）団体管理者にしてください。"
            ),
        )


def _check_single(
    account: Account,
    department: Department | None,
    valid_from: date,
    valid_until: date | None,
    besides: int | None = None,
) -> None:
    """Raises RefusedError (doubled) if the account has another post in the department in that time.

    The account's row is locked first: two presses of one button must not both find nothing.
    """
    Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    same = Officer.objects.filter(account=account, department=department)
    if besides is not None:
        same = same.exclude(pk=besides or 0)
    if any(_overlaps(post, valid_from, valid_until) for post in same):
        raise RefusedError("doubled", _("この人には、同じ部署の所属がすでにあります。"), field="department")


def _overlaps(post: Officer, valid_from: date, valid_until: date | None) -> bool:
    starts_before_end = valid_until is None or post.valid_from <= valid_until
    return starts_before_end and (post.valid_until is None or valid_from <= post.valid_until)


def _plain(value: object) -> object:
    """What the audit keeps of a changed value: codes, keys and dates, no names."""
    if isinstance(value, OwnRole | ProcedureGroup):
        return value.pk
    return value.code if isinstance(value, Department) else value
