"""Going on from part to part, reading all of them back, sending them together, and the joint receipt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from madoguchi.kernel.people.api import BodyRequest, RefusedError
from madoguchi.kernel.residents import api as residents
from madoguchi.kernel.tenants.api import href, tenant_by_code, tenant_scope
from madoguchi.kernel.ui.api import tongue
from madoguchi.modules.cases import api as cases
from madoguchi.modules.forms import api as forms
from madoguchi.modules.life_events import queries
from madoguchi.modules.life_events.choices import Failure
from madoguchi.modules.life_events.domain.plan import Todo
from madoguchi.modules.life_events.services import bundle as bundles
from madoguchi.modules.life_events.services import parts
from madoguchi.modules.life_events.services.bundle import Bundle
from madoguchi.modules.life_events.services.parts import Look
from madoguchi.modules.life_events.web.resident.hand import bundle_or_answer, keep, url
from madoguchi.modules.procedures import api as procedures

FAILURES = {
    Failure.CLOSED: _("受付が終わっていたため、送れませんでした。下の連絡先にお問い合わせください。"),
    Failure.CHANGED: _(
        "画面を開いたあとで、内容か手数料が変わったため、まだ送っていません。もう一度確かめて送ってください。"
    ),
    Failure.INCOMPLETE: _("まだ答えていない質問があるため、送っていません。"),
    Failure.UNDECLARED: _(
        "送る前の確認のチェックがないため、送っていません。読んで、よければチェックを入れてください。"
    ),
    Failure.NO_PLACE: _("空きがなくなったため、送れませんでした。手続のページで、ほかの日などを選んでください。"),
    Failure.BROKEN: _("役所の側の不具合で、送れませんでした。もう一度送ってください。二重には受け付けません。"),
}


@dataclass(frozen=True)
class Shown:
    """A chosen part on the page that reads all back, or on the receipt."""

    look: Look
    title: str
    place: str
    failure: str
    undeclared: bool
    contact: Any

    @property
    def id(self) -> str:
        return self.look.todo.part.id

    def url(self, name: str) -> str:
        """The address of a page of the part's draft, at its own body."""
        return href(self.look.key.tenant, name, draft=self.look.key.public_id)

    @property
    def status_url(self) -> str:
        return href(self.look.key.tenant, "cases:status")


def onward(request: BodyRequest, bundle: str) -> HttpResponse:
    """The next thing to answer: the triage, the choice, a fact, a part's own questions, and at last the check."""
    held = bundle_or_answer(request, bundle)
    if isinstance(held, HttpResponse):
        return held
    if not held.triage.ok or not held.chosen:
        return keep(HttpResponseRedirect(url(held, "list")), held)
    if held.facts.faults:
        page = held.facts.faults[0].field.page_id
        return keep(HttpResponseRedirect(url(held, "page", page=page)), held)
    for todo in held.now:
        seen = _ready(request, held, todo)
        if seen is not None and seen.reading is not None and not seen.reading.outcome.ok:
            response = HttpResponseRedirect(seen.reading.next_url)
            forms.make_room(request, response, seen.key.public_id)
            return keep(response, held, parts=[seen.key])
    return keep(HttpResponseRedirect(url(held, "check")), held)


def part(request: BodyRequest, bundle: str, part: str) -> HttpResponse:
    """One part's own questions, whatever is left of them."""
    held = bundle_or_answer(request, bundle)
    if isinstance(held, HttpResponse):
        return held
    todo = held.todo(part) if held.triage.ok and not held.facts.faults else None
    seen = _ready(request, held, todo) if todo else None
    if seen is None or seen.reading is None:
        return keep(HttpResponseRedirect(url(held, "next" if todo is None else "list")), held)
    response = HttpResponseRedirect(seen.reading.next_url)
    forms.make_room(request, response, seen.key.public_id)
    return keep(response, held, parts=[seen.key])


def check(request: BodyRequest, bundle: str) -> HttpResponse:
    """Every chosen part read back, each with its fee and declaration, and one button for all. With all of them sent,
    as after Back: the receipt."""
    held = bundle_or_answer(request, bundle)
    if isinstance(held, HttpResponse):
        return held
    if not held.triage.ok or not held.chosen or held.facts.faults:
        return keep(HttpResponseRedirect(url(held, "next")), held)
    shown = [
        _shown(held, _ready(request, held, todo) or parts.look(held, todo), _failed(request)) for todo in held.chosen
    ]
    if all(one.look.receipt is not None for one in shown):
        return keep(HttpResponseRedirect(url(held, "receipt")), held)
    open_parts = [one for one in shown if one.look.reading is not None]
    context = {
        "bundle": held,
        "event": held.event,
        "parts": shown,
        "ready": [one for one in open_parts if one.look.reading and one.look.reading.can_be_sent],
        "waiting": [one for one in open_parts if one.look.reading and not one.look.reading.outcome.ok],
        "send_url": href(None, "life_events:send", body_code=held.tenant.code, bundle=held.id),
        "minutes": request.tenant.form_minutes,
        "group": cases.group,
        "account": residents.into(request),
        "ticked": request.GET.getlist("ticked"),
    }
    keys = [one.look.key for one in open_parts]
    return keep(render(request, "life_events/resident/check.html", context), held, parts=keys)


def send(request: HttpRequest, body_code: str, bundle: str) -> HttpResponse:
    """POST sends every part that is ready, each to its own body in a transaction of its own. Twice: the same cases.
    While the tick of one is missing nothing is sent, for one button sends all.

    The page lies inside no body: on PostgreSQL a body's scope is one transaction, and a fault at one body would take
    what another has taken in back with it.
    """
    body = tenant_by_code(body_code)
    if body is None:
        raise Http404(body_code)
    with tenant_scope(body):
        code = forms.read_cookie(request, bundle, body)
        draft = forms.opened(bundle, code)
        held = bundles.of_draft(forms.Started(draft, code)) if draft and code else None
        chosen = held.chosen if held is not None and not held.facts.faults else ()
    if held is None or request.method != "POST":
        return HttpResponseRedirect(href(body, "life_events:check", bundle=bundle))
    ticked = {todo.part.id for todo in chosen if request.POST.get(f"declaration.{todo.part.id}") == "yes"}
    open_ = [
        todo
        for todo in chosen
        if todo.part.id not in ticked
        and parts.lacks_consent(held, todo, read=request.POST.get(f"read.{todo.part.id}", ""))
    ]
    told = [("failed", f"{todo.part.id}.{Failure.UNDECLARED.value}") for todo in open_]
    resident_id: int | None = None
    try:
        resident_id = residents.chosen(request)
    except RefusedError:
        told.append((residents.CHANGED, "changed"))
    if told:
        kept = [("ticked", name) for name in sorted(ticked)]
        return keep(
            HttpResponseRedirect(f"{href(body, 'life_events:check', bundle=bundle)}?{urlencode(told + kept)}"), held
        )
    response = HttpResponseRedirect("")
    failed: list[str] = []
    sent = 0
    for todo in chosen:
        name = todo.part.id
        result = parts.send(
            held, todo, read=request.POST.get(f"read.{name}", ""),
            declared=name in ticked, language=tongue(), resident_id=resident_id,
        )  # fmt: skip
        if isinstance(result, Failure):
            failed.append(f"{name}.{result.value}")
            continue
        sent += 1
        key = parts.key_of(held, todo)
        cases.allow(response, key.tenant, result.receipt_number)
        forms.set_cookie(response, key.public_id, key.code, key.tenant, minutes=key.tenant.idle_minutes)
    query = f"?{urlencode([('failed', one) for one in failed])}" if failed else ""
    response["Location"] = href(body, "life_events:receipt" if sent else "life_events:check", bundle=bundle) + query
    return keep(response, held)


def receipt(request: BodyRequest, bundle: str) -> HttpResponse:
    """The numbers of every part that was sent, and what was not sent and why. The codes are for the browser that
    has sent, for as long as any receipt is shown; later it is the number alone."""
    held = bundle_or_answer(request, bundle)
    if isinstance(held, HttpResponse):
        return held
    shown = [_shown(held, parts.look(held, todo), _failed(request)) for todo in held.chosen]
    sent = [one for one in shown if one.look.receipt is not None]
    if not sent:
        return keep(HttpResponseRedirect(url(held, "check")), held)
    context = {
        "bundle": held,
        "event": held.event,
        "sent": [(one, _code(request, one.look), _account(request, one.look)) for one in sent],
        "unsent": [one for one in shown if one.look.receipt is None],
        "minutes": request.tenant.form_minutes,
        "group": cases.group,
    }
    return keep(render(request, "life_events/resident/receipt.html", context), held)


def _account(request: HttpRequest, seen: Look) -> str:
    return residents.lies_in(request, seen.receipt.resident_id) if seen.receipt else ""


def _code(request: HttpRequest, seen: Look) -> str:
    """The confirmation code, if this browser holds the receipt of that part; "" otherwise."""
    key = seen.key
    held = forms.read_cookie(request, key.public_id, key.tenant, minutes=key.tenant.idle_minutes)
    return cases.group(cases.confirmation_code(key.code)) if held == key.code else ""


def _ready(request: HttpRequest, held: Bundle, todo: Todo) -> Look | None:
    """The part in step with the facts; None when it closed this very moment, or was given up in another tab."""
    if not bundles.can_begin(todo):
        return None
    try:
        return parts.ready(request, held, todo, language=tongue())
    except (procedures.NotOpenError, forms.DraftGoneError, forms.DraftMovedError):
        return None


def _failed(request: HttpRequest) -> dict[str, Failure]:
    """What the last sending said of the parts, from the address: the sentence is ours, whatever stands there."""
    found = {}
    for text in request.GET.getlist("failed"):
        name, _dot, reason = text.partition(".")
        if reason in {one.value for one in Failure}:
            found[name] = Failure(reason)
    return found


def _shown(held: Bundle, seen: Look, failed: dict[str, Failure]) -> Shown:
    lang, todo = tongue(), seen.todo
    failure = failed.get(todo.part.id)
    if seen.receipt is None and not bundles.can_begin(todo):
        failure = Failure.CLOSED
    said = str(FAILURES[failure]) if failure and seen.receipt is None else ""
    return Shown(
        seen, todo.part.title.in_(lang), todo.place.in_(lang), said, failure is Failure.UNDECLARED,
        queries.contact(todo, lang),
    )  # fmt: skip
