"""The door of the documents room: letters and forms as PDF, and their numbers."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from madoguchi.modules.documents.domain.data import (
    Addressee,
    AnswerRow,
    AnswersData,
    AnswerSection,
    AppealNotice,
    BlankField,
    BlankFormData,
    BlankSection,
    Contact,
    DecisionData,
    Detail,
    Figure,
    FixedFee,
    ReceiptData,
    Sender,
    Step,
)
from madoguchi.modules.documents.domain.numbers import BadSymbol, fiscal_year
from madoguchi.modules.documents.domain.printing import Unprintable, characters
from madoguchi.modules.documents.services.numbering import OutsideTransaction, next_document_number
from madoguchi.modules.documents.services.rendering import (
    Rendered,
    qr_svg,
    render,
    render_pdf,
    render_untrusted,
    unprintable,
)
from madoguchi.modules.documents.services.typesetting import TypesettingFailed, forbidden, template

TEMPLATES: Final = MappingProxyType({name: template(name) for name in ("receipt", "decision", "blank_form", "answers")})
"""Typst sources of our own papers, to be given to `render`: receipt, decision, blank_form, answers."""

__all__ = [
    "TEMPLATES",
    "Addressee",
    "AnswerRow",
    "AnswerSection",
    "AnswersData",
    "AppealNotice",
    "BadSymbol",
    "BlankField",
    "BlankFormData",
    "BlankSection",
    "Contact",
    "DecisionData",
    "Detail",
    "Figure",
    "FixedFee",
    "OutsideTransaction",
    "ReceiptData",
    "Rendered",
    "Sender",
    "Step",
    "TypesettingFailed",
    "Unprintable",
    "characters",
    "fiscal_year",
    "forbidden",
    "next_document_number",
    "qr_svg",
    "render",
    "render_pdf",
    "render_untrusted",
    "unprintable",
]
