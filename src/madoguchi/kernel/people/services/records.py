"""操作の記録, taken out by an officer: as a table for people, as lines of JSON for whoever checks the seals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from itertools import chain

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.people import events
from madoguchi.kernel.people.domain.refusal import RefusedError
from madoguchi.kernel.people.models import Officer
from madoguchi.kernel.people.services.author import actor
from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.kit import csvjp
from madoguchi.kit.languages import english

MOST_DAYS = 366


class Form(StrEnum):
    """What the file is: a table for people, or lines of JSON with everything that is sealed."""

    CSV = "csv"
    JSON = "jsonl"


def export(officer: Officer, first: date, last: date, form: Form, language: str) -> Iterator[bytes]:
    """The body's records of these days, in pieces; that they were taken out, by whom and which, is among them before
    the first piece leaves.

    Raises RefusedError ("order", "too_many_days", "future") at "last" or "first".
    """
    if first > last:
        raise RefusedError("order", _("終わりの日は、始まりの日か、そのあとにしてください。"), "last")
    if last - first >= timedelta(days=MOST_DAYS):
        raise RefusedError("too_many_days", _("一度に取り出せるのは、1年分までです。期間を分けてください。"), "last")
    if first > timezone.localdate():
        raise RefusedError("future", _("今日までの日を入力してください。"), "first")
    with transaction.atomic():
        audit.record(
            events.RECORDS_EXPORTED,
            tenant=officer.tenant,
            actor=actor(officer),
            target=f"tenants.tenant:{officer.tenant.code}",
            data={"first": first, "last": last, "form": form.value},
        )
    return _pieces(officer.tenant, first, last, form, language)


def _pieces(tenant: Tenant, first: date, last: date, form: Form, language: str) -> Iterator[bytes]:
    with tenant_scope(tenant), translation.override(language):
        found = audit.extract(first, last)
        if form is Form.JSON:
            yield from (f"{one.as_json()}\n".encode() for one in found)
        else:
            yield from csvjp.stream(chain([_heads()], (_cells(one, language) for one in found)))


def _heads() -> list[str]:
    return [
        _("番号"), _("日時"), _("した人の種類"), _("した人"), _("したこと"), _("出来事の名前"), _("対象"),
        _("詳しいこと"), _("封印の番号"), _("封印のハッシュ"),
    ]  # fmt: skip


def _cells(one: audit.Extracted, language: str) -> list[str]:
    entry = one.entry
    return [
        str(entry.id),
        f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M:%S}",
        entry.actor.kind.value,
        entry.actor.in_("en" if english(language) else "ja"),
        entry.sentence(language),
        entry.word,
        entry.target,
        audit.canonical(entry.data) if entry.data else "",
        str(one.place or ""),
        one.hash,
    ]
