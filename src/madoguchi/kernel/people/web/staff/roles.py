"""A body's administrator makes roles of the body's own, and sees what each role may."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.kernel.people import queries, rules
from madoguchi.kernel.people.api import StaffRequest
from madoguchi.kernel.people.choices import Role
from madoguchi.kernel.people.domain.refusal import RefusedError
from madoguchi.kernel.people.models import OwnRole
from madoguchi.kernel.people.services import own_role as own_roles
from madoguchi.kernel.people.web.forms import Typed

LIMITS = {"name": own_roles.LONGEST_NAME}


@require_http_methods(["GET", "HEAD"])
def index(request: StaffRequest) -> HttpResponseBase:
    """The body's own roles and groups of procedures, and the table of rights."""
    found = queries.own_roles()
    context = {
        "own_roles": found,
        "holders": queries.holders_of_own_roles(),
        "groups": queries.procedure_groups(),
        "holders_of_groups": queries.holders_of_groups(),
        "table": _table(found),
    }
    return render(request, "people/staff/roles.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: StaffRequest) -> HttpResponseBase:
    """Make a role."""
    typed, rights = Typed.read(request.POST, ["name", "base", "rights"], limits=LIMITS), _rights(request.POST)
    if request.method == "POST" and not typed.errors:
        try:
            made = own_roles.add(
                request.tenant, name=typed["name"], base=typed["base"], rights=rights, by=request.officer
            )
        except RefusedError as refused:
            _refuse(typed, refused)
        else:
            messages.success(request, _("役割「%(name)s」を追加しました。") % {"name": made.name})
            return redirect("people:roles")
    context = {"typed": typed, "rights": rights, "bases": [(one.value, one.label) for one in own_roles.BASES]}
    return render(request, "people/staff/role_add.html", context | {"all_rights": _all_rights()})


@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: StaffRequest, role_id: int) -> HttpResponseBase:
    """Change a role's name and rights."""
    role = _role(role_id)
    typed, rights = Typed.read(request.POST, ["name", "rights"], limits=LIMITS), _rights(request.POST)
    if request.method == "POST" and not typed.errors:
        try:
            own_roles.change(role, name=typed["name"], rights=rights, by=request.officer)
        except RefusedError as refused:
            _refuse(typed, refused)
        else:
            messages.success(request, _("役割「%(name)s」を変更しました。") % {"name": typed["name"]})
            return redirect("people:roles")
    if request.method != "POST":
        typed, rights = Typed({"name": role.name, "rights": ""}), role.rights
    context = {"role": role, "typed": typed, "rights": rights, "all_rights": _all_rights()}
    return render(request, "people/staff/role.html", context | {"number": queries.holders_of_own_roles()[role.pk]})


@require_POST
def close(request: StaffRequest, role_id: int) -> HttpResponseBase:
    """Offer a role no more."""
    role = _role(role_id)
    try:
        own_roles.close(role, by=request.officer)
    except RefusedError as refused:
        messages.error(request, refused.message)
        return redirect("people:role", role_id=role.pk)
    messages.success(request, _("役割「%(name)s」を廃止しました。") % {"name": role.name})
    return redirect("people:roles")


def _refuse(typed: Typed, refused: RefusedError) -> None:
    """Here it is the rights that go too far, not the choice of a role."""
    if refused.code == "beyond_own":
        refused = RefusedError(refused.code, refused.message, "rights")
    typed.refuse(refused)


def _rights(post: QueryDict) -> list[str]:
    """The ticked rights; what no room registers is left out."""
    return [name for name in post.getlist("rights") if rules.is_registered(name)]


def _all_rights() -> list[tuple[str, str]]:
    return sorted((known.name, str(known.label)) for known in rules.registered_permissions())


def _table(found: list[OwnRole]) -> list[tuple[str, list[str]]]:
    """Each right, and the names of the roles that have it."""
    return [
        (
            label,
            [str(role.label) for role in Role if rules.role_may(role, name)]
            + [one.name for one in found if name in one.rights],
        )
        for name, label in _all_rights()
    ]


def _role(pk: int) -> OwnRole:
    """The role of this id in the officer's own body, else 404."""
    found = queries.own_role_by_id(pk)
    if found is None:
        raise Http404("no such role in this body")
    return found
