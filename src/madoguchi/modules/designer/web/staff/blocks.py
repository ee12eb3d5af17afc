"""A block of shared fields in a form: which of its questions are asked, and untying it to set them one by one."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from madoguchi.kernel.people.api import StaffRequest
from madoguchi.modules.designer.choices import BLOCKS, TYPES
from madoguchi.modules.designer.domain import blocks, structure
from madoguchi.modules.designer.domain.packfiles import Files
from madoguchi.modules.designer.models import WorkingVersion
from madoguchi.modules.designer.web.staff import working


def settings(request: StaffRequest, row: WorkingVersion, name: str) -> HttpResponse:
    """The page of one block. POST: act=save keeps what is asked, act=untie makes fields of it."""
    form = working.form_of(row.files)
    try:
        use = structure.block(form, name)
    except structure.NoSuchPlaceError:
        raise Http404(name) from None
    title = str(BLOCKS[use["use"]][0]) if use["use"] in BLOCKS else name
    rows = _rows(use)
    error = ""
    if request.method == "POST":
        if request.POST.get("act") == "untie":
            note = _("「%(name)s」を1つずつの項目に分ける") % {"name": title}
            return working.keep(request, row, lambda files: _untied(files, name), note, working.go("form", row))
        asked = set(request.POST.getlist("asked"))
        if any(key in asked for key, _label, _kind in rows):
            left_out = [key for key, _label, _kind in rows if key not in asked]
            note = _("「%(name)s」でたずねること") % {"name": title}
            then = working.go("form", row) + f"#row-{name.replace('.', '-')}"
            return working.keep(request, row, lambda files: _asking(files, name, left_out), note, then)
        error = _("1つ以上選んでください。要らないときは、項目の一覧の「消す」で消せます。")
    left_out = use.get("leave_out", [])
    context = {
        "block": name,
        "title": title,
        "rows": [(key, label, kind) for key, label, kind in rows],
        "asked": [key for key, _label, _kind in rows if key not in left_out],
        "error": error,
    }
    return working.show(request, row, "block", "form", 422 if error else 200, **context)


def _rows(use: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Every question of the block: (its name there, what it is called, its type)."""
    start = f"{use['prefix']}_" if use.get("prefix") else ""
    found = []
    for one in blocks.fields_of(use, whole=True):
        kind = str(one["type"])
        label = (one.get("label") or one.get("text") or {}).get("ja", one["id"])
        found.append((one["id"].removeprefix(start), label, str(TYPES[kind][0]) if kind in TYPES else kind))
    return found


def _asking(files: Files, name: str, left_out: list[str]) -> Files:
    return working.with_form(files, structure.leave_out(working.form_of(files), name, left_out))


def _untied(files: Files, name: str) -> Files:
    return working.with_form(files, structure.untie(working.form_of(files), name))
