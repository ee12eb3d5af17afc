"""秘匿の閲覧範囲: the administrator says who reads what is confidential."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from madoguchi.kernel.people.api import StaffRequest
from madoguchi.kernel.tenants.api import departments, href
from madoguchi.kit.digits import read_digits
from madoguchi.modules.cases.choices import Text
from madoguchi.modules.cases.domain.kinds import kinds
from madoguchi.modules.cases.queries import circles as queries
from madoguchi.modules.cases.queries.sight import declared
from madoguchi.modules.cases.services import circle as service


def index(request: StaffRequest) -> HttpResponse:
    """Every label in use, and who reads it."""
    labels = _labels()
    known = declared(list(labels))
    lang = get_language() or "ja"
    rows = [
        {"key": key, "label": label.in_(lang), "members": queries.names_of(known.get(key))}
        for key, label in labels.items()
    ]
    return render(request, "cases/staff/circles.html", {"rows": rows})


def circle(request: StaffRequest, key: str) -> HttpResponse:
    """One label: which departments and officers, and where its cases go."""
    label = _labels().get(key)
    if label is None:
        raise Http404(key)
    if request.method == "POST":
        service.declare(
            request.officer,
            key,
            departments=_ids(request.POST.getlist("department")),
            officers=_ids(request.POST.getlist("officer")),
            route_to=read_digits(request.POST.get("route_to", "")),
        )
        messages.success(request, _("閲覧範囲を保存しました。"))
        return HttpResponseRedirect(href(request.tenant, "cases:circles"))
    found = declared([key]).get(key)
    members = list(found.members.all()) if found else []
    context = {
        "key": key,
        "label": label.in_(get_language() or "ja"),
        "departments": departments(),
        "officers": queries.officers_to_choose(),
        "chosen_departments": {one.department_id for one in members},
        "chosen_officers": {one.officer_id for one in members},
        "route_to": found.route_to_id if found else None,
    }
    return render(request, "cases/staff/circle.html", context)


def _labels() -> dict[str, Text]:
    found: dict[str, Text] = {}
    for kind in kinds():
        found |= kind.circles() if kind.circles is not None else {}
    return found


def _ids(values: list[str]) -> list[int]:
    return [number for one in values if (number := read_digits(one)) is not None]
