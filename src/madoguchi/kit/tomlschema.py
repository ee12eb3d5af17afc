"""What a TOML document must look like, said in a few words, and every way in which it does not.

For packs (procedures, registers …): `check(document, spec)` returns all problems at once, each with the path
of the place, a code, and a sentence in Japanese and English for the author of the pack. Findings are never
exceptions. Takes what `tomllib` gives. Specs do not recurse.

    FIELD = Table({"id": Text(pattern="[a-z_]+"), "label": Local()}, optional={"max": Int(1, 200)})
    check(document, Table({"field": ListOf(FIELD, least=1, unique="id")}))

Codes: missing, unknown_key, wrong_type, empty, pattern, too_small, too_large, too_few, too_many, choice,
duplicate, local_plain, no_alternative. Source: TOML 1.0.0 (types); everything else is ours.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import Any as Anything
from typing import Final, TypeAlias

_LANGUAGE: Final = re.compile(r"[a-z]{2,8}(-[A-Za-z0-9]{2,8})*")
_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]+")
_NO_TEXT: Final = {
    "ja": ("日本語の文（ja）がありません。", "The Japanese text (ja) is missing."),
    "en": ("英語の文（en）がありません。", "The English text (en) is missing."),
}


@dataclass(frozen=True)
class Problem:
    """One finding: where ("field[2].label.ja", "" for the document), which, in words, and what may have been
    meant.
    """

    path: str
    code: str
    message_ja: str
    message_en: str
    suggestion: str | None = None


@dataclass(frozen=True)
class Table:
    """A table with `required` and `optional` keys. Other keys are unknown_key, unless `open`."""

    required: Mapping[str, "Spec"] = field(default_factory=dict)
    optional: Mapping[str, "Spec"] = field(default_factory=dict)
    open: bool = False


@dataclass(frozen=True)
class Text:
    """A string, not blank unless `blank`, matching `pattern` as a whole, at most `max` characters."""

    pattern: str | None = None
    max: int | None = None
    blank: bool = False


@dataclass(frozen=True)
class Local:
    """A text for people: a table of languages, `ja` needed, `en` too if `en`; any other language tag may be
    there.
    """

    en: bool = False


@dataclass(frozen=True)
class Int:
    """A whole number from `min` to `max`, both allowed. true and false are not numbers."""

    min: int | None = None
    max: int | None = None


@dataclass(frozen=True)
class Number:
    """A whole or decimal number from `min` to `max` (coordinates, ratios; never money). inf and nan are
    refused.
    """

    min: float | None = None
    max: float | None = None


@dataclass(frozen=True)
class Bool:
    """true or false."""


@dataclass(frozen=True)
class Day:
    """A TOML local date (2026-04-01), unquoted and without a time."""


@dataclass(frozen=True, init=False)
class Choice:
    """One of some strings: `Choice("resident", "officer")`."""

    values: tuple[str, ...]

    def __init__(self, *values: str) -> None:
        object.__setattr__(self, "values", values)


@dataclass(frozen=True)
class ListOf:
    """An array, or array of tables, of one kind. `unique` names a key whose value no two tables may share."""

    item: "Spec"
    least: int = 0
    most: int | None = None
    unique: str | None = None


@dataclass(frozen=True)
class MapOf:
    """A table whose keys the author invents (`pattern` for the whole key), all values of one kind."""

    item: "Spec"
    pattern: str | None = None


@dataclass(frozen=True)
class Any:
    """Whatever TOML can say."""


@dataclass(frozen=True, init=False)
class OneOf:
    """One of several specs. When none fits, the problems are those of the one that came nearest."""

    specs: tuple["Spec", ...]

    def __init__(self, *specs: "Spec") -> None:
        object.__setattr__(self, "specs", specs)


@dataclass(frozen=True)
class Tagged:
    """A table whose string under `key` says which spec it follows; each spec must itself allow `key`."""

    key: str
    specs: Mapping[str, Table]


Spec: TypeAlias = Table | Text | Local | Int | Number | Bool | Day | Choice | ListOf | MapOf | Any | OneOf | Tagged


def check(value: object, spec: Spec, path: str = "") -> list[Problem]:
    """All problems of `value` under `spec`, in the order of the spec, unknown keys last. An empty list: it
    is fine.
    """
    return list(_check(value, spec, path))


def _check(value: object, spec: Spec, path: str) -> Iterator[Problem]:
    match spec:
        case Any():
            return
        case Table():
            yield from _table(value, spec, path)
        case Text():
            yield from _text(value, spec, path)
        case Local():
            yield from _local(value, spec, path)
        case Int() | Number():
            yield from _number(value, spec, path)
        case Bool():
            if not isinstance(value, bool):
                yield _wrong_type(path, value, "true か false", "true or false")
        case Day():
            if not isinstance(value, date) or isinstance(value, datetime):
                yield _wrong_type(path, value, "日付（例 2026-04-01、引用符なし）", "a date (2026-04-01, unquoted)")
        case Choice():
            yield from _choice(value, spec.values, path)
        case ListOf():
            yield from _list(value, spec, path)
        case MapOf():
            yield from _map(value, spec, path)
        case OneOf():
            yield from _one_of(value, spec, path)
        case Tagged():
            yield from _tagged(value, spec, path)


def _table(value: object, spec: Table, path: str) -> Iterator[Problem]:
    if not isinstance(value, Mapping):
        yield _wrong_type(path, value, "表", "a table")
        return
    unknown = [str(key) for key in value if key not in spec.required and key not in spec.optional]
    for key, inner in spec.required.items():
        if key in value:
            yield from _check(value[key], inner, _join(path, key))
        else:
            yield from _missing(path, key, [] if spec.open else unknown)
    for key, inner in spec.optional.items():
        if key in value:
            yield from _check(value[key], inner, _join(path, key))
    if not spec.open:
        for key in unknown:
            yield _unknown(path, key, [name for name in (*spec.required, *spec.optional) if name not in value])


def _missing(path: str, key: str, unknown: list[str]) -> Iterator[Problem]:
    # A misspelt key is one mistake: it is told once, at the key that is there.
    if not any(_nearest(other, [key]) for other in unknown):
        yield Problem(_join(path, key), "missing", f"「{key}」がありません。", f'"{key}" is missing.')


def _unknown(path: str, key: str, names: list[str]) -> Problem:
    nearest = _nearest(key, names)
    ja, en = f"「{key}」という項目はありません。", f'There is no key "{key}".'
    if nearest:
        ja, en = f"{ja}「{nearest}」ではありませんか。", f'{en} Did you mean "{nearest}"?'
    return Problem(_join(path, key), "unknown_key", ja, en, nearest)


def _text(value: object, spec: Text, path: str) -> Iterator[Problem]:
    if not isinstance(value, str):
        yield _wrong_type(path, value, "文字列（引用符で囲む）", "a string (in quotes)")
    elif not value.strip() and not spec.blank:
        yield Problem(path, "empty", "空にはできません。", "Must not be empty.")
    elif spec.max is not None and len(value) > spec.max:
        yield Problem(
            path, "too_large", f"{spec.max}文字以内にしてください（今は{len(value)}文字）。",
            f"At most {spec.max} characters (now {len(value)}).",
        )  # fmt: skip
    elif spec.pattern is not None and re.fullmatch(spec.pattern, value) is None:
        yield Problem(
            path, "pattern", f"「{value}」は書式 {spec.pattern} に合いません。",
            f'"{value}" does not match {spec.pattern}.',
        )  # fmt: skip


def _local(value: object, spec: Local, path: str) -> Iterator[Problem]:
    if isinstance(value, str):
        better = f'{{ ja = "{value}" }}'
        yield Problem(
            path, "local_plain", f"言語ごとの表にしてください（例 {better}）。",
            f"Must be a table of languages, such as {better}.", better,
        )  # fmt: skip
        return
    if not isinstance(value, Mapping):
        yield _wrong_type(path, value, "言語ごとの表", "a table of languages")
        return
    for language in ("ja", "en") if spec.en else ("ja",):
        if language not in value:
            ja, en = _NO_TEXT[language]
            yield Problem(_join(path, language), "missing", ja, en)
    for language, text in value.items():
        if _LANGUAGE.fullmatch(str(language)):
            yield from _text(text, Text(), _join(path, str(language)))
        else:
            yield _unknown(path, str(language), ["ja", "en", "easy"])


def _number(value: object, spec: Int | Number, path: str) -> Iterator[Problem]:
    if isinstance(value, bool) or not isinstance(value, int if isinstance(spec, Int) else (int, float)):
        yield _wrong_type(path, value, *(("整数", "an integer") if isinstance(spec, Int) else ("数", "a number")))
    elif value - value != 0:  # inf and nan, the only numbers that are not 0 away from themselves
        yield _wrong_type(path, value, "有限の数", "a finite number")
    elif spec.min is not None and value < spec.min:
        yield Problem(path, "too_small", f"{spec.min}以上にしてください。", f"Must be at least {spec.min}.")
    elif spec.max is not None and value > spec.max:
        yield Problem(path, "too_large", f"{spec.max}以下にしてください。", f"Must be at most {spec.max}.")


def _choice(value: object, values: tuple[str, ...], path: str) -> Iterator[Problem]:
    if not isinstance(value, str):
        yield _wrong_type(path, value, "文字列（引用符で囲む）", "a string (in quotes)")
    elif value not in values:
        nearest = _nearest(value, list(values))
        ja, en = (
            f"「{value}」は使えません。次のいずれか: {'、'.join(values)}。",
            f'"{value}" is not one of {", ".join(values)}.',
        )
        if nearest:
            ja, en = f"{ja}「{nearest}」ではありませんか。", f'{en} Did you mean "{nearest}"?'
        yield Problem(path, "choice", ja, en, nearest)


def _list(value: object, spec: ListOf, path: str) -> Iterator[Problem]:
    if not isinstance(value, list):
        yield _wrong_type(path, value, "配列", "an array")
        return
    if len(value) < spec.least:
        yield Problem(path, "too_few", f"{spec.least}個以上必要です。", f"Needs at least {spec.least}.")
    if spec.most is not None and len(value) > spec.most:
        yield Problem(path, "too_many", f"{spec.most}個までです。", f"At most {spec.most}.")
    seen: list[object] = []
    for index, item in enumerate(value):
        place = f"{path}[{index}]"
        yield from _check(item, spec.item, place)
        if spec.unique is not None and isinstance(item, Mapping) and spec.unique in item:
            mark = item[spec.unique]
            if mark in seen:
                ja, en = f"「{mark}」は前にも使われています。", f'"{mark}" is used before.'
                yield Problem(_join(place, spec.unique), "duplicate", ja, en)
            seen.append(mark)


def _map(value: object, spec: MapOf, path: str) -> Iterator[Problem]:
    if not isinstance(value, Mapping):
        yield _wrong_type(path, value, "表", "a table")
        return
    for key, item in value.items():
        if spec.pattern is not None and re.fullmatch(spec.pattern, str(key)) is None:
            ja, en = (
                f"「{key}」は書式 {spec.pattern} に合いません。",
                f'"{key}" does not match {spec.pattern}.',
            )
            yield Problem(_join(path, str(key)), "pattern", ja, en)
        yield from _check(item, spec.item, _join(path, str(key)))


def _one_of(value: object, spec: OneOf, path: str) -> Iterator[Problem]:
    attempts = [check(value, one, path) for one in spec.specs]
    if not attempts:
        yield Problem(path, "no_alternative", "書ける値がありません。", "Nothing can stand here.")
        return
    # A spec of another type is farther off than any number of slips within the right type.
    yield from min(attempts, key=lambda found: (any(_at_top(one, path) for one in found), len(found)))


def _at_top(problem: Problem, path: str) -> bool:
    return problem.path == path and problem.code in ("wrong_type", "local_plain")


def _tagged(value: object, spec: Tagged, path: str) -> Iterator[Problem]:
    if not isinstance(value, Mapping):
        yield _wrong_type(path, value, "表", "a table")
    elif spec.key not in value:
        yield from _missing(path, spec.key, [])
    else:
        tag = value[spec.key]
        wrong = list(_choice(tag, tuple(spec.specs), _join(path, spec.key)))
        yield from wrong or _table(value, spec.specs[str(tag)], path)


def _join(path: str, key: str) -> str:
    name = key if _BARE_KEY.fullmatch(key) else '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"{path}.{name}" if path else name


def _nearest(word: str, names: list[str]) -> str | None:
    return next(iter(get_close_matches(word, names, n=1, cutoff=0.6)), None)


def _wrong_type(path: str, value: object, wanted_ja: str, wanted_en: str) -> Problem:
    is_ja, is_en = _type_name(value)
    return Problem(
        path,
        "wrong_type",
        f"{wanted_ja}を書いてください（今は{is_ja}）。",
        f"Must be {wanted_en}, not {is_en}.",
    )


def _type_name(value: Anything) -> tuple[str, str]:
    names: tuple[tuple[type, str, str], ...] = (
        (bool, "真偽値", "a boolean"), (int, "整数", "an integer"), (float, "小数", "a float"),
        (str, "文字列", "a string"), (datetime, "日時", "a date and time"), (date, "日付", "a date"),
        (time, "時刻", "a time"), (Mapping, "表", "a table"), (list, "配列", "an array"),
    )  # fmt: skip
    return next(((ja, en) for kind, ja, en in names if isinstance(value, kind)), ("不明な型", "an unknown type"))
