"""A bank account to pay into (振込先口座)."""

from __future__ import annotations

import re
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
    Part,
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
_SHORTEST = 4
_REISSUED = re.compile(r"\s*([0-9]{5})\s*-\s*[0-9]\s*-?\s*")
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
        "symbol", "yucho_number", "yucho_savings", "holder_kana",
    )  # fmt: skip

    record: ClassVar[Mapping[str, Part]] = {
        "bank_name": Part(Text("金融機関名", "bank")),
        "bank_code": Part(Text("金融機関コード", "bank code")),
        "branch_name": Part(Text("支店名", "branch")),
        "branch_code": Part(Text("支店コード", "branch code")),
        "kind": Part(Text("預金の種類", "kind of account")),
        "number": Part(Text("口座番号", "account number")),
        "holder_kana": Part(Text("口座名義", "holder")),
        "symbol": Part(Text("ゆうちょの記号", "Yūcho symbol"), optional=True),
        "yucho_number": Part(Text("ゆうちょの番号", "Yūcho number"), optional=True),
    }
    told_apart: ClassVar[tuple[str, ...]] = ("bank_code", "branch_code", "kind", "number")

    @property
    def operand_type(self) -> Type:
        stored = ("bank_name", "bank_code", "branch_name", "branch_code", "number", "holder_kana")
        return Type(Kind.RECORD, parts={**dict.fromkeys(stored, TEXT), "kind": Type(Kind.TEXT, tuple(KINDS))})

    def is_blank(self, typed: Typed) -> bool:
        # The sort of account is a preset of the page; ゆうちょ is chosen by hand and brings its own boxes.
        if part_of(typed, "source") == YUCHO:
            return False
        presets = ("source", "kind", "yucho_savings")
        return all(characters.is_blank(part_of(typed, one)) for one in self.parts if one not in presets)

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
        savings = "yes" if source == YUCHO and part_of(value, "kind") == "savings" else ""
        own = {"source": source, "yucho_savings": savings}
        return {part: own.get(part, part_of(value, part)) for part in self.parts}

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

    def cells(self, value: Any, lang: str) -> Mapping[str, str]:
        kind = part_of(value, "kind")
        return {**super().cells(value, lang), "kind": KINDS[kind].in_(lang) if kind in KINDS else kind}

    def from_cells(self, cells: Mapping[str, str]) -> Any:
        words = {word: kind for kind, text in KINDS.items() for word in (text.ja, text.en)}
        return super().from_cells({**cells, "kind": words.get(cells.get("kind", ""), cells.get("kind", ""))})


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
    # Account numbers have seven digits; shorter ones on old passbooks are filled with zeros from the left, as on paper.
    # One of three digits or less is a slip rather than an old number: its zeros have to be typed.
    number = _digits(typed, "number", range(1, 8), flaws)
    if number.isdigit() and len(number) < _SHORTEST:
        flaws.append(Flaw("account_number_short", "number", {"number": number.rjust(7, "0")}))
    number = number.rjust(7, "0")
    return {
        "bank_name": value["bank_name"], "bank_code": bank_code, "branch_name": value["branch_name"],
        "branch_code": branch_code, "kind": kind, "number": number,
    }  # fmt: skip


def _yucho(typed: Typed, flaws: list[Flaw]) -> dict[str, str]:
    # Between 記号 and 番号 a passbook that was issued again has one digit more, which belongs to neither.
    reissued = _REISSUED.fullmatch(hyphens.unify(characters.half_width(part_of(typed, "symbol"))))
    given = {**typed, "symbol": reissued[1]} if reissued else typed
    symbol = _digits(given, "symbol", range(5, 6), flaws)
    number = _digits(given, "yucho_number", range(1, 9), flaws)
    if flaws:
        raise Invalid(flaws)
    account = transfer_account(symbol, number, savings=bool(part_of(typed, "yucho_savings")))
    if account is None:
        raise Invalid([Flaw("account_yucho_unusual", "symbol")])
    return {**account, "symbol": symbol, "yucho_number": number}


def transfer_account(symbol: str, number: str, *, savings: bool = False) -> dict[str, str] | None:
    """ゆうちょ's 記号・番号 as the account that other banks transfer to; None where no rule is known.

    記号 1XX…: 店番 XX8, 普通 (通常貯蓄貯金: 貯蓄), the number without its last digit, which is always 1. 記号 0XX…:
    店番 XX9, 当座, the number as it is. 店名 is the 店番 in kanji digits. [K]: ゆうちょ銀行's own published rule as
    commonly described; no official text was opened, so 記号's check digit (the fourth) is not judged.
    """
    passbook = symbol.startswith("1")
    if symbol[0] not in "01" or (passbook and not (number.endswith("1") and len(number) > 1)):
        return None
    if savings and not passbook:
        return None
    branch_code = symbol[1:3] + ("8" if passbook else "9")
    account = number[:-1] if passbook else number
    if len(account) > 7:
        return None
    return {
        "bank_name": _YUCHO_NAME, "bank_code": _YUCHO_CODE,
        "branch_name": f"{branch_code.translate(_KANJI_DIGITS)}店", "branch_code": branch_code,
        "kind": ("savings" if savings else "ordinary") if passbook else "current", "number": account.rjust(7, "0"),
    }  # fmt: skip


def _holder(text: str) -> str:
    """A holder's name in katakana; companies write カ） and use letters and digits, in full width here."""
    return kana.to_katakana(text).replace("(", "（").replace(")", "）")


def _is_holder(text: str) -> bool:
    letters = text.translate({ord(sign): None for sign in "（）．.－-・　 ／/，,「」0123456789０１２３４５６７８９"})
    latin = "".join(char for char in letters if not ((char.isascii() and char.isalpha()) or "Ａ" <= char <= "ｚ"))
    return bool(letters) and (not latin or kana.is_katakana_name(latin))
