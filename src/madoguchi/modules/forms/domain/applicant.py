"""Who applies, taken out of the answers by the form's ``[meta]``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from madoguchi.modules.forms.domain.definition import Form


@dataclass(frozen=True, slots=True)
class Applicant:
    """In plain text, "" where the form does not ask or nothing was answered."""

    name: str = ""
    kana: str = ""
    mail: str = ""
    phone: str = ""
    address: str = ""


def applicant(form: Form, answers: Mapping[str, Any]) -> Applicant:
    """The first answered field of each sort that ``[meta]`` names."""
    meta = form.meta
    return Applicant(
        name=_first(form, answers, meta.applicant_name),
        kana=_first(form, answers, meta.applicant_kana),
        mail=_first(form, answers, meta.applicant_mail),
        phone=_first(form, answers, meta.applicant_phone),
        address=_first(form, answers, meta.applicant_address),
    )


def _first(form: Form, answers: Mapping[str, Any], names: Iterable[str]) -> str:
    for name in names:
        value = answers.get(name)
        if value:
            return form.field(name).type.plain(value)
    return ""
