"""The life events of a body, and the page of one."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from markupsafe import Markup

from madoguchi.kernel.people.api import BodyRequest
from madoguchi.kernel.tenants.api import Service, takes_part
from madoguchi.kernel.ui.api import tongue
from madoguchi.kit.languages import Borrowed
from madoguchi.kit.markdown import html_of
from madoguchi.modules.life_events import queries
from madoguchi.modules.life_events.domain.event import Event
from madoguchi.modules.procedures import api as procedures


def index(request: BodyRequest) -> HttpResponse:
    """Every event, with its summary."""
    found = queries.events() if takes_part(request.tenant, Service.PROCEDURES) else ()
    return render(request, "life_events/resident/index.html", {"events": found})


def event_or_404(request: BodyRequest, event_id: str) -> Event:
    found = queries.event(event_id)
    if found is None or not takes_part(request.tenant, Service.PROCEDURES):
        raise Http404(event_id)
    return found


@dataclass(frozen=True)
class Section:
    """A section of the page; `foreign`: the HTML language of one that fell back to another than the page's, else ""."""

    html: Markup
    foreign: str


def _section(text: str, *, top: int) -> Section:
    html = Markup(html_of(text, top=top))  # noqa: S704 - html_of lets no markup of the text through
    return Section(html, text.lang if isinstance(text, Borrowed) else "")


def event(request: BodyRequest, event: str) -> HttpResponse:
    """What the event's way does, and the start; below it the procedures of this body that go with it."""
    found = event_or_404(request, event)
    texts = found.sections(tongue())
    groups = [one for one in procedures.by_life_event() if one.key == found.life_event]
    context = {
        "event": found,
        "lead": _section(texts["lead"], top=2),
        "notes": _section(texts["notes"], top=3),
        "offers": groups[0].offers if groups else (),
        "now": timezone.now(),
    }
    return render(request, "life_events/resident/event.html", context)
