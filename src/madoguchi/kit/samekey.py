"""Who is the same, however it was typed: answers by which people, households or companies are told apart.

Spaces, width, kana, forms of a character (髙 and 高), look-alike hyphens and letters that nobody sees make no
difference (`kana.search_key`). The room `places` makes a hash of it (`places.once_hash`); nothing here is stored.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from madoguchi.kit.kana import search_key
from madoguchi.kit.unseen import without_unseen

_PHONE = re.compile(r"0[0-9]{1,4}-[0-9]{1,4}-[0-9]{4}")


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer that tells apart. `parts`: those of a record that count (氏 and 名, and not 旧氏), () for all of it;
    `instead`: those that count where these are empty (name and head of a group without 法人番号)."""

    field: str
    parts: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()


def same_keys(keys: Iterable[Sequence[Asked]], answers: Mapping[str, object]) -> tuple[tuple[str, ...], ...]:
    """Who these answers are, in one spelling: who has one of the keys in common is the same.

    A key counts when each of its answers is there. Where none does, the first of which anything is there stands for
    it: whoever leaves out what tells people apart is still told apart by the rest. () when there is nothing.

    >>> name, mail, phone = Asked("name", ("family", "given")), Asked("mail"), Asked("phone")
    >>> same_keys([(name, mail), (name, phone)], {"name": {"family": "髙 舘", "given": "翔太"}, "phone": "０２２"})
    (('高館翔太', '022'),)
    """
    spelled = [tuple(_plain(answers.get(one.field), one) for one in key) for key in keys]
    found = [key for key in spelled if all(key)] or [key for key in spelled if any(key)][:1]
    return tuple(dict.fromkeys(found))


def _plain(value: object, asked: Asked) -> str:
    if isinstance(value, Mapping):
        found = _joined(value, asked.parts or tuple(sorted(value)))
        return found or _joined(value, asked.instead)
    return _spelled(str(value)) if value not in (None, "") else ""


def _joined(value: Mapping[str, object], parts: Iterable[str]) -> str:
    return _spelled("".join(str(value.get(part) or "") for part in parts))


def _spelled(text: str) -> str:
    found = search_key(without_unseen(text))
    # A telephone number is the same wherever its hyphens stand.
    return found.replace("-", "") if _PHONE.fullmatch(found) else found
