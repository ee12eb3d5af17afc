"""様式: a procedure's form on paper, set from the same definition as the pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext

from madoguchi.kernel.tenants.api import Department, Tenant, contact_of
from madoguchi.modules.documents import api as documents
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.choices import Words
from madoguchi.modules.procedures.domain.fees import FeeTable
from madoguchi.modules.procedures.queries.catalogue import Offer
from madoguchi.modules.procedures.services.desk import body_words
from madoguchi.modules.procedures.services.pricing import fee_lines

# Rows of a group that the paper offers; whoever needs more copies the sheet.
_COPIES = 3
_HAND = (("入力", "記入"), ("entered", "written"), ("enter ", "write "), ("Enter ", "Write "))


def blank_form_pdf(offer: Offer, lang: str) -> bytes:
    """The form to print and fill in by hand, in Japanese or English (PDF)."""
    card, form = offer.pack.card, offer.pack.form
    fees = offer.pack.fees
    about = About(offer.tenant, offer.department, offer.office, card.title, card.summary, fees)
    return paper_form_pdf(form, about, lang)


@dataclass(frozen=True)
class About:
    """What a paper form says besides its fields. `department`: None while nobody is in charge yet; `fees`: None where
    they are not known yet."""

    tenant: Tenant
    department: Department | None
    office: Words
    title: Words
    lead: Words
    fees: FeeTable | None = None


def paper_form_pdf(form: forms.Form, about: About, lang: str) -> bytes:
    """Any form to print and fill in by hand, also one that is not published yet (PDF)."""
    return documents.render_pdf(documents.TEMPLATES["blank_form"], _data(form, about, lang), lang=lang)


def _data(form: forms.Form, about: About, lang: str) -> documents.BlankFormData:
    words = body_words(about.tenant, about.office, lang)
    known = {one.id: one for one in form.walk()}
    return {
        "title": about.title.in_(lang),
        "body": words.body,
        "addressee": words.head if lang == "en" else f"{words.head} 様",
        "office": words.office,
        "reach": _reach(about, lang),
        "lead": about.lead.in_(lang),
        "sections": [
            {
                "title": page.title.in_(lang),
                "condition": _condition(page.when, known, lang),
                "note": _on_paper(page.intro.in_(lang)),
                "fields": [_field(one, known, lang) for one in page.fields if _is_printed(one)],
            }
            for page in form.pages
        ],
        "declaration": _on_paper(form.meta.declaration.in_(lang)),
        "notes": _fee(about, lang),
        "demo": bool(settings.MADOGUCHI_DEMO),
    }


def _reach(about: About, lang: str) -> list[str]:
    """Where the sheet goes and whom to ask: the body's address, the office's telephone and hours."""
    contact = contact_of(about.tenant, about.department, lang)
    phone = f"{gettext('電話')} {contact.phone}" if contact.phone else ""
    return [
        line
        for line in (about.tenant.postal_address(lang), f"{phone} {contact.hours}".strip() if phone else "")
        if line
    ]


def _fee(about: About, lang: str) -> str:
    """What it costs and how one pays; "" for what is free of charge, or not known yet."""
    lines = fee_lines(about.fees, lang) if about.fees else []
    if about.fees is None or not lines:
        return ""
    pay = body_words(about.tenant, about.office, lang).fill(about.fees.pay.in_(lang)) if about.fees.pay else ""
    return "\n".join([gettext("手数料"), *lines, *([pay] if pay else [])])


def _on_paper(text: str) -> str:
    """A sentence of the screen as it holds for a sheet that one writes on by hand."""
    for screen, paper in _HAND:
        text = text.replace(screen, paper)
    return text


def _condition(when: forms.Expression | None, known: Mapping[str, forms.Field], lang: str) -> str:
    """When a question counts, in words; "" for one that always does."""
    if when is None:
        return ""
    return forms.in_words(when, known, lang) or gettext("あてはまるときだけ")


def _is_printed(one: forms.Field) -> bool:
    """Not what nobody sees, nor a place in which the body asks nothing."""
    return one.type.seen and one.type.name != "own_question"


def _field(one: forms.Field, known: Mapping[str, forms.Field], lang: str) -> documents.BlankField:
    field: documents.BlankField = {
        "kind": one.type.paper or one.type.name,
        "label": one.label.in_(lang),
        "required": one.required or one.required_when is not None,
        "condition": _condition(one.when or one.required_when, known, lang),
    }
    notes = [one.help, getattr(one.type, "why", None)]
    said = [note.in_(lang) for note in notes if note]
    least = getattr(one.type, "min_count", 1)
    if least > 1:
        said.append(gettext("%(num)s個以上") % {"num": least})
    if said:
        field["help"] = _on_paper(" ".join(said))
    # A consent's sentence and an info's words are what the sheet prints in place of a help.
    sentence = getattr(one.type, "text", None)
    if sentence:
        field["help"] = sentence.in_(lang)
    field.update(one.type.paper_words(lang))  # type: ignore[typeddict-item]  # keys of BlankField, says the type
    if one.is_group:
        field["fields"] = [_field(inner, known, lang) for inner in one.fields]
        field["copies"] = min(getattr(one.type, "max", 1), _COPIES)
        field["item_label"] = getattr(one.type, "item_label", one.label).in_(lang)
    return field
