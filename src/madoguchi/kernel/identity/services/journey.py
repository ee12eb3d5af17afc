"""Leaving for a provider and coming back: bound to the browser by a sealed cookie, and counted once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from hmac import compare_digest

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone

from madoguchi.kernel.audit.api import attempts, client_network
from madoguchi.kernel.identity.domain import flow as flows
from madoguchi.kernel.identity.domain.flow import Flow
from madoguchi.kernel.identity.domain.proven import Proven
from madoguchi.kernel.identity.domain.provider import Provider
from madoguchi.kernel.identity.domain.refusal import UnprovenError
from madoguchi.kernel.identity.models import SpentState
from madoguchi.kernel.identity.services import discovery, exchange, provider, sealed
from madoguchi.kit.seal import SealBrokenError

FLOW_PURPOSE = "identity.flow"
# Answers that prove nothing, each of which costs a call outside: so many from one network, a whole town hall perhaps.
NETWORK_LIMIT, WINDOW = 300, timedelta(minutes=15)
Arrival = Callable[[HttpRequest, Flow, Proven], HttpResponseBase]
_purposes: dict[str, Arrival] = {}


def register_purpose(name: str, arrival: Arrival) -> None:
    """Have `arrival` called with who came back from a journey that was begun for this purpose. Called from a room's
    `apps.py`; again: replaces it."""
    _purposes[name] = arrival


def depart(
    found: Provider, purpose: str, *, network: str, return_to: str = "", about: str = "", prompt: str = ""
) -> HttpResponseRedirect:
    """Send the browser to the provider. `network`: the caller's (audit.client_network); `return_to`, `about`: handed to
    the purpose again, out of a sealed cookie; `prompt` "login": the provider asks for the password anew.

    A link leads here, not a form: the content policy lets no form lead to another machine.
    Raises UnprovenError("down", "wait").
    """
    assert purpose in _purposes, purpose
    _refuse_the_tireless(network)
    endpoints = discovery.endpoints_of(found)
    now = int(timezone.now().timestamp())
    uri = provider.redirect_uri(found.key)
    flow = flows.begin(found.key, purpose, redirect_uri=uri, return_to=return_to, about=about, now=now)
    response = HttpResponseRedirect(flows.authorization_address(found, endpoints, flow, prompt=prompt))
    response.set_cookie(
        _cookie(flow.state),
        sealed.seal(flow.text(), purpose=FLOW_PURPOSE),
        max_age=flows.MINUTES * 60,
        path=settings.SESSION_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",  # Strict cookies stay at home when another site leads here
    )
    return response


def _cookie(state: str) -> str:
    """One cookie a journey: two tabs do not disturb each other."""
    return f"mdg_flow_{hashlib.sha256(state.encode()).hexdigest()[:12]}"


def arrive(request: HttpRequest, key: str) -> HttpResponseBase:
    """What the purpose answers to who came back at the address of this provider.

    Raises UnprovenError.
    """
    said = {name: request.GET.getlist(name) for name in ("state", "code", "iss", "error")}
    if any(len(values) > 1 for values in said.values()):  # which of them would count elsewhere, nobody knows
        raise UnprovenError("forged", "twice")
    one = {name: values[0] if values else "" for name, values in said.items()}
    flow = _flow(request, one["state"], key)
    network = client_network(request)
    _refuse_the_tireless(network)
    _spend(flow.state)
    found = provider.find(key)
    if found is None:
        raise UnprovenError("settings", "closed")
    try:
        proven = exchange.prove(found, flow, exchange.Said(one["code"], one["iss"], one["error"]))
    except UnprovenError as refused:
        if refused.code in _OWN_FAULT:
            attempts.failed(_key(network))
        raise
    response = _purposes[flow.purpose](request, flow, proven)
    response.delete_cookie(_cookie(flow.state), path=settings.SESSION_COOKIE_PATH)
    return response


# Not "down" and "settings": a city hall must not wait because its provider fails.
_OWN_FAULT = {"stale", "forged"}


def _refuse_the_tireless(network: str) -> None:
    if attempts.blocked(_key(network), NETWORK_LIMIT, WINDOW) is not None:
        raise UnprovenError("wait")


def _key(network: str) -> str:
    return f"identity.network:{network}"


def _flow(request: HttpRequest, state: str, key: str) -> Flow:
    try:
        flow = Flow.read(sealed.unseal(request.COOKIES.get(_cookie(state), ""), purpose=FLOW_PURPOSE))
    except SealBrokenError as error:
        raise UnprovenError("stale", "no cookie") from error
    if not compare_digest(flow.state.encode(), state.encode()):
        raise UnprovenError("stale", "state")
    if flow.provider != key:
        raise UnprovenError("forged", "address of another provider")
    if not flow.fresh_at(int(timezone.now().timestamp())):
        raise UnprovenError("stale", "time")
    return flow


def _spend(state: str) -> None:
    try:
        with transaction.atomic():
            SpentState.objects.create(digest=hashlib.sha256(state.encode()).hexdigest())
    except IntegrityError as error:
        raise UnprovenError("stale", "used") from error


def forget_spent() -> None:
    """Delete the states of journeys that are too old to count anyway."""
    SpentState.objects.filter(spent_at__lt=timezone.now() - timedelta(hours=1)).delete()
