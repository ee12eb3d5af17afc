"""Suggesting a procedure to other bodies, and answering a suggestion."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from madoguchi.kernel.people.api import RefusedError, StaffRequest, actor
from madoguchi.kernel.tenants.api import departments, href
from madoguchi.kit.languages import english as is_english
from madoguchi.modules.sharing import queries
from madoguchi.modules.sharing.choices import State
from madoguchi.modules.sharing.services import suggesting
from madoguchi.modules.sharing.web.staff.shelf import entry_or_404, may_suggest


def suggest(request: StaffRequest, pack: str) -> HttpResponse:
    """Choose the bodies and write to them."""
    one = entry_or_404(pack)
    if not may_suggest(request, one):
        raise Http404(pack)
    chosen, message = request.POST.getlist("bodies"), request.POST.get("message", "")
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            told = suggesting.suggest(pack, chosen, message, by=actor(request.officer))
        except RefusedError as refused:
            errors[refused.field] = refused.message
        else:
            said = ngettext("%(num)s団体に案内しました。", "%(num)s団体に案内しました。", len(told))
            messages.success(request, said % {"num": len(told)})
            return HttpResponseRedirect(href(None, "sharing:pack", pack=pack))
    english = is_english(request.LANGUAGE_CODE)
    bodies = [(body.code, body.name_en if english else body.name) for body in queries.to_ask(one)]
    context = {"one": one, "bodies": bodies, "chosen": chosen, "message": message, "errors": errors}
    return render(request, "sharing/staff/suggest.html", context, status=422 if errors else 200)


def answer(request: StaffRequest, suggestion_id: int) -> HttpResponse:
    """Take what was suggested (act=take) or refuse it (act=refuse)."""
    row = queries.suggestion(suggestion_id)
    if row is None:
        raise Http404("no such suggestion to this body")
    one = queries.entry(row.pack_id)
    errors: dict[str, str] = {}
    if request.method == "POST" and _answered(request, suggestion_id, errors):
        if request.POST.get("act") == "take":
            return HttpResponseRedirect(href(None, "procedures:offer", procedure=row.pack_id))
        return HttpResponseRedirect(href(None, "sharing:shelf"))
    context = {
        "row": row,
        "one": one,
        "open": row.state == State.WAITING,
        "departments": [(str(dep.pk), dep.in_(request.LANGUAGE_CODE)) for dep in departments()],
        "typed": {name: request.POST.get(name, "") for name in ("department", "is_open", "reason")},
        "errors": errors,
    }
    return render(request, "sharing/staff/answer.html", context, status=422 if errors else 200)


def _answered(request: StaffRequest, suggestion_id: int, errors: dict[str, str]) -> bool:
    by = actor(request.officer)
    try:
        if request.POST.get("act") == "take":
            wanted = request.POST.get("department", "")
            department = next((one for one in departments() if str(one.pk) == wanted), None)
            opened = request.POST.get("is_open") == "yes"
            if suggesting.take(suggestion_id, department=department, is_open=opened, by=by):
                messages.success(request, _("採用しました。手数料などの値を確かめてください。"))
            else:
                messages.info(request, _("使っていると答えました。担当部署や値は変えていません。"))
        else:
            suggesting.refuse(suggestion_id, request.POST.get("reason", ""), by=by)
            messages.success(request, _("断りました。理由は、案内した団体に見えます。"))
    except RefusedError as refused:
        errors[refused.field] = refused.message
    return not errors
