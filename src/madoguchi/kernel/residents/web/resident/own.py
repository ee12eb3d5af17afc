"""My page, and how one signs in: sessions and the password."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.kernel.people.api import RefusedError
from madoguchi.kernel.residents.choices import How
from madoguchi.kernel.residents.services import password as passwords
from madoguchi.kernel.residents.services import session
from madoguchi.kernel.residents.services.proof import proofs_of
from madoguchi.kernel.residents.services.sections import sections
from madoguchi.kernel.residents.services.session import SignedIn
from madoguchi.kernel.residents.web.forms import Typed

View = Callable[[HttpRequest, SignedIn], HttpResponse]


def signed_in(view: View) -> Callable[[HttpRequest], HttpResponse]:
    """The view for whoever is signed in; everybody else goes to the entrance."""

    @wraps(view)
    def checked(request: HttpRequest) -> HttpResponse:
        signed = session.current(request)
        if signed is None:
            return HttpResponseRedirect(reverse("residents:entrance"))
        return view(request, signed)

    return checked


@signed_in
@require_safe
def home(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """My page: what the rooms have for this person."""
    return render(
        request, "residents/resident/home.html", {"signed": signed, "sections": sections(signed, request.GET)}
    )


@signed_in
@require_safe
def sign_in(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """The address, the password, and where one is signed in."""
    rows = [(one, How(one.opened_by).label, one.pk == signed.session_id) for one in session.alive(signed.resident)]
    context = {"signed": signed, "rows": rows, "has_password": signed.account.has_usable_password()}
    context["proofs"] = proofs_of(signed.resident)
    return render(request, "residents/resident/sign_in.html", context)


@signed_in
@require_POST
def end(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """End one of one's other sessions, or all of them."""
    which = request.POST.get("session", "")
    if which == "others":
        session.end_others(signed)
    elif which.isascii() and which.isdigit() and len(which) < 19:
        session.end(signed, int(which))
    return HttpResponseRedirect(reverse("residents:sign-in"))


@sensitive_post_parameters("password_old", "password_new", "password_again")
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: HttpRequest, signed: SignedIn) -> HttpResponse:
    """Set or change the password."""
    typed = Typed.of(request.POST, "password_old", "password_new", "password_again")
    asks_for_old = passwords.asks_for_old(signed)
    if request.method == "POST":
        new = request.POST.get("password_new", "")
        if asks_for_old:
            typed.need("password_old", _("いまのパスワードを入力してください。"))
        typed.need("password_new", _("新しいパスワードを入力してください。"))
        if not typed.errors and new != request.POST.get("password_again", ""):
            typed.refuse(RefusedError("unlike", _("2回の入力が違います。もう一度入力してください。"), "password_again"))
        if not typed.errors:
            try:
                passwords.choose(signed, old=request.POST.get("password_old", ""), new=new)
            except RefusedError as refused:
                typed.refuse(refused)
            else:
                return HttpResponseRedirect(reverse("residents:sign-in"))
    context = {"typed": typed, "asks_for_old": asks_for_old, "signed": signed}
    return render(request, "residents/resident/new_password.html", context, status=typed.status)
