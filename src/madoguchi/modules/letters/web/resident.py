"""Pages for a household: number and date of birth, what the list says of it, and into the form.

The address of the QR code holds the number only: the page asks for the date of birth all the same, and says nothing
about anybody before both fit.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.kernel.audit.api import client_network, minutes_of
from madoguchi.kernel.people.api import BodyRequest
from madoguchi.kernel.tenants.api import contact_of, href
from madoguchi.kernel.ui.api import tongue, too_often
from madoguchi.modules.forms import api as forms
from madoguchi.modules.letters.choices import Standing, Wish
from madoguchi.modules.letters.domain.facts import amount_of, eligible
from madoguchi.modules.letters.domain.numbers import group, read_number
from madoguchi.modules.letters.models import Recipient
from madoguchi.modules.letters.services import answering, numbers
from madoguchi.modules.letters.services import entry as entries
from madoguchi.modules.letters.services.refusals import RefusedError
from madoguchi.modules.letters.web.forms import entry_form
from madoguchi.modules.procedures import api as procedures

_PAGE = "entry"


@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: BodyRequest) -> HttpResponse:
    """Ask for number and date of birth; both right lead to the household."""
    form = entry_form()
    if request.method != "POST":
        return _ask(request, {})
    typed = forms.read_post(form, _PAGE, request.POST)
    outcome = forms.validate(form, typed, today=timezone.localdate())
    if not outcome.ok:
        return _ask(request, typed, faults=outcome.faults, status=422)
    try:
        row = entries.enter(
            request.tenant, str(outcome.answers["number"]), date.fromisoformat(str(outcome.answers["birth"])),
            client_network(request),
        )  # fmt: skip
    except entries.TooOftenError as error:
        return _ask(request, typed, said=too_often(minutes_of(error.wait)), status=429)
    if row is None:
        said = _(
            "照会番号か生年月日が合いません。手紙の番号と、あて名の方の生年月日を確かめて、もう一度入力してください。"
            "手紙が作り直されたときは、新しい手紙の番号だけが使えます。"
        )
        return _ask(request, typed, said=said, status=422)
    answering.note_seen(row)
    response = HttpResponseRedirect(href(request.tenant, "letters:household"))
    entries.allow(response, request.tenant, row)
    return response


@require_safe
def scan(request: BodyRequest, code: str) -> HttpResponse:
    """The QR code of a letter: the same page with the number in it. Whether there is such a letter is not looked up."""
    plain = read_number(code)
    if plain is None:
        return HttpResponseRedirect(href(request.tenant, "letters:entry"))
    return _ask(request, {"number": group(plain)})


@require_http_methods(["GET", "HEAD", "POST"])
def household(request: BodyRequest) -> HttpResponse:
    """What the list says; everybody takes the benefit unless the household says otherwise. What it says against taking
    it is asked twice."""
    row = entries.allowed(request, request.tenant)
    if row is None:
        return HttpResponseRedirect(href(request.tenant, "letters:entry"))
    reason = answering.why_not(row)
    if request.method != "POST" or reason:
        return _household(request, row, reason, {})
    wishes = _wishes(request, row)
    against = [index for index, wish in wishes.items() if wish is not Wish.TAKE]
    if request.POST.get("act") == "back" or (against and request.POST.get("sure") != _key(wishes)):
        return _household(request, row, "", wishes, confirm=bool(against) and request.POST.get("act") != "back")
    try:
        begun = answering.begin(request, row, wishes, tongue())
    except RefusedError as refused:
        return _household(request, row, refused.message, wishes)
    except procedures.NotOpenError:
        return HttpResponseRedirect(href(request.tenant, "procedures:procedure", procedure=row.mailing.pack_id))
    response = begun.answer(request)
    entries.end(response)
    return response


@require_http_methods(["GET", "POST"])
def leave(request: BodyRequest) -> HttpResponse:
    """Close the household on this computer, by the button or when the page's time is over."""
    response = HttpResponseRedirect(href(request.tenant, "letters:entry"))
    entries.end(response)
    return response


def _ask(request: BodyRequest, typed: Any, *, faults: Any = (), said: str = "", status: int = 200) -> HttpResponse:
    lang = tongue()
    context = {
        "page": forms.page_context(entry_form(), _PAGE, typed, faults=faults, lang=lang),
        "errors": [("f-number", said)] if said else forms.messages(tuple(faults), lang),
        "contact": contact_of(request.tenant, None, lang),
        "to_try": numbers.to_try(),
    }
    return render(request, "letters/resident/entry.html", context, status=status)


def _household(
    request: BodyRequest, row: Recipient, reason: str, wishes: dict[int, Wish], *, confirm: bool = False
) -> HttpResponse:
    lang = tongue()
    mailing = row.mailing
    members = eligible(row.members)
    chosen = {index: wishes.get(index, Wish.TAKE) for index, _one in members}
    amounts = {index: amount_of(one, mailing.amount_each) for index, one in members}
    taken = [amount for index, amount in amounts.items() if amount is not None and chosen[index] is Wish.TAKE]
    context = {
        "row": row,
        "mailing": mailing,
        "title": mailing.title(lang),
        "reason": reason,
        "answered": row.standing == Standing.ANSWERED,
        "members": [(index, one, chosen[index], amounts[index]) for index, one in members],
        "others": [one for one in row.members if not one.get("eligible", True)],
        "against": [(one["name"], chosen[index]) for index, one in members if chosen[index] is not Wish.TAKE],
        "total": sum(taken) if any(amount is not None for amount in amounts.values()) else row.amount,
        "confirm": confirm,
        "sure": _key(chosen),
        "minutes": request.tenant.idle_minutes,
        "leave": href(request.tenant, "letters:leave"),
        "contact": contact_of(request.tenant, mailing.department, lang),
    }
    response = render(request, "letters/resident/household.html", context)
    entries.allow(response, request.tenant, row)
    return response


def _wishes(request: BodyRequest, row: Recipient) -> dict[int, Wish]:
    """What was chosen for each eligible member; whoever has no choice, or an unknown one, takes it."""
    known = {one.value: one for one in Wish}
    return {index: known.get(request.POST.get(f"wish.{index}", ""), Wish.TAKE) for index, _one in eligible(row.members)}


def _key(wishes: dict[int, Wish]) -> str:
    """What was read back is what is agreed to."""
    return " ".join(f"{index}:{wish.value}" for index, wish in sorted(wishes.items()))
