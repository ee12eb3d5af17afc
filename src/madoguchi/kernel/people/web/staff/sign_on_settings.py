"""A body's administrator sets up the provider by which its officers sign in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.kernel.identity import api as identity
from madoguchi.kernel.identity.api import BarredError, UnprovenError
from madoguchi.kernel.people.api import StaffRequest
from madoguchi.kernel.people.domain.refusal import RefusedError
from madoguchi.kernel.people.services import author, sign_on
from madoguchi.kernel.people.web.forms import Typed

FIELDS = ("label", "issuer", "client_id", "secret")
LIMITS = {"label": 60, "issuer": 500, "client_id": 255, "secret": 500}


@sensitive_post_parameters("secret")
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: StaffRequest) -> HttpResponseBase:
    """Issuer, our name there and the secret; whether it is open, and the buttons that try it out and open it."""
    row = identity.row_of(request.tenant)
    if request.method == "POST":
        typed = Typed.read(request.POST, FIELDS, limits=LIMITS)
        typed.need("label", _("ボタンに出す名前を入力してください。"))
        typed.need("issuer", _("発行者（issuer）のアドレスを入力してください。"))
        typed.need("client_id", _("クライアントIDを入力してください。"))
        if not typed.errors:
            try:
                identity.save(request.tenant, **typed.values, by=author.actor(request.officer))
            except BarredError as barred:
                typed.errors["issuer"] = identity.for_administrator(barred)
            except UnprovenError as refused:
                typed.errors["secret"] = identity.for_administrator(refused)
            else:
                messages.success(request, _("認証サーバーの設定を保存しました。「設定を確かめる」で確かめてください。"))
                return redirect("people:sign-on")
        typed.values["secret"] = ""  # a secret is never sent back
    else:
        typed = Typed({name: getattr(row, name, "") if row else "" for name in FIELDS})
    context = {
        "typed": typed,
        "row": row,
        "redirect_uri": identity.redirect_uri(identity.key_of(request.tenant)),
    }
    return render(request, "people/staff/sign_on.html", context)


@require_POST
def check(request: StaffRequest) -> HttpResponseBase:
    """Try the settings out and name what is wrong."""
    try:
        identity.examine(request.tenant)
    except UnprovenError as refused:
        messages.error(request, identity.for_administrator(refused))
    else:
        messages.success(
            request, _("設定は合っています。認証サーバーの鍵を読み、クライアントIDとシークレットが通りました。")
        )
    return redirect("people:sign-on")


@require_POST
def set_open(request: StaffRequest) -> HttpResponseBase:
    """Let officers sign in by it, or stop that. Opening tries it out first."""
    wanted = request.POST.get("open") == "1"
    try:
        identity.set_open(request.tenant, wanted=wanted, by=author.actor(request.officer))
    except UnprovenError as refused:
        messages.error(request, identity.for_administrator(refused))
    else:
        said = _("認証サーバーでのログインを始めました。") if wanted else _("認証サーバーでのログインを止めました。")
        messages.success(request, said)
    return redirect("people:sign-on")


@require_POST
def set_required(request: StaffRequest) -> HttpResponseBase:
    """Make the provider the only way in for whoever is no administrator, or not any more."""
    wanted = request.POST.get("required") == "1"
    try:
        sign_on.require(request.tenant, wanted=wanted, by=request.officer)
    except RefusedError as refused:
        messages.error(request, refused.message)
    else:
        closed = _("パスワードでのログインを止めました。いま開いているログインは、12時間以内に終わります。")
        messages.success(request, closed if wanted else _("パスワードでのログインを再び許しました。"))
    return redirect("people:sign-on")
