"""Finding a procedure: by words, by category, life event, 五十音 and department; and a procedure's own page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from madoguchi.kernel.people.api import BodyRequest
from madoguchi.kernel.tenants.api import Service, contact_of, takes_part
from madoguchi.kernel.ui.api import furigana, tongue
from madoguchi.kit.languages import Borrowed, english
from madoguchi.kit.markdown import html_of
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.choices import IDENTITIES, KINDS, SECTIONS, Opening
from madoguchi.modules.procedures.domain.card import Law
from madoguchi.modules.procedures.domain.search import MAX_QUERY
from madoguchi.modules.procedures.domain.wording import BodyWords
from madoguchi.modules.procedures.queries import catalogue
from madoguchi.modules.procedures.queries.catalogue import Offer
from madoguchi.modules.procedures.services.blank_form import blank_form_pdf
from madoguchi.modules.procedures.services.desk import body_words
from madoguchi.modules.procedures.services.pricing import fee_lines
from madoguchi.modules.procedures.web.resident.left import options

WAYS = {
    "category": (_("分類"), catalogue.by_category),
    "life": (_("暮らしのできごと"), catalogue.by_life_event),
    "kana": (_("五十音"), catalogue.by_kana),
    "department": (_("担当部署"), catalogue.by_department),
}
# What the page says in its own places and not among the sections.
_ABOVE = ("lead",)


@dataclass(frozen=True)
class Section:
    """A section of the page; `foreign`: the HTML language of one that is in another than the page, else ""."""

    key: str
    title: str
    html: Markup
    foreign: str


def offer_or_404(pack_id: str) -> Offer:
    """The body's procedure of that name, open or not; none before the day from which it is shown."""
    offer = catalogue.offer(pack_id)
    if offer is None or not offer.published(timezone.now()):
        raise Http404(pack_id)
    return offer


def find(request: BodyRequest) -> HttpResponse:
    """Search and lists on one page: ?q=… or ?by=category|life|kana|department."""
    query = request.GET.get("q", "")[:MAX_QUERY].strip()
    by = request.GET.get("by", "")
    if by not in WAYS:
        by = "category"
    taking_part = takes_part(request.tenant, Service.PROCEDURES)
    results = catalogue.found(query) if query and taking_part else []
    in_vain = bool(query) and taking_part and not results
    context = {
        "now": timezone.now(),
        "query": query,
        "by": by,
        "ways": [(key, label) for key, (label, _groups) in WAYS.items()],
        "taking_part": taking_part,
        "results": results,
        "nearest": catalogue.nearest(query) if in_vain else [],
        "life_events": catalogue.by_life_event() if in_vain else [],
        "popular": catalogue.popular() if taking_part and not query else [],
        "groups": WAYS[by][1]() if taking_part and not query else [],
    }
    return render(request, "procedures/resident/find.html", context)


def procedure(request: BodyRequest, procedure: str) -> HttpResponse:
    """All that one should know before starting: who, what, fee, time, law, office, and whether it is open."""
    offer = offer_or_404(procedure)
    lang = tongue()
    card = offer.pack.card
    words = body_words(request.tenant, offer.office, lang)
    furigana.read_with(offer.pack.readings)
    texts = offer.pack.sections(lang)
    opening = offer.opening(timezone.now())
    context: dict[str, Any] = {
        "offer": offer,
        "card": card,
        "fees": offer.pack.fees,
        "fee_lines": fee_lines(offer.pack.fees, lang),
        "opening": opening.value,
        "instead": catalogue.instead_of(offer, timezone.now()),
        "can_start": opening is Opening.OPEN and not card.follows,
        "after": _earlier(offer, lang) if opening is Opening.OPEN else "",
        "lead": drawn(texts["lead"], words, top=2),
        "sections": [
            Section(
                section,
                SECTIONS[section].in_(lang),
                drawn(texts[section], words, top=3),
                foreign=_foreign(texts[section], offer.pack.texts["ja"].get(section), lang),
            )
            for section in SECTIONS
            if section in texts and section not in _ABOVE
        ],
        "online": words.fill(card.online.in_(lang)),
        "pay": words.fill(offer.pack.fees.pay.in_(lang)) if offer.pack.fees.pay else "",
        "attachments": _attachments(offer.pack.form, lang),
        "laws": [_law(law, lang) for law in card.laws],
        "asked": [
            (one.label.in_(lang), card.asked[one.id].in_(lang))
            for one in offer.pack.form.walk()
            if one.id in card.asked
        ],
        "kind": KINDS[card.kind].in_(lang),
        "contact": contact_of(request.tenant, offer.department, lang),
        "identity": IDENTITIES[card.identity].in_(lang),
        "places": options(offer.pack, lang),
    }
    return render(request, "procedures/resident/procedure.html", context)


def _earlier(offer: Offer, lang: str) -> str:
    """The name of the procedure that this one is begun from; "" for one that is begun by itself."""
    follows = offer.pack.card.follows
    if follows is None:
        return ""
    earlier = catalogue.offer(follows.procedure)
    return earlier.title.in_(lang) if earlier else follows.procedure


def drawn(text: str, words: BodyWords, *, top: int) -> Markup:
    """A section as HTML, with ふりがな where they are wanted."""
    html = Markup(html_of(words.fill(text), top=top))  # noqa: S704 - html_of lets no markup of the text through
    return Markup(furigana.said(html))  # noqa: S704 - as above


def _foreign(text: str, ja: str | None, lang: str) -> str:
    if isinstance(text, Borrowed):
        return text.lang
    return "ja" if lang == "en" and text == ja else ""


@dataclass(frozen=True)
class Attachments:
    """What may be attached to the named questions: endings, how many and how large (megabytes)."""

    labels: tuple[str, ...]
    kinds: str
    count: int
    max_mb: int


def _attachments(form: forms.Form, lang: str) -> list[Attachments]:
    """The file questions of a form, those with the same rules together."""
    together: dict[tuple[str, int, int], list[str]] = {}
    for one in form.walk():
        if one.type.name == "file":
            kinds = " / ".join(kind.upper() for kind in getattr(one.type, "kinds", ()))
            rules = (kinds, getattr(one.type, "count", 1), getattr(one.type, "max_mb", 10))
            together.setdefault(rules, []).append(one.label.in_(lang))
    return [Attachments(tuple(labels), *rules) for rules, labels in together.items()]


def _law(law: Law, lang: str) -> Markup:
    """A law with its article, in English before the Japanese one; one that nobody of the office has checked says so."""
    name = format_html("{}", f"{law.name} {law.article}".strip())
    if english(lang):
        name = format_html('<span lang="ja">{}</span>', name)
        if law.en:
            name = format_html("{} ({})", law.en, name)
    return Markup(name if law.checked else Markup(gettext("%(law)s【要確認】")) % {"law": name})  # noqa: S704 - our own words


def blank_form(request: BodyRequest, procedure: str) -> HttpResponse:
    """The form on paper, as PDF."""
    offer = offer_or_404(procedure)
    pdf = blank_form_pdf(offer, tongue())
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{offer.id}-{tongue()}.pdf"'
    return response
