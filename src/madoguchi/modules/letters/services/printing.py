"""Letters as PDF, `BATCH` to a file, made by a job; and the lists that a printing company or a reminder needs.

The numbers are worked out anew from their seeds each time: they stand in no table. The PDFs have names and numbers in
them and go with the recipients.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.files import api as files
from madoguchi.kernel.jobs.api import enqueue
from madoguchi.kernel.tenants.api import Tenant, absolute, contact_of, current_tenant, tenant_scope
from madoguchi.kit import csvjp, money, postal, wareki
from madoguchi.modules.documents import api as documents
from madoguchi.modules.letters import events
from madoguchi.modules.letters.choices import BATCH, PrintKind, Stage, Standing
from madoguchi.modules.letters.domain.facts import amount_of
from madoguchi.modules.letters.domain.numbers import group
from madoguchi.modules.letters.models import Mailing, Printing, Recipient
from madoguchi.modules.letters.services import numbers, refusals
from madoguchi.modules.procedures import api as procedures

_MOST_UNPRINTABLE = 100
_CHUNK = 1000
SHEET = Path(__file__).resolve().parent.parent / "templates" / "letters" / "paper" / "letter.typ"


def ask(mailing: Mailing, kind: PrintKind, *, by: audit.Actor) -> int:
    """Have letters made for everybody, or reminders for those who have not answered; how many files. What was made of
    this kind before is replaced. Raises RefusedError."""
    wanted = Recipient.objects.filter(mailing=mailing)
    if kind is PrintKind.REMINDER:
        wanted = wanted.filter(standing=Standing.WAITING)
    if mailing.stage == Stage.CLOSED or (kind is PrintKind.REMINDER and mailing.stage != Stage.OPEN):
        raise refusals.not_at_stage()
    ids = list(wanted.order_by("pk").values_list("pk", flat=True))
    if not ids:
        raise refusals.RefusedError("empty", _("印刷する手紙がありません。"), "list")
    with transaction.atomic():
        _drop(Printing.objects.filter(mailing=mailing, kind=kind))
        now = timezone.now()
        for seq, start in enumerate(range(0, len(ids), BATCH), start=1):
            some = ids[start : start + BATCH]
            _add(mailing, kind, seq, some[0], some[-1], len(some), now)
        _call_next(mailing)
        _record(mailing, events.PRINTED, by, kind=kind.value, letters=len(ids))
    return -(-len(ids) // BATCH)


def ask_one(row: Recipient, *, by: audit.Actor) -> None:
    """Have one letter made, with the number that counts now."""
    with transaction.atomic():
        _drop(Printing.objects.filter(mailing=row.mailing, kind=PrintKind.REISSUE, first=row.pk))
        _add(row.mailing, PrintKind.REISSUE, 1, row.pk, row.pk, 1, timezone.now())
        _call_next(row.mailing)
        _record(row.mailing, events.PRINTED, by, kind=PrintKind.REISSUE.value, letters=1)


def make(tenant: Tenant, printing_id: int) -> None:
    """The job: set one file, and call for the next of its mailing: a hundred files in a row would keep every other job
    waiting for ten minutes. Run again, it finds its work done."""
    with tenant_scope(tenant):
        row = Printing.objects.select_related("mailing__department").filter(pk=printing_id, file_id="").first()
        if row is None:
            return
        found = list(_recipients(row))
        data = sheet_data(tenant, row.mailing, found, reminder=row.kind == PrintKind.REMINDER)
    try:
        rendered = documents.render(_template(), data)
    except documents.TypesettingFailed as error:
        with tenant_scope(tenant):
            Printing.objects.filter(pk=row.pk).update(failed=f"{error} {error.diagnostic}"[:1000])
            _call_next(row.mailing)
        return
    wrong = [
        [found[place].household, f"{one.character}（{one.code}）"]
        for one in rendered.unprintable
        if (place := _place(one.where)) is not None
    ]
    with tenant_scope(tenant), transaction.atomic():
        # Asked for anew meanwhile: another row has the work.
        if Printing.objects.select_for_update(of=("self",)).filter(pk=row.pk, file_id="").first() is None:
            return
        name = f"letters-{row.mailing_id}-{row.kind}-{row.seq:03}.pdf"
        ref = files.store_bytes(tenant, name, rendered.pdf, "pdf", row.owner)
        Printing.objects.filter(pk=row.pk).update(
            file_id=str(ref.id), letters=len(found), unprintable=wrong[:_MOST_UNPRINTABLE], failed=""
        )
        _call_next(row.mailing)


def sheet_data(tenant: Tenant, mailing: Mailing, rows: Iterable[Recipient], *, reminder: bool) -> dict[str, Any]:
    """What the sheet reads; see templates/letters/paper/letter.typ."""
    contact = contact_of(tenant, mailing.department, "ja")
    words = procedures.body_words(tenant, procedures.Words(mailing.department.name, mailing.department.in_("en")), "ja")
    until = wareki.format_both(mailing.answer_until)
    title = f"{mailing.title_ja}のご案内"
    return {
        "title": f"【再度のお知らせ】{title}" if reminder else title,
        "body": tenant.name,
        "sender": words.head,
        "date": timezone.localdate(),
        "reference": mailing.name,
        "lead": mailing.lead,
        "reminder": reminder,
        "base_date": mailing.base_date,
        "answer_until": until,
        "url": absolute(tenant, "letters:entry", surface="resident"),
        "contact": {"office": f"{tenant.name} {contact.office}", "phone": contact.phone, "hours": contact.hours},
        "amounts": mailing.amount_each is not None or any(_has_amounts(row) for row in rows),
        "easy": (
            f"これは 市役所・町役場などからの 大切な 手紙です。{until}までに、上の 番号を 使って 答えてください。"
            "わからないときは 電話を してください。"
        ),
        "english": (
            f"An important letter from {tenant.name_en}. Please answer by {mailing.answer_until:%-d %B %Y} on the page "
            "above with the number in the box and the head of household's date of birth. The page is in English, too."
        ),
        "demo": settings.MADOGUCHI_DEMO,
        "letters": [_letter(tenant, mailing, row) for row in rows],
    }  # fmt: skip


def printer_rows(tenant: Tenant, mailing: Mailing) -> Iterator[list[str]]:
    """For a printing company: every letter with its number, the address of its QR code, and who is in it."""
    most = max((len(one) for one in mailing.recipients.values_list("members", flat=True).iterator(_CHUNK)), default=0)
    yield [
        _("照会番号"), _("二次元コードの内容"), _("世帯番号"), _("世帯主氏名"), _("郵便番号"), _("住所"), _("方書"),
        _("回答の期限"), *(_("世帯員%(n)d") % {"n": number + 1} for number in range(most)),
    ]  # fmt: skip
    for row in mailing.recipients.order_by("pk").iterator(_CHUNK):
        number = numbers.number_of(row.seed)
        members = [one["name"] for one in row.members]
        yield [
            group(number), _qr(tenant, number), row.household, row.name, _postal(row), row.address, row.building,
            mailing.answer_until.isoformat(), *members, *[""] * (most - len(members)),
        ]  # fmt: skip


def waiting_rows(mailing: Mailing) -> Iterator[list[str]]:
    """Who has not answered, for a reminder by post or telephone; no number stands in it."""
    yield [
        _("世帯番号"), _("世帯主氏名"), _("世帯主カナ"), _("郵便番号"), _("住所"), _("方書"), _("画面を開いた日"),
    ]  # fmt: skip
    for row in mailing.recipients.filter(standing=Standing.WAITING).order_by("pk").iterator(_CHUNK):
        seen = timezone.localdate(row.seen_at).isoformat() if row.seen_at else ""
        yield [row.household, row.name, row.kana, _postal(row), row.address, row.building, seen]


def export(tenant: Tenant, mailing: Mailing, what: str, *, by: audit.Actor) -> Iterator[bytes]:
    """One of the lists as UTF-8 with BOM, in pieces; who took it is in the audit before the first line leaves. A cell
    that a spreadsheet would take for a formula is made harmless."""
    with transaction.atomic():
        _record(mailing, events.EXPORTED, by, list=what)

    def pieces() -> Iterator[bytes]:
        with tenant_scope(tenant):
            yield from csvjp.stream(printer_rows(tenant, mailing) if what == "printer" else waiting_rows(mailing))

    return pieces()


def _letter(tenant: Tenant, mailing: Mailing, row: Recipient) -> dict[str, Any]:
    number = numbers.number_of(row.seed)
    paid = [amount_of(one, mailing.amount_each) for one in row.members if one["eligible"]]
    amounts = [amount for amount in paid if amount is not None]
    total = row.amount if row.amount is not None else sum(amounts) if amounts else None
    return {
        "household": row.household,
        "name": row.name,
        "postal_code": _postal(row),
        "address": row.address,
        "building": row.building,
        "number": group(number),
        "qr_svg": documents.qr_svg(_qr(tenant, number)),
        "members": [
            {"name": one["name"], "relation": one["relation"], "said": _said(one, mailing.amount_each)}
            for one in row.members
        ],
        "total": money.format_yen(total) if total is not None else "",
    }


def _said(member: dict[str, Any], each: int | None) -> str:
    amount = amount_of(member, each)
    if not member["eligible"]:
        return "対象外"
    return money.format_yen(amount) if amount is not None else "対象"


def _has_amounts(row: Recipient) -> bool:
    return any(one["amount"] is not None for one in row.members)


def _qr(tenant: Tenant, number: str) -> str:
    return absolute(tenant, "letters:scan", surface="resident", code=number)


def _postal(row: Recipient) -> str:
    return postal.format_postal(row.postal_code) if row.postal_code else ""


def _recipients(row: Printing) -> Iterable[Recipient]:
    found = Recipient.objects.filter(mailing=row.mailing, pk__gte=row.first, pk__lte=row.last).order_by("pk")
    return found.filter(standing=Standing.WAITING) if row.kind == PrintKind.REMINDER else found


def _place(where: str) -> int | None:
    """ "letters[12].name" or "letters.12.name": 12."""
    parts = where.replace("[", ".").replace("]", "").split(".")
    return int(parts[1]) if parts[0] == "letters" and len(parts) > 1 and parts[1].isdigit() else None


def _add(mailing: Mailing, kind: PrintKind, seq: int, first: int, last: int, letters: int, now: datetime) -> None:
    Printing.objects.create(
        tenant=current_tenant(),
        mailing=mailing,
        kind=kind,
        seq=seq,
        first=first,
        last=last,
        letters=letters,
        asked_at=now,
    )


def _call_next(mailing: Mailing) -> None:
    """Have the next file of the mailing made; single letters, for which somebody waits, come first."""
    todo = Printing.objects.filter(mailing=mailing, file_id="", failed="")
    row = todo.filter(kind=PrintKind.REISSUE).order_by("pk").first() or todo.order_by("pk").first()
    if row is not None:
        enqueue("letters.print", current_tenant().pk, row.pk)


def _drop(rows: Iterable[Printing]) -> None:
    for row in rows:
        files.release(row.owner)
        row.delete()


@cache
def _template() -> str:
    return SHEET.read_text(encoding="utf-8")


def _record(mailing: Mailing, word: audit.EventWord, by: audit.Actor, **data: object) -> None:
    audit.record(word, tenant=current_tenant(), actor=by, target=mailing.target, data=data)
