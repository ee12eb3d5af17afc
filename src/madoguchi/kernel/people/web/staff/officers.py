"""A body's administrator looks after its officers: invitations, posts, locks, second factors."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.kernel.audit.api import latest
from madoguchi.kernel.people import queries
from madoguchi.kernel.people.api import StaffRequest
from madoguchi.kernel.people.choices import Role
from madoguchi.kernel.people.domain.refusal import RefusedError
from madoguchi.kernel.people.models import Invitation, Officer, OwnRole, ProcedureGroup
from madoguchi.kernel.people.services import author, department_use, second_factor, sign_on_link
from madoguchi.kernel.people.services import invitation as invitations
from madoguchi.kernel.people.services import password as passwords
from madoguchi.kernel.people.services import person as people
from madoguchi.kernel.people.services import post as posts
from madoguchi.kernel.people.web.forms import OWN_ROLE, Typed
from madoguchi.kernel.tenants.api import Department, departments

PER_PAGE, SHOWN_HISTORY = 50, 20
POST_FIELDS = ("role", "department", "group", "valid_from", "valid_until")


@require_http_methods(["GET", "HEAD"])
def index(request: StaffRequest) -> HttpResponseBase:
    """Officers in effect (all with ?show=all) and open invitations."""
    everybody = request.GET.get("show") == "all"
    found = queries.officers() if everybody else queries.present_officers()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "everybody": everybody,
        "invitations": queries.open_invitations(),
        "today": timezone.localdate(),
        "now": timezone.now(),
        "stranded": department_use.stranded(),
    }
    return render(request, "people/staff/officers.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: StaffRequest) -> HttpResponseBase:
    """Offer a post by mail."""
    choices, roles, groups = departments(), queries.own_roles(), queries.procedure_groups()
    typed = Typed.read(request.POST, ["name", "email", *POST_FIELDS], limits={"name": 100, "email": 254})
    if request.method == "POST":
        start, end = typed.day("valid_from"), typed.day("valid_until")
        group = typed.group("group", groups)
        typed.need("name", _("氏名を入力してください。"))
        typed.need("email", _("メールアドレスを入力してください。招待の案内を送ります。"))
        if not typed.errors:
            role, own_role = typed.role("role", roles)
            try:
                offer, _link = invitations.invite(
                    request.tenant,
                    email=typed["email"],
                    name=typed["name"],
                    role=role,
                    own_role=own_role,
                    group=group,
                    department=typed.department("department", choices),
                    valid_from=start or timezone.localdate(),
                    valid_until=end,
                    by=author.actor(request.officer),
                    giver=request.officer,
                )
            except RefusedError as refused:
                typed.refuse(refused)
            else:
                messages.success(
                    request,
                    _("%(mail)s に招待を送りました。7日以内に登録してもらってください。") % {"mail": offer.email},
                )
                return redirect("people:officers")
    else:
        typed.values["valid_from"] = timezone.localdate().isoformat()
    return render(request, "people/staff/officer_invite.html", {"typed": typed, **_choices(choices, roles, groups)})


@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: StaffRequest, officer_id: int) -> HttpResponseBase:
    """One post: change it; its history; the acts on the account."""
    officer, before = _officer(officer_id), _officer(officer_id)
    if request.method == "POST":
        typed = Typed.read(request.POST, POST_FIELDS)
        start, end = typed.day("valid_from"), typed.day("valid_until")
        group = typed.group("group", queries.procedure_groups())
        if not typed.errors:
            role, own_role = typed.role("role", queries.own_roles())
            try:
                posts.change(
                    officer,
                    role=role,
                    own_role=own_role,
                    group=group,
                    department=typed.department("department", _departments_for(officer)),
                    valid_from=start or officer.valid_from,
                    valid_until=end,
                    by=request.officer,
                )
            except RefusedError as refused:
                typed.refuse(refused)
                officer = _officer(officer_id)
            else:
                messages.success(request, _("%(name)sの所属を変更しました。") % {"name": officer.account.name})
                _warn(request, before, officer)
                return redirect("people:officer", officer_id=officer.pk)
    else:
        typed = _post_of(officer)
    return _page(request, officer, typed=typed)


@require_POST
def person(request: StaffRequest, officer_id: int) -> HttpResponseBase:
    """Change name and mail of the person in a post."""
    officer = _officer(officer_id)
    typed = Typed.read(request.POST, ["name", "email"], limits={"name": 100, "email": 254})
    if not typed.errors:
        try:
            people.change(officer, name=typed["name"], email=typed["email"], by=request.officer)
        except RefusedError as refused:
            typed.refuse(refused)
        else:
            messages.success(request, _("氏名とメールアドレスを保存しました。"))
            return redirect("people:officer", officer_id=officer.pk)
    return _page(request, _officer(officer_id), person=typed)


@require_POST
def lock(request: StaffRequest, officer_id: int) -> HttpResponseBase:
    """Lock a post at once, for this body."""
    officer = _officer(officer_id)
    answer = _act(
        request,
        officer,
        lambda: posts.lock(officer, by=request.officer),
        _("%(name)sの利用を停止しました。") % {"name": officer.account.name},
    )
    _warn(request, _officer(officer_id))
    return answer


@require_POST
def unlock(request: StaffRequest, officer_id: int) -> HttpResponseBase:
    """Take the lock away."""
    officer = _officer(officer_id)
    return _act(
        request,
        officer,
        lambda: posts.unlock(officer, by=request.officer),
        _("%(name)sの利用停止を解除しました。") % {"name": officer.account.name},
    )


@require_POST
def reset_second_factor(request: StaffRequest, officer_id: int) -> HttpResponseBase:
    """Take the second factor away, for a lost phone; the next sign-in sets up a new one."""
    officer = _officer(officer_id)
    return _act(
        request,
        officer,
        lambda: second_factor.reset_by_administrator(officer, by=request.officer),
        _("二段階認証を解除しました。%(name)sは次のログインで登録し直します。") % {"name": officer.account.name},
    )


@require_POST
def unlink_sign_on(request: StaffRequest, officer_id: int) -> HttpResponseBase:
    """Take the officer's link with the body's provider away."""
    officer = _officer(officer_id)
    return _act(
        request,
        officer,
        lambda: sign_on_link.unlink_by_administrator(officer, by=request.officer),
        _("%(name)sの、認証サーバーとの結び付けを外しました。") % {"name": officer.account.name},
    )


@require_POST
def send_password_link(request: StaffRequest, officer_id: int) -> HttpResponseBase:
    """Mail the officer a link for a new password."""
    officer = _officer(officer_id)
    return _act(
        request,
        officer,
        lambda: passwords.send_link(officer, by=request.officer),
        _("%(mail)s にパスワード再設定の案内を送りました。") % {"mail": officer.account.email},
    )


@require_POST
def resend_invitation(request: StaffRequest, invitation_id: int) -> HttpResponseBase:
    """Send an invitation again, with a new link."""
    offer = _invitation(invitation_id)
    try:
        invitations.resend(offer, by=request.officer)
    except RefusedError as refused:
        messages.error(request, refused.message)
    else:
        messages.success(
            request,
            _("%(mail)s に招待を送り直しました。前の案内は使えなくなりました。") % {"mail": offer.email},
        )
    return redirect("people:officers")


@require_POST
def cancel_invitation(request: StaffRequest, invitation_id: int) -> HttpResponseBase:
    """Take an invitation back."""
    offer = _invitation(invitation_id)
    try:
        invitations.cancel(offer, by=request.officer)
    except RefusedError as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("%(name)s への招待を取り消しました。") % {"name": offer.name})
    return redirect("people:officers")


def _warn(request: StaffRequest, *posts_touched: Officer) -> None:
    """Say when the work of a department is left alone by what was just done: it is done all the same, for a person who
    goes must be out, but nobody should find out from a resident."""
    for text in dict.fromkeys(map(department_use.warning, posts_touched)):
        if text:
            messages.warning(request, text)


def _act(request: StaffRequest, officer: Officer, act: Callable[[], object], done: str) -> HttpResponseBase:
    """Run one act on an officer and go back to the officer's page with its outcome in words."""
    try:
        act()
    except RefusedError as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, done)
    return redirect("people:officer", officer_id=officer.pk)


def _page(
    request: StaffRequest, officer: Officer, *, typed: Typed | None = None, person: Typed | None = None
) -> HttpResponseBase:
    """The page of one post, with what was typed into one of its forms."""
    context = {
        "subject": officer,
        "typed": typed or _post_of(officer),
        "person": person or Typed({"name": officer.account.name, "email": officer.account.email}),
        "today": timezone.localdate(),
        "sign_on": sign_on_link.of(officer.account),
        "history": latest([posts.target(officer), author.target(officer.account)], SHOWN_HISTORY),
        "targets": [posts.target(officer), author.target(officer.account)],
        **_choices(_departments_for(officer), queries.own_roles(), queries.procedure_groups()),
    }
    return render(request, "people/staff/officer.html", context)


def _departments_for(officer: Officer) -> list[Department]:
    """The departments of today, and the officer's own though it be closed."""
    found = departments()
    own = officer.department
    return found if own is None or own in found else [own, *found]


def _post_of(officer: Officer) -> Typed:
    """The form of a post as it stands."""
    return Typed(
        {
            "role": f"{OWN_ROLE}{officer.own_role_id}" if officer.own_role_id else officer.role,
            "department": str(officer.department_id or ""),
            "group": str(officer.group_id or ""),
            "valid_from": officer.valid_from.isoformat(),
            "valid_until": officer.valid_until.isoformat() if officer.valid_until else "",
        }
    )


def _officer(pk: int) -> Officer:
    """The post of this id in the officer's own body, else 404."""
    found = queries.officer_by_id(pk)
    if found is None:
        raise Http404("no such officer in this body")
    return found


def _invitation(pk: int) -> Invitation:
    """The invitation of this id in the officer's own body, else 404."""
    found = queries.invitation_by_id(pk)
    if found is None:
        raise Http404("no such invitation in this body")
    return found


def _choices(found: list[Department], own_roles: list[OwnRole], groups: list[ProcedureGroup]) -> dict[str, object]:
    return {
        "roles": [*Role.choices, *((f"{OWN_ROLE}{one.pk}", one.name) for one in own_roles)],
        "groups": [(str(one.pk), one.name) for one in groups],
        "departments": [(str(department.pk), department.in_(get_language() or "ja")) for department in found],
    }
