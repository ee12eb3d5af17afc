"""The door of the desk. Rooms above register a kind of case, file cases, and let residents in; nothing else.

In the room's apps.py: `cases.register(cases.CaseKind(id="procedures.procedure", …))`. When a draft is sent:
`filed = cases.file(tenant, kind="procedures.procedure", …)` (one transaction; sent again, the same case),
then
`cases.allow(response, tenant, filed.receipt_number)` lets that browser open the status page.
"""

from __future__ import annotations

from madoguchi.modules.cases.choices import Channel, Duplicate, Freed, PaidHow, Phase, Text, Unit
from madoguchi.modules.cases.domain.clock import StandardPeriod
from madoguchi.modules.cases.domain.fee import Bill, FeeLine, UnreckonableError
from madoguchi.modules.cases.domain.flow import Flow, Outcome
from madoguchi.modules.cases.domain.flow_compiler import compile_flow
from madoguchi.modules.cases.domain.flow_problems import FlowError, Problem
from madoguchi.modules.cases.domain.kinds import (
    Appeal,
    Aside,
    CaseKind,
    Decided,
    Difference,
    DocumentTemplate,
    Following,
    Held,
    Newer,
    PartSeen,
    ReasonExample,
    UnknownKindError,
    register,
)
from madoguchi.modules.cases.domain.numbers import group, new_code
from madoguchi.modules.cases.domain.once import Once
from madoguchi.modules.cases.domain.standard_flows import BY_MAIL
from madoguchi.modules.cases.queries.kept import RECEIPT_NUMBER
from madoguchi.modules.cases.queries.receipt import Receipt, receipt
from madoguchi.modules.cases.queries.same import once_counts
from madoguchi.modules.cases.queries.sight import department_of as circle_department
from madoguchi.modules.cases.queries.sight import hidden_from, nothing_confidential
from madoguchi.modules.cases.queries.soundness import Soundness, soundness
from madoguchi.modules.cases.queries.stages import Opened as OpenedStage
from madoguchi.modules.cases.queries.stages import opened as opened_stage
from madoguchi.modules.cases.queries.status import Status, status, status_many
from madoguchi.modules.cases.queries.versions import open_by_version
from madoguchi.modules.cases.rules import HANDLE
from madoguchi.modules.cases.services.access import by_number, confirmation_code
from madoguchi.modules.cases.services.answer import InvalidAnswersError
from madoguchi.modules.cases.services.answer import answer as answer_correction
from madoguchi.modules.cases.services.filing import Applicant, Filed, by_draft_key, file
from madoguchi.modules.cases.services.grants import allow, allowed, end
from madoguchi.modules.cases.services.lost import links_for_mail
from madoguchi.modules.cases.services.once import AlreadyFiledError, Earlier, count_refusal, earlier, tried_too_often
from madoguchi.modules.cases.services.once import follow as follow_once
from madoguchi.modules.cases.services.once import mark as mark_once
from madoguchi.modules.cases.services.once import unmark as unmark_once
from madoguchi.modules.cases.services.papers import answer_lines, receipt_pdf_of
from madoguchi.modules.cases.services.part import Part, Wait, take_part
from madoguchi.modules.cases.services.refusals import NoSuchCaseError, RefusedError
from madoguchi.modules.cases.services.sealed import Sealed
from madoguchi.modules.cases.services.stages import FollowedError, succeed
from madoguchi.modules.cases.services.version import TakenOver, taken_over
from madoguchi.modules.cases.services.withdrawal import withdraw

__all__ = [
    "BY_MAIL",
    "HANDLE",
    "RECEIPT_NUMBER",
    "AlreadyFiledError",
    "Appeal",
    "Applicant",
    "Aside",
    "Bill",
    "CaseKind",
    "Channel",
    "Decided",
    "Difference",
    "DocumentTemplate",
    "Duplicate",
    "Earlier",
    "FeeLine",
    "Filed",
    "Flow",
    "FlowError",
    "FollowedError",
    "Following",
    "Freed",
    "Held",
    "InvalidAnswersError",
    "Newer",
    "NoSuchCaseError",
    "Once",
    "OpenedStage",
    "Outcome",
    "PaidHow",
    "Part",
    "PartSeen",
    "Phase",
    "Problem",
    "ReasonExample",
    "Receipt",
    "RefusedError",
    "Sealed",
    "Soundness",
    "StandardPeriod",
    "Status",
    "TakenOver",
    "Text",
    "Unit",
    "UnknownKindError",
    "UnreckonableError",
    "Wait",
    "allow",
    "allowed",
    "answer_correction",
    "answer_lines",
    "by_draft_key",
    "by_number",
    "circle_department",
    "compile_flow",
    "confirmation_code",
    "count_refusal",
    "earlier",
    "end",
    "file",
    "follow_once",
    "group",
    "hidden_from",
    "links_for_mail",
    "mark_once",
    "new_code",
    "nothing_confidential",
    "once_counts",
    "open_by_version",
    "opened_stage",
    "receipt",
    "receipt_pdf_of",
    "register",
    "soundness",
    "status",
    "status_many",
    "succeed",
    "take_part",
    "taken_over",
    "tried_too_often",
    "unmark_once",
    "withdraw",
]
