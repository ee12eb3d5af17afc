"""Long and linked lists of options as tables (CSV): brought in, looked at, used by fields, given out, taken away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.kernel.people.api import RefusedError, StaffRequest
from madoguchi.kernel.ui.api import language
from madoguchi.modules.designer.domain import packfiles, structure, tables
from madoguchi.modules.designer.domain.packfiles import Files
from madoguchi.modules.designer.models import WorkingVersion
from madoguchi.modules.designer.web.staff import working
from madoguchi.modules.forms import api as forms

_LARGEST = 1_000_000  # bytes of an upload; a file of a pack has at most packfiles.MAX_FILE letters
_SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: StaffRequest, working_id: int) -> HttpResponseBase:
    """The tables of this working version with the fields that use them; POST brings one in."""
    row = working.found(working_id, request)
    form = working.form_of(row.files)
    typed = {name: request.POST.get(name, "") for name in ("name", "text", "field")}
    errors: dict[str, str] = {}
    faults: list[str] = []
    if request.method == "POST":
        name = typed["name"].strip()
        _check_name(row, name, errors)
        text = _given(request, errors)
        typed["text"] = text or typed["text"]
        faults = _faults(name or "table", text) if text else []
        if typed["field"] and typed["field"] not in dict(tables.could_use(form, name)):
            errors["field"] = _("項目を選んでください。")
        if not errors and not faults:

            def add(files: Files) -> Files:
                new = {**files, tables.file_of(name): text}
                if typed["field"]:
                    form = tables.with_user(working.form_of(files), typed["field"], name)
                    return working.with_form(new, form)
                return new

            try:
                note = _("選択肢の表「%(name)s」を加える") % {"name": name}
                return working.keep(request, row, add, note, working.go("table", row, table=name))
            except RefusedError as error:
                errors["text"] = error.message
    known = [
        (name, tables.rows_of(text, 0)[2], tables.users(form, name))
        for name, text in sorted(tables.texts(row.files).items())
    ]
    context = {
        "tables": known,
        "typed": typed,
        "errors": errors,
        "faults": faults,
        "fields": tables.could_use(form, ""),
    }
    return working.show(request, row, "tables", "tables", 422 if errors or faults else 200, **context)


@require_http_methods(["GET", "HEAD", "POST"])
def table(request: StaffRequest, working_id: int, table: str) -> HttpResponseBase:
    """One table: its first rows, who uses it. POST puts another in its place (act=save), gives it to a field (use),
    another name (rename), or takes it away (remove)."""
    row = working.found(working_id, request)
    if tables.file_of(table) not in row.files:
        raise Http404(table)
    form = working.form_of(row.files)
    typed: dict[str, str] = {"text": row.files[tables.file_of(table)], "name": table, "field": ""}
    errors: dict[str, str] = {}
    faults: list[str] = []
    if request.method == "POST":
        typed |= {name: request.POST[name] for name in typed if name in request.POST}
        try:
            done = _act(request, row, table, form, typed, errors, faults)
        except RefusedError as error:
            errors["text"], done = error.message, None
        if done is not None:
            return done
    header, rows, count = tables.rows_of(row.files[tables.file_of(table)], _SHOWN)
    context = {
        "table": table,
        "header": header,
        "rows": rows,
        "count": count,
        "users": tables.users(form, table),
        "opened": tables.opened(working.table_of(row.files, "pack.toml"), table),
        "fields": tables.could_use(form, table),
        "typed": typed,
        "errors": errors,
        "faults": faults or _faults(table, row.files[tables.file_of(table)]),
    }
    return working.show(request, row, "options_table", "tables", 422 if errors or faults else 200, **context)


def _act(
    request: StaffRequest,
    row: WorkingVersion,
    name: str,
    form: Mapping[str, Any],
    typed: dict[str, str],
    errors: dict[str, str],
    faults: list[str],
) -> HttpResponse | None:
    """Do what the button says; None with the reasons in `errors` and `faults`. Raises RefusedError."""
    act, file, then = request.POST.get("act", ""), tables.file_of(name), working.go("table", row, table=name)
    said = {"name": name}
    if act == "save":
        text = _given(request, errors)
        typed["text"] = text or typed["text"]
        faults += _faults(name, text) if text else []
        if errors or faults:
            return None
        return working.keep(request, row, lambda files: {**files, file: text}, _("選択肢の表「%(name)s」") % said, then)
    if act == "use":
        path = typed["field"]
        if path not in dict(tables.could_use(form, name)):
            errors["field"] = _("項目を選んでください。")
            return None

        def use(files: Files) -> Files:
            return working.with_form(files, tables.with_user(working.form_of(files), path, name))

        note = _("項目「%(field)s」で表「%(name)s」を使う") % {**said, "field": path}
        return working.keep(request, row, use, note, then)
    if act == "rename":
        new = typed["name"].strip()
        _check_name(row, new, errors)
        if errors:
            return None
        then = working.go("table", row, table=new)
        return working.keep(
            request, row, lambda files: _renamed(files, name, new), _("表「%(name)s」の名前を変える") % said, then
        )
    if act == "remove":
        now = working.found(row.pk).files  # who uses it by now, not when the page was drawn
        if tables.users(working.form_of(now), name) or tables.opened(working.table_of(now, "pack.toml"), name):
            errors["remove"] = _("使われているので消せません。使っているところを先に直してください。")
            return None

        def remove(files: Files) -> Files:
            return {one: text for one, text in files.items() if one != file}

        return working.keep(request, row, remove, _("表「%(name)s」を消す") % said, working.go("tables", row))
    raise Http404(act)


def _renamed(files: Files, old: str, new: str) -> Files:
    """The files with a table under another name. Raises NoSuchPlaceError where somebody has taken it away meanwhile."""
    if tables.file_of(old) not in files:
        raise structure.NoSuchPlaceError(old)
    form, card = tables.renamed(working.form_of(files), working.table_of(files, "pack.toml"), old, new)
    moved = {tables.file_of(new) if one == tables.file_of(old) else one: text for one, text in files.items()}
    return working.with_table(working.with_form(moved, form), "pack.toml", card)


def _check_name(row: WorkingVersion, name: str, errors: dict[str, str]) -> None:
    if not tables.NAME.fullmatch(name):
        errors["name"] = _("半角の英小文字で始まる、40文字までの名前にしてください。例 nurseries")
    elif tables.file_of(name) in row.files:
        errors["name"] = _("この名前の表はもうあります。")


def _given(request: StaffRequest, errors: dict[str, str]) -> str:
    """The table of the chosen file, or the one that was typed; "" with the reason in `errors`."""
    upload = request.FILES.get("file")
    size = upload.size if upload is not None else len(request.POST.get("text", "").encode())
    if (size or 0) > _LARGEST:
        errors["file"] = _("1MBまでのCSVファイルを選んでください。")
        return ""
    data = upload.read() if upload is not None else request.POST.get("text", "").encode()
    if not data.strip():
        errors["file"] = _("CSVファイルを選ぶか、表を貼り付けてください。")
        return ""
    if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        errors["file"] = _("CSVファイルではありません。表計算ソフトで「CSV UTF-8」の形で保存したものを選んでください。")
        return ""
    text = tables.text_of(data)
    if len(text) > packfiles.MAX_FILE:
        errors["file"] = _("表が大きすぎます（%(n)s文字まで）。") % {"n": f"{packfiles.MAX_FILE:,}"}
    return text


def _faults(name: str, text: str) -> list[str]:
    """What is wrong with a table, with the line."""
    lang, found = language(), []
    for one in forms.read_table(name, text)[1]:
        line = one.path.removeprefix(tables.file_of(name)).removeprefix(":")
        said = one.message_en if lang == "en" else one.message_ja
        found.append(_("%(n)s行目：%(what)s") % {"n": line, "what": said} if line else said)
    return found


@require_safe
def download(request: StaffRequest, working_id: int, table: str) -> HttpResponse:
    """The table as a CSV file for a spreadsheet."""
    row = working.found(working_id, request)
    if tables.file_of(table) not in row.files:
        raise Http404(table)
    answer = HttpResponse(tables.to_csv(row.files[tables.file_of(table)]), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{row.pack_id}-{table}.csv"'
    return answer
