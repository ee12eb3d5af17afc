"""The entrance: a link by mail, a password, the way out. Nothing here says whether an address has an account."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.kernel.audit.api import client_network
from madoguchi.kernel.people.api import RefusedError
from madoguchi.kernel.residents.choices import How, Kind
from madoguchi.kernel.residents.models import Resident
from madoguchi.kernel.residents.services import account, session
from madoguchi.kernel.residents.services import link as links
from madoguchi.kernel.residents.services import password as passwords
from madoguchi.kernel.residents.web.forms import Typed


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a link by mail: to open an account, or to sign in."""
    if session.current(request) is not None:
        return HttpResponseRedirect(reverse("residents:home"))
    typed = Typed.of(request.POST, "address")
    if request.method == "POST":
        try:
            links.ask(typed["address"], network=client_network(request))
        except RefusedError as refused:
            typed.refuse(refused)
        else:
            return HttpResponseRedirect(reverse("residents:sent"))
    return render(request, "residents/resident/entrance.html", {"typed": typed}, status=typed.status)


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """A mail is on its way; the same page for every address."""
    return render(request, "residents/resident/sent.html", {"minutes": links.LIFE.seconds // 60})


@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """A mailed link: a button that signs in, with name and kind before it where there is no account yet."""
    try:
        address = links.address_of(token)
    except RefusedError:
        return _dead(request)
    known = account.by_address(address) is not None
    typed = Typed.of(request.POST, "name", "kind")
    if request.method == "POST":
        try:
            resident = links.spend(token, lambda address: _resident(address, typed), network=client_network(request))
        except RefusedError as refused:
            if refused.code == "link":
                return _dead(request)
            typed.refuse(refused)
        else:
            return _let_in(request, resident, How.MAIL)
    context = {"typed": typed, "known": known, "address": address, "kinds": Kind.choices}
    return render(request, "residents/resident/link.html", context, status=typed.status)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Sign in with address and password."""
    typed = Typed.of(request.POST, "address", "password")
    if request.method == "POST":
        typed.need("address", _("メールアドレスを入力してください。"))
        typed.need("password", _("パスワードを入力してください。"))
        if not typed.errors:
            try:
                raw = request.POST.get("password", "")
                resident = passwords.sign_in(typed["address"], raw, network=client_network(request))
            except RefusedError as refused:
                typed.refuse(refused)
            else:
                return _let_in(request, resident, How.PASSWORD)
    return render(request, "residents/resident/password.html", {"typed": typed}, status=typed.status)


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    response = HttpResponseRedirect(reverse("residents:entrance"))
    session.leave(request, response)
    return response


def _resident(address: str, typed: Typed) -> Resident:
    known = account.by_address(address)
    if known is not None:
        return known
    return account.open_account(address, name=typed["name"], kind=typed["kind"], language=get_language() or "ja")


def _let_in(request: HttpRequest, resident: Resident, how: How) -> HttpResponse:
    response = HttpResponseRedirect(reverse("residents:home"))
    session.enter(request, response, resident, how)
    return response


def _dead(request: HttpRequest) -> HttpResponse:
    return render(request, "residents/resident/link_dead.html", status=410)
