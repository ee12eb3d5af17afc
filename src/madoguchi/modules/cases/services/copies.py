"""What a case copies out of its answers for lists, letters and payment: who asks, and what it costs.

Written when the case is filed and again with every correction, so that paper, mail and search follow the answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from madoguchi.kit.kana import search_key
from madoguchi.modules.cases.domain.fee import Bill, UnreckonableError
from madoguchi.modules.cases.domain.kinds import kind_of
from madoguchi.modules.cases.models import Case
from madoguchi.modules.forms import api as forms

# Copies are cut to their columns; the answers keep everything.
_PARTS = {"name": 200, "kana": 200, "mail": 254, "phone": 40, "address": 400}


def columns(names: Mapping[str, str]) -> dict[str, str]:
    """The case's columns for these parts (name, kana, mail, phone, address) of an applicant."""
    return {f"applicant_{part}": text[: _PARTS[part]] for part, text in names.items()}


def applicant(case: Case, answers: Mapping[str, Any]) -> dict[str, str]:
    """The columns as these answers give them, for the parts that the form asks at all; the rest stays as filed."""
    form: forms.Form = kind_of(case.kind).form_for(case.subject_key)
    names = forms.applicant(form, answers)
    return columns({part: getattr(names, part) for part in _PARTS if part in form.meta.asked})


def search_text(case: Case) -> str:
    """What the inbox search looks through: number, applicant, kana and title under the search key."""
    parts = (case.receipt_number, case.applicant_name, case.applicant_kana, case.title_ja, case.title_en)
    return " ".join(search_key(part) for part in parts if part)


def bill(case: Case, answers: Mapping[str, Any]) -> Bill:
    """What these answers cost under the version and the amounts that the case was filed under. Raises
    UnreckonableError."""
    amounts = {line["id"]: line["amount"] for line in case.fee_lines}
    return kind_of(case.kind).bill_for(case.subject_key, answers, case.filed_on, amounts)


def bill_of_answers(case: Case) -> Bill:
    """What the answers as they stand cost, whatever an officer has fixed. A fixed line has no amount of the rules any
    more: those of the version hold. Without lines where the rules cannot say it: the officer does."""
    answers = case.submissions.latest("seq").answers
    try:
        if case.fee_fixed_on:
            return kind_of(case.kind).bill_for(case.subject_key, answers, case.filed_on, {})
        return bill(case, answers)
    except UnreckonableError:
        return Bill()


def fee(new: Bill) -> dict[str, Any]:
    """The columns of a bill."""
    return {"fee_total": new.total, "fee_lines": [line.as_json() for line in new.lines], "fee_rule": new.rule}
