"""手数料を確定する: the proposal with its lines to change, a second look, and then it is fixed.

All of it is one form: the second look carries what was typed, so that going back, a refusal and an officer who was
quicker lose nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.kernel.people import api as people
from madoguchi.kernel.people.api import StaffRequest
from madoguchi.kernel.tenants.api import calendar_for, href
from madoguchi.kernel.ui.api import day_trouble
from madoguchi.kit.digits import read_digits
from madoguchi.kit.errors import KitError
from madoguchi.kit.money import parse_yen
from madoguchi.kit.wareki import WarekiError, parse_date
from madoguchi.modules.cases import rules
from madoguchi.modules.cases.domain import fee as lines_of
from madoguchi.modules.cases.domain import flow as words
from madoguchi.modules.cases.domain.fee import FixedLine, Sort
from madoguchi.modules.cases.domain.kinds import kind_of
from madoguchi.modules.cases.models import Case
from madoguchi.modules.cases.queries.case_page import case_for
from madoguchi.modules.cases.services import copies, fee
from madoguchi.modules.cases.services.refusals import NoSuchCaseError, RefusedError, stale
from madoguchi.modules.cases.services.turn import By
from madoguchi.modules.cases.web.staff.case import what_was_done
from madoguchi.modules.cases.web.staff.own import own_department

SPARE = 3
"""Empty rows for lines to add, and as many for reductions."""
_AMOUNT = 9_999_999_999  # past every limit: what cannot be read is refused as out of range, and stays as it was typed


@dataclass
class Row:
    """One line of the page. `name`: what its controls begin with; `proposed`: the line as the case has it, None for a
    new one; the rest as typed, and what is wrong with it by control."""

    name: str
    sort: Sort
    proposed: Mapping[str, Any] | None = None
    label: str = ""
    amount: str = ""
    times: str = "1"
    reason: str = ""
    gone: bool = False
    errors: dict[str, str] = field(default_factory=dict)


@own_department
def show(request: StaffRequest, number: str) -> HttpResponse:
    """GET: the proposal; POST step=look: the second look; step=edit: back to it; step=fix: it is fixed."""
    case = case_for(request.officer, number)
    if case is None:
        raise NoSuchCaseError(number)
    flow = kind_of(case.kind).flow_for(case.subject_key)
    if not flow.fixes_fee:
        raise Http404("the fee of this procedure is no estimate")
    if request.method != "POST":
        return _page(request, case, _rows(case, None), due_on=_usual_day(case, request), reason="")
    rows = _rows(case, request.POST)
    typed_day, reason = str(request.POST.get("due_on", "")).strip(), str(request.POST.get("reason", "")).strip()
    step = request.POST.get("step", "look")
    if step == "edit":
        return _page(request, case, rows, due_on=typed_day, reason=reason)
    seen = read_digits(str(request.POST.get("version", "")))
    if seen is None:
        raise Http404("the form carries the version of the case")
    by, lines = By(request.officer, seen), _lines(rows)
    errors: dict[str, str] = {}
    due_on = _day(typed_day, errors)
    try:
        if not errors:
            if step == "fix":
                fee.fix(number, by, lines=lines, due_on=due_on, reason=reason)
            else:
                if seen != case.version:
                    raise stale()
                fee.check(case, by, lines=lines, due_on=due_on, reason=reason, today=timezone.localdate())
    except fee.BadLinesError as error:
        _tell(rows, error)
    except RefusedError as error:
        errors[error.field] = error.message
    if errors or any(row.errors for row in rows):
        return _page(request, case, rows, due_on=typed_day, reason=reason, errors=errors, status=409)
    if step == "fix":
        for level, sentence in what_was_done(request, number, words.FIX_FEE):
            messages.add_message(request, level, sentence)
        return HttpResponseRedirect(href(request.tenant, "cases:case", number=number))
    return _second_look(request, case, lines, due_on, request.POST)


def reduces(request: HttpRequest, _values: Mapping[str, Any]) -> bool:
    """Is a fee fixed with a reduction, which `cases.decide` is for?"""
    names = [
        f"{Sort.REDUCTION.value}.{number}.{key}" for number in range(SPARE) for key in ("label", "amount", "reason")
    ]
    return request.POST.get("step") == "fix" and any(str(request.POST.get(name, "")).strip() for name in names)


def _rows(case: Case, post: QueryDict | None) -> list[Row]:
    """The lines of the case, then the new ones: as typed, or as they are proposed."""
    rows = [
        _row(
            Row(f"line.{place}", Sort.PROPOSED, line, line["label"]["ja"], str(line["amount"]), str(line["times"])),
            post,
        )
        for place, line in enumerate(case.fee_lines)
    ]
    for sort in (Sort.ADDED, Sort.REDUCTION):
        rows += [_row(Row(f"{sort.value}.{number}", sort), post) for number in range(SPARE)]
    return rows


def _row(row: Row, post: QueryDict | None) -> Row:
    if post is None:
        return row

    def text(key: str, default: str) -> str:
        return str(post.get(f"{row.name}.{key}", default)).strip()

    row.label = row.label if row.proposed else text("label", "")[:120]
    row.amount, row.times = text("amount", row.amount), text("times", row.times)
    row.reason = text("reason", "")[: fee.REASON_LENGTH]
    row.gone = bool(post.get(f"{row.name}.gone"))
    return row


def _lines(rows: list[Row]) -> list[FixedLine]:
    """The lines that say something, in the order of the rows; an empty new row is none."""
    return [
        FixedLine(
            row.sort,
            place if row.proposed else -1,
            row.label,
            _number(row.amount, parse_yen),
            _number(row.times, read_digits),
            row.reason,
            row.gone,
        )
        for place, row in enumerate(rows)
        if _says(row)
    ]


def _says(row: Row) -> bool:
    return row.proposed is not None or bool(row.label or row.amount or row.reason)


def _number(text: str, read: Any) -> int:
    """The number that was typed; one out of every range for what is none."""
    negative = text.startswith(("-", "−", "△"))
    try:
        found = read(text.lstrip("-−△"))
    except KitError:
        found = None
    if found is None:
        return _AMOUNT
    return -found if negative else int(found)


def _tell(rows: list[Row], error: fee.BadLinesError) -> None:
    said = [row for row in rows if _says(row)]
    for wrong in error.wrong:
        said[wrong.number].errors[wrong.control] = {
            ("amount", "range"): _("0円から1,000万円までの数字で入力してください。"),
            ("amount", "too_much"): _("減免が手数料より多くなっています。"),
            ("times", "range"): _("1から100,000までの数字で入力してください。"),
            ("label", "missing"): _("内容を入力してください。"),
            ("reason", "missing"): _("理由を入力してください。"),
        }[wrong.control, wrong.code]


def _day(text: str, errors: dict[str, str]) -> date | None:
    if not text:
        return None
    try:
        return parse_date(text).date
    except WarekiError as error:
        errors["due_on"] = day_trouble(error)
        return None


def _usual_day(case: Case, request: StaffRequest) -> str:
    """The last day to pay, as proposed: the one that stands, or so many days on, never a closing day."""
    if case.fee_due_on and case.fee_due_on >= timezone.localdate():
        return case.fee_due_on.isoformat()
    days = kind_of(case.kind).days_to_pay(case.subject_key)
    return calendar_for(request.tenant).deadline(timezone.localdate(), days=days).isoformat()


def _page(
    request: StaffRequest,
    case: Case,
    rows: list[Row],
    *,
    due_on: str,
    reason: str,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    reckoned = copies.fee(copies.bill_of_answers(case))
    context = {
        "case": case,
        "rows": rows,
        "due_on": due_on,
        "reason": reason,
        "errors": dict(errors or {}),
        "summary": _summary(rows, errors or {}),
        "reckoned": reckoned if reckoned["fee_lines"] not in ([], case.fee_lines) else None,
        "may_reduce": people.can(request.officer, rules.DECIDE.name),
        "closed": not _open(request, case),
    }
    return render(request, "cases/staff/fee.html", context, status=status)


def _summary(rows: list[Row], errors: Mapping[str, str]) -> list[tuple[str, str]]:
    """The errors for `ui.error_summary`: (id of the control, message)."""
    found = [(f"f-{control}" if control else "main", message) for control, message in errors.items()]
    return found + [
        (f"f-{row.name}-{control}".replace(".", "-"), f"{row.label or _('加える行')}：{message}")
        for row in rows
        for control, message in row.errors.items()
    ]


def _open(request: StaffRequest, case: Case) -> bool:
    """Whether the fee can be fixed in the state that the case is in."""
    flow = kind_of(case.kind).flow_for(case.subject_key)
    return flow.act(words.FIX_FEE, case.state) is not None and not case.decisions.filter(revocation=None).exists()


def _second_look(
    request: HttpRequest, case: Case, lines: list[FixedLine], due_on: date | None, post: QueryDict
) -> HttpResponse:
    fixed = lines_of.fixed(case.fee_lines, lines)
    total = sum(line["total"] for line in fixed)
    flow = kind_of(case.kind).flow_for(case.subject_key)
    context = {
        "case": case,
        "fixed": fixed,
        "total": total,
        "due_on": due_on if total else None,
        "reason": str(post.get("reason", "")).strip() if case.fee_fixed_on or not total else "",
        "waits": flow.state(flow.fee_wait).label if flow.fee_wait and total else None,
        "carried": [
            (name, text) for name in post if name not in ("csrfmiddlewaretoken", "step") for text in post.getlist(name)
        ],
    }
    return render(request, "cases/staff/fee_look.html", context)
