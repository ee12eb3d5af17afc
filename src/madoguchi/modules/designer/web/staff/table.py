"""One page for every table of settings: its controls, its faults beside them, saved and shown again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from madoguchi.kernel.people.api import RefusedError, StaffRequest
from madoguchi.kernel.ui.api import language
from madoguchi.kit.digits import read_digits
from madoguchi.kit.tomlschema import Table
from madoguchi.modules.designer.domain import conditions, editor, names, tables, translations
from madoguchi.modules.designer.domain.packfiles import Files
from madoguchi.modules.designer.models import WorkingVersion
from madoguchi.modules.designer.web.staff import faultlist, naming, working

_UNNAMED = {
    editor.NO_NAME: _("この行に名前（半角英字）がないので、保存できません。名前を入れてください。"),
    editor.TWICE: _("同じ名前の行がほかにもあるので、保存できません。別の名前にしてください。"),
    editor.NO_VALUE: _("この名前の設定がないので、保存できません。入れるか、行を消してください。"),
}


@dataclass(frozen=True)
class Sheet:
    """What one page edits. `table`: the data as it is; `write`: the files with other data (may raise
    NoSuchPlaceError); `stale`: where the texts of this table stand ("form.toml:page.dog"); `done`: where
    「保存して戻る」 leads; `named`: name of the field or page, for its faults; `kind`: type of the field,
    `group`: in which it lies; `asks`: the form whose answers expressions name, if that is not the procedure's."""

    page: str
    title: str
    spec: Table
    table: Mapping[str, Any]
    write: Callable[[Files, dict[str, Any]], Files]
    stay: str
    done: str
    note: str
    named: str = ""
    here: str = ""
    stale: str = ""
    lead: str = ""
    around: editor.Around = field(default_factory=editor.Around)
    fields: Mapping[str, conditions.Choosable] = field(default_factory=dict)
    skip: Sequence[str] = ()
    stay_after: Callable[[dict[str, Any]], str] | None = None
    kind: str = ""
    group: str = ""
    asks: Mapping[str, Any] | None = None


def edit(
    request: StaffRequest, row: WorkingVersion, sheet: Sheet, template: str = "table", **context: Any
) -> HttpResponse:
    """Show the sheet, or save what was posted."""
    table, status = sheet.table, 200
    part = request.GET.get("list", "")  # of a long list
    refused: list[tuple[str, str]] = []
    turned = "_language" in request.POST  # which only draws once more what is typed
    if request.method == "POST":
        table = editor.read(sheet.spec, request.POST, sheet.table, sheet.fields, skip=sheet.skip)
        faulty = {} if turned else editor.unnamed(sheet.spec, table)
        refused = [(control, str(_UNNAMED[why])) for control, why in faulty.items()]
        stay = (sheet.stay_after(table) if sheet.stay_after else sheet.stay) + (
            f"?{request.GET.urlencode()}" * bool(part)
        )
        then = sheet.done if request.POST.get("act") == "done" else stay
        try:
            if not refused and not turned:
                return working.keep(request, row, lambda files: sheet.write(files, table), sheet.note, then)
        except RefusedError as error:
            working.refused(request, error)
        status = 200 if turned else 422
    problems = working.problems_of(row)
    found = faultlist.on_page(problems, sheet.page, sheet.named, working.form_of(row.files))
    faults = [*refused, *[(control, sentence) for control, _where, sentence in found]]
    told = [*refused, *[(control, naming.said_of(where, sentence)) for control, where, sentence in found]]
    first = {part: read_digits(request.GET.get("from", "")) or 0}
    around = replace(sheet.around, fields=sheet.fields, first=first)
    boxes = editor.boxes(sheet.spec, table, around, skip=sheet.skip)
    drawn = _drawn(boxes)
    errors: dict[str, str] = {}
    for control, sentence in faults:
        errors.setdefault(_nearest(control, drawn), sentence)
    return working.show(
        request,
        row,
        template,
        sheet.here or sheet.page,
        status,
        problems=problems,
        sheet=sheet,
        boxes=boxes,
        errors=errors,
        faults=[(_nearest(control, drawn), sentence) for control, sentence in told],
        fields=sheet.fields,
        is_stale=_stale(row, sheet),
        form_here="settings",
        words_of=(sheet.page, sheet.kind),
        said_condition=naming.condition,
        names_for=_names_for(row, sheet),
        **context,
    )


def _names_for(row: WorkingVersion, sheet: Sheet) -> Callable[[editor.Box], list[names.Name] | None]:
    """What may be written into a box."""
    form = working.form_of(row.files) if sheet.asks is None else sheet.asks
    known = names.of_form(form, tables.used(row.files, form), language())
    return lambda box: names.for_box(known, box.kind, box.place, sheet.group)


def _stale(row: WorkingVersion, sheet: Sheet) -> Callable[[str], bool]:
    marked = set(row.stale)
    glue = "" if sheet.stale.endswith(":") else "."
    known = {pair.key for pair in translations.pairs(row.files)} if marked else set()
    keys = marked & known
    return lambda path: f"{sheet.stale}{glue}{path}" in keys


def _drawn(boxes: Sequence[editor.Box]) -> set[str]:
    """The names under which controls are drawn."""
    found: set[str] = set()
    for box in boxes:
        found.add(box.name)
        if box.kind == "local":
            found |= {f"{box.name}.ja", f"{box.name}.en"}
        found |= _drawn(box.boxes)
        for inner in box.rows:
            found |= _drawn(inner)
    return found


def _nearest(control: str, drawn: set[str]) -> str:
    """The control of a fault, or the nearest one around it; "" for the page as a whole."""
    while control and control not in drawn:
        control = control.rpartition(".")[0]
    return control
