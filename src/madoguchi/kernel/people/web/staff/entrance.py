"""The way in and out: password, code or set-up of the second factor, sign-out, language, time-out."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.kernel.audit.api import client_network
from madoguchi.kernel.identity.api import bodies_with_sign_on
from madoguchi.kernel.people import queries
from madoguchi.kernel.people.api import AccountRequest
from madoguchi.kernel.people.choices import Language
from madoguchi.kernel.people.domain import totp
from madoguchi.kernel.people.domain.refusal import RefusedError
from madoguchi.kernel.people.gate import LANGUAGE_COOKIE
from madoguchi.kernel.people.models import Account
from madoguchi.kernel.people.services import account as accounts
from madoguchi.kernel.people.services import second_factor, sign_in, sign_on
from madoguchi.kernel.people.services.home import home_of
from madoguchi.kernel.people.web import kept_form, known_browser, qr, session, way_back

YEAR = 365 * 24 * 3600


def _next(request: HttpRequest) -> str:
    """Where to go afterwards, checked; "" for the first page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return way_back.staff_path(wanted, request) or ""


def with_next(name: str, address: str) -> HttpResponseRedirect:
    """Redirect to a page of this room, carrying the way back along."""
    return HttpResponseRedirect(reverse(name) + (f"?{urlencode({'next': address})}" if address else ""))


def _notice(why: str, kept: bool) -> tuple[str, str, str] | None:
    """Banner of the sign-in page: (kind, title, body)."""
    if why in ("idle", "kept") and kept:
        return (
            "warning",
            _("しばらく操作がなかったため、ログアウトしました") if why == "idle" else _("ログインが終わっていました"),
            _("入力した内容はまだ送られていませんが、30分間お預かりしています。ログインすると、続きから送信できます。"),
        )
    notices = {
        "idle": (
            "info",
            _("しばらく操作がなかったため、ログアウトしました"),
            _("もう一度ログインしてください。"),
        ),
        "ended": (
            "info",
            _("ログインが終わりました"),
            _("パスワードや二段階認証が変わったか、利用が停止されました。もう一度ログインしてください。"),
        ),
        "unsent": (
            "warning",
            _("ログインしていないため、送信できませんでした"),
            _("ログインしてから、もう一度入力して送信してください。"),
        ),
        "slow": (
            "info",
            _("時間がたったため、はじめからやり直してください"),
            _("パスワードの入力から10分以内に、確認コードを入力してください。"),
        ),
        "password": (
            "success",
            _("新しいパスワードを設定しました"),
            _("新しいパスワードでログインしてください。"),
        ),
        "out": ("success", _("ログアウトしました"), ""),
    }
    return notices.get(why)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponseBase:
    """First step: login and password."""
    typed, error = "", None
    if request.method == "POST":
        typed = request.POST.get("login", "")[:100]
        try:
            account = sign_in.by_password(
                typed,
                request.POST.get("password", "")[:1000],
                network=client_network(request),
                known_browser=known_browser.is_known(request, typed),
            )
        except RefusedError as refused:
            error = refused.message
        else:
            session.begin_second_step(request, account, timezone.now())
            return with_next("people:code", _next(request))
    kept = kept_form.sealed_in(request.session) is not None
    why = "" if request.method == "POST" else request.GET.get("why", "")
    back = _next(request)
    context = {
        "login": typed,
        "error": error,
        "next": back,
        "next_query": f"?{urlencode({'next': back})}" if back else "",
        "notice": _notice(why, kept),
        "sign_on": bool(bodies_with_sign_on()),
    }
    return render(request, "people/staff/login.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponseBase:
    """Second step: the code of the authenticator app."""
    account = session.account_at_second_step(request.session, timezone.now())
    if account is None:
        return HttpResponseRedirect(f"{reverse('people:login')}?why=slow")
    if not account.has_second_factor:
        return with_next("people:enrol", _next(request))
    error = None
    if request.method == "POST":
        try:
            second_factor.check(account, request.POST.get("code", ""))
        except RefusedError as refused:
            error = refused.message
        else:
            return _enter(request, account)
    return render(request, "people/staff/code.html", {"error": error, "next": _next(request)})


@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest) -> HttpResponseBase:
    """Second step of the first time: put the key into an authenticator app, type its first code."""
    account = session.account_at_second_step(request.session, timezone.now())
    if account is None:
        return HttpResponseRedirect(f"{reverse('people:login')}?why=slow")
    if account.has_second_factor:
        return with_next("people:code", _next(request))
    sealed = session.offered_key(request.session, timezone.now())
    if sealed is None:
        sealed = second_factor.candidate()
        session.offer_key(request.session, sealed, timezone.now())
    secret, error = second_factor.secret_in(sealed), None
    if request.method == "POST":
        try:
            second_factor.confirm(account, sealed, request.POST.get("code", ""))
        except RefusedError as refused:
            error = refused.message
        else:
            return _enter(request, account)
    context = {
        "error": error,
        "next": _next(request),
        "key": totp.spaced(secret),
        "address": totp.address(secret, login=account.login, issuer=second_factor.ISSUER),
        "login": account.login,
    }
    return render(request, "people/staff/enrol.html", context)


@require_GET
def enrol_qr(request: HttpRequest) -> HttpResponseBase:
    """The key as a QR code (SVG without style or script); only between password and first code."""
    account = session.account_at_second_step(request.session, timezone.now())
    sealed = session.offered_key(request.session, timezone.now())
    if account is None or account.has_second_factor or sealed is None:
        return HttpResponse(status=404)
    address = totp.address(second_factor.secret_in(sealed), login=account.login, issuer=second_factor.ISSUER)
    return qr.picture(address)


def _enter(request: HttpRequest, account: Account) -> HttpResponseBase:
    """Both steps done: open the session, in the only post or after a choice of post."""
    posts = queries.posts_of(account)
    closed = sign_on.beyond_passwords(posts)
    usable = [post for post in posts if post not in closed]
    post = usable[0] if len(usable) == 1 else None
    session.open_for(request, account, post, timezone.now())
    sign_in.record_start(account, post)
    if post is not None:
        sign_on.record_broken_glass(post)
    response = onwards(request, account, chosen=post is not None)
    known_browser.remember(response, account)
    return response


def onwards(request: HttpRequest, account: Account, *, chosen: bool, back: str | None = None) -> HttpResponseBase:
    """Where somebody goes who is in: choice of post, then a form kept over a time-out, then the page asked
    for (`back`, checked; None: the request names it)."""
    back = _next(request) if back is None else back
    if not chosen:
        return with_next("people:posts", back)
    if kept_form.kept(request.session, account.pk) is not None:
        return redirect("people:kept")
    return HttpResponseRedirect(back or way_back.home())


@require_http_methods(["GET", "HEAD"])
def home(request: AccountRequest) -> HttpResponseBase:
    """`/staff/`: on to the first page of the officer's work; without a post, to the choice of one."""
    return redirect("people:posts" if request.officer is None else home_of(request.officer))


@require_POST
def logout(request: AccountRequest) -> HttpResponseBase:
    """End the session."""
    sign_in.record_end(request.account, request.officer)
    request.session.flush()
    return HttpResponseRedirect(f"{reverse('people:login')}?why=out")


@require_POST
def language(request: HttpRequest) -> HttpResponseBase:
    """Japanese or English, for this browser and, when signed in, for the account."""
    wanted = request.POST.get("language", "")
    back = way_back.staff_path(request.POST.get("next", ""), request, entrance=True)
    response = HttpResponseRedirect(back or way_back.home())
    if wanted in Language.values:
        response.set_cookie(
            LANGUAGE_COOKIE,
            wanted,
            max_age=YEAR,
            path=settings.SESSION_COOKIE_PATH,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        signed = session.read(request.session)
        account = Account.objects.filter(pk=signed.account_id).first() if signed else None
        if account is not None:
            accounts.set_language(account, wanted)
    return response


@require_GET
def ping(request: AccountRequest) -> HttpResponseBase:
    """ "I am still here": passing the gate has moved the time-out on."""
    return JsonResponse({"signed_in": True})


@require_http_methods(["GET", "HEAD", "POST"])
def kept(request: AccountRequest) -> HttpResponseBase:
    """A form that arrived after the time-out: show it; sent again, it goes on to where it belongs (307 keeps
    the method and the fields, which the page carries along)."""
    form = kept_form.kept(request.session, request.account.pk)
    if form is None:
        return HttpResponseRedirect(way_back.home())
    if request.method == "POST":
        kept_form.forget(request.session)
        return HttpResponseRedirect(form.path, preserve_request=True)
    return render(request, "people/staff/kept.html", {"form": form})


@require_POST
def kept_discard(request: AccountRequest) -> HttpResponseBase:
    """Throw the kept form away."""
    kept_form.forget(request.session)
    return HttpResponseRedirect(way_back.home())
