"""One's own posts, profile and password; taking up an invitation; a new password by link."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from madoguchi.kernel.people import queries
from madoguchi.kernel.people.api import AccountRequest
from madoguchi.kernel.people.domain.refusal import RefusedError
from madoguchi.kernel.people.models import Invitation
from madoguchi.kernel.people.services import invitation as invitations
from madoguchi.kernel.people.services import password as passwords
from madoguchi.kernel.people.services import sign_in, sign_on
from madoguchi.kernel.people.web import session, way_back
from madoguchi.kernel.people.web.forms import Typed
from madoguchi.kernel.people.web.staff.entrance import onwards
from madoguchi.kit.digits import read_digits


@require_http_methods(["GET", "HEAD", "POST"])
def posts(request: AccountRequest) -> HttpResponseBase:
    """Choose the post to work in; says so when there is none."""
    error = None
    if request.method == "POST":
        try:
            wanted = read_digits(request.POST.get("officer", "")) or 0
            post = sign_in.choose_post(request.account, wanted, only_in=session.only_in(request.session))
        except RefusedError as refused:
            error = refused.message
        else:
            session.move_to(request.session, post)
            return onwards(request, request.account, chosen=True)
    back = way_back.staff_path(request.GET.get("next", ""), request) or ""
    only = session.only_in(request.session)
    choices = [post for post in queries.posts_of(request.account) if only in (None, post.tenant_id)]
    closed = sign_on.beyond_passwords(choices) if only is None else []
    context = {
        "posts": [post for post in choices if post not in closed],
        "closed": closed,
        "error": error,
        "next": back,
    }
    return render(request, "people/staff/posts.html", context)


@require_http_methods(["GET", "HEAD"])
def profile(request: AccountRequest) -> HttpResponseBase:
    """Own name, login, posts, language; ways to change them."""
    return render(
        request,
        "people/staff/profile.html",
        {
            "account": request.account,
            "posts": queries.posts_of(request.account),
            "sign_ons": sign_on.offered(request.account, only_in=session.only_in(request.session)),
        },
    )


@sensitive_post_parameters("password_old", "password_new", "password_again")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: AccountRequest) -> HttpResponseBase:
    """Change one's own password; other sessions end, this one goes on."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = _unlike(request)
        if not errors:
            try:
                passwords.change(request.account, request.POST.get("password_old", ""), request.POST["password_new"])
            except RefusedError as refused:
                errors = {refused.field or "password_old": refused.message}
            else:
                session.remember_mark(request.session, request.account)
                messages.success(request, _("パスワードを変更しました。他の端末のログインは終わりました。"))
                return redirect("people:profile")
    return render(request, "people/staff/password.html", {"errors": errors})


@sensitive_post_parameters("password_new", "password_again")
@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: HttpRequest, account_id: int, token: str) -> HttpResponseBase:
    """Set a new password by the link that an administrator had mailed."""
    account = passwords.account_of_link(account_id, token)
    if account is None:
        return render(request, "people/staff/link_dead.html", {"invitation": False}, status=410)
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = _unlike(request)
        if not errors:
            try:
                passwords.set_by_link(account_id, token, request.POST["password_new"])
            except RefusedError as refused:
                errors = {refused.field or "password_new": refused.message}
            else:
                request.session.flush()
                return HttpResponseRedirect(f"{reverse('people:login')}?why=password")
    return render(request, "people/staff/new_password.html", {"errors": errors, "account": account})


@sensitive_post_parameters("password_new", "password_again")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, body: str, token: str) -> HttpResponseBase:
    """Take up an invitation with a new account: choose login and password, then set up the second factor."""
    offer = _offer(body, token)
    if offer is None:
        return _dead(request)
    typed = Typed.read(request.POST, ["login"], limits={"login": 60})
    if request.method == "POST":
        typed.errors.update(_unlike(request))
        typed.need("login", _("ログインIDを入力してください。"))
        if not typed.errors:
            try:
                account = invitations.accept_as_new(offer, login=typed["login"], password=request.POST["password_new"])
            except RefusedError as refused:
                if refused.code == "link":
                    return _dead(request)
                typed.errors[{"password": "password_new"}.get(refused.field, refused.field)] = refused.message
            else:
                session.begin_second_step(request, account, timezone.now())
                return redirect("people:enrol")
    else:
        typed.values["login"] = offer.login
    context = {
        "offer": offer,
        "typed": typed,
        "join": reverse("people:invitation-join", kwargs={"body": body, "token": token}),
    }
    return render(request, "people/staff/invitation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def invitation_join(request: AccountRequest, body: str, token: str) -> HttpResponseBase:
    """Take up an invitation with the account that is signed in."""
    offer = _offer(body, token)
    if offer is None:
        return _dead(request)
    error = None
    if request.method == "POST":
        try:
            post = invitations.accept_with(offer, request.account)
        except RefusedError as refused:
            error = refused.message
        else:
            messages.success(request, _("所属を追加しました。使う所属を選んでください。"))
            usable = post.in_effect(timezone.localdate()) and not sign_on.beyond_passwords([post])
            if request.officer is None and usable and session.only_in(request.session) is None:
                session.move_to(request.session, post)
            return redirect("people:posts")
    context = {"offer": offer, "account": request.account, "error": error}
    return render(request, "people/staff/invitation_join.html", context)


def _offer(body: str, token: str) -> Invitation | None:
    try:
        return invitations.find(body, token)
    except RefusedError:
        return None


def _dead(request: HttpRequest) -> HttpResponseBase:
    return render(request, "people/staff/link_dead.html", {"invitation": True}, status=410)


def _unlike(request: HttpRequest) -> dict[str, str]:
    """Errors of a new password typed twice."""
    if not request.POST.get("password_new"):
        return {"password_new": _("新しいパスワードを入力してください。")}
    if request.POST["password_new"] != request.POST.get("password_again"):
        return {
            "password_again": _("2回の入力が違います。同じパスワードを、もう一度入力してください。"),
        }
    return {}
