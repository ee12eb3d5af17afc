"""A long form: 60 fields of every usual kind on six pages, 40 conditions. Made here, since nobody wants to read it.

`definition()` is what a `form.toml` holds, `typed()` a sound way to fill it in, `write(folder)` a whole pack around it.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

PACK = "bench-long"
PAGES = 6
_MODEL = Path(__file__).resolve().parent / "packs" / "procedures" / "bench-notice"
_REASONS = ("moved", "renamed", "other")


_OVERRULED = """
[[overruled]]
rule = "no_example"
by = "benchmarks"
on = "2026-11-28"
reason = "the questions are made by the dozen, and what they cost is measured"
"""


def _text(ja: str) -> dict[str, str]:
    return {"ja": ja, "en": ja.encode("ascii", "ignore").decode().strip() or "Item"}


def _page(number: int) -> dict[str, Any]:
    """Ten fields; seven conditions on the first five pages, five on the last: forty in all."""
    name = f"p{number}"
    # What reckons with numbers looks at the page before; the first page has none, and asks its choice instead.
    more, many, two = (
        ("_number > 3", "_number * 2 + 1 >= 7", "_number + 2 >= 4") if number > 1 else
        ("_yes", "_kind != 'renamed'", "_kind != 'other'")
    )  # fmt: skip
    other = f"p{max(1, number - 1)}"
    numbers = {"min": 0, "max": 99}
    fields: list[dict[str, Any]] = [
        {"id": f"{name}_kind", "type": "choice", "options": [
            {"value": one, "label": _text(f"{one} {number}")} for one in _REASONS]},
        {"id": f"{name}_yes", "type": "yes_no"},
        {"id": f"{name}_number", "type": "number", **numbers},
        {"id": f"{name}_text", "type": "text", "when": f"{name}_kind == 'moved'"},
        {"id": f"{name}_day", "type": "date", "when": f"{name}_yes and {other}{more}"},
        {"id": f"{name}_money", "type": "money", "when": f"{name}_kind in ('moved', 'renamed') or {name}_yes"},
        {"id": f"{name}_long", "type": "textarea", "when": f"{other}{many} and {name}_kind != 'renamed'"},
        {"id": f"{name}_phone", "type": "phone", "required": f"{name}_kind == 'other'"},
        {"id": f"{name}_name", "type": "name"},
        {"id": f"{name}_address", "type": "address"},
    ]  # fmt: skip
    if number <= PAGES - 1:
        fields[8]["when"] = f"{other}{two}"
        fields[9]["when"] = f"{name}_kind != 'other' or {other}{more}"
    for place, one in enumerate(fields):
        one["label"] = _text(f"項目 item {number}-{place}")
        one.setdefault("required", False)
    return {"id": f"page{number}", "title": _text(f"ページ page {number}"), "field": fields}


def definition() -> dict[str, Any]:
    """The form's definition: 60 fields, 40 conditions, and a rule across two pages."""
    mail = {"id": "mail", "type": "email", "label": _text("メール mail"), "required": True}
    pages = [_page(number) for number in range(1, PAGES + 1)]
    last = pages[-1]["field"]
    last[-1] = mail
    rule = {
        "id": "both", "field": "p2_number", "that": "p2_number + p1_number <= 190",
        "message": _text("大きすぎます too large"),
    }  # fmt: skip
    return {"meta": {"applicant_mail": "mail", "applicant_name": ["p1_name"]}, "page": pages, "check": [rule]}


def typed() -> dict[str, Any]:
    """Sound answers to everything that these answers show."""
    answers: dict[str, Any] = {"mail": "resident@example.jp"}
    for number in range(1, PAGES + 1):
        name = f"p{number}"
        answers |= {
            f"{name}_kind": {"value": "moved", "other": ""}, f"{name}_yes": "yes", f"{name}_number": "12",
            f"{name}_text": "仙台市見本町1丁目1番1号", f"{name}_money": "12,000",
            f"{name}_day": {"era": "令和", "year": "8", "month": "4", "day": "1"},
            f"{name}_long": "近くの農家が野菜を売ります。\n雨のときは行いません。", f"{name}_phone": "022-123-4567",
            f"{name}_name": {"family": "佐藤", "given": "花子", "single": ""},
            f"{name}_address": {"postal_code": "981-1224", "prefecture": "宮城県", "city": "名取市",
                                "town": "増田9丁目9-9", "building": ""},
        }  # fmt: skip
    answers.pop(f"p{PAGES}_address")
    return answers


def posted(number: int) -> list[tuple[str, str]]:
    """What a browser posts for one page (from 1): the controls' names and values."""
    pairs: list[tuple[str, str]] = []
    for name, value in typed().items():
        if not name.startswith(f"p{number}_") and not (number == PAGES and name == "mail"):
            continue
        if name.endswith("_kind"):
            pairs.append((name, value["value"]))
        elif isinstance(value, dict):
            pairs += [(f"{name}.{part}", text) for part, text in value.items()]
        else:
            pairs.append((name, value))
    return pairs


def write(folder: Path) -> Path:
    """The pack `bench-long` below `folder`, everything but its form taken from `bench-notice`."""
    pack = folder / PACK
    shutil.copytree(_MODEL, pack)
    shutil.rmtree(pack / "examples")
    (pack / "examples").mkdir()
    card = (pack / "pack.toml").read_text(encoding="utf-8").replace("bench-notice", PACK)
    (pack / "pack.toml").write_text(card + _OVERRULED, encoding="utf-8")
    (pack / "form.toml").write_text(_toml(), encoding="utf-8")
    example = "today = 2026-11-22\n\n[answers]\n"
    (pack / "examples" / "plain.ok.toml").write_text(f'title = "最小"\n{example}mail = "a@example.jp"\n', "utf-8")
    (pack / "examples" / "none.ng.toml").write_text(
        f'title = "空"\n{example}\n[[expect]]\nfield = "mail"\ncode = "required"\n', "utf-8"
    )
    return pack


def _toml() -> str:
    """The definition as a `form.toml`, field by field."""
    whole = definition()
    lines = ["[meta]", *_keys(whole["meta"])]
    for page in whole["page"]:
        lines += ["", "[[page]]", *_keys({"id": page["id"], "title": page["title"]})]
        for one in page["field"]:
            lines += ["", "[[page.field]]", *_keys(one)]
    for rule in whole["check"]:
        lines += ["", "[[check]]", *_keys(rule)]
    return "\n".join(lines) + "\n"


def _keys(table: dict[str, Any]) -> list[str]:
    return [f"{key} = {_value(value)}" for key, value in table.items()]


def _value(value: Any) -> str:
    """JSON and TOML write everything alike but tables."""
    if isinstance(value, dict):
        return "{ " + ", ".join(_keys(value)) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False)
