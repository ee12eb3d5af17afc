"""The list in view as CSV, for the spreadsheets of the office. Who took it, and how much, is in the audit."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.people import api as people
from madoguchi.kernel.tenants.api import Tenant
from madoguchi.kit import csvjp
from madoguchi.modules.cases import events
from madoguchi.modules.cases.choices import CHANNELS, Channel
from madoguchi.modules.cases.domain.numbers import group
from madoguchi.modules.cases.queries.inbox import Filter, Row, all_rows


def export(tenant: Tenant, officer: people.Officer, chosen: Filter) -> bytes:
    """Return the cases of the officer's department in this view, in its order, as UTF-8 with BOM (Excel opens it).

    A cell that a spreadsheet would take for a formula is made harmless. The caller has checked the permission.
    """
    lang = translation.get_language() or "ja"
    head = (
        _("受付番号"), _("手続"), _("氏名・名称"), _("カナ"), _("状態"), _("到達"), _("期限"), _("担当者"),
        _("受付の方法"), _("手数料（円）"), _("手数料の確定日"), _("納める期限"), _("納付日"), _("納付額（円）"),
    )  # fmt: skip
    with transaction.atomic():
        rows = [_cells(row, lang) for row in all_rows(officer, chosen)]
        # Not what was searched for: that may be somebody's name.
        view = {name: value for name, value in asdict(chosen).items() if name != "search"}
        audit.record(
            events.LIST_EXPORTED,
            tenant=tenant,
            actor=people.actor(officer),
            target=f"tenants.department:{officer.department_id}",
            data={**view, "searched": bool(chosen.search), "rows": len(rows)},
        )
    return csvjp.write([head, *rows], guard_formulas=True).data


def _cells(row: Row, lang: str) -> tuple[str, ...]:
    case = row.case
    return (
        group(case.receipt_number),
        row.title,
        case.applicant_name,
        case.applicant_kana,
        row.state,
        f"{timezone.localtime(case.filed_at):%Y-%m-%d %H:%M}",
        case.due_on.isoformat() if case.due_on else "",
        row.assignee,
        CHANNELS[Channel(case.channel)].in_(lang),
        str(case.fee_total) if case.fee_total or case.fee_fixed_on else "",
        _day(case.fee_fixed_on),
        _day(case.fee_due_on),
        _day(case.fee_paid_on),
        "" if case.fee_paid_amount is None else str(case.fee_paid_amount),
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
