"""Reads of the room. What is tenant-owned comes from the open scope; the account's posts over all bodies are
read for the sign-in only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from itertools import chain

from django.db.models import Q, QuerySet
from django.utils import timezone

from madoguchi.kernel.people import rules
from madoguchi.kernel.people.choices import Role
from madoguchi.kernel.people.models import Account, Invitation, Officer, OwnRole, ProcedureGroup
from madoguchi.kernel.tenants.api import ClosingDay, Department, Tenant, every_body_scope, tenant_by_code, tenants


def _in_effect(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_until=None) | Q(valid_until__gte=on))


def account_by_login(login: str) -> Account | None:
    """The account of this login, in whatever case it was typed."""
    return Account.objects.filter(login=Account.normalize_username(login)).first()


def usable_post(account: Account, officer_id: int | None, on: date) -> Officer | None:
    """The account's own post of this id in the open scope, in effect and not locked; else None."""
    if officer_id is None:
        return None
    found = (
        Officer.objects.filter(_in_effect(on), pk=officer_id, account=account, locked_at=None)
        .select_related("department", "own_role", "group")
        .first()
    )
    if found is not None:
        found.account = account
    return found


def posts_of(account: Account, on: date | None = None) -> list[Officer]:
    """The usable posts of an account over all bodies, by 団体コード and department (with tenant,
    department)."""
    day = on or timezone.localdate()
    with every_body_scope("sign-in: the bodies that this account serves"):
        return list(
            Officer.objects.filter(_in_effect(day), account=account, locked_at=None)
            .select_related("tenant", "department", "account", "own_role", "group")
            .order_by("tenant__code", "department__code", "pk")
        )


def serves_other_bodies(account: Account, tenant_id: int) -> bool:
    """Has the account a post, now or later, in another body than this one?"""
    return any(tenant.pk != tenant_id for tenant in bodies_of(account))


def officers() -> QuerySet[Officer]:
    """Every post of the open scope, also past ones, with account and department."""
    return Officer.objects.select_related("account", "department", "own_role", "group").order_by(
        "department__code", "account__login", "pk"
    )


def officers_of(department: Department, on: date | None = None) -> list[Officer]:
    """The usable posts of a department on that day (default: today), with accounts."""
    day = on or timezone.localdate()
    return list(
        officers()
        .filter(_in_effect(day), department=department, locked_at=None, account__locked_at=None)
        .order_by("account__name", "pk")
    )


def officers_who_may(name: str, on: date | None = None) -> list[Officer]:
    """The usable posts of the open scope with that permission on that day (default: today), with accounts."""
    day = on or timezone.localdate()
    usable = officers().filter(_in_effect(day), locked_at=None, account__locked_at=None)
    return [post for post in usable if rules.may(post, name)]


def posts_by_department(on: date) -> dict[int, list[Officer]]:
    """The usable posts of the open scope on that day, by department; for their rights only. One query."""
    found: dict[int, list[Officer]] = {}
    posts = Officer.objects.filter(_in_effect(on), locked_at=None, account__locked_at=None, department__isnull=False)
    for post in posts.select_related("own_role", "group"):
        if post.department_id is not None:
            found.setdefault(post.department_id, []).append(post)
    return found


def own_roles() -> list[OwnRole]:
    """The roles of the body of the open scope that are not closed, by name."""
    return list(OwnRole.objects.filter(closed_at=None).order_by("name"))


def own_role_by_id(pk: int) -> OwnRole | None:
    """The role of this id in the open scope, if it is not closed."""
    return OwnRole.objects.select_related("tenant").filter(pk=pk, closed_at=None).first()


def holders_of_own_roles() -> Counter[int]:
    """How many posts, of today and to come, and open invitations are in each role of the body. Two queries."""
    return _holders("own_role")


def procedure_groups() -> list[ProcedureGroup]:
    """The groups of procedures of the open scope that are not closed, by name."""
    return list(ProcedureGroup.objects.filter(closed_at=None).order_by("name"))


def procedure_group_by_id(pk: int) -> ProcedureGroup | None:
    """The group of this id in the open scope, if it is not closed."""
    return ProcedureGroup.objects.select_related("tenant").filter(pk=pk, closed_at=None).first()


def holders_of_groups() -> Counter[int]:
    """The same for groups of procedures."""
    return _holders("group")


def _holders(name: str) -> Counter[int]:
    invited = Invitation.objects.filter(used_at=None, cancelled_at=None)
    both = [
        rows.filter(**{f"{name}__isnull": False}).values_list(name, flat=True) for rows in (present_officers(), invited)
    ]
    return Counter(chain(*both))


def officer_by_id(pk: int) -> Officer | None:
    """The post of this id in the open scope, whatever its period."""
    return officers().filter(pk=pk).first()


def officers_by_id(pks: Iterable[int]) -> dict[int, Officer]:
    """Posts of the open scope by id, in one query; unknown ids are absent."""
    return {officer.pk: officer for officer in officers().filter(pk__in=set(pks))}


def officer_names(keys: Iterable[str]) -> dict[str, str]:
    """Names of posts by the keys that the audit has; likewise the functions below."""
    return {str(pk): officer.account.name for pk, officer in officers_by_id(map(int, keys)).items()}


def account_names(keys: Iterable[str]) -> dict[str, str]:
    return {str(one.account_id): one.account.name for one in officers().filter(account__in=list(keys))}


def invitation_names(keys: Iterable[str]) -> dict[str, str]:
    return {str(one.pk): one.name for one in Invitation.objects.filter(pk__in=list(keys))}


def own_role_names(keys: Iterable[str]) -> dict[str, str]:
    return {str(one.pk): one.name for one in OwnRole.objects.filter(pk__in=list(keys))}


def group_names(keys: Iterable[str]) -> dict[str, str]:
    return {str(one.pk): one.name for one in ProcedureGroup.objects.filter(pk__in=list(keys))}


def department_names(keys: Iterable[str]) -> dict[str, str]:
    return {one.code: str(one) for one in Department.objects.filter(code__in=list(keys))}


def body_names(keys: Iterable[str]) -> dict[str, str]:
    return {code: body.name for code in keys if (body := tenant_by_code(code))}


def administrators() -> QuerySet[Officer]:
    """The administrator posts of the open scope, with accounts."""
    return officers().filter(role=Role.ADMINISTRATOR)


def open_invitations() -> list[Invitation]:
    """Invitations of the open scope that were neither used nor cancelled, expired ones too, the latest
    first."""
    return list(
        Invitation.objects.filter(used_at=None, cancelled_at=None)
        .select_related("department", "own_role", "group")
        .order_by("-created_at", "-pk")
    )


def bodies_of(account: Account) -> list[Tenant]:
    """The bodies in which the account has a post now or later, locked ones too, by 団体コード."""
    today = timezone.localdate()
    with every_body_scope("account-wide acts concern every body that the account serves"):
        posts = Officer.objects.filter(Q(valid_until=None) | Q(valid_until__gte=today), account=account)
        ids = set(posts.values_list("tenant_id", flat=True))
    return [tenant for tenant in tenants() if tenant.pk in ids]


def present_officers(on: date | None = None) -> QuerySet[Officer]:
    """The posts of the open scope that are in effect or yet to come, locked ones too."""
    day = on or timezone.localdate()
    return officers().filter(Q(valid_until=None) | Q(valid_until__gte=day))


def invitation_by_id(pk: int) -> Invitation | None:
    """The invitation of this id in the open scope, whatever became of it."""
    return Invitation.objects.select_related("tenant", "department", "own_role", "group").filter(pk=pk).first()


def all_departments() -> list[Department]:
    """Every department of the open scope, closed ones too: those in effect first, by code."""
    today = timezone.localdate()
    return sorted(Department.objects.all(), key=lambda d: (not d.in_effect(today), d.code))


def department_by_id(pk: int) -> Department | None:
    """The department of this id in the open scope."""
    return Department.objects.select_related("tenant").filter(pk=pk).first()


def closing_days_from(day: date) -> list[ClosingDay]:
    """The closing days of the open scope on and after that day, by date."""
    return list(ClosingDay.objects.filter(date__gte=day).order_by("date"))


def closing_day_by_id(pk: int) -> ClosingDay | None:
    """The closing day of this id in the open scope."""
    return ClosingDay.objects.select_related("tenant").filter(pk=pk).first()
