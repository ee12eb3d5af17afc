"""Departments of a body: added, changed, closed on a day; never deleted, because cases and posts refer to
them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from madoguchi.kernel.audit.api import record
from madoguchi.kernel.people import events
from madoguchi.kernel.people.domain.refusal import RefusedError
from madoguchi.kernel.people.models import Invitation, Officer
from madoguchi.kernel.people.services import author
from madoguchi.kernel.people.services.account import check_mail
from madoguchi.kernel.people.services.body import plain_phone
from madoguchi.kernel.tenants.api import Department, Tenant, note_change

Count = Callable[[Department], int]
_uses: dict[str, tuple[str | Promise, Count]] = {}
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,19}")
TEXT_FIELDS = ("name", "name_en", "kana", "symbol", "phone", "hours", "hours_en", "email")


def target(department: Department) -> str:
    """The department's name in the audit."""
    return f"tenants.department:{department.code}"


def register_use(name: str, label: str | Promise, count: Count) -> None:
    """Tell what a department still has in hand ("cases", 処理中の案件, how many): nobody would see it once the
    department is closed.

    Called from a room's apps.py. `count` runs in the department's scope, one query.
    """
    _uses[name] = (label, count)


def in_use(department: Department) -> list[tuple[str, int]]:
    """What the department has in hand: (label, number), none of them 0."""
    counted = ((str(label), count(department)) for label, count in _uses.values())
    return [(label, number) for label, number in counted if number]


def add(tenant: Tenant, *, code: str, texts: Mapping[str, str], valid_from: date, by: Officer) -> Department:
    """Add a department to the body, whose scope is open; `texts` has the keys of TEXT_FIELDS.

    Raises RefusedError (code, code_taken, name, symbol, phone, mail_form).
    """
    plain = code.strip().lower()
    if not _CODE.fullmatch(plain):
        raise RefusedError(
            "code",
            _("コードは、半角の英小文字・数字・ハイフンで20文字までで入力してください。"),
            field="code",
        )
    wanted = _checked(texts)
    if Department.objects.filter(code=plain).exists():
        raise RefusedError(
            "code_taken",
            _("このコードの部署がすでにあります（廃止した部署も含みます）。別のコードにしてください。"),
            field="code",
        )
    with transaction.atomic():
        department = Department.objects.create(tenant=tenant, code=plain, valid_from=valid_from, **wanted)
        record(events.DEPARTMENT_ADDED, tenant=tenant, actor=author.actor(by), target=target(department))
        note_change(tenant)
    return department


def change(department: Department, *, texts: Mapping[str, str], by: Officer) -> None:
    """Change names and contact of a department.

    Raises RefusedError (name, symbol, phone, mail_form).
    """
    wanted = _checked(texts)
    changed = [name for name, value in wanted.items() if getattr(department, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(department, name, wanted[name])
    with transaction.atomic():
        department.save(update_fields=changed)
        record(
            events.DEPARTMENT_CHANGED,
            tenant=department.tenant,
            actor=author.actor(by),
            target=target(department),
            data={"fields": changed},
        )
        note_change(department.tenant)


def close(department: Department, last_day: date, *, by: Officer) -> None:
    """Let a department end after that day.

    Raises RefusedError (period: before it began; occupied: officers or open invitations stay longer; in_use: closed at
    once with work in hand. A day to come is allowed: the work may be done by then).
    """
    if last_day < department.valid_from:
        raise RefusedError(
            "period", _("廃止日は、部署の開始日と同じ日か、それより後の日にしてください。"), field="last_day"
        )
    longer = Q(valid_until=None) | Q(valid_until__gt=last_day)
    staying = Officer.objects.filter(longer, department=department).count()
    invited = Invitation.objects.filter(longer, department=department, used_at=None, cancelled_at=None).count()
    if staying or invited:
        raise RefusedError(
            "occupied",
            _(
                "この部署には、廃止日より後も続く所属が%(officers)s件、招待が%(invitations)s件あります。"
                "先に所属を移すか終わりの日を決め、招待を取り消してください。"
            )
            % {"officers": staying, "invitations": invited},
        )
    if last_day <= timezone.localdate() and (in_hand := in_use(department)):
        raise RefusedError(
            "in_use",
            _("この部署には、まだ%(what)sがあります。先に終わらせるか、ほかの部署へ移してください。")
            % {
                "what": "、".join(
                    _("%(label)s（%(n)s件）") % {"label": label, "n": number} for label, number in in_hand
                )
            },
        )
    with transaction.atomic():
        department.valid_until = last_day
        department.save(update_fields=["valid_until"])
        record(
            events.DEPARTMENT_CLOSED,
            tenant=department.tenant,
            actor=author.actor(by),
            target=target(department),
            data={"last_day": last_day},
        )
        note_change(department.tenant)


def _checked(texts: Mapping[str, str]) -> dict[str, str]:
    wanted = {name: texts[name].strip() for name in TEXT_FIELDS}
    if not wanted["name"]:
        raise RefusedError("name", _("部署名を入力してください。"), field="name")
    if not wanted["symbol"]:
        raise RefusedError(
            "symbol",
            _("文書記号を入力してください。「名環第12号」の「環」のような記号です。"),
            field="symbol",
        )
    if wanted["phone"]:
        wanted["phone"] = plain_phone(wanted["phone"])
    if wanted["email"]:
        wanted["email"] = check_mail(wanted["email"])
    return wanted
