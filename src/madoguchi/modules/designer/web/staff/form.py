"""Pages and fields: the list with its order, one page, one field, a new field, rules across fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.kernel.people.api import StaffRequest
from madoguchi.kernel.ui.api import language
from madoguchi.kit import romaji
from madoguchi.kit.digits import read_digits
from madoguchi.kit.languages import Borrowed
from madoguchi.modules.designer.choices import BLOCKS, TYPES
from madoguchi.modules.designer.domain import blocks, conditions, editor, packfiles, shapes, structure, translations
from madoguchi.modules.designer.domain.packfiles import Files
from madoguchi.modules.designer.domain.places import Spot, control
from madoguchi.modules.designer.models import WorkingVersion
from madoguchi.modules.designer.web.staff import blocks as block_page
from madoguchi.modules.designer.web.staff import naming, parts, preview, table, working
from madoguchi.modules.forms import api as forms


@require_safe
def overview(request: StaffRequest, working_id: int) -> HttpResponse:
    """Every page with its fields, what is wrong with them, and the way to everything else."""
    row = working.found(working_id, request)
    form = working.form_of(row.files)
    problems = working.problems_of(row)
    wrong = {one.spot.name for one in problems if one.spot.page == "field"}
    fields = conditions.choosable(form)
    pages = [_page(one, wrong, fields) for one in structure.pages(form)]
    return working.show(request, row, "form", "form", problems=problems, pages=pages)


def _page(page: Mapping[str, Any], wrong: set[str], fields: conditions.Fields) -> dict[str, Any]:
    return {
        "id": str(page.get("id", "")),
        "title": _read_out(page.get("title")),
        "english": _first_missing(page),
        "when": naming.condition(str(page.get("when", "")), fields),
        "fields": [line for one in structure.fields(page) for line in _lines(one, "", wrong)],
    }


def _lines(field: Mapping[str, Any], prefix: str, wrong: set[str], *, is_shared: bool = False) -> list[dict[str, Any]]:
    if "use" in field:
        return _of_block(field, prefix, wrong)
    path = f"{prefix}{field.get('id', '')}"
    kind = str(field.get("type", ""))
    line = {
        "path": path,
        "label": _read_out(field.get("label")) or _read_out(field.get("text")) or path,
        "kind": TYPES[kind][0] if kind in TYPES else kind,
        "required": field.get("required", kind == "consent"),
        "when": str(field.get("when", "")),
        "wrong": path in wrong,
        "english": "" if is_shared else _first_missing(field),
        "depth": path.count(".") + is_shared,
        "group": kind == "group" and not is_shared,
        "shared": is_shared,
    }
    within = [inner for one in structure.fields(field) for inner in _lines(one, f"{path}.", wrong, is_shared=is_shared)]
    return [line, *within]


def _of_block(use: Mapping[str, Any], prefix: str, wrong: set[str]) -> list[dict[str, Any]]:
    """A block and, under it, what it asks: these are set with the block, or after it was untied."""
    name = blocks.name_of(use)
    known = BLOCKS.get(str(use["use"]))
    line = {
        "path": f"{prefix}{name}", "label": known[0] if known else name, "kind": _("共通のまとまり"), "required": False,
        "when": str(use.get("when", "")), "wrong": f"{prefix}{name}" in wrong, "depth": prefix.count("."),
        "group": False, "shared": False, "english": "",
    }  # fmt: skip
    return [line, *(one for inner in blocks.fields_of(use) for one in _lines(inner, prefix, wrong, is_shared=True))]


def _first_missing(table: Mapping[str, Any]) -> str:
    """The control of the first English text that a page or field has not yet, "" where it has them all."""
    missing = translations.without_english(table, skip="field")
    return Spot("", "", f"{control(missing[0])}.en").anchor if missing else ""


def _read_out(value: Any) -> str:
    """A text in the officer's language; Japanese that stands in for English knows that it is."""
    if language() == "ja" or not isinstance(value, Mapping):
        return _said(value)
    return str(value.get("en", "")) or Borrowed(_said(value), "ja")


def _said(value: Any) -> str:
    return str(value.get("ja", "")) if isinstance(value, Mapping) else ""


@require_POST
def arrange(request: StaffRequest, working_id: int) -> HttpResponse:
    """Up, down, copy, take out; drag and drop posts act=put with the page and the place. Back to the list."""
    row = working.found(working_id, request)
    act, _colon, name = request.POST.get("act", "").partition(":")
    is_page = name.startswith("page/")
    name = name.removeprefix("page/")

    def change(files: Files) -> Files:
        form = working.form_of(files)
        match act:
            case "up" | "down":
                new = structure.move(form, name, -1 if act == "up" else 1, is_page=is_page)
            case "copy":
                new, _twin = structure.duplicate(form, name, is_page=is_page)
            case "remove":
                new = structure.remove(form, name, is_page=is_page)
            case "put":
                index = read_digits(request.POST.get("index", "")) or 0
                new = structure.put(form, name, request.POST.get("page", ""), index)
            case _:
                raise structure.NoSuchPlaceError(act)
        return working.with_form(files, new)

    words = {
        "up": _("「%(name)s」を上へ"), "down": _("「%(name)s」を下へ"), "copy": _("「%(name)s」を写す"),
        "remove": _("「%(name)s」を消す"), "put": _("「%(name)s」を移す"),
    }  # fmt: skip
    called = _called(row, name, is_page=is_page)
    where = "#row-" + (f"page-{name}" if is_page else name.replace(".", "-"))
    then = working.go("form", row) + ("" if act == "remove" else where)
    return working.keep(request, row, change, words.get(act, "%(name)s") % {"name": called}, then)


def _called(row: WorkingVersion, name: str, *, is_page: bool = False) -> str:
    form = working.form_of(row.files)
    try:
        one = structure.page(form, name) if is_page else structure.field(form, name)
    except structure.NoSuchPlaceError:
        return name
    return _said(one.get("title" if is_page else "label")) or name


@require_POST
def add_page(request: StaffRequest, working_id: int) -> HttpResponse:
    """An empty page at the end."""
    row = working.found(working_id, request)
    title = {"ja": request.POST.get("title.ja", "").strip(), "en": request.POST.get("title.en", "").strip()}
    title["ja"] = title["ja"] or _("新しいページ")
    wish = romaji.key(title["en"]) or "page"

    def change(files: Files) -> Files:
        return working.with_form(files, structure.add_page(working.form_of(files), title, wish)[0])

    then = working.go("form", row) + "#add-page"
    return working.keep(request, row, change, _("ページ「%(name)s」を加える") % {"name": title["ja"]}, then)


@require_http_methods(["GET", "HEAD", "POST"])
def add_field(request: StaffRequest, working_id: int, place: str) -> HttpResponseBase:
    """Choose what is asked, say what it is called; the settings come next. `place`: a page, or "in/…" a group."""
    row = working.found(working_id, request)
    form = working.form_of(row.files)
    group = place.startswith("in.")
    owner = place.removeprefix("in.")
    try:
        inside = structure.field(form, owner) if group else structure.page(form, owner)
    except structure.NoSuchPlaceError:
        raise Http404(place) from None
    kinds = [*[kind for kind in TYPES if kind in forms.TYPES], *[kind for kind in forms.TYPES if kind not in TYPES]]
    typed = {name: request.POST.get(name, "").strip() for name in ("kind", "label.ja", "label.en")}
    errors: dict[str, str] = {}
    if request.method == "POST" and request.POST.get("act") == "block":
        if request.POST.get("block") in BLOCKS:
            return _add_block(request, row, owner, request.POST["block"], group=group)
        errors["block"] = _("まとまりを選んでください。")
    elif request.method == "POST":
        if typed["kind"] not in kinds:
            errors["kind"] = _("項目の種類を選んでください。")
        if not typed["label.ja"]:
            errors["label.ja"] = _("見出しを入力してください。")
        if not errors:
            label = {"ja": typed["label.ja"], "en": typed["label.en"]}
            field_id = structure.fresh_id(form, structure.wish(label, typed["kind"]))
            new = structure.new_field(typed["kind"], field_id, label)

            def change(files: Files) -> Files:
                return working.with_form(files, structure.add_field(working.form_of(files), owner, new, group=group))

            path = f"{owner}.{field_id}" if group else field_id
            note = _("項目「%(name)s」を加える") % {"name": label["ja"]}
            return working.keep(request, row, change, note, working.go("field", row, field=path))
    title = _said(inside.get("label" if group else "title")) or owner
    shared = [(name, *said) for name, said in BLOCKS.items()]
    context = {"title": title, "kinds": kinds, "typed": typed, "errors": errors, "place": place, "blocks": shared}
    return working.show(request, row, "add_field", "form", 422 if errors else 200, **context)


def _add_block(request: StaffRequest, row: WorkingVersion, owner: str, name: str, *, group: bool) -> HttpResponse:
    called = structure.add_block(working.form_of(row.files), owner, name, group=group)[1]

    def change(files: Files) -> Files:
        return working.with_form(files, structure.add_block(working.form_of(files), owner, name, group=group)[0])

    note = _("まとまり「%(name)s」を加える") % {"name": BLOCKS[name][0]}
    return working.keep(request, row, change, note, working.go("field", row, field=called))


@require_http_methods(["GET", "HEAD", "POST"])
def field(request: StaffRequest, working_id: int, field: str) -> HttpResponseBase:
    """The settings of one field, or of a block."""
    row = working.found(working_id, request)
    if field.rpartition(".")[2].startswith(blocks.START):
        return block_page.settings(request, row, field)
    form = working.form_of(row.files)
    try:
        one = structure.field(form, field)
        page = structure.page_of(form, field)
    except structure.NoSuchPlaceError:
        raise Http404(field) from None
    kind = str(one.get("type", ""))
    prefix = field.rpartition(".")[0]
    sheet = table.Sheet(
        page="field",
        named=field,
        here="form",
        title=_said(one.get("label")) or field,
        spec=shapes.field(kind),
        table=one,
        write=lambda files, new: _replaced(files, field, new),
        stay=working.go("field", row, field=field),
        stay_after=lambda new: working.go("field", row, field=f"{prefix}.{_id(new, one)}".lstrip(".")),
        done=working.go("form", row) + f"#row-{field.replace('.', '-')}",
        note=_("項目「%(name)s」の設定") % {"name": _said(one.get("label")) or field},
        stale=f"form.toml:page.{page.get('id')}.field.{field.replace('.', '.field.')}",
        around=editor.Around(parts.others_to_choose(form)),
        fields=conditions.choosable(form, field),
        skip=("field", "type", *(["confidential"] if "." in field else [])),
        kind=kind,
        group=prefix,
    )
    context = {
        "field": field,
        "kind": TYPES[kind][0] if kind in TYPES else kind,
        "look": preview.one_field(row, field),
        "page_title": _said(page.get("title")),
    }
    return table.edit(request, row, sheet, "field", **context)


def _id(new: Mapping[str, Any], old: Mapping[str, Any]) -> str:
    """The id by which it is found after saving; the old one where the new one will be refused."""
    found = str(new.get("id") or "")
    return found if packfiles.ID.fullmatch(found) else str(old["id"])


def _replaced(files: Files, path: str, new: Mapping[str, Any], *, is_page: bool = False) -> Files:
    """The files with other settings of a field. Without an id it keeps the one it had: nothing else could find it."""
    form = working.form_of(files)
    old = structure.page(form, path) if is_page else structure.field(form, path)
    return working.with_form(
        files, structure.replace(form, path, {**new, "id": new.get("id") or old["id"]}, is_page=is_page)
    )


@require_POST
def look(request: StaffRequest, working_id: int, field: str) -> HttpResponse:
    """The field as residents would see it with what is typed at the moment; nothing is saved (live preview)."""
    row = working.found(working_id, request)
    form = working.form_of(row.files)
    try:
        one = structure.field(form, field)
        new = editor.read(
            shapes.field(str(one.get("type", ""))),
            request.POST,
            one,
            conditions.choosable(form, field),
            skip=("field", "type"),
        )
        files = _replaced(row.files, field, {**new, "id": one["id"]})
    except structure.NoSuchPlaceError:
        raise Http404(field) from None
    drawn = preview.one_field(row, field, files)
    return HttpResponse(render_to_string("designer/staff/look.html", {"look": drawn}, request=request))


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: StaffRequest, working_id: int, page: str) -> HttpResponseBase:
    """The settings of one page."""
    row = working.found(working_id, request)
    form = working.form_of(row.files)
    try:
        one = structure.page(form, page)
    except structure.NoSuchPlaceError:
        raise Http404(page) from None
    sheet = table.Sheet(
        page="page",
        named=page,
        here="form",
        title=_said(one.get("title")) or page,
        spec=shapes.PAGE,
        table=one,
        write=lambda files, new: _replaced(files, page, new, is_page=True),
        stay=working.go("page", row, page=page),
        stay_after=lambda new: working.go("page", row, page=_id(new, one)),
        done=working.go("form", row) + f"#row-page-{page}",
        note=_("ページ「%(name)s」の設定") % {"name": _said(one.get("title")) or page},
        stale=f"form.toml:page.{page}",
        around=editor.Around(parts.others_to_choose(form)),
        fields=conditions.choosable(form),
        skip=("field",),
    )
    return table.edit(request, row, sheet)


@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: StaffRequest, working_id: int) -> HttpResponseBase:
    """Rules across fields, and which field is the applicant's name, mail …"""
    row = working.found(working_id, request)
    form = working.form_of(row.files)
    by_type: dict[str, list[tuple[str, str]]] = {}
    everything = []
    for path, one in structure.walk(form):
        said = (path, _said(one.get("label")) or path)
        everything.append(said)
        if "." not in path:
            by_type.setdefault(str(one.get("type", "")), []).append(said)
    suggest = {key: [one for kind in kinds for one in by_type.get(kind, ())] for key, kinds in shapes.APPLICANT.items()}
    sheet = table.Sheet(
        page="rules",
        title=_("きまりと申請者"),
        lead=_("送信の前に確かめることと、どの項目が申請者の氏名や連絡先かを決めます。"),
        spec=shapes.RULES,
        table={key: form[key] for key in ("meta", "check") if key in form},
        write=_with_rules,
        stay=working.go("rules", row),
        done=working.go("form", row),
        note=_("きまりと申請者"),
        stale="form.toml:",
        around=editor.Around({**suggest, "field": everything}),
        fields=conditions.choosable(form),
    )
    return table.edit(request, row, sheet)


def _with_rules(files: Files, new: Mapping[str, Any]) -> Files:
    form = {key: value for key, value in working.form_of(files).items() if key not in ("meta", "check")}
    return working.with_form(files, {**form, **new})
