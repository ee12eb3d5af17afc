"""A bank account to pay into (振込先口座)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from madoguchi.kit import hyphens, kana
from madoguchi.modules.forms.domain import characters
from madoguchi.modules.forms.domain.bilingual import Text
from madoguchi.modules.forms.domain.kinds import TEXT, Kind, Type
from madoguchi.modules.forms.domain.types.base import (
    Context,
    FieldType,
    Flaw,
    Invalid,
    Typed,
    clean_text,
    part_of,
    raise_if,
)

KINDS: Mapping[str, Text] = {
    "ordinary": Text("普通", "Ordinary (futsū)"),
    "current": Text("当座", "Current (tōza)"),
    "savings": Text("貯蓄", "Savings (chochiku)"),
}
BANK, YUCHO = "bank", "yucho"
SOURCES: Mapping[str, Text] = {
    BANK: Text("ゆうちょ銀行以外の金融機関", "A bank other than Japan Post Bank"),
    YUCHO: Text("ゆうちょ銀行", "Japan Post Bank (Yūcho)"),
}
_YUCHO_CODE, _YUCHO_NAME = "9900", "ゆうちょ銀行"
_KANJI_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")


@dataclass(frozen=True)
class BankAccountType(FieldType):
    """``bank_account``. Stored: {"bank_name", "bank_code" (4 digits), "branch_name", "branch_code" (3), "kind",
    "number" (7), "holder_kana"}; for ゆうちょ also "symbol" (5) and "yucho_number", from which branch and
    number are worked out.

    The holder is compared with the applicant by the pack (a check on ``holder_kana``), in katakana.
    """

    name: ClassVar[str] = "bank_account"
    control: ClassVar[str] = "bank_account"
    parts: ClassVar[tuple[str, ...]] = (
        "source", "bank_name", "bank_code", "branch_name", "branch_code", "kind", "number",
        "symbol", "yucho_number", "holder_kana",
    )  # fmt: skip

    @property
    def operand_type(self) -> Type:
        stored = ("bank_name", "bank_code", "branch_name", "branch_code", "number", "holder_kana")
        return Type(Kind.RECORD, parts={**dict.fromkeys(stored, TEXT), "kind": Type(Kind.TEXT, tuple(KINDS))})

    def is_blank(self, typed: Typed) -> bool:
        # The sort of account is a preset of the page; ゆうちょ is chosen by hand and brings its own boxes.
        if part_of(typed, "source") == YUCHO:
            return False
        return all(characters.is_blank(part_of(typed, one)) for one in self.parts if one not in ("source", "kind"))

    def clean(self, typed: Typed, context: Context) -> dict[str, str]:
        flaws: list[Flaw] = []
        value = _yucho(typed, flaws) if part_of(typed, "source") == YUCHO else _bank(typed, flaws)
        holder, found = clean_text(part_of(typed, "holder_kana"), max_length=100, sub="holder_kana", emoji=False)
        flaws += found
        holder = _holder(holder)
        if not holder:
            flaws.append(Flaw("account_holder_missing", "holder_kana"))
        elif not found and not _is_holder(holder):
            flaws.append(Flaw("account_holder_not_kana", "holder_kana"))
        raise_if(flaws)
        return {**value, "holder_kana": holder}

    def typed_from(self, value: Any) -> dict[str, str]:
        source = YUCHO if part_of(value, "symbol") else BANK
        return {part: source if part == "source" else part_of(value, part) for part in self.parts}

    def show(self, value: Mapping[str, str], lang: str) -> list[str]:
        kind = KINDS[value["kind"]].in_(lang) if value.get("kind") in KINDS else value.get("kind", "")
        lines = [
            f"{value['bank_name']}（{value['bank_code']}）",
            f"{value['branch_name']}（{value['branch_code']}）",
            f"{kind} {value['number']}",
        ]
        if value.get("symbol"):
            label = Text("記号・番号", "Symbol and number").in_(lang)
            lines.append(f"{label} {value['symbol']}-{value['yucho_number']}")
        return [*lines, value["holder_kana"]]


def _digits(typed: Typed, part: str, lengths: range, flaws: list[Flaw]) -> str:
    text = hyphens.unify(characters.half_width(part_of(typed, part))).replace("-", "").replace(" ", "")
    if not text:
        flaws.append(Flaw(f"account_{part}_missing", part))
    elif not (text.isascii() and text.isdigit() and len(text) in lengths):
        flaws.append(Flaw(f"account_{part}_digits", part, {"min": lengths.start, "max": lengths.stop - 1}))
    return text


def _bank(typed: Typed, flaws: list[Flaw]) -> dict[str, str]:
    value = {}
    for part in ("bank_name", "branch_name"):
        value[part], found = clean_text(part_of(typed, part), max_length=60, sub=part, emoji=False)
        flaws += found
        if not value[part]:
            flaws.append(Flaw(f"account_{part}_missing", part))
    bank_code = _digits(typed, "bank_code", range(4, 5), flaws)
    branch_code = _digits(typed, "branch_code", range(3, 4), flaws)
    kind = part_of(typed, "kind")
    if kind not in KINDS:
        flaws.append(Flaw("account_kind_missing", "kind"))
    # Account numbers have seven digits; shorter ones on old passbooks are filled with zeros from the left.
    number = _digits(typed, "number", range(1, 8), flaws).rjust(7, "0")
    return {
        "bank_name": value["bank_name"], "bank_code": bank_code, "branch_name": value["branch_name"],
        "branch_code": branch_code, "kind": kind, "number": number,
    }  # fmt: skip


def _yucho(typed: Typed, flaws: list[Flaw]) -> dict[str, str]:
    """記号 1XXc0 → 店番 XX8 (普通), the number without its last digit; 記号 0XXc0 → 店番 XX9 (当座). [K]:
    ゆうちょ銀行's own published rule as commonly described; no official text was opened."""
    symbol = _digits(typed, "symbol", range(5, 6), flaws)
    number = _digits(typed, "yucho_number", range(1, 9), flaws)
    if flaws:
        raise Invalid(flaws)
    savings = symbol.startswith("1")
    if symbol[0] not in "01" or (savings and not (number.endswith("1") and len(number) > 1)):
        raise Invalid([Flaw("account_yucho_unusual", "symbol")])
    branch_code = symbol[1:3] + ("8" if savings else "9")
    account = number[:-1] if savings else number
    if len(account) > 7:
        raise Invalid([Flaw("account_yucho_unusual", "yucho_number")])
    return {
        "bank_name": _YUCHO_NAME, "bank_code": _YUCHO_CODE,
        "branch_name": f"{branch_code.translate(_KANJI_DIGITS)}店", "branch_code": branch_code,
        "kind": "ordinary" if savings else "current", "number": account.rjust(7, "0"),
        "symbol": symbol, "yucho_number": number,
    }  # fmt: skip


def _holder(text: str) -> str:
    """A holder's name in katakana; companies write カ） and use letters and digits, in full width here."""
    return kana.to_katakana(text).replace("(", "（").replace(")", "）")


def _is_holder(text: str) -> bool:
    letters = text.translate({ord(sign): None for sign in "（）．.－-・　 ／/，,「」0123456789０１２３４５６７８９"})
    latin = "".join(char for char in letters if not ((char.isascii() and char.isalpha()) or "Ａ" <= char <= "ｚ"))
    return bool(letters) and (not latin or kana.is_katakana_name(latin))
