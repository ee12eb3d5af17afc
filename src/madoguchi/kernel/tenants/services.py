"""Bodies are added from a list, not by code: `import_bodies` reads the operator's CSV, reports every repair, and either
takes all rows or none."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madoguchi.kernel.tenants.choices import COLOURS, RESERVED_PATHS, Kind, Service
from madoguchi.kernel.tenants.models import Participation, ServerKey, Tenant
from madoguchi.kernel.tenants.queries import forget_directory
from madoguchi.kit import csvjp, municode, phone, postal, wareki
from madoguchi.kit.errors import KitError
from madoguchi.kit.unseen import has_unseen

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
    "住所（英語）": "address_en",
    "電話": "phone",
    "受付時間": "hours",
    "受付時間（英語）": "hours_en",
    "メール": "email",
    "長の職名": "head_title",
    "長の氏名": "head_name",
    "ホスト名": "host",
    "無操作の制限時間（分）": "idle_minutes",
    "入力中の制限時間（分）": "form_minutes",
}
MINUTES = ("無操作の制限時間（分）", "入力中の制限時間（分）")
LEAST_MINUTES, MOST_MINUTES = 5, 720  # shorter, and nobody could fill in a page; longer than a working day
STARTS, ENDS = "電子申請開始日", "電子申請終了日"
REQUIRED = ("団体コード", "名称", "英語名", "ふりがな", "種別", "パス")

# What is wrong with a file or a cell, by the code that the kit gives.
_FILE_FAULTS: dict[str, str | Promise] = {
    "empty_file": gettext_lazy("ファイルが空です。"),
    "undecodable": gettext_lazy("読めない文字があります。UTF-8 か Shift_JIS（CP932）で保存し直してください。"),
    "replacement_character": gettext_lazy("文字化けした文字（�）があります。元のファイルから作り直してください。"),
    "nul": gettext_lazy("文字ではないデータが入っています。CSVとして保存し直してください。"),
    "broken_quotes": gettext_lazy('引用符（"）が閉じていません。'),
    "unnamed_column": gettext_lazy("見出しのない列があります。"),
    "duplicate_column": gettext_lazy("同じ見出しの列が2つあります。"),
    "ragged_row": gettext_lazy("列の数が見出しと違います。コンマの数を確かめてください。"),
    "private_use": gettext_lazy("外字があります。ほかの文字に置き換えてください。"),
}
_REPAIRS: dict[municode.RepairCode, str | Promise] = {
    "full_width": gettext_lazy("（全角を半角にしました）"),
    "spaces": gettext_lazy("（空白を取りました）"),
    "apostrophe": gettext_lazy("（先頭の引用符を取りました）"),
    "decimal_point": gettext_lazy("（小数点以下を取りました）"),
    "leading_zero": gettext_lazy("（落ちていた先頭の0を足しました）"),
    "check_digit": gettext_lazy("（落ちていた検査数字を足しました）"),
}
_CELL_FAULTS: dict[str, str | Promise] = {
    "ambiguous": gettext_lazy("先頭の0と検査数字のどちらが落ちたのか決められません。6桁で書いてください。"),
    "check_digit": gettext_lazy("検査数字（6桁目）が合いません。番号を確かめてください。"),
    "no_such_day": gettext_lazy("暦にない日です。"),
}


# As the portal's aliases of bodies: a word that begins with a letter, as no 団体コード does.
_PATH = re.compile(r"[A-Za-z][-A-Za-z0-9_]*")
_HOST_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"(?=.*[a-z]){_HOST_LABEL}(?:\.{_HOST_LABEL})*")  # no scheme, port or path; no number of a machine

_BLANK = Tenant()  # with the default of every field


class _CellFault(Exception):
    """One cell cannot be read; `column` is its heading, the message a whole sentence."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


@dataclass
class Report:
    """What an import did, or would do: numbers of bodies, repairs made and problems found (with row numbers)."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    repairs: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    touched: list[tuple[Tenant, list[str]]] = field(default_factory=list)
    """The bodies that were added or changed, and which of their fields: for the caller to write down."""


def key_fingerprint() -> str:
    """A mark of this process's server key, from which the key cannot be found."""
    return salted_hmac("madoguchi.tenants.server_key", "fingerprint", algorithm="sha256").hexdigest()


def known_key() -> str:
    """The mark of the key that this database was filled under; "" when none was noted yet."""
    row = ServerKey.objects.first()
    return row.fingerprint if row else ""


def remember_key(*, instead: bool = False) -> None:
    """Note the present key as the database's own where none is noted; `instead`: also in place of another."""
    row = ServerKey.objects.first() or ServerKey()
    if instead or not row.fingerprint:
        row.fingerprint = key_fingerprint()
        row.save()


class _Refused(Exception):
    """Rolls the import back when a row has a problem or only a check was asked for."""


def note_change(tenant: Tenant) -> None:
    """Say, in the transaction that makes it, that something changed which processes keep of this body: its contact,
    its departments, its calendar, what it offers. Each sees it after MADOGUCHI_DIRECTORY_SECONDS at the latest.

    The stamp is drawn and not counted up, so that one from a transaction that came to nothing never comes again.
    """
    Tenant.objects.filter(pk=tenant.pk).update(stamp=secrets.randbits(62))
    forget_directory()


def import_bodies(data: bytes, *, check_only: bool = False) -> Report:
    """Add or change bodies from a CSV (UTF-8 or CP932, one row a body, header in Japanese; how-to/add-bodies.md).

    An empty cell empties its field (a number gets its default); a column that the file does not have changes nothing.

    With a problem in any row nothing is changed. A code without its leading zero or check digit is repaired and told.
    """
    report = Report()
    table = csvjp.read(data)
    report.problems += [_file_fault(problem) for problem in table.problems if problem.severity == "error"]
    if not table.header:
        return report
    known = [*COLUMNS, STARTS, ENDS]
    report.problems += [_("列「%(c)s」がありません。") % {"c": c} for c in REQUIRED if c not in table.header]
    report.problems += [_("列「%(c)s」は知らない名前です。") % {"c": c} for c in table.header if c not in known]
    if report.problems:
        return report
    rows_of: dict[str, int] = {}
    try:
        with transaction.atomic():
            for number, cells in enumerate(table.rows, start=2):
                row = dict(zip(table.header, (cell.strip() for cell in cells), strict=False))
                _take_row(number, row, report, rows_of)
            if report.problems or check_only:
                raise _Refused
    except _Refused:
        pass
    forget_directory()
    return report


def _take_row(number: int, row: dict[str, str], report: Report, rows_of: dict[str, int]) -> None:
    """`rows_of`: which row each code stands in so far."""
    where = _("%(n)s行目") % {"n": number}
    unseen = [column for column, cell in row.items() if has_unseen(cell)]
    if unseen:
        told = _("見えない文字が混じっています。一度消して、手で入力し直してください。")
        report.problems += [f"{where}: {column}: {told}" for column in unseen]
        return
    empty = [column for column in REQUIRED if not row[column]]
    if empty:
        report.problems += [
            _("%(where)s: 「%(c)s」が空です。必ず書いてください。") % {"where": where, "c": c} for c in empty
        ]
        return
    try:
        parsed = municode.parse(row["団体コード"])
    except KitError as error:
        words = _CELL_FAULTS.get(error.code, _("全国地方公共団体コードは検査数字を含む6桁です。"))
        report.problems.append(f"{where}: 団体コード「{row['団体コード']}」: {words}")
        return
    report.repairs += [
        f"{where}: {repair.before} → {repair.after} {_REPAIRS[repair.code]}" for repair in parsed.repaired
    ]
    row["団体コード"] = parsed.code
    first = rows_of.setdefault(parsed.code, number)
    if first != number:
        report.problems.append(
            _("%(where)s: 団体コード「%(code)s」は%(first)d行目にもあります。1団体は1行にしてください。")
            % {"where": where, "code": parsed.code, "first": first}
        )
        return
    if row["種別"] not in Kind.values:
        report.problems.append(_("%(where)s: 種別は prefecture・city・town・village のどれかです。") % {"where": where})
        return
    body = Tenant.objects.filter(code=parsed.code).first()
    before = {name: getattr(body, name) for name in COLUMNS.values()} if body else None
    body = body or Tenant()
    try:
        for column, name in COLUMNS.items():
            if row.get(column):
                setattr(body, name, _READERS[name](column, row[column]) if name in _READERS else row[column])
            elif column in row and column not in REQUIRED:  # an empty cell empties; a column left out keeps
                setattr(body, name, getattr(_BLANK, name))
        body.full_clean()
        for column in MINUTES:
            if not LEAST_MINUTES <= getattr(body, COLUMNS[column]) <= MOST_MINUTES:
                raise _CellFault(
                    column, _("%(a)s分から%(b)s分までにしてください。") % {"a": LEAST_MINUTES, "b": MOST_MINUTES}
                )
        starts, ends = _day(row, STARTS), _day(row, ENDS)
        if ends is not None and (starts is None or ends < starts):
            raise _CellFault(ENDS, _("開始日と同じ日か、それより後の日にしてください。開始日も必要です。"))
    except ValidationError as error:
        columns = {name: column for column, name in COLUMNS.items()}
        report.problems += [
            f"{where}: {columns.get(name, '')}: {' '.join(texts)}" for name, texts in error.message_dict.items()
        ]
        return
    except _CellFault as fault:
        report.problems.append(f"{where}: {fault.column}「{row.get(fault.column, '')}」: {fault}")
        return
    body.stamp = secrets.randbits(62)  # as `note_change`
    body.save()
    moved = _participate(body, starts, ends)
    fields = [name for name in COLUMNS.values() if before is None or before[name] != getattr(body, name)]
    fields += ["participation"] if moved else []
    if before is None:
        report.added += 1
    elif fields:
        report.changed += 1
    else:
        report.unchanged += 1
    if fields:
        report.touched.append((body, fields))


def _file_fault(problem: csvjp.Problem) -> str:
    """A fault of the file as a sentence, with its row where it has one."""
    words = str(_FILE_FAULTS.get(problem.code, _("読み取れません。CSVとして保存し直してください。")))
    return f"{_('%(n)s行目') % {'n': problem.row}}: {words}" if problem.row else words


def _day(row: dict[str, str], column: str) -> date | None:
    """The day in a cell, None when it is empty. Raises _CellFault."""
    if not row.get(column):
        return None
    try:
        return wareki.parse_date(row[column]).date
    except KitError as error:
        words = _CELL_FAULTS.get(error.code, _("日付を「2026-04-01」または「令和8年4月1日」のように書いてください。"))
        raise _CellFault(column, str(words)) from error


def _postal_code(column: str, cell: str) -> str:
    """Raises _CellFault."""
    try:
        return postal.normalise(cell)
    except KitError as error:
        raise _CellFault(column, _("郵便番号は7桁の数字です。")) from error


def _phone(column: str, cell: str) -> str:
    """A number that the body's administrator could save again unchanged. Raises _CellFault."""
    try:
        return phone.format_phone(cell, typed=cell)
    except KitError as error:
        raise _CellFault(column, _("電話番号を「022-000-0000」のように、市外局番から書いてください。")) from error


def _path(column: str, cell: str) -> str:
    """Raises _CellFault."""
    if not _PATH.fullmatch(cell):
        raise _CellFault(column, _("半角の英字で始まり、英数字・ハイフン・下線だけの言葉にしてください。"))
    if cell.lower() in RESERVED_PATHS:
        raise _CellFault(column, _("この窓口のほかのページが使う言葉です。別の言葉にしてください。"))
    return cell


def _host(column: str, cell: str) -> str:
    """A bare host name, in small letters as browsers send it. Raises _CellFault."""
    host = cell.lower()
    if not _HOST.fullmatch(host):
        raise _CellFault(
            column,
            _("「madoguchi.city.example.jp」のように、ホスト名だけを書いてください（https:// や番号は不要です）。"),
        )
    return host


def _colour(column: str, cell: str) -> str:
    """Raises _CellFault."""
    if cell not in COLOURS:
        raise _CellFault(column, _("色は次のどれかです：%(colours)s") % {"colours": "・".join(COLOURS)})
    return cell


_READERS = {"postal_code": _postal_code, "phone": _phone, "path": _path, "host": _host, "colour": _colour}


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
