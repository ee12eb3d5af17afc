"""A body's own 料金表 (`local = ["rate.senyo"]`): its prices, in tables that hold from a day on each.

What a price is for, and how sums are reckoned with it, is the pack's; the amounts and the days are the body's. Written
as CSV with the columns `from`, `key` and `amount`; `per` where the price is for so many periods, `name` and `unit` for
whoever reads it. An overlay holds the text; `read` makes prices of it.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from madoguchi.kit.tomlschema import Spec, Text
from madoguchi.modules.procedures.choices import Words
from madoguchi.modules.procedures.domain.fees import FeeTable
from madoguchi.modules.procedures.domain.problems import PackProblem
from madoguchi.modules.procedures.domain.rates import Price, Rates, RateTable, day_in_words, plain

KEY = "rate."
COLUMNS = ("from", "key", "name", "unit", "amount", "per")
SPEC: Spec = Text(max=60_000)
_AMOUNT = re.compile(r"\d{1,8}(\.\d{1,4})?")
_MOST_PER = 366
Fault = tuple[str, str]


def own(values: Mapping[str, Any]) -> dict[str, str]:
    """The tables among a body's values: {"senyo": "from,key,amount…"}."""
    return {key.removeprefix(KEY): text for key, text in values.items() if key.startswith(KEY)}


def written(rates: Rates) -> str:
    """The tables as a body writes them."""
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(COLUMNS)
    for table in rates.tables:
        for key, price in table.prices.items():
            per = str(price.per) if price.per else ""
            lines.writerow([table.since.isoformat(), key, price.label.ja, price.unit.ja, f"{price.amount:f}", per])
    return out.getvalue()


@lru_cache(maxsize=256)
def read(text: str, usual: Rates) -> tuple[Rates | None, tuple[Fault, ...]]:
    """The prices of a text, with names and units of the pack's table; or None with what is wrong, each in Japanese and
    English. Every price of the pack's is needed in each table, and the first table begins no later than the pack's."""
    faults: list[Fault] = []
    rows = list(_rows(text, faults))
    known = usual.tables[-1].prices
    tables: dict[date, dict[str, Price]] = {}
    for number, row in rows:
        since, price = _day(row.get("from", "")), known.get(row.get("key", ""))
        amount, per = _plain(row.get("amount", "")), _plain(row.get("per", ""))
        where, where_en = f"{number}行目：", f"line {number}: "
        if since is None:
            faults.append(
                (f"{where}from は「2027-04-01」のような日で書いてください。", f"{where_en}from is a day (2027-04-01).")
            )
        if price is None:
            words = " ".join(known)
            faults.append(
                (
                    f"{where}key にあるのは {words} です。行は足せません。",
                    f"{where_en}key is one of {words}; no line can be added.",
                )
            )
        if not _AMOUNT.fullmatch(amount):
            faults.append(
                (
                    f"{where}amount は円の数で書いてください（小数は4桁まで）。",
                    f"{where_en}amount is a number of yen, with four decimals at most.",
                )
            )
        if per and not (per.isdigit() and 1 <= int(per) <= _MOST_PER):
            faults.append(
                (f"{where}per は1から{_MOST_PER}までの数です。", f"{where_en}per is a number from 1 to {_MOST_PER}.")
            )
        if since is None or price is None or faults:
            continue
        table = tables.setdefault(since, {})
        if row["key"] in table:
            faults.append(
                (
                    f"{where}{since}の「{row['key']}」が2度あります。",
                    f"{where_en}“{row['key']}” of {since} is there twice.",
                )
            )
        table[row["key"]] = replace(price, amount=Decimal(amount), per=int(per) if per else price.per)
    if not faults and not tables:
        faults.append(("料金の行がありません。", "There is no price."))
    for since, table in tables.items():
        missing = [key for key in known if key not in table]
        if missing and not faults:
            words = " ".join(missing)
            faults.append(
                (f"{since}からの表に {words} の料金がありません。", f"The table from {since} has no price for {words}.")
            )
    first = usual.tables[0].since  # the form takes what begins from this day on
    if not faults and min(tables) > first:
        faults.append(
            (
                f"{first}から使える表がありません。いちばん早い表は、{first}かそれより前の日からにしてください。",
                f"Nothing holds from {first} on: let the first table begin on that day or before.",
            )
        )
    if faults:
        return None, tuple(faults)
    # In the order of the pack, so that the same prices in another order are the same.
    found = (RateTable(since, {key: tables[since][key] for key in known}) for since in sorted(tables))
    return Rates(tuple(found)), ()


def _rows(text: str, faults: list[Fault]) -> Iterator[tuple[int, dict[str, str]]]:
    """Lines as tables by the names in the first; a sheet pasted from a spreadsheet has tabs."""
    lines = text.strip().splitlines()
    parted = csv.reader(lines, delimiter="\t" if lines and "\t" in lines[0] else ",")
    try:
        cells = [(parted.line_num, [cell.strip() for cell in row]) for row in parted]
    except csv.Error:
        cells = []
    header = cells[0][1] if cells else []
    if not {"from", "key", "amount"} <= set(header):
        faults.append(
            ("1行目に、列の名前 from,key,amount が必要です。", "The first line names the columns: from,key,amount.")
        )
        return
    for number, row in cells[1:]:
        if any(row):
            yield number, dict(zip(header, row, strict=False))


def _day(text: str) -> date | None:
    found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", _plain(text))
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace(",", "").removesuffix("円").strip()


def problems(fees: FeeTable, values: Mapping[str, Any], file: str = "") -> Iterator[PackProblem]:
    """What is wrong with a body's tables, at the key of each."""
    for name, text in own(values).items():
        usual = fees.tables.get(name)
        if usual is not None and isinstance(text, str):
            for ja, en in read(text, usual)[1]:
                yield PackProblem(file, KEY + name, ja, en)


def localised(fees: FeeTable, values: Mapping[str, Any]) -> FeeTable:
    """The fees with a body's tables (checked before)."""
    found = {name: read(text, fees.tables[name])[0] for name, text in own(values).items() if name in fees.tables}
    rules = tuple(
        replace(rule, priced=replace(rule.priced, rates=rates))
        if rule.priced and (rates := found.get(rule.priced.table))
        else rule
        for rule in fees.rules
    )
    return replace(fees, rules=rules)


def in_words(rates: Rates) -> list[Words]:
    """Every table in a line: 「2027年4月1日（令和9年）から：足場 200円/㎡、…」."""
    return [
        Words(
            f"{day_in_words(table.since).ja}から："
            + "、".join(f"{one.label.ja} {_said(one, 'ja')}" for one in table.prices.values()),
            f"From {day_in_words(table.since).en}: "
            + ", ".join(f"{one.label.en} {_said(one, 'en')}" for one in table.prices.values()),
        )
        for table in rates.tables
    ]


def changes(old: Rates, new: Rates) -> list[Words]:
    """What is different, in sentences: a price for each day from which on another one holds."""
    found = []
    days = sorted({table.since for rates in (old, new) for table in rates.tables})
    for since in days:
        before, after = (table.prices if table else {} for table in (old.on(since), new.on(since)))
        for key in dict.fromkeys((*before, *after)):
            was, now = before.get(key), after.get(key)
            if (was and (was.amount, was.per)) != (now and (now.amount, now.per)):
                one = now or was
                assert one is not None
                texts = [
                    (_said(was, lang) if was else none, _said(now, lang) if now else none)
                    for lang, none in (("ja", "なし"), ("en", "none"))
                ]
                found.append(
                    Words(
                        f"「{one.label.ja}」は{day_in_words(since).ja}から {texts[0][0]} → {texts[0][1]}",
                        f"“{one.label.en}” from {day_in_words(since).en}: {texts[1][0]} → {texts[1][1]}",
                    )
                )
    return found


def _said(price: Price, lang: str) -> str:
    yen = f"{plain(price.amount)}円" if lang == "ja" else f"{plain(price.amount)} yen"
    unit = price.unit.in_(lang)
    per = {"ja": f"（{price.per}期間あたり）", "en": f" for {price.per} periods"}[lang] if price.per > 1 else ""
    return f"{yen}{f'/{unit}' if unit else ''}{per}"
