"""One case: the page, its print view, and the acts that are posted from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from madoguchi.kernel.people.api import StaffRequest
from madoguchi.kernel.tenants.api import href
from madoguchi.kit.digits import read_digits
from madoguchi.modules.cases.choices import CHANNELS, PAID_HOW, UNITS, PaidHow, Phase
from madoguchi.modules.cases.domain import flow as words
from madoguchi.modules.cases.domain.conditions import rewritten
from madoguchi.modules.cases.queries.case_page import CasePage, case_for, case_page
from madoguchi.modules.cases.services import correction, decision, desk, fee, papers, part, version
from madoguchi.modules.cases.services.refusals import NoSuchCaseError, RefusedError
from madoguchi.modules.cases.services.turn import By
from madoguchi.modules.cases.web.staff.own import own_department
from madoguchi.modules.cases.web.staff.version import FATES
from madoguchi.modules.cases.web.typed import Typed

_EXAMPLE = "example."
_ASKING = ("ask_correction.reason.", "ask_correction.message")
DONE = {
    words.RECEIVE: _("収受しました。"),
    words.EXAMINE: _("審査を始めました。"),
    words.ASK_CORRECTION: _("補正を求めました。"),
    words.WITHDRAW_CORRECTION: _("補正の求めを取り下げました。"),
    words.DECIDE: _("決定しました。"),
    words.ISSUE: _("交付しました。"),
    words.REVOKE_DECISION: _("決定を取り消しました。もう一度審査してください。"),
    "assign": _("担当者を変えました。"),
    "hand_over": _("決裁者に回しました。"),
    "note": _("メモを残しました。"),
    "look_up": _("確かめた結果を記録しました。"),
    "message": _("申請者の画面に連絡を出しました。"),
    "record_fee": _("納付を記録しました。"),
    "ask_part": _("リンクを作りました。「第三者が書いたところ」に出ています。"),
    words.FIX_FEE: _("手数料を確定しました。"),
    "move_version": _("新しい版に移しました。届いたままの回答も、この画面で見られます。"),
}
_TOLD = {words.ASK_CORRECTION, words.WITHDRAW_CORRECTION, words.ISSUE, words.FIX_FEE, "message"}
"""Acts after which the applicant gets a mail, if the case has an address."""


@own_department
@require_safe
def show(request: StaffRequest, number: str) -> HttpResponse:
    """The case with everything that belongs to it, and what may be done."""
    return _page(request, number, Typed())


@own_department
@require_safe
def print_view(request: StaffRequest, number: str) -> HttpResponse:
    """The case on paper: answers, course, decision; no controls."""
    return render(request, "cases/staff/print.html", {"page": _load(request, number), **_words()})


@own_department
def act(request: StaffRequest, number: str, act: str) -> HttpResponse:
    """Carry out one act; a refusal shows the page again as it is now, with everything typed kept.

    Deciding and asking for a correction share one form, so that neither throws away what was written for the other:
    there the button says which it is.
    """
    case_address = href(request.tenant, "cases:case", number=number)
    if request.method != "POST":
        return HttpResponseRedirect(case_address)
    act = str(request.POST.get("act", act))
    typed = Typed(act, request.POST)
    seen = read_digits(str(typed.values.get("version", "")))
    if seen is None:
        raise Http404("the form of a case carries its version")
    if act.startswith(_EXAMPLE):
        return _begun_with_example(request, number, act.removeprefix(_EXAMPLE))
    if act in words.STANDARD_ACTS and act not in _PERFORM:
        raise Http404("an act of the resident")
    by = By(request.officer, seen)
    try:
        perform = _PERFORM.get(act)
        if perform is None:
            desk.step(number, act, by, reason=typed["reason"], message=typed["message"])
        else:
            perform(number, by, typed)
    except RefusedError as error:
        typed.refuse(error)
    if typed.errors:
        return _page(request, number, typed, status=409)
    for level, sentence in what_was_done(request, number, act):
        messages.add_message(request, level, sentence)
    if act == "transfer":
        return HttpResponseRedirect(href(request.tenant, "cases:inbox") + f"?transferred={number}")
    return HttpResponseRedirect(case_address)


def decides(request: HttpRequest, values: Mapping[str, Any]) -> bool:
    """Is the act that is posted one that `cases.decide` is for? The button says which it is, as for `act`."""
    return request.POST.get("act", values.get("act")) in (words.DECIDE, words.REVOKE_DECISION)


def _begun_with_example(request: StaffRequest, number: str, example: str) -> HttpResponse:
    """The page again with a 例文 below what stands in the reason, and everything else as typed. Nothing is decided."""
    page = _load(request, number)
    chosen = next((one for one in page.reason_examples if one.id == example), None)
    if chosen is None or page.act(words.DECIDE) is None:
        return HttpResponseRedirect(href(request.tenant, "cases:case", number=number))
    values = request.POST.copy()
    values["decide.reason"] = "\n".join(filter(None, [values.get("decide.reason", "").strip(), chosen.begin()]))
    if not values.get("decide.outcome") and len(chosen.outcomes) == 1:
        values["decide.outcome"] = chosen.outcomes[0]
    return _page(request, number, Typed(words.DECIDE, values))


def what_was_done(request: StaffRequest, number: str, act: str) -> Iterator[tuple[int, str]]:
    """What to say once, above the page that follows: what was done, and whether the applicant knows of it."""
    case = case_for(request.officer, number)
    if case is None:
        return  # moved to another department, whose list says so
    sentence = str(DONE.get(act, _("手続を進めました。")))
    told = act in _TOLD or (act == words.DECIDE and case.phase == Phase.DONE)
    if told and case.applicant_mail:
        sentence += str(_("申請者にメールで知らせました。"))
    yield messages.SUCCESS, sentence
    if told and not case.applicant_mail:
        untold = _("メールアドレスがないため、申請者にはまだ知らせていません。電話や郵便で知らせてください。")
        yield messages.WARNING, str(untold)


def _receive(number: str, by: By, typed: Typed) -> None:
    desk.receive(number, by)


def _examine(number: str, by: By, typed: Typed) -> None:
    desk.examine(number, by)


def _assign(number: str, by: By, typed: Typed) -> None:
    chosen = typed["assignee"]
    # Empty is nobody; what cannot be read is nobody's number either, but must not take the case from anyone.
    desk.assign(number, (read_digits(chosen) or 0) if chosen else None, by)


def _hand_over(number: str, by: By, typed: Typed) -> None:
    desk.hand_over(number, read_digits(typed["to"]) or 0, by, message=typed["note"])


def _transfer(number: str, by: By, typed: Typed) -> None:
    desk.transfer(number, read_digits(typed["to"]) or 0, by, reason=typed["reason"])


def _note(number: str, by: By, typed: Typed) -> None:
    desk.note(number, typed["note"], by)


def _look_up(number: str, by: By, typed: Typed) -> None:
    found = {"yes": True, "no": False}.get(typed["found"])
    desk.look_up(number, typed["held"], found, typed["text"], by)


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
    if typed.value("decide.reason").strip() or typed.value("decide.text").strip():
        control = "decide.reason" if typed.value("decide.reason").strip() else "decide.text"
        typed.errors[control] = str(
            _("決定の欄に書いた文があります。補正を求めると消えるので、メモなどに移して、空にしてから求めてください。")
        )
    elif control := _rewritten_conditions(number, by, typed):
        typed.errors[control] = str(
            _("条件を書き換えています。補正を求めると消えるので、メモなどに移して、元の文に戻してから求めてください。")
        )
    elif due_on is not None:
        correction.ask(number, by, fields=asked, due_on=due_on, message=typed["message"])


def _rewritten_conditions(number: str, by: By, typed: Typed) -> str:
    """The control of conditions that were changed for a decision; "" when they stand as the page showed them."""
    prefix = "decide.conditions."
    page = (
        case_page(by.officer, number) if by.officer and any(name.startswith(prefix) for name in typed.values) else None
    )
    for preset in page.presets if page else ():
        control = prefix + preset.outcome
        if control in typed.values and rewritten(preset.conditions, typed.value(control)) != preset.conditions:
            return control
    return ""


def _withdraw_correction(number: str, by: By, typed: Typed) -> None:
    desk.withdraw_correction(number, by, reason=typed["reason"])


def _decide(number: str, by: By, typed: Typed) -> None:
    asked = [name for name, text in typed.values.items() if name.startswith(_ASKING) and str(text).strip()]
    if asked:
        typed.errors[asked[0]] = str(
            _(
                "補正を求める文が書かれています。決定すると消えるので、まだ決定していません。補正を求めるときは、この欄の「この項目の補正を求める」を押してください。求めずに決定するときは、書いた文を消してください。"
            )
        )
        return
    granted = f"amount.{typed['outcome']}"
    amount = typed.yen(granted) if typed[granted] else None
    if typed.errors:
        return
    control = typed.name(f"conditions.{typed['outcome']}")
    decision.decide(
        number,
        by,
        outcome=typed["outcome"],
        reason=typed["reason"],
        text=typed["text"],
        conditions=str(typed.values[control]) if control in typed.values else None,
        amount=amount,
    )


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


def _ask_part(number: str, by: By, typed: Typed) -> None:
    try:
        part.ask_part(number, by, typed["key"], request=typed["request"], mail=typed["mail"])
    except part.BadPartAddressError:
        message = _("メールアドレスの形が正しくありません。「name@example.jp」のように入力してください。")
        typed.errors[typed.name("mail")] = str(message)


def _move_version(number: str, by: By, typed: Typed) -> None:
    version.move_version(number, by, to=typed["to"])


_PERFORM: dict[str, Callable[[str, By, Typed], None]] = {
    words.RECEIVE: _receive,
    words.EXAMINE: _examine,
    words.ASK_CORRECTION: _ask_correction,
    words.WITHDRAW_CORRECTION: _withdraw_correction,
    words.DECIDE: _decide,
    words.ISSUE: _issue,
    words.REVOKE_DECISION: _revoke,
    "assign": _assign,
    "hand_over": _hand_over,
    "transfer": _transfer,
    "note": _note,
    "look_up": _look_up,
    "message": _message,
    "record_fee": _record_fee,
    "move_version": _move_version,
    "ask_part": _ask_part,
}


def _load(request: StaffRequest, number: str) -> CasePage:
    page = case_page(request.officer, number)
    if page is None:
        raise NoSuchCaseError(number)
    return page


def _page(request: StaffRequest, number: str, typed: Typed, *, status: int = 200) -> HttpResponse:
    page = _load(request, number)
    missing_glyphs = []
    if page.act(words.ISSUE) and page.standing:
        missing_glyphs = papers.unprintable_in_decision(request.tenant, page.case, page.standing)
    context = {
        "page": page,
        "typed": typed,
        "missing_glyphs": missing_glyphs,
        **_words(),
    }
    return render(request, "cases/staff/case.html", context, status=status)


def _words() -> dict[str, object]:
    return {"channels": CHANNELS, "units": UNITS, "paid_how": PAID_HOW, "fates": FATES}
