"""A paper form's list of fields (CSV) made into pages and fields, with a report of every guess.

Columns are found by what they are called, in any order: 項目名 (the only one that must be there), 種類, 必須, 選択肢,
説明, 例, ページ, 英語. Unknown kinds become a line of text and are reported; nothing is dropped in silence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from madoguchi.kit import csvjp
from madoguchi.modules.designer.domain import structure

MOST = 300
_COLUMNS = {
    "name": ("項目名", "項目", "名称", "欄", "label", "name", "field"),
    "kind": ("種類", "型", "形式", "入力形式", "type", "kind"),
    "required": ("必須", "必須任意", "要否", "required"),
    "options": ("選択肢", "選択", "候補", "options", "choices"),
    "help": ("説明", "備考", "注意", "記入方法", "help", "note"),
    "example": ("例", "記入例", "example"),
    "page": ("ページ", "画面", "区分", "page", "section"),
    "english": ("英語", "英語名", "english", "en"),
}
_KINDS = {
    "text": ("文字", "テキスト", "一行", "1行", "短文", "text"),
    "textarea": ("複数行", "長文", "文章", "自由記述", "textarea"),
    "name": ("氏名", "名前", "name"),
    "kana": ("フリガナ", "ふりがな", "カナ", "kana"),
    "org_name": ("法人名", "団体名", "会社名", "商号", "org_name"),
    "corporate_number": ("法人番号", "corporate_number"),
    "date": ("日付", "年月日", "生年月日", "date"),
    "year_month": ("年月", "year_month"),
    "fiscal_year": ("年度", "fiscal_year"),
    "number": ("数", "数値", "数量", "数字", "number"),
    "money": ("金額", "円", "money"),
    "phone": ("電話", "電話番号", "phone", "tel"),
    "email": ("メール", "メールアドレス", "eメール", "email", "mail"),
    "address": ("住所", "所在地", "address"),
    "choice": ("単一選択", "選択", "ラジオ", "プルダウン", "リスト", "choice", "radio", "select"),
    "choices": ("複数選択", "チェック", "チェックボックス", "choices", "checkbox"),
    "yes_no": ("はいいいえ", "有無", "yesno", "yes_no"),
    "file": ("添付", "ファイル", "写真", "file"),
    "consent": ("同意", "consent"),
    "info": ("案内", "案内文", "見出し", "info"),
    "bank_account": ("口座", "振込先", "bank_account"),
}
# What a field is when no kind is written: the first of these words that its name has in it.
_BY_NAME = (
    ("メール", "email"), ("電話", "phone"), ("フリガナ", "kana"), ("ふりがな", "kana"), ("氏名", "name"),
    ("住所", "address"), ("所在地", "address"), ("生年月日", "date"), ("年月日", "date"), ("金額", "money"),
    ("法人番号", "corporate_number"), ("法人名", "org_name"), ("口座", "bank_account"), ("添付", "file"),
    ("写し", "file"),
)  # fmt: skip
_YES = ("必須", "○", "◯", "〇", "要", "yes", "true", "1", "はい", "必")
_NO = ("", "任意", "不要", "×", "-", "no", "false", "0", "いいえ")


@dataclass
class Imported:
    """`form`: with the new pages and fields; `notes`: (row, ja, en), what was guessed or could not be taken over."""

    form: dict[str, Any]
    added: int = 0
    notes: list[tuple[int, str, str]] = field(default_factory=list)


def read(data: bytes, form: Mapping[str, Any], title: str) -> Imported:
    """Add the fields of a CSV file to a form, on a page of its own or on those that its column ページ names."""
    table = csvjp.read(data)
    found = Imported(dict(form))
    columns = _columns(table.header)
    if "name" not in columns:
        found.notes.append((1, "「項目名」の列がありません。", "There is no column 項目名 (name of the field)."))
        return found
    known = set(columns.values())
    for index, head in enumerate(table.header):
        if head.strip() and index not in known:
            found.notes.append((1, f"「{head}」の列は使いませんでした。", f"The column “{head}” was not used."))
    pages: dict[str, str] = {}
    for number, cells in enumerate(table.rows[:MOST], start=2):
        row = {name: cells[index].strip() if index < len(cells) else "" for name, index in columns.items()}
        if row["name"]:
            _add(found, number, row, pages, title)
        elif any(row.values()):
            found.notes.append((number, "項目名が空なので、とばしました。", "Passed over: the name is empty."))
    if len(table.rows) > MOST:
        found.notes.append((MOST + 2, f"{MOST}行までを読みました。", f"Only {MOST} rows were read."))
    return found


def _columns(header: tuple[str, ...]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for index, head in enumerate(header):
        said = _folded(head)
        for name, words in _COLUMNS.items():
            if name not in columns and said in map(_folded, words):
                columns[name] = index
                break
    return columns


def _add(found: Imported, number: int, row: Mapping[str, str], pages: dict[str, str], title: str) -> None:
    page_name = row.get("page") or title
    if page_name not in pages:
        found.form, pages[page_name] = structure.add_page(found.form, {"ja": page_name, "en": page_name}, "imported")
    options = [one.strip() for one in re.split(r"[\n、,，;；／/・|｜]", row.get("options", "")) if one.strip()]
    kind = _kind(found, number, row, options)
    english = row.get("english", "")
    if not english:
        found.notes.append((number, f"「{row['name']}」の英語がありません。", f"No English for “{row['name']}”."))
    table = structure.new_field(kind, structure.fresh_id(found.form, kind), {"ja": row["name"], "en": english})
    if kind in ("choice", "choices"):
        table["options"] = [
            {"value": f"option_{index}", "label": {"ja": one}} for index, one in enumerate(options, start=1)
        ] or table["options"]
        if not options:
            found.notes.append((number, "選択肢がないので、仮に2つ置きました。", "No options: two were put in."))
    required = _folded(row.get("required", ""))
    if required in map(_folded, _YES):
        if kind not in ("info", "group"):
            table["required"] = True
    elif required not in map(_folded, _NO):
        found.notes.append(
            (
                number,
                f"必須「{row['required']}」が分からず、任意にしました。",
                f"Required “{row['required']}”: optional.",
            )
        )
    for key in ("help", "example"):
        if row.get(key) and kind != "info":
            table[key] = {"ja": row[key]}
    if kind == "info" and row.get("help"):
        table["text"] = {"ja": row["help"]}
    found.form = structure.add_field(found.form, pages[page_name], table)
    found.added += 1


def _kind(found: Imported, number: int, row: Mapping[str, str], options: list[str]) -> str:
    said = _folded(row.get("kind", ""))
    for kind, words in _KINDS.items():
        if said and said in map(_folded, words):
            return kind
    guess = "choice" if options else next((kind for word, kind in _BY_NAME if word in row["name"]), "text")
    if said:
        found.notes.append(
            (
                number,
                f"種類「{row['kind']}」が分からず、{guess} にしました。",
                f"Kind “{row['kind']}”: taken as {guess}.",
            )
        )
    elif guess != "text":
        found.notes.append((number, f"種類が空なので、{guess} にしました。", f"No kind given: taken as {guess}."))
    return guess


def _folded(text: str) -> str:
    return re.sub(r"[\s・/／_（）()-]", "", unicodedata.normalize("NFKC", text)).lower()


def as_text(data: bytes) -> str:
    """The file as UTF-8 text, to be shown and posted again."""
    table = csvjp.read(data)
    return csvjp.write([table.header, *table.rows]).data.decode("utf-8-sig")
