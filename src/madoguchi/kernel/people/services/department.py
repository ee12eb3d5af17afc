"""Departments of a body: added, changed, closed on a day; never deleted, because cases and posts refer to
them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from madoguchi.kernel.audit.api import record
from madoguchi.kernel.people import events
from madoguchi.kernel.people.domain.refusal import RefusedError
from madoguchi.kernel.people.models import Invitation, Officer
from madoguchi.kernel.people.services import author, department_use
from madoguchi.kernel.people.services.account import check_mail
from madoguchi.kernel.people.services.body import plain_phone
from madoguchi.kernel.tenants.api import Department, Tenant, note_change

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,19}")
TEXT_FIELDS = ("name", "name_en", "kana", "symbol", "phone", "hours", "hours_en", "email")


def target(department: Department) -> str:
    """The department's name in the audit."""
    return f"tenants.department:{department.code}"


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
    with transaction.atomic():
        department = _create(tenant, code=plain, valid_from=valid_from, **wanted)
        record(events.DEPARTMENT_ADDED, tenant=tenant, actor=author.actor(by), target=target(department))
        note_change(tenant)
    return department


def _create(tenant: Tenant, **values: object) -> Department:
    """The database decides whether the code is free: of two presses of one button the second finds it taken."""
    try:
        with transaction.atomic():
            return Department.objects.create(tenant=tenant, **values)
    except IntegrityError as error:
        if not Department.objects.filter(code=values["code"]).exists():
            raise
        raise RefusedError(
            "code_taken",
            _("このコードの部署がすでにあります（廃止した部署も含みます）。別のコードにしてください。"),
            field="code",
        ) from error


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

    Raises RefusedError (period: before it began; occupied: officers or open invitations stay longer; in_use: work that
    will still be in hand then. Cases may be done by a day to come; a procedure stays open until somebody moves it).
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
    if in_hand := department_use.in_use(department, last_day):
        raise RefusedError(
            "in_use",
            _("この部署には、まだ%(what)sがあります。先に終わらせるか、ほかの部署へ移してください。")
            % {"what": department_use.in_words(in_hand)},
            field="last_day",
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
