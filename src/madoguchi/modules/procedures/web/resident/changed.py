"""What is different since a draft began: the page that its owner reads, and going on before it is needed."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from madoguchi.kernel.people.api import BodyRequest
from madoguchi.kernel.tenants.api import href
from madoguchi.kernel.ui.api import tongue
from madoguchi.kit.languages import base
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.web.resident.holding import opened, sheet_or_answer
from madoguchi.modules.procedures.web.resident.versions import aside, go_on


def changed(request: BodyRequest, draft: str) -> HttpResponse:
    """What is different since the draft began, what became of its answers, and which pages to look at."""
    sheet = opened(request, draft)
    if isinstance(sheet, HttpResponse):
        return sheet
    told, lang = sheet.draft.moved, tongue()
    if not told:
        return sheet.keep(HttpResponseRedirect(sheet.page_url()))
    said = [(one[base(lang)], one["effect"]) for one in told["changes"]]
    shown = {page.id: page.title.in_(lang) for page in sheet.pages}
    context = {
        "sheet": sheet,
        "title": sheet.pack.card.title.in_(lang),
        "about": href(request.tenant, "procedures:procedure", procedure=sheet.pack.id),
        "matters": [text for text, effect in said if effect != forms.Effect.HARMLESS],
        "harmless": [text for text, effect in said if effect == forms.Effect.HARMLESS],
        "pages": [(title, sheet.page_url(page_id)) for page_id, title in shown.items() if page_id in told["pages"]],
        "aside": aside(sheet, lang),
        "minutes": request.tenant.form_minutes,
    }
    return sheet.keep(render(request, "procedures/resident/changed.html", context))


def move(request: BodyRequest, draft: str) -> HttpResponse:
    """POST: go on to the version in force, although the old one could still be sent."""
    sheet = sheet_or_answer(request, draft)
    if isinstance(sheet, HttpResponse):
        return sheet
    if request.method != "POST":
        return sheet.keep(HttpResponseRedirect(sheet.page_url()))
    try:
        moved = go_on(sheet)
    except forms.DraftGoneError:
        return HttpResponseRedirect(sheet.page_url())  # sent or given up in another tab: its pages say so
    return moved.keep(HttpResponseRedirect(moved.url("changed")))
