"""The door of the forms room: compile a form, ask it, draw it, and keep drafts of it.

Usage: ``from madoguchi.modules.forms import api as forms``. One way for every channel:
``typed`` (as somebody typed it) → ``validate`` → ``Outcome`` (clean answers, faults) → ``read_back``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from django.http import HttpRequest

from madoguchi.kernel.tenants.api import current_tenant
from madoguchi.modules.forms.adapters.cookies import PREFIX as COOKIE_PREFIX
from madoguchi.modules.forms.adapters.cookies import drop_cookie, held, make_room, read_cookie, set_cookie
from madoguchi.modules.forms.adapters.tickets import FIELD as TICKET_FIELD
from madoguchi.modules.forms.adapters.tickets import browser_secret
from madoguchi.modules.forms.adapters.tickets import issue as ticket
from madoguchi.modules.forms.adapters.tickets import valid as ticket_valid
from madoguchi.modules.forms.choices import FILED_AS, Effect, Fate
from madoguchi.modules.forms.domain.actions import Action, read_action
from madoguchi.modules.forms.domain.applicant import Applicant, applicant
from madoguchi.modules.forms.domain.bilingual import Text
from madoguchi.modules.forms.domain.blocks import Expanded
from madoguchi.modules.forms.domain.blocks import blocks as block_names
from madoguchi.modules.forms.domain.changes import Change
from madoguchi.modules.forms.domain.compiler import compile_form, definition_hash
from madoguchi.modules.forms.domain.conditions import judged as judged_condition
from madoguchi.modules.forms.domain.conditions import may_meet
from madoguchi.modules.forms.domain.confidential import Circle, Parted, may_be_hidden, parted
from madoguchi.modules.forms.domain.controls import Control, PageView
from madoguchi.modules.forms.domain.definition import Check, Field, Form, Meta, Page
from madoguchi.modules.forms.domain.diff import compare
from madoguchi.modules.forms.domain.drafting import NoSuchPlace, file_ids, put_files, why_no_place, with_place
from madoguchi.modules.forms.domain.drafting import after as after_action
from madoguchi.modules.forms.domain.drafting import merged as with_page
from madoguchi.modules.forms.domain.export import (
    ExportColumn,
    ExportTable,
    answers_of_rows,
    as_json,
    export_columns,
    export_rows,
    from_json,
)
from madoguchi.modules.forms.domain.expressions import Expression, compile_expression
from madoguchi.modules.forms.domain.functions import months_covered
from madoguchi.modules.forms.domain.given import Given, asked_pages
from madoguchi.modules.forms.domain.kinds import Kind
from madoguchi.modules.forms.domain.live import unseen
from madoguchi.modules.forms.domain.own_questions import KINDS as QUESTION_KINDS
from madoguchi.modules.forms.domain.own_questions import (
    WITH_OPTIONS,
    OwnQuestion,
    as_filed,
    with_own_questions,
)
from madoguchi.modules.forms.domain.own_questions import places as question_places
from madoguchi.modules.forms.domain.parties import GIVEN_PAGE, Party
from madoguchi.modules.forms.domain.parties import matched as matched_rows
from madoguchi.modules.forms.domain.problems import DefinitionError, ExpressionError, Problem
from madoguchi.modules.forms.domain.proofs import Proofs
from madoguchi.modules.forms.domain.readback import Row, Section
from madoguchi.modules.forms.domain.reading import operands, read_address, read_page, typed_from_answers
from madoguchi.modules.forms.domain.rebase import Kept, Rebased, rebase
from madoguchi.modules.forms.domain.schema import CIRCLE as CIRCLE_SCHEMA
from madoguchi.modules.forms.domain.schema import PARTY as PARTY_SCHEMA
from madoguchi.modules.forms.domain.spoken import in_words
from madoguchi.modules.forms.domain.surveying import STAND_IN_NAME, compile_as_far
from madoguchi.modules.forms.domain.tables import places_of, read_table
from madoguchi.modules.forms.domain.types import TYPES
from madoguchi.modules.forms.domain.types.base import Context, Invalid
from madoguchi.modules.forms.domain.types.lists import options_of
from madoguchi.modules.forms.domain.validation import FieldFault, Outcome, anchor, asked_again
from madoguchi.modules.forms.models import Draft, PartyAsk
from madoguchi.modules.forms.queries import ask_of, asks_filed, asks_of, count_living, uploads
from madoguchi.modules.forms.services import party, proof
from madoguchi.modules.forms.services.blank import BlankPage, blank_outcome, blank_page
from madoguchi.modules.forms.services.buttons import pressed as press
from madoguchi.modules.forms.services.draft import (
    DraftGoneError,
    DraftMovedError,
    Saved,
    Started,
    add_row,
    attach,
    detach,
    discard,
    expire,
    finish,
    living,
    mail_link,
    opened,
    remove_row,
    resume,
    save_page,
    save_some,
    start,
)
from madoguchi.modules.forms.services.giving import give_anew
from madoguchi.modules.forms.services.judging import validate
from madoguchi.modules.forms.services.messages import message
from madoguchi.modules.forms.services.moving import move, save_stale
from madoguchi.modules.forms.services.notice import tell_drafts
from madoguchi.modules.forms.services.pages import page_context
from madoguchi.modules.forms.services.party import AskGoneError
from madoguchi.modules.forms.services.places import read_back
from madoguchi.modules.forms.services.reservation import FIELD as RESERVATION_FIELD
from madoguchi.modules.forms.services.reservation import codes as reserved_codes
from madoguchi.modules.forms.services.reservation import reserve, reserved
from madoguchi.modules.forms.services.tokens import code_for_people, code_from, hash_code, read_code
from madoguchi.modules.forms.services.told import NAME as TOLD
from madoguchi.modules.forms.services.told import tell, told
from madoguchi.modules.forms.services.uploads import named as name_uploads
from madoguchi.modules.forms.services.uploads import received as receive_uploads

# An expression over the answers of a form (fees, outcomes): call it with ``Outcome.env``.
AnswerExpression: TypeAlias = Expression


def answer_expression(form: Form, source: str, expect: Kind, *, row_of: str = "") -> AnswerExpression:
    """Compile an expression that may look at every top-level field of the form that is not confidential, and at the
    fields of a row of the group ``row_of`` by their own names. Raises ``ExpressionError``."""
    open_to_all = {name: kind for name, kind in form.types.items() if not form.field(name).confidential}
    names = {**open_to_all, **open_to_all[row_of].parts} if row_of else open_to_all
    return compile_expression(source, names, expect)


def draft_here(request: HttpRequest, public_id: str) -> Started | None:
    """The draft of an address with its code, if this browser holds its cookie; in the open body's scope only."""
    code = read_cookie(request, public_id, current_tenant())
    draft = opened(public_id, code)
    return Started(draft, code) if draft and code else None


def draft_key(code: str) -> str:
    """What a case remembers of the draft it came from: the same for every sending, and of no use to a reader."""
    return hash_code(code)


def messages(outcome_faults: tuple[FieldFault, ...], lang: str) -> list[tuple[str, str]]:
    """(anchor, sentence) for an error summary, in the order of the form."""
    return [(fault.anchor, message(fault, lang)) for fault in outcome_faults]


def read_post(form: Form, page_id: str, post: Any) -> Mapping[str, Any]:
    """What was posted for a page, as typed (``QueryDict``). Raises ``KeyError`` for an unknown page."""
    return read_page(form.page(page_id), post)


def read_uploads(form: Form, page_id: str, files: Any) -> dict[str, list[Any]]:
    """The uploads of a page by the path of their field (``request.FILES``); other names are ignored."""
    found = {}
    for name in files:
        try:
            one = form.field(name)
        except KeyError:
            continue
        if one.page_id == page_id and one.type.name == "file":
            found[name] = files.getlist(name)
    return found


__all__ = [
    "CIRCLE_SCHEMA",
    "COOKIE_PREFIX",
    "FILED_AS",
    "GIVEN_PAGE",
    "PARTY_SCHEMA",
    "QUESTION_KINDS",
    "RESERVATION_FIELD",
    "STAND_IN_NAME",
    "TICKET_FIELD",
    "TOLD",
    "TYPES",
    "WITH_OPTIONS",
    "Action",
    "AnswerExpression",
    "Applicant",
    "AskGoneError",
    "BlankPage",
    "Change",
    "Check",
    "Circle",
    "Context",
    "Control",
    "DefinitionError",
    "Draft",
    "DraftGoneError",
    "DraftMovedError",
    "Effect",
    "Expanded",
    "ExportColumn",
    "ExportTable",
    "Expression",
    "ExpressionError",
    "Fate",
    "Field",
    "FieldFault",
    "Form",
    "Given",
    "Invalid",
    "Kept",
    "Kind",
    "Meta",
    "NoSuchPlace",
    "Outcome",
    "OwnQuestion",
    "Page",
    "PageView",
    "Parted",
    "Party",
    "PartyAsk",
    "Problem",
    "Proofs",
    "Rebased",
    "Row",
    "Saved",
    "Section",
    "Started",
    "Text",
    "add_row",
    "after_action",
    "anchor",
    "answer_expression",
    "answers_of_rows",
    "applicant",
    "as_filed",
    "as_json",
    "ask_of",
    "asked_again",
    "asked_pages",
    "asks_filed",
    "asks_of",
    "attach",
    "blank_outcome",
    "blank_page",
    "block_names",
    "browser_secret",
    "code_for_people",
    "code_from",
    "compare",
    "compile_as_far",
    "compile_form",
    "count_living",
    "definition_hash",
    "detach",
    "discard",
    "draft_here",
    "draft_key",
    "drop_cookie",
    "expire",
    "export_columns",
    "export_rows",
    "file_ids",
    "finish",
    "from_json",
    "give_anew",
    "held",
    "in_words",
    "judged_condition",
    "living",
    "mail_link",
    "make_room",
    "matched_rows",
    "may_be_hidden",
    "may_meet",
    "message",
    "messages",
    "months_covered",
    "move",
    "name_uploads",
    "opened",
    "operands",
    "options_of",
    "page_context",
    "parted",
    "party",
    "places_of",
    "press",
    "proof",
    "put_files",
    "question_places",
    "read_action",
    "read_address",
    "read_back",
    "read_code",
    "read_cookie",
    "read_page",
    "read_post",
    "read_table",
    "read_uploads",
    "rebase",
    "receive_uploads",
    "remove_row",
    "reserve",
    "reserved",
    "reserved_codes",
    "resume",
    "save_page",
    "save_some",
    "save_stale",
    "set_cookie",
    "start",
    "tell",
    "tell_drafts",
    "ticket",
    "ticket_valid",
    "told",
    "typed_from_answers",
    "unseen",
    "uploads",
    "validate",
    "why_no_place",
    "with_own_questions",
    "with_page",
    "with_place",
]
