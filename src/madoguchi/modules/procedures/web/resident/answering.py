"""第三者が書く: the way of an employer or co-owner from the link to the receipt. No account; the pages in between are
those of every form (`filling`), over a draft of the party's own.

Looking at a link changes nothing, for mail programs look at every link: it is opened by a button.
"""

from __future__ import annotations

import json
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.people.api import BodyRequest
from madoguchi.kernel.tenants.api import contact_of, href
from madoguchi.kernel.ui.api import language
from madoguchi.modules.cases import api as cases
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.domain.pack import Pack
from madoguchi.modules.procedures.queries import catalogue
from madoguchi.modules.procedures.services import answering as service
from madoguchi.modules.procedures.services.desk import FORM_KEY
from madoguchi.modules.procedures.services.party_mail import code_page
from madoguchi.modules.procedures.web.resident.filling import steps
from madoguchi.modules.procedures.web.resident.party_sheet import over, told_facts, with_facts_of_today
from madoguchi.modules.procedures.web.resident.sheet import Sheet, form_key, sheet_of

TRIES, WINDOW = 20, timedelta(hours=1)
REASON_LENGTH = 500


def code(request: BodyRequest) -> HttpResponse:
    """Where the short code is typed, by whoever got it on paper or by telephone."""
    if request.method != "POST":
        return render(request, "procedures/resident/party_code.html", {"value": "", "error": ""})
    typed = request.POST.get("code", "")
    found = forms.read_code(typed)
    if found is None:
        error = _("番号は18文字です。書きまちがいがないか、1文字ずつ確かめてください。")
        return render(request, "procedures/resident/party_code.html", {"value": typed, "error": error}, status=422)
    return HttpResponseRedirect(href(request.tenant, "procedures:party-link", code=found))


def link(request: BodyRequest, code: str) -> HttpResponse:
    """GET says who asks for what; POST opens it."""
    asked = forms.party.by_code(code)
    if asked is None:
        return _dead(request)
    pack, party = _of(asked)
    if request.method != "POST":
        return _link_page(request, asked, pack, party)
    own = asked.own_draft
    if own is not None and forms.draft_here(request, own.public_id) is not None:
        return HttpResponseRedirect(href(request.tenant, "procedures:page", draft=own.public_id, page=own.page))
    if own is not None and not request.POST.get("anew"):
        started = forms.resume(request.POST.get("code", ""))
        if started is None or started.draft.pk != own.pk:
            if request.POST.get("code", "").strip() and _wrong(request):
                return _dead(request)
            error = _("この番号では開けません。始めたときに表示された18文字を確かめてください。")
            return _link_page(request, asked, pack, party, error=error, status=422)
    else:
        try:
            started = service.take_up(asked, pack, party, form_key(pack, party.id), language())
        except forms.AskGoneError:
            return _dead(request)
    sheet = sheet_of(request.tenant, started)
    response = sheet.keep(HttpResponseRedirect(sheet.page_url()))
    forms.make_room(request, response, sheet.id)
    return response


def check(request: BodyRequest, sheet: Sheet) -> HttpResponse:
    """What the party has written, what it was told, and to whom it goes."""
    if not sheet.is_open or sheet.ask is None or sheet.party is None:
        return over(request, sheet)
    sheet = with_facts_of_today(sheet)
    lang = language()
    pages, outcome = sheet.pages, sheet.outcome
    errors = [
        (f"{sheet.url('page', page=fault.field.page_id)}?check=1&to=check#{fault.anchor}", forms.message(fault, lang))
        for fault in outcome.faults
    ]
    declaration_error = ""
    if request.GET.get("declare") and outcome.ok:
        declaration_error = _("読んで、よければチェックを入れてください。チェックがないと送信できません。")
        errors.append(("f-declaration", declaration_error))
    context = {
        **_about(request, sheet),
        "steps": steps(pages, len(pages), lang, sheet),
        "given": told_facts(sheet),
        "sections": _own_sections(sheet, outcome, lang),
        "errors": errors,
        "read": _fingerprint(sheet),
        "changed": bool(request.GET.get("changed")),
        "declaration": sheet.form.meta.declaration.in_(lang),
        "declaration_error": declaration_error,
        "again": bool(sheet.ask and sheet.ask.answered_at),
    }
    return sheet.keep(render(request, "procedures/resident/party_check.html", context))


def send(request: BodyRequest, sheet: Sheet) -> HttpResponse:
    """POST sends the party's part to whoever asked; the receipt follows by redirect."""
    here = sheet.url("check")
    if request.method != "POST" or not sheet.is_open or sheet.ask is None or sheet.party is None:
        return sheet.keep(HttpResponseRedirect(here))
    fresh = with_facts_of_today(sheet)
    if not fresh.outcome.ok:
        return sheet.keep(HttpResponseRedirect(here))
    if request.POST.get("_read") != _fingerprint(fresh):
        return sheet.keep(HttpResponseRedirect(here + "?changed=1"))
    if request.POST.get("declaration") != "yes":
        return sheet.keep(HttpResponseRedirect(here + "?declare=1#f-declaration"))
    try:
        service.send(request.tenant, fresh.ask, fresh.party, fresh.draft, fresh.code, fresh.outcome, fresh.typed)
    except (forms.AskGoneError, forms.DraftGoneError, cases.RefusedError, cases.NoSuchCaseError):
        return sheet.keep(HttpResponseRedirect(here))  # which says why
    response = HttpResponseRedirect(sheet.url("answered"))
    forms.set_cookie(response, sheet.id, sheet.code, request.tenant, minutes=request.tenant.idle_minutes)
    return response


def answered(request: BodyRequest, draft: str) -> HttpResponse:
    """The party's receipt: what it sent, and the number that proves it."""
    own_code = forms.read_cookie(request, draft, request.tenant, minutes=request.tenant.idle_minutes)
    asked = forms.party.receipt_of(own_code) if own_code else None
    if own_code is None or asked is None:
        return render(request, "procedures/resident/receipt_closed.html", {}, status=403)
    pack, party = _of(asked)
    lang = language()
    form = party.form or pack.form
    started = forms.draft_here(request, draft)
    context = {
        "draft": draft,
        "asked": asked,
        "title": pack.card.title.in_(lang),
        "party": party,
        "number": cases.group(asked.number),
        "code": forms.code_for_people(own_code),
        "sections": forms.read_back(form, {**asked.facts, **asked.answers}, lang),
        "correct": bool(started and asked.living and not asked.filed_as),
        "first_page": next(page.id for page in form.pages if page.party != forms.GIVEN_PAGE),
        "leave_url": href(request.tenant, "procedures:left") + f"?draft={draft}",
        "minutes": request.tenant.idle_minutes,
    }
    response = render(request, "procedures/resident/party_receipt.html", context)
    forms.set_cookie(response, draft, own_code, request.tenant, minutes=request.tenant.idle_minutes)
    return response


def decline(request: BodyRequest, code: str) -> HttpResponse:
    """「書けません」, with the reason, straight from the link: who is no employer of this person has nothing to fill
    in. A part that was sent is not declined by the link, which the applicant has too."""
    asked = forms.party.by_code(code)
    if asked is None or asked.answered_at is not None:
        return _dead(request)
    pack, party = _of(asked)
    reason, error = request.POST.get("reason", "").strip(), ""
    if request.method == "POST":
        if not reason:
            error = _("理由を書いてください。頼んだ方に、そのまま伝わります。")
        elif len(reason) > REASON_LENGTH:
            error = _("%(max)s文字以内で書いてください。") % {"max": REASON_LENGTH}
        else:
            forms.party.decline(asked, reason)
            return HttpResponseRedirect(href(request.tenant, "procedures:party-declined"))
    context = {"code": code, "party": party, "title": pack.card.title.in_(language()), "reason": reason, "error": error}
    return render(request, "procedures/resident/party_decline.html", context, status=422 if error else 200)


def declined(request: BodyRequest) -> HttpResponse:
    """After declining. Names nothing, so it is the same for everybody."""
    return render(request, "procedures/resident/party_declined.html", {})


def _own_sections(sheet: Sheet, outcome: forms.Outcome, lang: str) -> list[forms.Section]:
    found = forms.read_back(sheet.form, outcome.answers, lang, visible=outcome.visible, today=sheet.today)
    return [one for one in found if one.page_id != forms.GIVEN_PAGE]


def _about(request: BodyRequest, sheet: Sheet) -> dict[str, Any]:
    return {
        "sheet": sheet,
        "party": sheet.party,
        "title": sheet.pack.card.title.in_(language()),
        "about": href(request.tenant, "procedures:procedure", procedure=sheet.pack.id),
        "minutes": request.tenant.form_minutes,
    }


def _fingerprint(sheet: Sheet) -> str:
    whole = json.dumps([sheet.pack.key, sheet.outcome.answers], sort_keys=True, default=str)
    return sha256(whole.encode()).hexdigest()


def _of(asked: forms.PartyAsk) -> tuple[Pack, forms.Party]:
    """The pack that a request was made under, or the version its own draft has gone on to."""
    key = asked.own_draft.form_key if asked.own_draft is not None else asked.form_key
    pack = catalogue.pack_of(key.removeprefix(FORM_KEY).partition("#")[0])
    return pack, pack.form.parties[asked.party]


def _link_page(
    request: BodyRequest, asked: forms.PartyAsk, pack: Pack, party: forms.Party, *, error: str = "", status: int = 200
) -> HttpResponse:
    lang = language()
    form = party.form
    shared = [one.label.in_(lang) for one in form.fields if one.id in form.locked] if form else []
    mine = asked.own_draft is not None and forms.draft_here(request, asked.own_draft.public_id) is not None
    offer = catalogue.offer(pack.id)
    context = {
        "asked": asked,
        "asker": service.asker_of(asked),
        "contact": contact_of(request.tenant, offer.department if offer else None, lang),
        "code_page": code_page(request.tenant),
        "number": forms.code_for_people(forms.party.code_of(asked)),
        "title": pack.card.title.in_(lang),
        "party": party,
        "shared": shared,
        "begun": asked.own_draft is not None and not mine,
        "sent": asked.answered_at is not None and not asked.to_confirm,
        "error": error,
        "privacy": pack.card.privacy,
        "code": request.resolver_match.kwargs["code"] if request.resolver_match else "",
    }
    return render(request, "procedures/resident/party_link.html", context, status=status)


def _dead(request: BodyRequest) -> HttpResponse:
    wait = _wrong(request)
    return render(request, "procedures/resident/party_dead.html", {"wait": wait}, status=429 if wait else 410)


def _wrong(request: BodyRequest) -> bool:
    """Count a wrong code; whether this network has had too many. A right one is never stopped (see `keeping`)."""
    key = f"procedures.party-code:{audit.client_network(request)}"
    if audit.attempts.blocked(key, TRIES, WINDOW) is not None:
        return True
    audit.attempts.failed(key)
    return False
