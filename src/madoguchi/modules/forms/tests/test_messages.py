"""Every fault has a sentence in both languages that says what to do."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest

from madoguchi.kit import email, phone, postal
from madoguchi.modules.forms import api as forms
from madoguchi.modules.forms.domain import types
from madoguchi.modules.forms.services.messages import MESSAGES
from madoguchi.modules.forms.tests.sample import TODAY, field, form, text

DOMAIN = Path(types.__file__).parent.parent


def codes_in_the_engine() -> set[str]:
    """Every code that is written out in the domain, and those that are made of the kit's codes or of parts."""
    found: set[str] = set()
    for path in [*DOMAIN.glob("types/*.py"), DOMAIN / "validation.py", DOMAIN / "proofs.py"]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("Flaw", "refuse"):
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    found.add(first.value)
    for module, prefix in ((phone, "phone"), (postal, "postal"), (email, "email")):
        listed = re.search(r"Codes of `\w+`:(.*?)\.\n", f"{module.__doc__}\n", re.S)
        assert listed
        found |= {
            f"{prefix}_{code}" for code in re.findall(r"\b[a-z_]+\b", re.sub(r"\(.*?\)", "", listed[1], flags=re.S))
        }
    found |= {f"date_{part}_not_number" for part in ("year", "month", "day")}
    found |= {f"{part}_missing" for part in ("family", "given", "prefecture", "city", "town", "foreign", "country")}
    for part in ("bank_code", "branch_code", "number", "symbol", "yucho_number"):
        found |= {f"account_{part}_missing", f"account_{part}_digits"}
    found |= {"account_bank_name_missing", "account_branch_name_missing", "number_not_whole", "number_too_fine"}
    found |= {f"corporation_{part}_missing" for part in ("name", "kana", "representative", "number")}
    found |= {f"time_{part}_number" for part in ("hour", "minute")} | {"period_start_missing", "period_end_missing"}
    found |= {"time_between", "time_from", "time_until", "period_reversed", "period_times", "period_same"}
    found |= {f"place_{part}" for part in ("lat_missing", "unreadable", "minutes", "degrees", "mixed", "missing")}
    found |= {f"place_{one}{row}" for one in ("swapped", "abroad", "outside") for row in ("", "_row")}
    return found | {
        "email_code_wait",
        "money_unreadable",
        "number_too_long",
        "postal_unknown",
        "postal_office",
        "upload_refused",
    }


def test_every_code_has_a_sentence_and_every_sentence_a_code() -> None:
    assert codes_in_the_engine() == set(MESSAGES)


def test_no_sentence_says_only_that_something_is_wrong() -> None:
    for code, sentence in MESSAGES.items():
        assert "不正" not in str(sentence), code
        assert str(sentence).endswith(("。", "%(text)s")), code


def said(one: forms.Form, typed: dict[str, Any], lang: str) -> list[str]:
    outcome = forms.validate(one, typed, today=TODAY)
    return [forms.message(fault, lang) for fault in outcome.faults]


@pytest.mark.parametrize(
    ("extra", "typed", "ja", "en"),
    [
        (
            field("x", "date"),
            {"era": "H", "year": "31", "month": "5", "day": "1"},
            "「「x」」：平成は2019年4月30日（平成31年）までです。その日は令和元年にあたります。元号と年を選び直してください。",
            "“「x」 (en)”: the Heisei era ended on 30 April 2019. That day is in Reiwa 1. Change the era and the year.",
        ),
        (
            field("x", "date"),
            {"year": "2026", "month": "2", "day": "30"},
            "「「x」」：2026年2月に30日はありません（28日まで）。日を確かめてください。",
            "“「x」 (en)”: February 2026 has no 30th day (it has 28). Check the day.",
        ),
        (
            field("x", "date"),
            {"era": "R", "year": "8", "month": "2", "day": "30"},
            "「「x」」：令和8年2月に30日はありません（28日まで）。日を確かめてください。",
            "“「x」 (en)”: February 2026 (Reiwa 8) has no 30th day (it has 28). Check the day.",
        ),
        (
            field("x", "date", max="today"),
            {"year": "2026", "month": "11", "day": "23"},
            "「「x」」は2026年11月22日（令和8年）かそれより前の日にしてください。",
            "“「x」 (en)” must be 22 November 2026 or earlier.",
        ),
        (
            field("x"),
            "あ" * 10_000,
            "「「x」」が9800文字多いです。200文字以内に短くしてください（今は10,000文字）。",
            "“「x」 (en)” is 9800 characters too long. Shorten it to 200 characters (now 10,000).",
        ),
        (
            field("x", "number", max=10, unit={"ja": "通", "en": "copies"}),
            "11",
            "「「x」」は10通以下にしてください。",
            "“「x」 (en)” must be at most 10 copies.",
        ),
        (
            field("x", "file", kinds=["pdf", "jpeg"]),
            [{"id": "1", "name": "a.xlsx", "size": 1, "kind": "xlsx", "sha256": ""}],
            "「a.xlsx」は、ここでは受け取れない形式です。PDF・JPEGのどれかにしてください。",
            "“a.xlsx” is of a kind that cannot be taken here. Use one of PDF, JPEG.",
        ),
        (
            field("x", pattern="[0-9]+", pattern_message=text("数字で書きます。")),
            "x",
            "「「x」」の書き方がちがいます。数字で書きます。",
            "“「x」 (en)” is not written as expected. 数字で書きます。 (en)",
        ),
    ],
)
def test_sentences(extra: dict[str, Any], typed: Any, ja: str, en: str) -> None:
    one = form(extra)
    assert said(one, {"x": typed}, "ja") == [ja]
    assert said(one, {"x": typed}, "en") == [en]


def test_a_row_is_named() -> None:
    one = form(field("g", "group", field=[field("x", required=True), field("y")]))
    assert said(one, {"g": [{"x": "1"}, {"y": "1"}]}, "ja") == ["2件目：「「x」」を入力してください。"]
    assert said(one, {"g": [{"x": "1"}, {"y": "1"}]}, "en") == ["No. 2: Enter “「x」 (en)”."]


def test_a_row_in_a_row_is_named_with_the_row_around_it() -> None:
    inner = field("h", "group", item_label=text("理由"), field=[field("x", required=True), field("y")])
    one = form(field("g", "group", field=[inner]))
    assert said(one, {"g": [{"h": [{"y": "1"}, {"y": "2"}]}, {"h": [{"y": "3"}]}]}, "ja") == [
        "1件目の「理由」の1件目：「「x」」を入力してください。",
        "1件目の「理由」の2件目：「「x」」を入力してください。",
        "2件目の「理由」の1件目：「「x」」を入力してください。",
    ]
    assert said(one, {"g": [{"h": [{"y": "1"}, {"x": "2"}]}]}, "en") == ["No. 1, 理由 (en) no. 1: Enter “「x」 (en)”."]


def test_typed_text_in_a_sentence_is_only_text() -> None:
    one = form(field("x", "file"))
    file = {"id": "1", "name": "%(label)s.exe", "size": 1, "kind": "exe", "sha256": ""}
    assert said(one, {"x": [file]}, "ja")[0].startswith("「%(label)s.exe」は")


def test_the_summary() -> None:
    one = form(field("owner", "name", required=True))
    outcome = forms.validate(one, {}, today=TODAY)
    assert forms.messages(outcome.faults, "ja") == [("f-owner-family", "「「owner」」を入力してください。")]
