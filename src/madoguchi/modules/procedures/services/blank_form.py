"""様式: a procedure's form on paper, set from the same definition as the pages."""

from __future__ import annotations

from django.conf import settings

from madoguchi.modules.documents import api as documents
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.queries.catalogue import Offer
from madoguchi.modules.procedures.services.desk import body_words

# Rows of a group that the paper offers; whoever needs more copies the sheet.
_COPIES = 3


def blank_form_pdf(offer: Offer, lang: str) -> bytes:
    """The form to print and fill in by hand, in Japanese or English (PDF)."""
    return documents.render_pdf(documents.TEMPLATES["blank_form"], _data(offer, lang), lang=lang)


def _data(offer: Offer, lang: str) -> documents.BlankFormData:
    card, form = offer.pack.card, offer.pack.form
    words = body_words(offer.tenant, offer.office, lang)
    return {
        "title": card.title.in_(lang),
        "body": words.body,
        "addressee": words.head if lang == "en" else f"{words.head} 様",
        "office": words.office,
        "lead": card.summary.in_(lang),
        "sections": [
            {
                "title": page.title.in_(lang),
                "note": page.intro.in_(lang),
                "fields": [_field(one, lang) for one in page.fields],
            }
            for page in form.pages
        ],
        "declaration": form.meta.declaration.in_(lang),
        "demo": bool(settings.MADOGUCHI_DEMO),
    }


def _field(one: forms.Field, lang: str) -> documents.BlankField:
    field: documents.BlankField = {"kind": one.type.name, "label": one.label.in_(lang), "required": one.required}
    if one.help:
        field["help"] = one.help.in_(lang)
    # A consent's sentence and an info's words are what the sheet prints in place of a help.
    sentence = getattr(one.type, "text", None)
    if sentence:
        field["help"] = sentence.in_(lang)
    options = getattr(one.type, "options", ())
    if options:
        field["options"] = [option.label.in_(lang) for option in options]
        field["other"] = bool(getattr(one.type, "other", False))
    unit = getattr(one.type, "unit", None)
    if unit:
        field["unit"] = unit.in_(lang)
    if one.is_group:
        field["fields"] = [_field(inner, lang) for inner in one.fields]
        field["copies"] = min(getattr(one.type, "max", 1), _COPIES)
        field["item_label"] = getattr(one.type, "item_label", one.label).in_(lang)
    return field
