"""第三者に頼む: the page of a form that somebody else fills in, as the applicant sees it.

He hands over a link, a code or a QR code, or has it sent; he sees how far it is, takes it back, or asks again. He never
writes what stands there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from markupsafe import Markup

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.notify.api import BadAddress, Mail
from madoguchi.kernel.people.api import BodyRequest
from madoguchi.kernel.tenants.api import href
from madoguchi.kernel.ui.api import language
from madoguchi.kit.email import normalise_address
from madoguchi.modules.cases import api as cases
from madoguchi.modules.documents import api as documents
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.services.party import Slot, State, asker
from madoguchi.modules.procedures.services.party_mail import ask_mail, code_page, link_of
from madoguchi.modules.procedures.web.resident.sheet import Sheet, form_key

BUTTONS = ("_ask", "_mail", "_withdraw")
# So many requests may be made for one draft: each is a row that lives as long as its days.
MOST_ASKS = 60

Steps = Callable[[Any, int, str, Sheet], Any]


def pressed(post: QueryDict) -> bool:
    """Whether a button of this page was pressed, and not one that leads on."""
    return any(name in post for name in BUTTONS)


def show(
    request: BodyRequest, sheet: Sheet, page_id: str, steps: Steps, *, error: str = "", at: str = ""
) -> HttpResponse:
    """Everybody who is asked on this page, with the link of each and how far it is. A refused mail is told here."""
    lang = language()
    pages = sheet.pages
    number = next((place for place, one in enumerate(pages) if one.id == page_id), 0)
    page = sheet.form.page(page_id)
    party = sheet.form.parties[page.party]
    slots = [one for one in sheet.merged.slots if one.party.id == party.id]
    error = error or _told(request.GET.get("mail", ""))
    context = {
        "sheet": sheet,
        "title": sheet.pack.card.title.in_(lang),
        "about": href(request.tenant, "procedures:procedure", procedure=sheet.pack.id),
        "page": page,
        "party": party,
        "shared": [one.label.in_(lang) for one in _shared(party)],
        "slots": [_seen(request, sheet, one) for one in slots],
        "steps": steps(pages, number, lang, sheet),
        "number": number,
        "to_check": request.GET.get("to") == "check",
        "error": error,
        "error_at": at or request.GET.get("at", ""),
        "sent": request.GET.get("sent", ""),
        "code_page": code_page(request.tenant),
        "minutes": request.tenant.form_minutes,
        "code": forms.code_for_people(sheet.code),
    }
    return sheet.keep(render(request, "procedures/resident/party_ask.html", context))


def act(request: BodyRequest, sheet: Sheet, page_id: str) -> HttpResponse:
    """Do what a button asks for, then show the page again: refresh asks nobody twice."""
    here = sheet.url("page", page=page_id)
    if not sheet.is_open:
        return HttpResponseRedirect(here)
    name = next(one for one in BUTTONS if one in request.POST)
    key = str(request.POST[name])
    slot = next((one for one in sheet.merged.slots if one.key == key and one.party.page_id == page_id), None)
    if slot is None:  # the row went away in another tab, or the button is forged
        return HttpResponseRedirect(here)
    at = f"#party-{slot.row}"
    if name == "_withdraw":
        if slot.ask is not None:
            forms.party.withdraw(slot.ask)
        return sheet.keep(HttpResponseRedirect(here + at))
    asked = _asked(sheet, slot)
    if asked is None:
        return HttpResponseRedirect(here)
    if name == "_mail":
        refused = _mail(request, sheet, slot, asked, request.POST.get("mail", "").strip())
        query = f"?mail={refused}&at={slot.row}" if refused else f"?sent={slot.row}"
        return sheet.keep(HttpResponseRedirect(here + query + at))
    return sheet.keep(HttpResponseRedirect(here + at))


def _asked(sheet: Sheet, slot: Slot) -> forms.PartyAsk | None:
    """The request of this part with a link that opens: the one there is, or a new one."""
    if slot.ask is not None and slot.state in (State.SENT, State.OPENED):
        return slot.ask
    if slot.ask is not None:
        return forms.party.anew(slot.ask, slot.party, facts=slot.facts)
    if len(sheet.asks) >= MOST_ASKS:
        return None
    return forms.party.ask(
        slot.party,
        form_key=form_key(sheet.pack, slot.party.id),
        row=slot.row,
        whom=slot.whom,
        facts=slot.facts,
        draft=sheet.draft,
    )


def _mail(request: BodyRequest, sheet: Sheet, slot: Slot, asked: forms.PartyAsk, address: str) -> str:
    """Send the link; the reason why not, or ""."""
    network = audit.client_network(request)
    limits = audit.mail_limits("procedures.party", request.tenant.code, normalise_address(address), network)
    if audit.attempts.longest_block(*limits) is not None:
        return "often"
    lang = language()
    subject, text = ask_mail(
        title=sheet.pack.card.title.in_(lang),
        party=slot.party.label.in_(lang),
        asker=asker(sheet.form, slot.party, sheet.outcome),
        ask=slot.party.ask.in_(lang),
        asked=asked,
    )
    try:
        forms.party.mail_ask(
            asked, Mail(to=address, subject=subject, text=text, kind="procedures.party", language=lang)
        )
    except BadAddress:
        return "address"
    audit.attempts.failed(*(limit.key for limit in limits))  # every mail counts: nobody there has asked
    return ""


def _told(word: str) -> str:
    if word == "often":
        return _("メールを何度も送ったため、しばらく送れません。リンクか番号を、ご自分で渡してください。")
    if word == "address":
        return _("メールアドレスの形が正しくありません。「name@example.jp」のように入力してください。")
    return ""


def _seen(request: BodyRequest, sheet: Sheet, slot: Slot) -> dict[str, Any]:
    """One part with its link, as long as that opens something."""
    number = cases.group(slot.ask.number) if slot.ask is not None and slot.ask.number else ""
    seen: dict[str, Any] = {"slot": slot, "state": slot.state.value, "heading": slot.whom, "link": "", "number": number}
    awaited = slot.state in (State.SENT, State.OPENED) or (slot.ask is not None and slot.ask.to_confirm)
    if slot.ask is not None and slot.ask.living and awaited:
        code = forms.party.code_of(slot.ask)
        link = link_of(request.tenant, slot.ask)
        seen |= {"code": forms.code_for_people(code), "link": link, "qr": Markup(documents.qr_svg(link))}  # noqa: S704 - made here
    return seen


def _shared(party: forms.Party) -> Iterable[forms.Field]:
    form = party.form
    return [one for page in form.pages if page.party == forms.GIVEN_PAGE for one in page.fields] if form else []
