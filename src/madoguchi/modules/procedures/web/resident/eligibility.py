"""対象の確認: questions before the form, and what their answers say. Nothing is stored, here or in the browser.

The answers come by POST and are answered at once: neither an address nor a log holds them, and sending the page again
does nothing but judge again. Only 「この答えで入力をはじめる」 begins a draft, with what its form asks too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from madoguchi.kernel.people.api import BodyRequest
from madoguchi.kernel.tenants.api import contact_of, href, tenant_by_code
from madoguchi.kernel.ui.api import tongue, turned
from madoguchi.kit.languages import english
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.choices import Opening
from madoguchi.modules.procedures.domain.card import Card
from madoguchi.modules.procedures.domain.eligibility import PAGE, Eligibility, Go, Rule
from madoguchi.modules.procedures.domain.wording import BodyWords
from madoguchi.modules.procedures.queries import catalogue
from madoguchi.modules.procedures.queries.catalogue import Offer
from madoguchi.modules.procedures.services import beginning
from madoguchi.modules.procedures.services.desk import body_words
from madoguchi.modules.procedures.web.resident.finding import offer_or_404

# Buttons of the result: begin the draft, answer anew; and its mark, by which a change of language stays on it.
BEGIN, AGAIN, RESULT = "_begin", "_again", "_result"


@dataclass(frozen=True)
class Said:
    """A rule that speaks, in the language of the page: why, where to go, the link there ("" without), and its law
    (`unchecked`: nobody of the office has compared it)."""

    reason: str
    go: str
    href: str
    link_text: str
    law: str
    unchecked: bool


def eligibility(request: BodyRequest, procedure: str) -> HttpResponse:
    """GET: the questions; POST: what the answers say, or the questions again with what is missing."""
    offer = offer_or_404(procedure)
    check = offer.pack.eligibility
    if check is None:
        raise Http404(procedure)
    if request.method != "POST":
        return _questions(request, offer, check, {})
    return turned.answer(request, lambda: _answer(request, offer, check))


def _answer(request: BodyRequest, offer: Offer, check: Eligibility) -> HttpResponse:
    typed = forms.read_post(check.form, PAGE, request.POST)
    outcome = forms.validate(check.form, typed, today=timezone.localdate(), files={})
    if AGAIN in request.POST or (turned.is_asked(request) and RESULT not in request.POST):
        return _questions(request, offer, check, typed)
    drawn = set(request.POST.getlist("_fields")) - set(request.POST.getlist("_unseen"))
    fresh = [one for one in check.form.fields if one.id in outcome.visible and one.id not in drawn]
    if drawn and fresh:  # without scripts, what an answer brings to light has not been seen yet
        seen = [fault for fault in outcome.faults if fault.field not in fresh]
        return _questions(request, offer, check, typed, seen, [one.label.in_(tongue()) for one in fresh])
    if outcome.faults:
        return _questions(request, offer, check, typed, list(outcome.faults))
    open_now = offer.opening(timezone.now()) is Opening.OPEN
    if BEGIN in request.POST and open_now:
        handed = {name: typed[name] for name in check.handed if name in outcome.answers}
        return _begin(request, offer, handed)
    return _result(request, offer, check, outcome, open_now=open_now)


def _begin(request: BodyRequest, offer: Offer, typed: Mapping[str, Any]) -> HttpResponse:
    """A draft that begins with these answers, which may be changed there like any other."""
    return beginning.begin(request, request.tenant, offer.id, typed=typed, language=tongue()).answer(request)


def _questions(
    request: BodyRequest,
    offer: Offer,
    check: Eligibility,
    typed: Mapping[str, Any],
    faults: list[forms.FieldFault] | None = None,
    fresh: list[str] | None = None,
) -> HttpResponse:
    lang = tongue()
    context = {
        **_heading(request, offer),
        "lead": _words(request, offer).fill(check.lead.in_(lang)) if check.lead else "",
        "view": forms.page_context(check.form, PAGE, typed, faults=faults or (), lang=lang),
        "fresh": fresh or [],
        "kept": (),
    }
    return render(request, "procedures/resident/eligibility.html", context, status=422 if faults else 200)


def _result(
    request: BodyRequest, offer: Offer, check: Eligibility, outcome: forms.Outcome, *, open_now: bool
) -> HttpResponse:
    lang = tongue()
    verdict, rules = check.judge(outcome)
    context = {
        **_heading(request, offer),
        "verdict": verdict.value,
        "said": [_said(rule, request, offer) for rule in rules],
        "answers": forms.read_back(check.form, outcome.answers, lang, visible=outcome.visible),
        "may_file": open_now and (check.may_file or verdict.value in ("yes", "unsure")),
        "open_now": open_now,
        "kept": list(_kept(request)),
        "contact": contact_of(request.tenant, offer.department, lang),
    }
    return render(request, "procedures/resident/eligibility_result.html", context)


def _heading(request: BodyRequest, offer: Offer) -> dict[str, Any]:
    return {
        "offer": offer,
        "title": offer.title.in_(tongue()),
        "about": href(request.tenant, "procedures:procedure", procedure=offer.id),
        "here": href(request.tenant, "procedures:eligibility", procedure=offer.id),
        "form_here": "asking",
    }


def _kept(request: BodyRequest) -> Iterator[tuple[str, str]]:
    """What was answered, as hidden values of the forms that go on from the result."""
    for name in request.POST:
        if name not in ("csrfmiddlewaretoken", BEGIN, AGAIN, RESULT, turned.LANGUAGE, turned.FURIGANA):
            yield from ((name, text) for text in request.POST.getlist(name))


def _words(request: BodyRequest, offer: Offer) -> BodyWords:
    return body_words(request.tenant, offer.office, tongue())


def _said(rule: Rule, request: BodyRequest, offer: Offer) -> Said:
    lang, words = tongue(), _words(request, offer)
    link, text = _link(rule.go, request, lang)
    return Said(
        words.fill(rule.reason.in_(lang)),
        words.fill(rule.go.text.in_(lang)),
        link,
        text,
        rule.law,
        unchecked=bool(rule.law) and not _checked(rule.law, offer.pack.card),
    )


def _checked(law: str, card: Card) -> bool:
    """Whether the law is one of the pack's that somebody of the office has compared."""
    return any(one.checked and law.startswith(one.name) for one in card.laws)


def _link(go: Go, request: BodyRequest, lang: str) -> tuple[str, str]:
    """The address to go to and its words; ("", "") where there is none, or where the body does not offer it (yet)."""
    if go.link:
        return go.link, go.link
    if not go.procedure:
        return "", ""
    if go.body and go.body != request.tenant.code:
        other = tenant_by_code(go.body)
        if other is None:
            return "", ""
        # What another body offers is not this scope's to read: its own page says whether it does.
        name = other.name_en if english(lang) else other.name
        return href(other, "procedures:procedure", procedure=go.procedure), name
    found = catalogue.offer(go.procedure)
    if found is None or not found.listed(timezone.now()):
        return "", ""
    return href(request.tenant, "procedures:procedure", procedure=found.id), found.title.in_(lang)
