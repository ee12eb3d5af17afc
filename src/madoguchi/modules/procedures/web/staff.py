"""Pages of a body's administrator: which procedures are open, who is in charge, and the body's own values."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.kernel.people.api import RefusedError, StaffRequest, actor
from madoguchi.kernel.tenants.api import absolute, departments, href
from madoguchi.kit.digits import read_digits
from madoguchi.modules.procedures.domain.pack import overlay_values
from madoguchi.modules.procedures.queries import offers
from madoguchi.modules.procedures.services import offering
from madoguchi.modules.procedures.web import local_form

_MINUTE = "%Y-%m-%dT%H:%M"


def index(request: StaffRequest) -> HttpResponse:
    """Every procedure of the body with its state; POST opens or closes one."""
    if request.method == "POST":
        return _change(request)
    return render(request, "procedures/staff/offers.html", {"offers": offers.for_administration(timezone.now())})


def _change(request: StaffRequest) -> HttpResponse:
    """The pressed button names the act, its value the procedure."""
    by = actor(request.officer)
    act = next((name for name in ("open", "close", "upgrade") if name in request.POST), "")
    pack_id = request.POST.get(act, "")
    try:
        if act == "upgrade":
            row = offering.upgrade(pack_id, by=by)
            messages.success(request, _("新しい版（第%(version)s版）にしました。") % {"version": row.in_force.version})
        elif act:
            offering.set_open(pack_id, is_open=act == "open", by=by)
            messages.success(request, _("受付を始めました。") if act == "open" else _("受付を止めました。"))
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
            offering.adopt(pack_id, department=department, by=actor(request.officer))
            messages.success(
                request, _("手続を加えました。受付はまだ始まっていません。値を確かめてから始めてください。")
            )
            return HttpResponseRedirect(href(None, "procedures:offer", procedure=pack_id))
    context = {
        "packs": packs,
        "departments": [(str(one.pk), one.name) for one in departments()],
        "procedure": request.POST.get("procedure", ""),
        "department": request.POST.get("department", ""),
        "errors": errors,
    }
    return render(request, "procedures/staff/add.html", context, status=422 if errors else 200)


def settings(request: StaffRequest, procedure: str) -> HttpResponse:
    """One procedure: opening, period, department and local values, in one form."""
    row = offers.administered(procedure)
    if row is None:
        raise Http404(procedure)
    errors: dict[str, str] = {}
    posted = request.POST if request.method == "POST" else None
    if posted is not None:
        opens_at, closes_at = (_moment(posted.get(name, ""), name, errors) for name in ("opens_at", "closes_at"))
        read = local_form.read(row.pack, posted.dict())
        errors |= read.errors
        if not errors and _save(request, row, read, opens_at, closes_at, errors):
            messages.success(request, _("設定を保存しました。公開のページには数秒で反映されます。"))
            return HttpResponseRedirect(href(None, "procedures:offer", procedure=procedure))
    context = {
        "row": row,
        "departments": [(str(one.pk), one.name) for one in departments()],
        "is_open": row.is_open if posted is None else posted.get("is_open") == "yes",
        "opens_at": _written(row.opens_at) if posted is None else posted.get("opens_at", ""),
        "closes_at": _written(row.closes_at) if posted is None else posted.get("closes_at", ""),
        "department": str(row.department.pk) if posted is None else posted.get("department", ""),
        "controls": local_form.controls(
            row.pack, overlay_values(row.pack, row.local), None if posted is None else posted.dict()
        ),
        "errors": errors,
        "preview": absolute(request.tenant, "procedures:procedure", surface="resident", procedure=procedure),
    }
    return render(request, "procedures/staff/offer.html", context, status=422 if errors else 200)


def _save(
    request: StaffRequest,
    row: offers.Administered,
    read: local_form.Read,
    opens_at: datetime | None,
    closes_at: datetime | None,
    errors: dict[str, str],
) -> bool:
    """Save; False with the reason in `errors` when the service refuses."""
    try:
        offering.configure(
            row.pack.id,
            offering.Settings(
                is_open=request.POST.get("is_open") == "yes",
                opens_at=opens_at,
                closes_at=closes_at,
                department_id=read_digits(request.POST.get("department", "")) or 0,
                local=read.local,
            ),
            by=actor(request.officer),
        )
    except RefusedError as refused:
        errors[refused.field] = refused.message
    except offering.BadOverlayError as bad:
        english = request.LANGUAGE_CODE.startswith("en")
        for problem in bad.problems:
            errors[f"local.{problem.place}"] = problem.en if english else problem.ja
    return not errors


def _moment(text: str, name: str, errors: dict[str, str]) -> datetime | None:
    """A date and time as the browser posts it, in Japan's time; None when empty."""
    if not text.strip():
        return None
    try:
        return timezone.make_aware(datetime.strptime(text.strip()[:16], _MINUTE))  # noqa: DTZ007 - made aware here
    except ValueError:
        errors[name] = _("日付と時刻を「2026-11-22T09:00」のように入力してください。")
        return None


def _written(moment: datetime | None) -> str:
    return "" if moment is None else timezone.localtime(moment).strftime(_MINUTE)
