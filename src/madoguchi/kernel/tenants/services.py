"""Bodies are added from a list, not by code: `import_bodies` reads the operator's CSV, reports every repair, and either
takes all rows or none."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.kernel.tenants.choices import Kind, Service
from madoguchi.kernel.tenants.models import Participation, Tenant
from madoguchi.kernel.tenants.queries import forget_directory
from madoguchi.kit import csvjp, municode, postal, wareki
from madoguchi.kit.errors import KitError

# Header of the CSV → field of Tenant. The two participation columns are handled apart.
COLUMNS = {
    "団体コード": "code",
    "名称": "name",
    "英語名": "name_en",
    "ふりがな": "kana",
    "種別": "kind",
    "パス": "path",
    "色": "colour",
    "郵便番号": "postal_code",
    "住所": "address",
    "電話": "phone",
    "受付時間": "hours",
    "受付時間（英語）": "hours_en",
    "メール": "email",
    "長の職名": "head_title",
    "長の氏名": "head_name",
}
STARTS, ENDS = "電子申請開始日", "電子申請終了日"
REQUIRED = ("団体コード", "名称", "英語名", "ふりがな", "種別", "パス")


@dataclass
class Report:
    """What an import did, or would do: numbers of bodies, repairs made and problems found (with row numbers)."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    repairs: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class _Refused(Exception):
    """Rolls the import back when a row has a problem or only a check was asked for."""


def import_bodies(data: bytes, *, check_only: bool = False) -> Report:
    """Add or change bodies from a CSV (UTF-8 or CP932, one row a body, header in Japanese; how-to/add-bodies.md).

    With a problem in any row nothing is changed. A code without its leading zero or check digit is repaired and told.
    """
    report = Report()
    table = csvjp.read(data)
    report.problems += [f"{p.code} (行 {p.row})" for p in table.problems if p.severity == "error"]
    known = [*COLUMNS, STARTS, ENDS]
    report.problems += [_("列「%(c)s」がありません。") % {"c": c} for c in REQUIRED if c not in table.header]
    report.problems += [_("列「%(c)s」は知らない名前です。") % {"c": c} for c in table.header if c not in known]
    if report.problems:
        return report
    try:
        with transaction.atomic():
            for number, cells in enumerate(table.rows, start=2):
                row = dict(zip(table.header, (cell.strip() for cell in cells), strict=False))
                _take_row(number, row, report)
            if report.problems or check_only:
                raise _Refused
    except _Refused:
        pass
    forget_directory()
    return report


def _take_row(number: int, row: dict[str, str], report: Report) -> None:
    where = _("%(n)s行目") % {"n": number}
    try:
        parsed = municode.parse(row["団体コード"])
    except KitError as error:
        report.problems.append(f"{where}: {row['団体コード']}: {error.code}")
        return
    report.repairs += [f"{where}: {repair.before} → {repair.after} ({repair.code})" for repair in parsed.repaired]
    row["団体コード"] = parsed.code
    if row["種別"] not in Kind.values:
        report.problems.append(_("%(where)s: 種別は prefecture・city・town・village のどれかです。") % {"where": where})
        return
    body = Tenant.objects.filter(code=parsed.code).first()
    before = {name: getattr(body, name) for name in COLUMNS.values()} if body else None
    body = body or Tenant()
    try:
        for column, name in COLUMNS.items():
            if row.get(column):
                setattr(body, name, postal.normalise(row[column]) if name == "postal_code" else row[column])
        body.full_clean()
        starts = wareki.parse_date(row[STARTS]).date if row.get(STARTS) else None
        ends = wareki.parse_date(row[ENDS]).date if row.get(ENDS) else None
    except ValidationError as error:
        report.problems += [f"{where}: {name}: {' '.join(texts)}" for name, texts in error.message_dict.items()]
        return
    except KitError as error:
        report.problems.append(f"{where}: {error.code}")
        return
    body.save()
    moved = _participate(body, starts, ends)
    if before is None:
        report.added += 1
    elif moved or before != {name: getattr(body, name) for name in COLUMNS.values()}:
        report.changed += 1
    else:
        report.unchanged += 1


def _participate(body: Tenant, starts: date | None, ends: date | None) -> bool:
    """Write the body's period of taking part in the procedures service; tell whether anything changed."""
    if starts is None:
        return False
    period = Participation.objects.filter(tenant=body, service=Service.PROCEDURES).order_by("starts_on").last()
    if period and (period.starts_on, period.ends_on) == (starts, ends):
        return False
    if period and period.starts_on == starts:
        period.ends_on = ends
        period.save()
    else:
        Participation.objects.create(tenant=body, service=Service.PROCEDURES, starts_on=starts, ends_on=ends)
    return True
