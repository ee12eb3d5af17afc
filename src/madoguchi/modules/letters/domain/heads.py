"""Which column of a list is what, by its heading: as offices name them, in any width, with or without spaces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from madoguchi.kit.kana import search_key

COLUMNS = {
    "household": ("世帯番号", "世帯コード", "世帯id", "宛名番号", "整理番号", "key", "household"),
    "name": ("世帯主氏名", "世帯主名", "世帯主", "氏名", "宛名", "name"),
    "kana": ("世帯主カナ", "世帯主氏名カナ", "世帯主フリガナ", "氏名カナ", "カナ氏名", "フリガナ", "カナ", "kana"),
    "birth": ("世帯主生年月日", "生年月日", "birth"),
    "postal_code": ("郵便番号", "〒", "postalcode"),
    "address": ("住所", "送付先住所", "送付先", "address"),
    "building": ("方書", "建物名", "方書き", "building"),
    "amount": ("金額", "給付額", "支給額", "世帯の金額", "amount"),
}
MEMBER_COLUMNS = {
    "name": ("氏名", "名前", "name"),
    "kana": ("カナ", "氏名カナ", "フリガナ", "kana"),
    "birth": ("生年月日", "birth"),
    "relation": ("続柄", "relation"),
    "eligible": ("対象か", "対象", "給付対象", "支給対象", "eligible"),
    "amount": ("金額", "給付額", "支給額", "amount"),
}
LABELS = {
    "household": "世帯番号", "name": "世帯主氏名", "kana": "世帯主カナ", "birth": "世帯主生年月日",
    "postal_code": "郵便番号", "address": "住所", "building": "方書", "amount": "金額",
}  # fmt: skip
MEMBER_LABELS = {
    "name": "氏名", "kana": "カナ", "birth": "生年月日", "relation": "続柄", "eligible": "対象か", "amount": "金額",
}  # fmt: skip
REQUIRED = ("household", "name", "birth", "address")
_MEMBER = re.compile(r"(?:世帯員|構成員|対象者|member)([0-9]{1,2})(.+)")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each fact stands (index from 0), and of each member by number from 1; `taken`: [(heading, what it was taken
    for, "" for a column that is not used)]."""

    facts: dict[str, int]
    members: dict[int, dict[str, int]]
    taken: tuple[tuple[str, str], ...]

    @property
    def missing(self) -> list[str]:
        """Labels of the columns that no list can do without."""
        return [LABELS[name] for name in REQUIRED if name not in self.facts]

    def label(self, name: str, member: int = 0) -> str:
        """What a column is called to people: its own heading, else the usual one."""
        index = self.members.get(member, {}).get(name) if member else self.facts.get(name)
        if index is not None:
            return self.taken[index][0]
        return f"世帯員{member}{MEMBER_LABELS[name]}" if member else LABELS[name]


def read_heads(heads: Sequence[str]) -> Columns:
    """What each column is. The first of two that say the same counts; the other is not used."""
    facts: dict[str, int] = {}
    members: dict[int, dict[str, int]] = {}
    taken = []
    for index, head in enumerate(heads):
        said = _folded(head)
        found = ""
        inside = _MEMBER.fullmatch(said)
        if inside:
            number, name = int(inside[1]), _named(inside[2], MEMBER_COLUMNS.items())
            if name and number and members.setdefault(number, {}).setdefault(name, index) == index:
                found = f"世帯員{number}{MEMBER_LABELS[name]}"
        else:
            name = _named(said, COLUMNS.items())
            if name and facts.setdefault(name, index) == index:
                found = LABELS[name]
        taken.append((head.strip()[:60], found))
    return Columns(facts, {number: members[number] for number in sorted(members) if members[number]}, tuple(taken))


def _named(said: str, words: Iterable[tuple[str, tuple[str, ...]]]) -> str:
    return next((name for name, known in words if said in map(_folded, known)), "")


def _folded(text: str) -> str:
    return re.sub(r"[\s_・ノ()\-]", "", search_key(text))
