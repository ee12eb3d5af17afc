"""What a question lists in two versions: options, units, the rows and columns of a table, further names, kinds of
files. Each member that is gone, new, renamed or elsewhere is told by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from madoguchi.modules.forms.choices import OTHER, Effect
from madoguchi.modules.forms.domain.bilingual import Text
from madoguchi.modules.forms.domain.types.base import FieldType
from madoguchi.modules.forms.domain.types.choices import OTHER_LABEL, Listed
from madoguchi.modules.forms.domain.types.files import FileType
from madoguchi.modules.forms.domain.types.grids import TableType
from madoguchi.modules.forms.domain.types.lists import LinkedType
from madoguchi.modules.forms.domain.types.names import ALSO, NameType
from madoguchi.modules.forms.domain.types.numbers import QuantityType

Said = tuple[str, str, str, Effect]


@dataclass(frozen=True, slots=True)
class _Members:
    """One list of a question: what a member is called, by value its label, and what a member that goes takes along
    (`gone`), what one that comes asks for (`new`)."""

    kind: str
    noun: Text
    labels: Mapping[str, Text]
    gone: Effect = Effect.LOSES
    new: Mapping[str, Effect] | None = None


_OPTION = Text("選択肢", "option")


def member_changes(was: FieldType, one: FieldType, ja: str, en: str) -> Iterator[Said]:
    """(kind, sentence in both languages, effect) for every member that differs between two questions of one type."""
    for before, after in zip(_lists(was), _lists(one), strict=True):
        yield from _changes(before, after, ja, en)
    if isinstance(was, Listed) and isinstance(one, Listed):
        yield from _helps(was, one, ja, en)
    if isinstance(was, LinkedType) and isinstance(one, LinkedType):
        yield from _linked(was, one, ja, en)


def _lists(kind: FieldType) -> list[_Members]:
    match kind:
        case Listed():
            labels = {one.value: one.label for one in kind.options}
            return [_Members("option", _OPTION, {**labels, **{value: kind.label(value) for value in kind.values}})]
        case LinkedType():
            options = {value: label for value, label, _under in kind.options}
            return [_Members("option", _OPTION, options | ({OTHER: OTHER_LABEL} if kind.other else {}))]
        case QuantityType():
            return [_Members("unit", Text("単位", "unit"), dict(kind.units))]
        case TableType():
            asked = {one.id: Effect.ASKS_MORE if one.required else Effect.HARMLESS for one in kind.asked}
            columns = {one.id: one.label for one in kind.asked}
            return [
                _Members("row", Text("行", "row"), dict(kind.rows)),
                _Members("column", Text("列", "column"), columns, new=asked),
            ]
        case NameType():
            return [_Members("also", Text("欄", "box"), {part: ALSO[part] for part in kind.also})]
        case FileType():
            names = {one: Text(one.upper(), one.upper()) for one in kind.kinds}
            return [_Members("file_kind", Text("ファイルの種類", "kind of file"), names, gone=Effect.STRICTER)]
    return []


def _changes(was: _Members, now: _Members, ja: str, en: str) -> Iterator[Said]:
    before, after, noun = was.labels, now.labels, now.noun
    for value, label in before.items():
        if value not in after:
            yield (
                f"{now.kind}_removed",
                f"{ja}の{noun.ja}「{label.ja}」がなくなりました。",
                f"The {noun.en} “{label.in_('en')}” of {en} is gone.",
                now.gone,
            )
    for value, label in after.items():
        if value not in before:
            yield (
                f"{now.kind}_added",
                f"{ja}に{noun.ja}「{label.ja}」が加わりました。",
                f"{en} has a new {noun.en} “{label.in_('en')}”.",
                (now.new or {}).get(value, Effect.HARMLESS),
            )
        elif label != before[value]:
            yield (
                f"{now.kind}_label",
                f"{ja}の{noun.ja}「{before[value].ja}」が「{label.ja}」に変わりました。",
                f"The {noun.en} “{before[value].in_('en')}” of {en} is now “{label.in_('en')}”.",
                Effect.HARMLESS,
            )
    stay = [value for value in after if value in before]
    if stay != [value for value in before if value in after]:
        yield (
            f"{now.kind}_order",
            f"{ja}の{noun.ja}の順番が変わりました。",
            f"The order of the {noun.en}s of {en} has changed.",
            Effect.HARMLESS,
        )


def _helps(was: Listed, one: Listed, ja: str, en: str) -> Iterator[Said]:
    before, after = ({option.value: option.help for option in kind.options} for kind in (was, one))
    if any(before[value] != text for value, text in after.items() if value in before):
        yield (
            "option_help",
            f"{ja}の選択肢の説明が変わりました。",
            f"The help of the options of {en} has changed.",
            Effect.HARMLESS,
        )


def _linked(was: LinkedType, one: LinkedType, ja: str, en: str) -> Iterator[Said]:
    """The lists of which each depends on the one before: how many there are, and what lies under what."""
    if [name for name, _label in was.levels] != [name for name, _label in one.levels]:
        yield (
            "levels",
            f"{ja}の段の分け方が変わりました。",
            f"The lists of {en} follow one another in another way.",
            Effect.LOSES,
        )
    elif was.levels != one.levels:
        yield (
            "level_label",
            f"{ja}の段の名前が変わりました。",
            f"The lists of {en} have other names.",
            Effect.HARMLESS,
        )
    under = {value: above for value, _label, above in was.options}
    for value, label, above in one.options:
        if under.get(value, above) != above:
            yield (
                "option_moved",
                f"{ja}の選択肢「{label.ja}」が別の選択肢の下に移りました。",
                f"The option “{label.in_('en')}” of {en} is under another one now.",
                Effect.LOSES,
            )
