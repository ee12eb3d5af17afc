"""The rest of a pack as tables of settings: name card, flow, fees, the check before the form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from madoguchi.kernel.people.api import StaffRequest
from madoguchi.kernel.ui.api import language
from madoguchi.modules.designer.domain import conditions, editor, overruling, packfiles, shapes, structure
from madoguchi.modules.designer.domain.packfiles import Files
from madoguchi.modules.designer.services.paper import BUILT_IN
from madoguchi.modules.designer.web.staff import table, working
from madoguchi.modules.procedures import api as procedures


@require_http_methods(["GET", "HEAD", "POST"])
def card(request: StaffRequest, working_id: int) -> HttpResponseBase:
    """Title, kana, category, life events, office, law …"""
    row = working.found(working_id, request)
    lang = language()
    events = [(name, words.in_(lang)) for name, words in procedures.LIFE_EVENTS.items()]
    known = working.table_of(row.files, "pack.toml")
    if request.method != "POST" and request.GET.get(
        "rule"
    ):  # 承知のうえで残す: the reason is all that is left to write
        answered = {"rule": request.GET["rule"], "place": request.GET.get("place", "")}
        known["overruled"] = [*known.get("overruled", []), answered]
    return table.edit(
        request,
        row,
        table.Sheet(
            page="card",
            title=_("手続の情報"),
            lead=_("題名・よみ・分野・担当・根拠など、住民のページと検索に出るものです。"),
            spec=shapes.CARD,
            table=known,
            write=lambda files, new: working.with_table(files, "pack.toml", new),
            stay=working.go("card", row),
            done=working.go("form", row),
            note=_("手続の情報"),
            stale="pack.toml:",
            around=editor.Around({"life_events": events, "capacity.field": _pooled(working.form_of(row.files))}),
            skip=("id", "version"),
        ),
        "card",
        overruled=overruling.entries(row.files),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def flow(request: StaffRequest, working_id: int) -> HttpResponseBase:
    """Which delivered flow, which outcomes; the 標準処理期間 stands beside them though it lies in pack.toml."""
    row = working.found(working_id, request)
    names = packfiles.documents(row.files)
    appeals = working.table_of(row.files, "pack.toml").get("appeal")
    known = [
        (str(one.get("id", "")), str(one.get("kind", "")))
        for one in (appeals if isinstance(appeals, list) else [])
        if isinstance(one, Mapping)
    ]
    form = working.form_of(row.files)
    return table.edit(
        request,
        row,
        table.Sheet(
            page="flow",
            title=_("流れ"),
            lead=_("届いたあとの流れと、結果の選び方です。標準処理期間と教示は「手続の情報」で決めます。"),
            spec=shapes.FLOW,
            table=working.table_of(row.files, "flow.toml"),
            write=lambda files, new: working.with_table(files, "flow.toml", new),
            stay=working.go("flow", row),
            done=working.go("form", row),
            note=_("流れ"),
            stale="flow.toml:",
            around=editor.Around(
                {"document": [(BUILT_IN, _("標準の通知書")), *[(name, name) for name in names]], "appeal": known}
            ),
            fields=conditions.choosable(form),
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def others(request: StaffRequest, working_id: int) -> HttpResponseBase:
    """Who else fills in pages of the form, and which answers only a circle of officers reads."""
    row = working.found(working_id, request)
    form = working.form_of(row.files)
    groups, answers = [], []
    for page in structure.pages(form):
        if "party" in page:
            continue
        for path, one in structure.walk({"page": [page]}):
            said = (path, _said(one) or path)
            if one.get("type") == "group" and "." not in path:
                groups.append(said)
            elif one.get("type") not in ("file", "group", "info", "hidden", "serial", "signature"):
                answers.append(said)
    return table.edit(
        request,
        row,
        table.Sheet(
            page="others",
            title=_("第三者と秘匿"),
            lead=_(
                "勤め先や共有者など、申請する方でない人に書いてもらうときは、ここに加えてから、ページの設定で選びます。"
                "決められた職員だけが見る答えも、区分をここに加えてから、ページか項目の設定で選びます。"
            ),
            spec=shapes.OTHERS,
            table={key: form[key] for key in ("party", "confidential") if key in form},
            write=_with_others,
            stay=working.go("others", row),
            done=working.go("form", row),
            note=_("第三者と秘匿"),
            stale="form.toml:",
            around=editor.Around({"party.value.each": groups, "party.value.shares": answers}),
            fields=conditions.choosable(form),
        ),
    )


def others_to_choose(form: Mapping[str, Any]) -> dict[str, list[tuple[str, str]]]:
    """The parties and confidential labels that a page or field can name."""
    found = {}
    for key in ("party", "confidential"):
        tables = form.get(key)
        known = tables.items() if isinstance(tables, Mapping) else ()
        found[key] = [(str(name), _said(one) or str(name)) for name, one in known if isinstance(one, Mapping)]
    return found


def _said(one: Mapping[str, Any]) -> str:
    label = one.get("label")
    return str(label.get("ja", "")) if isinstance(label, Mapping) else ""


def _with_others(files: Files, new: Mapping[str, Any]) -> Files:
    form = {key: value for key, value in working.form_of(files).items() if key not in ("party", "confidential")}
    return working.with_form(files, {**new, **form})


@require_http_methods(["GET", "HEAD", "POST"])
def fees(request: StaffRequest, working_id: int) -> HttpResponseBase:
    """The fee table; all lines taken away, the procedure is free of charge."""
    row = working.found(working_id, request)
    form, known = working.form_of(row.files), working.table_of(row.files, "fees.toml")
    return table.edit(
        request,
        row,
        table.Sheet(
            page="fees",
            title=_("手数料"),
            lead=_(
                "行がないときは無料です。種類ごとの額を面積や個数にかけるときは、料金表を作り、その名前を手数料の行に書きます。"
            ),
            spec=shapes.FEES,
            table=known,
            write=_with_fees,
            stay=working.go("fees", row),
            done=working.go("form", row),
            note=_("手数料"),
            stale="fees.toml:",
            around=editor.Around(_priced(form, known)),
            fields=conditions.choosable(form),
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def eligibility(request: StaffRequest, working_id: int) -> HttpResponseBase:
    """The questions before the form, and what their answers say; all taken away, nothing is asked before it."""
    row = working.found(working_id, request)
    form, known = working.form_of(row.files), working.table_of(row.files, "eligibility.toml")
    asked = _questions(form, known)
    return table.edit(
        request,
        row,
        table.Sheet(
            page="eligibility",
            title=_("対象の確認"),
            lead=_(
                "手続の説明のページから、入力の前に「対象かどうか」を確かめられるようにします。質問は8つまで。様式の項目を選ぶと、その答えは様式に入ります。対象でないと出ても、申請はできます。"
            ),
            spec=shapes.ELIGIBILITY,
            table=known,
            write=lambda files, new: working.with_table(
                files, "eligibility.toml", new if new.get("question") or new.get("rule") else {}
            ),
            stay=working.go("eligibility", row),
            done=working.go("form", row),
            note=_("対象の確認"),
            stale="eligibility.toml:",
            around=editor.Around({"question.field": _askable(form)}),
            fields=conditions.choosable({"page": [{"field": asked}]}),
            asks={"page": [{"id": "questions", "title": {"ja": "質問", "en": "Questions"}, "field": asked}]},
        ),
    )


def _pooled(form: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The fields by whose options places can be parted."""
    return [
        (path, _said(one) or path)
        for path, one in structure.walk(form)
        if one.get("type") == "choice" and "." not in path
    ]


def _askable(form: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The fields of the form that can be asked before it."""
    found = []
    for path, one in structure.walk(form):
        label = one.get("label")
        if "." not in path and one.get("type") in procedures.ELIGIBILITY_TYPES and isinstance(label, Mapping):
            found.append((path, str(label.get("ja", path))))
    return found


def _questions(form: Mapping[str, Any], known: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The questions as fields, those of the form as they are there: what conditions are chosen from."""
    of_form = dict(structure.walk(form))
    questions = known.get("question")
    asked = [one for one in (questions if isinstance(questions, list) else []) if isinstance(one, Mapping)]
    return [of_form.get(str(one["field"]), one) if "field" in one else one for one in asked]


def _priced(form: Mapping[str, Any], fees: Mapping[str, Any]) -> dict[str, list[tuple[str, str]]]:
    """What a fee and a table of rates can name: the tables, the groups that repeat, the options that have a price."""
    rates = fees.get("rate")
    tables = [str(one.get("id", "")) for one in (rates if isinstance(rates, list) else []) if isinstance(one, Mapping)]
    groups, priced = [], []
    for path, one in structure.walk(form):
        label = one.get("label")
        said = str(label.get("ja", "")) if isinstance(label, Mapping) else path
        if one.get("type") == "group" and "." not in path:
            groups.append((path, said))
        if one.get("type") == "choice":
            priced += [(value, f"{said}：{text}") for value, text in conditions.options_of(one)]
    found = {
        "fee.rate": [(name, name) for name in dict.fromkeys(tables)],
        "fee.each": groups,
        "rate.row.key": list(dict(priced).items()),
    }
    return {key: options for key, options in found.items() if options}  # a name may be typed before its table is there


def _with_fees(files: Files, new: Mapping[str, Any]) -> Files:
    """Without a line there is nothing to pay, and no file. A table of rates that was written first is kept, and so is
    what leaves the amount to the office."""
    tables = any(new.get(key) for key in ("fee", "rate", "reduction", "estimate"))
    return working.with_table(files, "fees.toml", new if tables else {})
