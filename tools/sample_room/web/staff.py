"""Pages for officers: see the entries, add one."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from madoguchi.kernel.people.api import StaffRequest, actor, can
from madoguchi.kernel.tenants.api import href
from madoguchi.modules.ROOM import queries, services
from madoguchi.modules.ROOM.models import Entry
from madoguchi.modules.ROOM.rules import ADD


def entries(request: StaffRequest) -> HttpResponse:
    """The list, and above it the form for the next entry."""
    return _page(request, "", None, 200)


def add(request: StaffRequest) -> HttpResponse:
    """Add an entry; what was typed stays in its field when it does not fit."""
    text = request.POST.get("text", "").strip()
    longest = Entry._meta.get_field("text").max_length or 0
    if not text:
        return _page(request, text, _("内容を入力してください。"), 422)
    if len(text) > longest:
        return _page(request, text, _("内容は%(n)s字までで入力してください。") % {"n": longest}, 422)
    services.add(text, by=actor(request.officer))
    return redirect(href(request.tenant, "ROOM:entries"))


def _page(request: StaffRequest, text: str, error: str | None, status: int) -> HttpResponse:
    context = {"entries": queries.entries(), "text": text, "error": error, "may_add": can(request.officer, ADD)}
    return render(request, "ROOM/staff/entries.html", context, status=status)
