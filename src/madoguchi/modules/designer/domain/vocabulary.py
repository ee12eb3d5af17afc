"""What a clerk reads for the words of a pack's files, beyond those of the designer's pages (`choices`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madoguchi.kernel.ui.api import day_in_words, language
from madoguchi.kit import wareki
from madoguchi.kit.languages import LANGUAGES
from madoguchi.modules.designer.choices import words_at
from madoguchi.modules.designer.domain import sections
from madoguchi.modules.procedures import api as procedures

GLUE = "／"
_LONGEST = 24  # letters of a sentence that stands for a row without a name
# Settings that no page of the designer has, or that mean something else at their place.
MORE: Mapping[str, Promise] = {
    "version": gettext_lazy("版の番号"),
    "use": gettext_lazy("共通のまとまり"),
    "prefix": gettext_lazy("まとまりの名前（半角英字）"),
    "leave_out": gettext_lazy("たずねない項目"),
    "fields": gettext_lazy("まとまりの中の項目"),
    "represented": gettext_lazy("だれのための申請か"),
    "letter": gettext_lazy("郵送した手紙"),
    "letter.given": gettext_lazy("手紙の照会番号で確かめる項目"),
    "letter.prefilled": gettext_lazy("手紙から入る答え"),
    "given.household": gettext_lazy("世帯の番号"),
    "given.name": gettext_lazy("世帯主の氏名"),
    "given.kana": gettext_lazy("世帯主のフリガナ"),
    "given.birth": gettext_lazy("世帯主の生年月日"),
    "given.members": gettext_lazy("世帯の方"),
    "prefilled.address": gettext_lazy("住所"),
    "capacity.round": gettext_lazy("回の名前"),
    "capacity.field": gettext_lazy("枠を分ける項目"),
    "field.of": gettext_lazy("日付・年月・時刻のどれか"),
    "field.step": gettext_lazy("刻み"),
    "field.round": gettext_lazy("端数"),
    "third.label": gettext_lazy("呼び名"),
    "third.each": gettext_lazy("繰り返すまとまり（1件に1人）"),
    "third.when": gettext_lazy("頼む条件"),
    "third.days": gettext_lazy("リンクを開ける日数"),
    "third.declaration": gettext_lazy("第三者が送信の前に確かめる文"),
    "circle.label": gettext_lazy("呼び名"),
    "expect": gettext_lazy("出るはずのエラー"),
    "answers": gettext_lazy("答え"),
    "code": gettext_lazy("エラーの種類"),
}
OF_ONE = {"party": "third", "confidential": "circle"}  # below the name of one, its settings
DECIDED: Mapping[str, Promise] = {
    "decided.amount": gettext_lazy("前の手続で決まった額"),
    "decided.on": gettext_lazy("前の手続の決定の日"),
    "decided.number": gettext_lazy("前の手続の決定の番号"),
    "case.number": gettext_lazy("前の手続の受付番号"),
}
UNITS: Mapping[str, Promise] = {
    "amount": gettext_lazy("%(n)s円"), "least": gettext_lazy("%(n)s円"), "percent": gettext_lazy("%(n)s％"),
    "days": gettext_lazy("%(n)s日"), "pay_within": gettext_lazy("%(n)s日"), "more_days": gettext_lazy("%(n)s日"),
    "retention_years": gettext_lazy("%(n)s年"), "max_mb": gettext_lazy("%(n)sMB"), "count": gettext_lazy("%(n)s個"),
    "min_count": gettext_lazy("%(n)s個"), "max_length": gettext_lazy("%(n)s文字"), "limit": gettext_lazy("%(n)s人"),
    "min_length": gettext_lazy("%(n)s文字"), "waiting": gettext_lazy("%(n)s人"), "fee.step": gettext_lazy("%(n)s円"),
    "hold_minutes": gettext_lazy("%(n)s分"), "offer_hours": gettext_lazy("%(n)s時間"),
}  # fmt: skip
# What holds the names of fields; what holds an expression.
NAMES_FIELDS = re.compile(
    r"(^|\.)(field|each|fee\.key|by|represented|applicant_\w+|shares|locked|once|once\.key|agrees_with|leave_out"
    r"|prefill\.\w+|given\.\w+|prefilled\.\w+)$"
)
CONDITIONS = frozenset({"when", "that", "required", "route", "hides_case"})
EXPRESSIONS = frozenset(
    {*CONDITIONS, "times", "quantity", "periods", "until", "on", "amount", "amount_most", "age_on", "min", "max"}
    | {"value", "after"}
)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MONTH_DAY = re.compile(r"(\d{2})-(\d{2})")
TOKEN = re.compile(r"'[^']*'|\"[^\"]*\"|[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*|==|!=|>=|<=|>|<")
SIGNS = {"==": "＝", "!=": "≠", ">=": "≧", "<=": "≦", ">": "＞", "<": "＜"}


def key_word(place: str, key: str, *pages: str) -> str:
    """What a setting is called; some have words of their own at their place ("rate.row.key") or on their page
    (`choices.words_at`)."""
    words = words_at(*pages)
    for name in (place, key):
        if name in MORE and not (pages and name in words):
            return str(MORE[name])
        if name in words:
            return str(words[name][0])
    return key


def called(row: Mapping[str, Any]) -> str:
    """The label or title of a table, or how its sentence begins; "" without one."""
    if isinstance(row.get("kind"), str) and "outcomes" not in row and isinstance(row.get("text"), Mapping):
        return str(row["kind"])  # a notice of appeal
    for key in ("label", "title", "text", "reason", "message"):
        if isinstance(row.get(key), Mapping):
            said = local(row[key])
            return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"
    return ""


def local(texts: Mapping[str, Any]) -> str:
    return str((language() == "en" and texts.get("en")) or texts.get("ja", ""))


def section_word(name: str) -> str:
    return procedures.SECTIONS[name].in_(language()) if name in procedures.SECTIONS else name


def sections_of(text: str) -> list[str]:
    """A Markdown file in lines, its sections under their titles."""
    return [line for name, body in sections.read(text) for line in (f"■ {section_word(name)}", *body.split("\n"))]


def file_word(name: str) -> str:
    """What the page is called on which a file is edited; "" for the form, which all else is about."""
    pages = {
        "form.toml": "", "pack.toml": _("手続の情報"), "flow.toml": _("流れ"), "fees.toml": _("手数料"),
        "eligibility.toml": _("対象の確認"),
    }  # fmt: skip
    if name in pages:
        return pages[name]
    folder, _slash, rest = name.partition("/")
    inner = rest.rpartition(".")[0]
    match folder:
        case "documents":
            return _("書類「%(name)s」") % {"name": inner}
        case "tables":
            return _("選択肢の表「%(name)s」") % {"name": inner}
        case "examples":
            return _("入力例「%(name)s」") % {"name": inner}
        case "texts" if inner in LANGUAGES:
            tongue = LANGUAGES[inner]
            said = tongue.ja if language() == "ja" else tongue.en
            return GLUE.join((_("案内文") if name.endswith(".md") else _("ことば"), said))
    return name


def language_word(key: str) -> str:
    return {"ja": _("日本語"), "en": _("英語")}.get(key, "")


def day_word(day: date) -> str:
    """2026年11月22日（日）（令和8年）, or 22 November 2026 (Sun)."""
    with suppress(wareki.WarekiError):
        if language() == "ja":
            return wareki.format_both(day)
    return day_in_words(day, language())


def effect(key: str) -> str:
    """What a chosen value does to what is under way, once this version is published and put in force."""
    name = key.partition(":")[0]
    if name.startswith("examples/"):
        return _("入力例は職員の試しに使うだけです。入力中の方にも、届いた案件にもかかわりません。")
    if name == "fees.toml":
        return _(
            "届いた案件の額は、受け付けたときのままです。入力中の方は、公開して使いはじめたあと、次に開いたときに選んだ額になります。"
        )
    if name.startswith("documents/"):
        return _(
            "届いた案件の書類は、その案件の版のままです。選んだ書類は、公開して使いはじめたあとに届く案件からです。"
        )
    if name.startswith("texts/"):
        return _(
            "届いた案件のページには、その案件の版の文が出ます。選んだ文は、公開して使いはじめたときから手続のページに出ます。"
        )
    if name == "form.toml" or name.startswith("tables/"):
        return _(
            "届いた案件は、いまの版の様式のままです。入力中の方は、公開して使いはじめたあと、次に開いたときに引き継がれ、入力したものは消えません。"
        )
    return _("届いた案件は、いまの版のままです。選んだ内容は、公開して使いはじめたあとに届くものからです。")
