"""A body's administrator looks after what the body says about itself: contact, departments, closing days."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.kernel.people import queries
from madoguchi.kernel.people.api import StaffRequest
from madoguchi.kernel.people.domain.refusal import RefusedError
from madoguchi.kernel.people.services import body as bodies
from madoguchi.kernel.people.services import closing_day as closing_days_service
from madoguchi.kernel.people.services import department as departments_service
from madoguchi.kernel.people.services import department_use
from madoguchi.kernel.people.web.forms import Typed
from madoguchi.kernel.tenants.api import Department, Tenant
from madoguchi.kit.workdays import Calendar

CONTACT_LIMITS = {
    "postal_code": 10, "address": 200, "address_en": 200, "phone": 20, "hours": 120, "hours_en": 120, "email": 254,
    "head_title": 20, "head_name": 60,
}  # fmt: skip
DEPARTMENT_LIMITS = {
    "code": 20, "name": 60, "name_en": 80, "kana": 80, "symbol": 12, "phone": 20, "hours": 120, "hours_en": 120,
    "email": 254,
}  # fmt: skip
USUAL = Calendar()  # weekends, holidays, the turn of the year
SHOWN_BACK = timedelta(days=365)


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: StaffRequest) -> HttpResponseBase:
    """Address, phone, hours, mail and web site of the body."""
    if request.method == "POST":
        typed = Typed.read(request.POST, bodies.CONTACT_FIELDS, limits=CONTACT_LIMITS)
        if not typed.errors:
            try:
                bodies.change_contact(request.tenant, typed.values, by=request.officer)
            except RefusedError as refused:
                typed.refuse(refused)
            else:
                messages.success(request, _("連絡先と受付時間を変更しました。"))
                return redirect("people:contact")
    else:
        current = Tenant.objects.get(pk=request.tenant.pk)
        typed = Typed({name: getattr(current, name) for name in bodies.CONTACT_FIELDS})
    return render(request, "people/staff/contact.html", {"typed": typed})


@require_http_methods(["GET", "HEAD"])
def departments(request: StaffRequest) -> HttpResponseBase:
    """All departments, those in effect first."""
    context = {"departments": queries.all_departments(), "today": timezone.localdate()}
    return render(request, "people/staff/departments.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def department_add(request: StaffRequest) -> HttpResponseBase:
    """Add a department."""
    names = ["code", *departments_service.TEXT_FIELDS, "valid_from"]
    typed = Typed.read(request.POST, names, limits=DEPARTMENT_LIMITS)
    if request.method == "POST":
        start = typed.day("valid_from")
        if not typed.errors:
            try:
                added = departments_service.add(
                    request.tenant,
                    code=typed["code"],
                    texts=typed.values,
                    valid_from=start or timezone.localdate(),
                    by=request.officer,
                )
            except RefusedError as refused:
                typed.refuse(refused)
            else:
                messages.success(request, _("%(name)sを追加しました。") % {"name": added.name})
                return redirect("people:departments")
    else:
        typed.values["valid_from"] = timezone.localdate().isoformat()
    return render(request, "people/staff/department_add.html", {"typed": typed})


@require_http_methods(["GET", "HEAD", "POST"])
def department(request: StaffRequest, department_id: int) -> HttpResponseBase:
    """Change a department's names and contact."""
    found = _department(department_id)
    if request.method == "POST":
        typed = Typed.read(request.POST, departments_service.TEXT_FIELDS, limits=DEPARTMENT_LIMITS)
        if not typed.errors:
            try:
                departments_service.change(found, texts=typed.values, by=request.officer)
            except RefusedError as refused:
                typed.refuse(refused)
            else:
                messages.success(request, _("%(name)sを変更しました。") % {"name": found.name})
                return redirect("people:departments")
    else:
        typed = Typed({name: getattr(found, name) for name in departments_service.TEXT_FIELDS})
    return _page(request, found, typed, Typed({"last_day": ""}))


@require_POST
def department_close(request: StaffRequest, department_id: int) -> HttpResponseBase:
    """Let a department end on a day."""
    found = _department(department_id)
    closing = Typed.read(request.POST, ["last_day"])
    closing.need("last_day", _("廃止日（最後の日）を入力してください。"))
    last_day = closing.day("last_day")
    if last_day is not None:
        try:
            departments_service.close(found, last_day, by=request.officer)
        except RefusedError as refused:
            closing.refuse(refused)
        else:
            messages.success(request, _("%(name)sの廃止日を決めました。") % {"name": found.name})
            return redirect("people:departments")
    found = _department(department_id)
    typed = Typed({name: getattr(found, name) for name in departments_service.TEXT_FIELDS})
    return _page(request, found, typed, closing)


@require_http_methods(["GET", "HEAD", "POST"])
def closing_days(request: StaffRequest) -> HttpResponseBase:
    """The closing days of the past year and to come; add one or several lines."""
    typed = Typed.read(request.POST, ["lines"], limits={"lines": 20_000})
    if request.method == "POST" and not typed.errors:
        try:
            days = closing_days_service.read_lines(typed["lines"])
            added = closing_days_service.add(request.tenant, days, by=request.officer)
        except RefusedError as refused:
            typed.refuse(refused)
        else:
            kept = len(days) - added
            messages.success(request, _("閉庁日を%(n)s日追加しました。") % {"n": added})
            if kept:
                messages.info(request, _("%(n)s日はすでに登録されていたため、そのままにしました。") % {"n": kept})
            if closed := [day.isoformat() for day, _reason in days if not USUAL.is_open(day)]:
                shown = "、".join(closed)
                messages.info(request, _("登録しなくても閉庁日です：%(days)s") % {"days": shown})
            return redirect("people:closing-days")
    days_shown = queries.closing_days_from(timezone.localdate() - SHOWN_BACK)
    return render(request, "people/staff/closing_days.html", {"days": days_shown, "typed": typed})


@require_POST
def closing_day_remove(request: StaffRequest, day_id: int) -> HttpResponseBase:
    """Take a closing day away."""
    found = queries.closing_day_by_id(day_id)
    if found is None:
        raise Http404("no such closing day in this body")
    shown = f"{found.date.isoformat()} {found.reason}"
    closing_days_service.remove(found, by=request.officer)
    messages.success(
        request,
        _("閉庁日「%(day)s」を削除しました。戻すときは、この行をもう一度追加してください。") % {"day": shown},
    )
    return redirect("people:closing-days")


def _page(request: StaffRequest, found: Department, typed: Typed, closing: Typed) -> HttpResponseBase:
    """The page of one department, with what it still has in hand."""
    context = {"subject": found, "typed": typed, "closing": closing, "in_hand": department_use.in_use(found)}
    return render(request, "people/staff/department.html", context)


def _department(pk: int) -> Department:
    """The department of this id in the officer's own body, else 404."""
    found = queries.department_by_id(pk)
    if found is None:
        raise Http404("no such department in this body")
    return found
