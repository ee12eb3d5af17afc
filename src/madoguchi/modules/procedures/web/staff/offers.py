"""Which procedures the body offers, and which it takes online: the list, one more, stop one."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.kernel.people.api import RefusedError, StaffRequest, actor
from madoguchi.kernel.tenants.api import departments, href
from madoguchi.modules.procedures.choices import Words
from madoguchi.modules.procedures.queries import offers
from madoguchi.modules.procedures.services import offering


def index(request: StaffRequest) -> HttpResponse:
    """Every procedure of the body with its state; POST opens one. ?stopped= names one that was stopped just now."""
    if request.method == "POST":
        return _change(request)
    rows = offers.for_administration(timezone.now())
    stopped = next((row for row in rows if row.pack.id == request.GET.get("stopped") and not row.is_open), None)
    return render(request, "procedures/staff/offers.html", {"offers": rows, "stopped": stopped})


def _change(request: StaffRequest) -> HttpResponse:
    """The value of the pressed button is the procedure to open."""
    by = actor(request.officer)
    pack_id = request.POST.get("open", "")
    try:
        if pack_id:
            offering.set_open(pack_id, is_open=True, by=by, announce=True)
            messages.success(request, _("受付を始めました。"))
    except offering.NoSuchProcedureError:
        raise Http404(pack_id) from None
    except RefusedError as refused:
        messages.error(request, refused.message)
    return HttpResponseRedirect(href(None, "procedures:offers"))


def add(request: StaffRequest) -> HttpResponse:
    """Offer one more of the published packs: which, and who is in charge. It stays closed until it is opened."""
    packs = offers.adoptable()
    errors: dict[str, str] = {}
    if request.method == "POST":
        pack_id = request.POST.get("procedure", "")
        department = next((one for one in departments() if str(one.pk) == request.POST.get("department", "")), None)
        if all(pack.id != pack_id for pack in packs):
            errors["procedure"] = _("加える手続を選んでください。")
        if department is None:
            errors["department"] = _("担当部署を選んでください。")
        elif not errors:
            try:
                offering.adopt(pack_id, department=department, by=actor(request.officer), new_only=True)
            except offering.AlreadyOfferedError as already:  # somebody else, a moment ago
                messages.info(request, already.message)
            else:
                messages.success(
                    request, _("手続を加えました。受付はまだ始まっていません。値を確かめてから始めてください。")
                )
            return HttpResponseRedirect(href(None, "procedures:offer", procedure=pack_id))
    context = {
        "packs": packs,
        "departments": [(str(one.pk), one.in_(request.LANGUAGE_CODE)) for one in departments()],
        "procedure": request.POST.get("procedure", ""),
        "department": request.POST.get("department", ""),
        "errors": errors,
    }
    return render(request, "procedures/staff/add.html", context, status=422 if errors else 200)


def stop(request: StaffRequest, procedure: str) -> HttpResponse:
    """Stop taking a procedure online at once, with a sentence for residents if there is one to say."""
    row = offers.administered(procedure)
    if row is None:
        raise Http404(procedure)
    note = Words(request.POST.get("stopped_note", "").strip(), request.POST.get("stopped_note_en", "").strip())
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            offering.set_open(
                procedure, is_open=False, by=actor(request.officer), note=note,
                announce=request.POST.get("tell_end") == "yes",
            )  # fmt: skip
        except RefusedError as refused:
            errors[refused.field] = refused.message
        else:
            messages.success(request, _("受付を止めました。"))
            return HttpResponseRedirect(f"{href(None, 'procedures:offers')}?stopped={procedure}")
    context = {"row": row, "note": note, "tell_end": request.POST.get("tell_end", ""), "errors": errors}
    return render(request, "procedures/staff/stop.html", context, status=422 if errors else 200)
