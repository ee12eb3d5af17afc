"""One case: the page, its print view, and the acts that are posted from it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from madoguchi.kernel.people.api import StaffRequest
from madoguchi.kernel.tenants.api import href
from madoguchi.kit.digits import read_digits
from madoguchi.modules.cases.choices import CHANNELS, PAID_HOW, UNITS, PaidHow
from madoguchi.modules.cases.domain import flow as words
from madoguchi.modules.cases.queries.case_page import CasePage, case_page
from madoguchi.modules.cases.services import correction, decision, desk, fee, papers
from madoguchi.modules.cases.services.refusals import NoSuchCaseError, RefusedError
from madoguchi.modules.cases.services.turn import By
from madoguchi.modules.cases.web.typed import Typed

DONE = {
    words.RECEIVE: _("収受しました。"),
    words.EXAMINE: _("審査を始めました。"),
    words.ASK_CORRECTION: _("補正を求めました。申請者にメールで知らせました（アドレスがある場合）。"),
    words.DECIDE: _("決定しました。"),
    words.ISSUE: _("交付しました。申請者にメールで知らせました（アドレスがある場合）。"),
    words.REVOKE_DECISION: _("決定を取り消しました。もう一度審査してください。"),
    "assign": _("担当者を変えました。"),
    "note": _("メモを残しました。"),
    "message": _("申請者に連絡しました（アドレスがある場合はメールでも知らせました）。"),
    "record_fee": _("納付を記録しました。"),
    "step": _("手続を進めました。"),
}


@require_safe
def show(request: StaffRequest, number: str) -> HttpResponse:
    """The case with everything that belongs to it, and what may be done."""
    return _page(request, number, Typed(), done=DONE.get(request.GET.get("done", "")))


@require_safe
def print_view(request: StaffRequest, number: str) -> HttpResponse:
    """The case on paper: answers, course, decision; no controls."""
    return render(request, "cases/staff/print.html", {"page": _load(request, number), **_words()})


def act(request: StaffRequest, number: str, act: str) -> HttpResponse:
    """Carry out one act; a refusal shows the page again as it is now, with everything typed kept."""
    case_address = href(request.tenant, "cases:case", number=number)
    if request.method != "POST":
        return HttpResponseRedirect(case_address)
    typed = Typed(act, request.POST)
    version = read_digits(str(typed.values.get("version", "")))
    if version is None:
        raise Http404("the form of a case carries its version")
    if act in words.STANDARD_ACTS and act not in _PERFORM:
        raise Http404("an act of the resident")
    by = By(request.officer, version)
    try:
        perform = _PERFORM.get(act)
        if perform is None:
            desk.step(number, act, by, reason=typed["reason"], message=typed["message"])
        else:
            perform(number, by, typed)
    except NoSuchCaseError as error:
        raise Http404 from error
    except RefusedError as error:
        typed.refuse(error)
    if typed.errors:
        return _page(request, number, typed, status=409)
    if act == "transfer":
        return HttpResponseRedirect(href(request.tenant, "cases:inbox") + f"?transferred={number}")
    return HttpResponseRedirect(f"{case_address}?done={act if act in DONE else 'step'}")


def _receive(number: str, by: By, typed: Typed) -> None:
    desk.receive(number, by)


def _examine(number: str, by: By, typed: Typed) -> None:
    desk.examine(number, by)


def _assign(number: str, by: By, typed: Typed) -> None:
    chosen = typed["assignee"]
    # Empty is nobody; what cannot be read is nobody's number either, but must not take the case from anyone.
    desk.assign(number, (read_digits(chosen) or 0) if chosen else None, by)


def _transfer(number: str, by: By, typed: Typed) -> None:
    desk.transfer(number, read_digits(typed["to"]) or 0, by, reason=typed["reason"])


def _note(number: str, by: By, typed: Typed) -> None:
    desk.note(number, typed["note"], by)


def _message(number: str, by: By, typed: Typed) -> None:
    desk.tell(number, typed["message"], by)


def _ask_correction(number: str, by: By, typed: Typed) -> None:
    prefix = typed.name("reason.")
    asked = [
        correction.Asked(name.removeprefix(prefix), str(reason))
        for name, reason in typed.values.items()
        if name.startswith(prefix) and str(reason).strip()
    ]
    due_on = typed.day("due_on")
    if due_on is not None:
        correction.ask(number, by, fields=asked, due_on=due_on, message=typed["message"])


def _decide(number: str, by: By, typed: Typed) -> None:
    decision.decide(number, by, outcome=typed["outcome"], reason=typed["reason"], text=typed["text"])


def _issue(number: str, by: By, typed: Typed) -> None:
    decision.issue(number, by)


def _revoke(number: str, by: By, typed: Typed) -> None:
    decision.revoke(number, by, reason=typed["reason"])


def _record_fee(number: str, by: By, typed: Typed) -> None:
    amount, paid_on = typed.yen("amount"), typed.day("paid_on")
    if typed["how"] not in set(PaidHow):
        typed.errors[typed.name("how")] = str(_("納付の方法を選んでください。"))
    elif amount is not None and paid_on is not None:
        fee.record_fee(number, by, amount=amount, how=PaidHow(typed["how"]), paid_on=paid_on)


_PERFORM: dict[str, Callable[[str, By, Typed], None]] = {
    words.RECEIVE: _receive,
    words.EXAMINE: _examine,
    words.ASK_CORRECTION: _ask_correction,
    words.DECIDE: _decide,
    words.ISSUE: _issue,
    words.REVOKE_DECISION: _revoke,
    "assign": _assign,
    "transfer": _transfer,
    "note": _note,
    "message": _message,
    "record_fee": _record_fee,
}


def _load(request: StaffRequest, number: str) -> CasePage:
    page = case_page(request.officer, number)
    if page is None:
        raise Http404("no such case in this department")
    return page


def _page(request: StaffRequest, number: str, typed: Typed, *, status: int = 200, done: object = None) -> HttpResponse:
    page = _load(request, number)
    missing_glyphs = []
    if page.act(words.ISSUE) and page.standing:
        missing_glyphs = papers.unprintable_in_decision(request.tenant, page.case, page.standing)
    context = {
        "page": page,
        "typed": typed,
        "done": done,
        "missing_glyphs": missing_glyphs,
        **_words(),
    }
    return render(request, "cases/staff/case.html", context, status=status)


def _words() -> dict[str, object]:
    return {"channels": CHANNELS, "units": UNITS, "paid_how": PAID_HOW}
