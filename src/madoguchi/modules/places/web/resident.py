"""Pages for residents: answer an offer, and look at a draw."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.people.api import BodyRequest
from madoguchi.kernel.tenants.api import contact_of, href
from madoguchi.modules.places.choices import Standing
from madoguchi.modules.places.queries import draws
from madoguchi.modules.places.services import entry as entries
from madoguchi.modules.places.services import links

_SHOWN = 200  # lines of a result on the page; the rest is in the files


@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: BodyRequest, token: str) -> HttpResponse:
    """The first in line says yes or no. Looking at it does nothing: programs that look through mails open links."""
    found = links.entry_of(request.tenant, token)
    if found is None:
        return render(request, "places/resident/offer_dead.html", {}, status=410)
    if request.method == "POST":
        # Without one of the two words nothing is answered: the page asks again.
        answer = {"yes": entries.accept, "no": entries.decline}.get(request.POST.get("answer", ""))
        if answer is not None:
            answer(found.pk, by=Actor.resident())
        return HttpResponseRedirect(href(request.tenant, "places:offer", token=token))
    now = timezone.now()
    lang = get_language() or "ja"
    context = {
        "entry": found,
        "title": found.pool.title(lang),
        "token": token,
        "open": found.is_offered(now),
        "confirmed": found.standing == Standing.CONFIRMED,
        "contact": contact_of(request.tenant, found.pool.department, lang),
    }
    return render(request, "places/resident/offer.html", context)


@require_safe
def draw(request: BodyRequest, pool: str) -> HttpResponse:
    """Commitment, list, seed and result, as far as they are out; `?ticket=` looks one up."""
    found = _published(pool)
    lang = get_language() or "ja"
    ticket = request.GET.get("ticket", "").strip().lower()
    mine = next(((order, result) for order, one, result in found.results if one == ticket), None)
    context = {
        "draw": found,
        "title": found.pool.title(lang),
        "source": found.pool.public_source(lang),
        "shown": found.results[:_SHOWN],
        "ticket": ticket,
        "listed": ticket in found.tickets,
        "mine": mine,
        "contact": contact_of(request.tenant, found.pool.department, lang),
    }
    return render(request, "places/resident/draw.html", context)


def _file(name: str, kind: str, text_of: Callable[[draws.Published], str]) -> Callable[..., HttpResponse]:
    @require_safe
    def view(request: BodyRequest, pool: str) -> HttpResponse:
        found = _published(pool)
        response = HttpResponse(text_of(found), content_type=f"{kind}; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    return view


draw_json = _file("draw.json", "application/json", draws.draw_json)
entries_txt = _file("entries.txt", "text/plain", draws.entries_txt)
result_csv = _file("result.csv", "text/csv", draws.result_csv)


def _published(pool: str) -> draws.Published:
    found = draws.published(int(pool)) if pool.isascii() and pool.isdecimal() and len(pool) < 16 else None
    if found is None:
        raise Http404("no such draw in this body")
    return found


__all__ = ["draw", "draw_json", "entries_txt", "offer", "result_csv"]
