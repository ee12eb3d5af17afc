"""A paper form's list of fields (CSV or Excel) made into pages and fields, with a report of every guess.

Columns are found by what they are called, in any order: 項目名 (the only one that must be there), 種類, 必須, 選択肢,
説明, 例, ページ, まとまり (fields of one name repeat together), 条件 (「区分＝法人」), 単位; each may have its English
beside it (英語, 選択肢の英語 …). Unknown kinds become a line of text and are reported; nothing is dropped in silence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from madoguchi.kit import csvjp, xlsx
from madoguchi.modules.designer.domain import conditions, structure

MOST = 300
_COLUMNS = {
    "name": ("項目名", "項目", "名称", "欄", "label", "name", "field"),
    "kind": ("種類", "型", "形式", "入力形式", "type", "kind"),
    "required": ("必須", "必須任意", "要否", "required"),
    "options": ("選択肢", "選択", "候補", "options", "choices"),
    "help": ("説明", "備考", "注意", "記入方法", "help", "note"),
    "example": ("例", "記入例", "example"),
    "page": ("ページ", "画面", "区分", "page", "section"),
    "group": ("まとまり", "繰り返し", "くり返し", "group"),
    "when": ("条件", "出す条件", "when"),
    "unit": ("単位", "unit"),
    "name.en": ("英語", "英語名", "項目名の英語", "english", "en"),
}
_COLUMNS |= {f"{name}.en": (f"{_COLUMNS[name][0]}の英語", f"{_COLUMNS[name][0]}英語", f"{name}_en")
             for name in ("options", "help", "example", "page", "group", "unit")}  # fmt: skip
_WITH_UNIT = ("number",)
_KINDS = {
    "text": ("文字", "テキスト", "一行", "1行", "短文", "text"),
    "textarea": ("複数行", "長文", "文章", "自由記述", "textarea"),
    "name": ("氏名", "名前", "name"),
    "kana": ("フリガナ", "ふりがな", "カナ", "kana"),
    "org_name": ("法人名", "団体名", "会社名", "商号", "org_name"),
    "corporate_number": ("法人番号", "corporate_number"),
    "date": ("日付", "年月日", "date"),
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
    "birth": ("生年月日", "birth"),
    "corporation": ("法人", "corporation"),
    "time": ("時刻", "time"),
    "period": ("期間", "period"),
    "file": ("添付", "ファイル", "写真", "file"),
    "consent": ("同意", "consent"),
    "info": ("案内", "案内文", "見出し", "info"),
    "bank_account": ("口座", "振込先", "bank_account"),
}
# What a field is when no kind is written: the first of these words that its name has in it.
_BY_NAME = (
    ("メール", "email"), ("電話", "phone"), ("フリガナ", "kana"), ("ふりがな", "kana"), ("氏名", "name"),
    ("住所", "address"), ("所在地", "address"), ("生年月日", "birth"), ("年月日", "date"), ("金額", "money"),
    ("法人番号", "corporate_number"), ("法人名", "org_name"), ("口座", "bank_account"), ("添付", "file"),
    ("写し", "file"),
)  # fmt: skip
_YES = ("必須", "○", "◯", "〇", "要", "yes", "true", "1", "はい", "必")
_NO = ("", "任意", "不要", "×", "-", "no", "false", "0", "いいえ")


@dataclass
class Imported:
    """`form`: with the new pages and fields; `notes`: (row, ja, en), what was guessed or could not be taken over;
    `pages`, `groups`: ids by the names of the list."""

    form: dict[str, Any]
    added: int = 0
    notes: list[tuple[int, str, str]] = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=dict)
    groups: dict[tuple[str, str], str] = field(default_factory=dict)


class BadListError(ValueError):
    """Not a table that can be read: `code` as in kit.xlsx."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def _table(data: bytes) -> list[list[str]]:
    """The rows of the file, the header first. Raises BadListError."""
    if not xlsx.is_workbook(data):
        table = csvjp.read(data)
        return [list(table.header), *map(list, table.rows)]
    try:
        return xlsx.rows(data)
    except xlsx.XlsxError as error:
        raise BadListError(error.code) from error


def read(data: bytes, form: Mapping[str, Any], title: str) -> Imported:
    """Add the fields of a CSV or Excel file to a form, on a page of its own or on those that its column ページ names.
    Raises BadListError."""
    table = _table(data)
    # What stands above the header (the name of the paper form) is passed over.
    start = next((index for index, cells in enumerate(table) if "name" in _columns(cells)), 0)
    header, rows = table[start] if table else [], table[start + 1 :]
    found = Imported(dict(form))
    columns = _columns(header)
    if "name" not in columns:
        found.notes.append((1, "「項目名」の列がありません。", "There is no column 項目名 (name of the field)."))
        return found
    known = set(columns.values())
    for index, head in enumerate(header):
        if head.strip() and index not in known:
            found.notes.append((start + 1, f"「{head}」の列は使いませんでした。", f"The column “{head}” was not used."))
    for number, cells in enumerate(rows[:MOST], start=start + 2):
        row = {name: cells[index].strip() if index < len(cells) else "" for name, index in columns.items()}
        if row["name"]:
            _add(found, number, row, title)
        elif any(row.values()):
            found.notes.append((number, "項目名が空なので、とばしました。", "Passed over: the name is empty."))
    if len(rows) > MOST:
        found.notes.append((start + MOST + 2, f"{MOST}行までを読みました。", f"Only {MOST} rows were read."))
    return found


def _columns(header: Sequence[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for index, head in enumerate(header):
        said = _folded(head)
        for name, words in _COLUMNS.items():
            if name not in columns and said in map(_folded, words):
                columns[name] = index
                break
    return columns


def _add(found: Imported, number: int, row: Mapping[str, str], title: str) -> None:
    page_name = row.get("page") or title
    if page_name not in found.pages:
        english = row.get("page.en") or (page_name if page_name.isascii() else "")
        said = {"ja": page_name, "en": english}
        found.form, found.pages[page_name] = structure.add_page(found.form, said, english or "imported")
        if not english:
            found.notes.append((number, f"ページ「{page_name}」の英語がありません。", f"No English for “{page_name}”."))
    options = conditions.listed(row.get("options", ""))
    kind = _kind(found, number, row, options)
    label = _both(row, "name")
    if "en" not in label:
        found.notes.append((number, f"「{row['name']}」の英語がありません。", f"No English for “{row['name']}”."))
    table = structure.new_field(kind, structure.fresh_id(found.form, structure.wish(label, kind)), label)
    if kind in ("choice", "choices", "ranked"):
        others = conditions.listed(row.get("options.en", ""))
        table["options"] = _options(options, others) or table["options"]
        if not options:
            found.notes.append((number, "選択肢がないので、仮に2つ置きました。", "No options: two were put in."))
        elif others and len(others) != len(options):
            found.notes.append(
                (number, "選択肢とその英語の数が合いません。", "There are more or fewer English options.")
            )
    _set_required(found, number, row, kind, table)
    for key in ("help", "example"):
        if row.get(key) and kind != "info":
            table[key] = _both(row, key)
    if kind == "info" and row.get("help"):
        table["text"] = _both(row, "help")
    if kind in _WITH_UNIT and row.get("unit"):
        table["unit"] = _both(row, "unit")
    group = _group(found, row, page_name)
    found.form = structure.add_field(found.form, group or found.pages[page_name], table, group=bool(group))
    _set_condition(found, number, row, f"{group}.{table['id']}".lstrip("."))
    found.added += 1


def _both(row: Mapping[str, str], name: str) -> dict[str, str]:
    said = {"ja": row[name], "en": row.get(f"{name}.en", "")}
    return {lang: text for lang, text in said.items() if text}


def _options(options: list[str], english: list[str]) -> list[dict[str, Any]]:
    """Each option with its English; its value is made of that, so that conditions and answers can be read."""
    found: list[dict[str, Any]] = []
    for index, one in enumerate(options):
        other = english[index] if index < len(english) else ""
        value = re.sub(r"[^a-z0-9]+", "_", other.lower()).strip("_")[:30] or f"option_{index + 1}"
        if any(value == known["value"] for known in found):
            value = f"{value}_{index + 1}"
        found.append({"value": value, "label": {"ja": one, **({"en": other} if other else {})}})
    return found


def _set_required(found: Imported, number: int, row: Mapping[str, str], kind: str, table: dict[str, Any]) -> None:
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


def _group(found: Imported, row: Mapping[str, str], page_name: str) -> str:
    """The id of the group in which the field repeats, made when it is first named; "" for a field of its own."""
    name = row.get("group", "")
    if not name:
        return ""
    key = (page_name, name)
    if key not in found.groups:
        label = _both(row, "group")
        group_id = structure.fresh_id(found.form, structure.wish(label, "group"))
        made = structure.new_field("group", group_id, label) | {"min": 1, "item_label": label, "field": []}
        found.form = structure.add_field(found.form, found.pages[page_name], made)
        found.groups[key] = group_id
    return found.groups[key]


def _set_condition(found: Imported, number: int, row: Mapping[str, str], path: str) -> None:
    said = row.get("when", "")
    if not said:
        return
    condition = conditions.in_words(said, conditions.choosable(found.form, path))
    if condition is None:
        found.notes.append(
            (
                number,
                f"条件「{said}」が分からないので、条件なしで加えました。「項目名＝答え」の形で、前の行の項目を書いてください。",
                f"Condition “{said}” was not understood and left out: write field＝answer, of an earlier row.",
            )
        )
    else:
        structure.field(found.form, path)["when"] = condition


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
    """The file as CSV text, to be shown and posted again. Raises BadListError."""
    return csvjp.write(_table(data)).data.decode("utf-8-sig")
