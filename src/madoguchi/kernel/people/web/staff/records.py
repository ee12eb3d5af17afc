"""操作の記録: what was done in the body, by whom and to what, out of the audit; and the file of it for auditors.

It stands here and not in the audit room, which lies below people and knows neither officers nor permissions
(docs/decisions/0006)."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.people.api import RefusedError, StaffRequest, can
from madoguchi.kernel.people.rules import EXPORT_AUDIT
from madoguchi.kernel.people.services import records
from madoguchi.kernel.people.services.records import Form
from madoguchi.kernel.people.web.forms import Typed
from madoguchi.kernel.ui.api import attachment
from madoguchi.kit.digits import read_digits

PER_PAGE = 50
_KINDS = {Form.CSV: "text/csv; charset=utf-8", Form.JSON: "application/x-ndjson"}


@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """The latest first; filtered by day, person and target."""
    return _page(request, Typed({"first": "", "last": "", "form": Form.CSV.value}))


@require_POST
def export(request: StaffRequest) -> HttpResponseBase:
    """The records of some days as a file. A post, for it leaves an event among them."""
    wanted = Typed.read(request.POST, ["first", "last", "form"])
    first, last = wanted.day("first"), wanted.day("last")
    for name in ("first", "last"):
        wanted.need(name, _("日付を入力してください。"))
    form = next((one for one in Form if one == wanted["form"]), None)
    if form is None:
        wanted.errors.setdefault("form", _("どちらかを選んでください。"))
    if wanted.errors or first is None or last is None or form is None:
        return _page(request, wanted, 422)
    try:
        pieces = records.export(request.officer, first, last, form, get_language() or "ja")
    except RefusedError as refused:
        wanted.refuse(refused)
        return _page(request, wanted, 422)
    name = f"audit-{request.tenant.code}-{first:%Y%m%d}-{last:%Y%m%d}.{form.value}"
    return attachment(StreamingHttpResponse(pieces, content_type=_KINDS[form]), name)


def _page(request: StaffRequest, wanted: Typed, status: int = 200) -> HttpResponse:
    typed = Typed.read(request.GET, ["day", "person", "target"])
    day = typed.day("day")
    page, called = None, {}
    if not typed.errors:
        looked_for = audit.Wanted(day, typed["person"], typed["target"])
        page = audit.browse(looked_for, before=read_digits(request.GET.get("before", "")), most=PER_PAGE)
        called = audit.targets_in_words(entry.target for entry in page.entries)
    context = {
        "typed": typed,
        "records": page,
        "called": called,
        "wanted": wanted,
        "forms": {Form.CSV.value: _("表（CSV）"), Form.JSON.value: _("封印を確かめるための形（1行に1件のJSON）")},
        "may_export": can(request.officer, EXPORT_AUDIT),
    }
    return render(request, "people/staff/records.html", context, status=status)
