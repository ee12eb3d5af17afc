"""``[meta]`` of a form: which fields tell who applies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from madoguchi.modules.forms.domain import schema
from madoguchi.modules.forms.domain.bilingual import Text
from madoguchi.modules.forms.domain.definition import Field, Meta
from madoguchi.modules.forms.domain.problems import Problem, unknown_field
from madoguchi.modules.forms.domain.types.base import bilingual


def meta_of(data: Mapping[str, Any], by_path: Mapping[str, Field], problems: list[Problem]) -> Meta:
    """The ``Meta`` of a ``[meta]`` table; what is wrong with it goes to ``problems``."""
    top = [name for name in by_path if "." not in name]
    found: dict[str, tuple[str, ...]] = {}
    for key, allowed in schema.APPLICANT_TYPES.items():
        names = _names(data.get(key, []))
        for name in names:
            if name not in top:
                problems.append(unknown_field(f"meta.{key}", name, top))
            elif by_path[name].type.name not in allowed:
                ja, en = "・".join(allowed), ", ".join(allowed)
                given = by_path[name].type.name
                problems.append(
                    Problem(
                        f"meta.{key}", "type",
                        f"「{name}」の種類は {given} です。{ja} の項目を指してください。",
                        f'"{name}" is of type {given}. Point to a field of type {en}.',
                    )
                )  # fmt: skip
        found[key] = names
    represented = _names(data.get("represented", []))
    named = [name for names in found.values() for name in names]
    for name in represented:
        if name not in named:
            problems.append(unknown_field("meta.represented", name, named))
    if not found["applicant_phone"]:
        found["applicant_phone"] = _phone_beside([name for name in named if name not in represented], by_path)
    declaration = bilingual(data.get("declaration")) or Text("")
    return Meta(**found, represented=represented, declaration=declaration)


def _phone_beside(named: list[str], by_path: Mapping[str, Field]) -> tuple[str, ...]:
    """The telephone numbers that stand on a page with what tells who applies: they are this person's, said or not.
    One on another page may be an employer's or a vet's."""
    pages = {by_path[name].page_id for name in named if name in by_path}
    return tuple(
        one.id
        for one in by_path.values()
        if "." not in one.path and one.type.name == "phone" and one.page_id in pages and not one.confidential
    )


def _names(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)
