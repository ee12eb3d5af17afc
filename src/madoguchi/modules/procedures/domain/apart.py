"""By which answers people, households or companies are told apart: the keys of `[once]`, and `once` of `[capacity]`.

One key is a list of fields, all of which must agree: `["name", "birth"]`. Several are a list of such lists, any of
which is enough: `[["name", "mail"], ["name", "phone"]]`. A part of an answer is `"company.number"`; without one the
type of the field says which parts tell apart (氏 and 名, and not 旧氏).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from madoguchi.kit.samekey import Asked
from madoguchi.kit.tomlschema import ListOf, OneOf, Text
from madoguchi.modules.forms import api as forms

Keys = tuple[tuple[Asked, ...], ...]
_PIECE = Text(pattern=r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?")
_KEY = ListOf(_PIECE, least=1, most=5)
SPEC = OneOf(_KEY, ListOf(_KEY, least=1, most=5))
# What can be typed in many ways that are all the same person, or in no way twice.
_UNFIT = frozenset({"file", "group", "info", "consent", "signature", "serial", "table", "own_question"})


def read(value: Sequence[str | Sequence[str]]) -> Keys:
    """The keys as they stand in the file, checked by SPEC before."""
    several = [value] if value and isinstance(value[0], str) else value
    return tuple(tuple(_asked(str(piece)) for piece in key) for key in several)


def _asked(piece: str) -> Asked:
    field, _, part = piece.partition(".")
    return Asked(field, (part,) if part else ())


def fitted(keys: Keys, form: forms.Form) -> Keys:
    """The keys, with the parts by which the types of their fields tell apart where none is named."""
    known = {one.id: one for one in form.fields}

    def fit(asked: Asked) -> Asked:
        one = known.get(asked.field)
        if one is None or asked.parts:
            return asked
        return replace(asked, parts=one.type.told_apart, instead=one.type.told_apart_instead)

    return tuple(tuple(fit(asked) for asked in key) for key in keys)


def fields(keys: Keys) -> list[str]:
    """Ids of the fields that any key asks, in their order, each once."""
    return list(dict.fromkeys(asked.field for key in keys for asked in key))


def check(keys: Keys, form: forms.Form, fault: Callable[[str, str], None]) -> list[bool]:
    """Note fields and parts that there are not, and keys that somebody could leave out whole. For each key whether
    whoever sends the form has always answered all of it."""
    always = [[_always(asked, form, fault) for asked in key] for key in keys]
    for key, answered in zip(keys, always, strict=True):
        if not any(answered):
            named = "・".join(asked.field for asked in key)
            fault(
                f"「{named}」は、どれも空のことがあります。1つは、いつも尋ねる必須の項目にしてください。",
                f"Every field of “{named}” may be left empty: one must be required and always asked.",
            )
    return [all(answered) for answered in always]


def _always(asked: Asked, form: forms.Form, fault: Callable[[str, str], None]) -> bool:
    one = next((one for one in form.fields if one.id == asked.field), None)
    if one is None or one.type.name in _UNFIT:
        fault(
            f"人を見分ける項目「{asked.field}」がありません。",
            f"There is no field “{asked.field}” to tell people apart.",
        )
        return True  # said already
    if set(asked.parts) - set(one.type.record):
        parts = " ".join(one.type.record) or "なし"
        fault(
            f"「{asked.field}」に「{asked.parts[0]}」という部分はありません（ある部分：{parts}）。",
            f"“{asked.field}” has no part “{asked.parts[0]}” (it has: {' '.join(one.type.record) or 'none'}).",
        )
        return True
    page = next(page for page in form.pages if page.id == one.page_id)
    may_be_empty = any(part not in one.type.told_apart for part in asked.parts) or bool(
        one.type.told_apart_instead and not asked.instead
    )
    return one.required is True and one.when is None and page.when is None and not may_be_empty
