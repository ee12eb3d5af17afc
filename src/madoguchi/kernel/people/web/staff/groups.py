"""A body's administrator groups procedures, to limit posts to some of what their department has."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.kernel.people import queries
from madoguchi.kernel.people.api import StaffRequest
from madoguchi.kernel.people.domain.refusal import RefusedError
from madoguchi.kernel.people.models import ProcedureGroup
from madoguchi.kernel.people.services import procedure_group as groups
from madoguchi.kernel.people.web.forms import Typed

LIMITS = {"name": groups.LONGEST_NAME}


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: StaffRequest) -> HttpResponseBase:
    """Make a group."""
    typed, known = Typed.read(request.POST, ["name", "subjects"], limits=LIMITS), groups.known_subjects()
    chosen = [key for key in request.POST.getlist("subjects") if key in known]
    if request.method == "POST" and not typed.errors:
        try:
            made = groups.add(request.tenant, name=typed["name"], subjects=chosen, by=request.officer)
        except RefusedError as refused:
            _refuse(typed, refused)
        else:
            messages.success(request, _("グループ「%(name)s」を追加しました。") % {"name": made.name})
            return redirect("people:roles")
    context = {"typed": typed, "chosen": chosen, "known": _sorted(known)}
    return render(request, "people/staff/group_add.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: StaffRequest, group_id: int) -> HttpResponseBase:
    """Change a group's name and procedures."""
    group = _group(group_id)
    # A procedure that is not offered any more goes by its id.
    known = dict.fromkeys(group.subjects, "") | groups.known_subjects()
    typed = Typed.read(request.POST, ["name", "subjects"], limits=LIMITS)
    chosen = [key for key in request.POST.getlist("subjects") if key in known]
    if request.method == "POST" and not typed.errors:
        try:
            groups.change(group, name=typed["name"], subjects=chosen, by=request.officer)
        except RefusedError as refused:
            _refuse(typed, refused)
        else:
            messages.success(request, _("グループ「%(name)s」を変更しました。") % {"name": typed["name"]})
            return redirect("people:roles")
    if request.method != "POST":
        typed, chosen = Typed({"name": group.name, "subjects": ""}), group.subjects
    context = {"group": group, "typed": typed, "chosen": chosen, "known": _sorted(known)}
    return render(request, "people/staff/group.html", context | {"number": queries.holders_of_groups()[group.pk]})


@require_POST
def close(request: StaffRequest, group_id: int) -> HttpResponseBase:
    """Offer a group no more."""
    group = _group(group_id)
    try:
        groups.close(group, by=request.officer)
    except RefusedError as refused:
        messages.error(request, refused.message)
        return redirect("people:group", group_id=group.pk)
    messages.success(request, _("グループ「%(name)s」を廃止しました。") % {"name": group.name})
    return redirect("people:roles")


def _refuse(typed: Typed, refused: RefusedError) -> None:
    """Here it is the procedures that reach too far, not the choice of a group."""
    if refused.code == "beyond_reach":
        refused = RefusedError(refused.code, refused.message, "subjects")
    typed.refuse(refused)


def _sorted(known: Mapping[str, str]) -> list[tuple[str, str]]:
    return sorted(((key, title or key) for key, title in known.items()), key=lambda one: one[1])


def _group(pk: int) -> ProcedureGroup:
    """The group of this id in the officer's own body, else 404."""
    found = queries.procedure_group_by_id(pk)
    if found is None:
        raise Http404("no such group in this body")
    return found
