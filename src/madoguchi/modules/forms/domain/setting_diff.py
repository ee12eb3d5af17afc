"""The settings of one question in two versions: limits, what may be chosen, and every other rule for the answer, each
with what its change truly does (``Effect``). A setting that nobody has described here counts as stricter."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from madoguchi.modules.forms.choices import Effect
from madoguchi.modules.forms.domain.bilingual import Text
from madoguchi.modules.forms.domain.member_diff import member_changes
from madoguchi.modules.forms.domain.types.base import FieldType
from madoguchi.modules.forms.domain.types.grids import TableType
from madoguchi.modules.forms.domain.types.times import PeriodType

Said = tuple[str, str, str, Effect]
_HARMLESS, _STRICTER, _MORE, _LOSES = Effect.HARMLESS, Effect.STRICTER, Effect.ASKS_MORE, Effect.LOSES

# Limits: their name for people, and which direction leaves less room: -1 lower, 1 higher.
_LIMITS: Mapping[str, tuple[Text, int]] = {
    "max_length": (Text("文字数の上限", "the longest answer"), -1),
    "min_length": (Text("文字数の下限", "the shortest answer"), 1),
    "max": (Text("上限", "the maximum"), -1),
    "min": (Text("下限", "the minimum"), 1),
    "count": (Text("付けられるファイルの数", "the number of files"), -1),
    "min_count": (Text("必要なファイルの数", "the number of files needed"), 1),
    "max_points": (Text("点の数の上限", "the number of points"), -1),
    "max_mb": (Text("ファイルの大きさの上限", "the largest file"), -1),
    "decimals": (Text("小数のけた数", "the decimals"), -1),
}
# Where a higher limit asks for more answers than were given.
_COUNTED = frozenset({("group", "min"), ("choices", "min"), ("ranked", "min"), ("file", "min_count")})


@dataclass(frozen=True, slots=True)
class _Switch:
    """A setting that is on or off: its name, and what switching it on and off does."""

    name: Text
    on: Effect
    off: Effect


_SWITCHES: Mapping[str, _Switch] = {
    "half_width": _Switch(Text("半角にそろえること", "folding to half width"), _HARMLESS, _STRICTER),
    "emoji": _Switch(Text("絵文字を使えること", "emoji"), _HARMLESS, _STRICTER),
    "partial": _Switch(Text("日の分からない日付を受けること", "days that are not known"), _HARMLESS, _STRICTER),
    "past": _Switch(Text("過ぎた年度だけを受けること", "years that have begun only"), _STRICTER, _HARMLESS),
    "open": _Switch(Text("終わりを空けておけること", "leaving the end open"), _HARMLESS, _MORE),
    "overnight": _Switch(Text("日をまたぐ時刻を受けること", "times over midnight"), _HARMLESS, _STRICTER),
    "confirm": _Switch(Text("2回入力すること", "typing it twice"), _MORE, _HARMLESS),
    "code": _Switch(Text("確認コードで確かめること", "confirming it by a code"), _MORE, _HARMLESS),
    "ask_postal_code": _Switch(Text("郵便番号を尋ねること", "asking the postal code"), _MORE, _LOSES),
    "abroad": _Switch(Text("海外の住所を受けること", "addresses abroad"), _HARMLESS, _LOSES),
    "kana": _Switch(Text("フリガナを尋ねること", "asking the reading"), _MORE, _LOSES),
    "anywhere": _Switch(Text("地図の外の場所を受けること", "places off the map"), _HARMLESS, _STRICTER),
    "camera": _Switch(Text("カメラのボタン", "the camera button"), _HARMLESS, _HARMLESS),
}


def _by_need(_was: FieldType, _one: FieldType, _before: Any, after: Any) -> Effect:
    return _STRICTER if after == "shape" else _HARMLESS


def _by_step(was: FieldType, one: FieldType, before: Any, after: Any) -> Effect:
    """A finer step that meets every time of the coarser one takes them all."""
    same_start = getattr(was, "min", "") == getattr(one, "min", "")
    return _HARMLESS if same_start and before % after == 0 else _STRICTER


def _if_any(_was: FieldType, _one: FieldType, _before: Any, after: Any) -> Effect:
    return _STRICTER if after else _HARMLESS


def _by_unit(was: FieldType, _one: FieldType, before: Any, after: Any) -> Effect:
    """The number that stands there means another thing."""
    if before.ja in ("", after.ja):
        return _HARMLESS
    return Effect.AMOUNT if was.derived else Effect.REREAD


def _by_words(_was: FieldType, one: FieldType, _before: Any, _after: Any) -> Effect:
    """Whoever has agreed to a sentence or signed it reads the new one before sending."""
    return Effect.REREAD if one.has_answer else _HARMLESS


def _always(effect: Effect) -> Callable[[FieldType, FieldType, Any, Any], Effect]:
    return lambda _was, _one, _before, _after: effect


_OTHERS: Mapping[str, tuple[Text, Callable[[FieldType, FieldType, Any, Any], Effect]]] = {
    "pattern": (Text("答えの形の決まり", "The form that an answer must have"), _if_any),
    "agrees_with": (Text("署名と合わせる項目", "The name that the signature must agree with"), _if_any),
    "need": (Text("地図での答え方", "How the place is given"), _by_need),
    "step": (Text("時刻の刻み", "The step of the times"), _by_step),
    "of": (Text("期間の単位", "What the period is made of"), _always(_LOSES)),
    "text": (Text("文", "The text"), _by_words),
    "unit": (Text("単位", "The unit"), _by_unit),
    "value": (Text("計算の式", "The formula"), _always(Effect.AMOUNT)),
    "gives": (Text("計算の結果の種類", "The kind of result"), _always(Effect.AMOUNT)),
    "round": (Text("端数の扱い", "The rounding"), _always(Effect.AMOUNT)),
    "default": (Text("決まった値", "The value that stands"), _always(_HARMLESS)),
    "parameter": (Text("アドレスから受け取る名前", "The name in the address"), _always(_HARMLESS)),
    "prefix": (Text("番号の頭", "What stands before the number"), _always(_HARMLESS)),
    "why": (Text("尋ねる理由", "The reason for asking"), _always(_HARMLESS)),
    "age_on": (Text("年齢を出す日", "The day of the age"), _always(_HARMLESS)),
    "each": (Text("ファイルごとの説明", "What each file should be"), _always(_HARMLESS)),
    "pattern_message": (Text("答えの形が違うときの文", "What is said of another form"), _always(_HARMLESS)),
    "style": (Text("見え方", "The look"), _always(_HARMLESS)),
    "rows": (Text("入力欄の高さ", "The height of the box"), _always(_HARMLESS)),
    "inputmode": (Text("出てくるキーボード", "The keyboard"), _always(_HARMLESS)),
    "item_label": (Text("1件の呼び名", "The name of a row"), _always(_HARMLESS)),
}
# Told one by one (`member_changes`), or as the settings of what is inside.
_APART = frozenset({"options", "other", "levels", "units", "also", "kinds", "asked", "inner"})


def setting_changes(was: FieldType, one: FieldType, ja: str, en: str) -> Iterator[Said]:
    """(kind, sentence in both languages, effect) for every setting that differs between two questions of one type,
    called `ja`, `en`."""
    yield from member_changes(was, one, ja, en)
    if isinstance(was, PeriodType) and isinstance(one, PeriodType) and was.of == one.of:
        yield from setting_changes(was.inner, one.inner, ja, en)
    if isinstance(was, TableType) and isinstance(one, TableType):
        yield from _columns(was, one, ja, en)
    for setting in fields(one):
        key, before, after = setting.name, getattr(was, setting.name), getattr(one, setting.name)
        if key in _APART or (key == "rows" and isinstance(one, TableType)) or before == after:
            continue
        yield _setting(was, one, key, before, after, ja, en)


def _setting(was: FieldType, one: FieldType, key: str, before: Any, after: Any, ja: str, en: str) -> Said:
    if key in _LIMITS:
        words, harder = _LIMITS[key]
        return (
            f"setting_{key}",
            f"{ja}の{words.ja}が「{_plain(before, 'ja')}」から「{_plain(after, 'ja')}」に変わりました。",
            f"For {en}, {words.en} was “{_plain(before, 'en')}” and is now “{_plain(after, 'en')}”.",
            _limited(one, key, before, after, harder),
        )
    if key in _SWITCHES:
        switch = _SWITCHES[key]
        now = ("あり", "on") if after else ("なし", "off")
        return (
            f"setting_{key}",
            f"{ja}：{switch.name.ja}が「{now[0]}」になりました。",
            f"For {en}, {switch.name.en} is now {now[1]}.",
            switch.on if after else switch.off,
        )
    named, judge = _OTHERS.get(key, (Text("答え方の決まり", "A rule for the answer"), _always(_STRICTER)))
    return (
        f"setting_{key}",
        f"{ja}の{named.ja}が変わりました。",
        f"{named.en} of {en} has changed.",
        judge(was, one, before, after),
    )


def _limited(one: FieldType, key: str, before: Any, after: Any, harder: int) -> Effect:
    if one.derived:
        return Effect.AMOUNT
    if not _narrower(before, after, harder):
        return _HARMLESS
    return _MORE if (one.name, key) in _COUNTED else _STRICTER


def _narrower(before: Any, after: Any, harder: int) -> bool:
    """Whether a limit leaves less room than before; what cannot be compared is taken to."""
    if after in ("", None):
        return False
    if before in ("", None):
        return True
    marks = [_mark(value) for value in (before, after)]
    if marks[0] is None or marks[1] is None or marks[0][0] != marks[1][0]:
        return True
    return bool((marks[1][1] - marks[0][1]) * harder > 0)


_DAY, _MONTH, _TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)"), re.compile(r"(\d{4})-(\d\d)"), re.compile(r"(\d\d?):(\d\d)")
_TODAY = re.compile(r"today\s*(?:([+-])\s*(\d+))?")


def _mark(value: Any) -> tuple[str, Decimal] | None:
    """A limit as a number among its own: numbers, days, months, times, days counted from today."""
    text = str(value).strip().removeprefix("date('").removesuffix("')")
    for sort, found in (
        ("day", _DAY.fullmatch(text)),
        ("month", _MONTH.fullmatch(text)),
        ("time", _TIME.fullmatch(text)),
    ):
        if found:
            return sort, Decimal("".join(f"{int(part):04}" for part in found.groups()))
    today = _TODAY.fullmatch(text)
    if today:
        return "today", Decimal(f"{today[1]}{today[2]}" if today[2] else 0)
    try:
        return "number", Decimal(text)
    except ArithmeticError:
        return None


def _columns(was: TableType, one: TableType, ja: str, en: str) -> Iterator[Said]:
    """The columns that both tables have."""
    before = {column.id: column for column in was.asked}
    for column in one.asked:
        old = before.get(column.id)
        if old is None:
            continue
        here = f"{ja}の列「{column.label.ja}」", f"the column “{column.label.in_('en')}” of {en}"
        if old.type.name != column.type.name:
            said = f"{here[0]}の答え方が変わりました。", f"{here[1]} takes another kind of answer."
            yield "column_type", *said, _LOSES
            continue
        if old.required != column.required:
            yield (
                ("column_required", f"{here[0]}が必須になりました。", f"{here[1]} must now be answered.", _MORE)
                if column.required
                else ("column_required", f"{here[0]}が任意になりました。", f"{here[1]} may be left empty.", _HARMLESS)
            )
        yield from setting_changes(old.type, column.type, *here)


def _plain(value: Any, lang: str) -> str:
    if value in ("", None):
        return "なし" if lang == "ja" else "none"
    return str(value)
