"""Changing the authenticator app oneself: password and present code, then the new key and its first code."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from madoguchi.kernel.people.api import AccountRequest
from madoguchi.kernel.people.domain import totp
from madoguchi.kernel.people.domain.refusal import RefusedError
from madoguchi.kernel.people.services import renewal, second_factor
from madoguchi.kernel.people.web import qr, session


@sensitive_post_parameters("password_old")
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: AccountRequest) -> HttpResponseBase:
    """First step: it is you, and the present app is at hand."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        typed = request.POST.get("password_old", "")[:1000]
        try:
            sealed = renewal.begin(request.account, password_typed=typed, code=request.POST.get("code", ""))
        except RefusedError as refused:
            errors = {refused.field or "password_old": refused.message}
        else:
            session.offer_key(request.session, sealed, timezone.now())
            return redirect("people:renewal-new")
    return render(request, "people/staff/renewal.html", {"errors": errors})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AccountRequest) -> HttpResponseBase:
    """Second step: the new key, and its first code. Until then the former app counts."""
    sealed = session.offered_key(request.session, timezone.now())
    if sealed is None:
        messages.info(request, _("時間がたったため、はじめからやり直してください。"))
        return redirect("people:renewal")
    error = None
    if request.method == "POST":
        try:
            renewal.finish(request.account, sealed, request.POST.get("code", ""))
        except RefusedError as refused:
            if refused.code == "begin_again":
                session.forget_key(request.session)
                messages.info(request, refused.message)
                return redirect("people:renewal")
            error = refused.message
        else:
            session.forget_key(request.session)
            session.remember_mark(request.session, request.account)
            messages.success(
                request, _("認証アプリを変えました。次のログインから、新しいアプリの確認コードを使います。")
            )
            return redirect("people:profile")
    secret = second_factor.secret_in(sealed)
    context = {
        "error": error,
        "key": totp.spaced(secret),
        "address": totp.address(secret, login=request.account.login, issuer=second_factor.ISSUER),
        "login": request.account.login,
    }
    return render(request, "people/staff/renewal_new.html", context)


@require_GET
def picture(request: AccountRequest) -> HttpResponseBase:
    """The new key as a QR code; only between the two steps."""
    sealed = session.offered_key(request.session, timezone.now())
    if sealed is None:
        return HttpResponse(status=404)
    address = totp.address(second_factor.secret_in(sealed), login=request.account.login, issuer=second_factor.ISSUER)
    return qr.picture(address)
