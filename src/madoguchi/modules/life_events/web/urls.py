"""Pages of life events: a resident finds the event, answers, chooses, and sends the parts together."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import URLPattern

from madoguchi.kernel.tenants.api import page, unkept
from madoguchi.modules.life_events.web.resident import filling, finding, keeping, listing, sending

View = Callable[..., HttpResponseBase]


def _resident(route: str, view: View, name: str) -> URLPattern:
    return page(route, view, name=name, audience="resident", scope="body")


def _own(route: str, view: View, name: str) -> URLPattern:
    """A page of somebody's bundle: no browser on a shared computer keeps it, and Back asks the server again."""
    return _resident(route, unkept(view), name)


resident = [
    _resident("life/", finding.index, "index"),
    _resident("life/<slug:event>/", finding.event, "event"),
    _own("life/<slug:event>/start/", filling.start, "start"),
    _own("b/<slug:bundle>/list/", listing.show, "list"),
    _own("b/<slug:bundle>/list.pdf", listing.pdf, "list-pdf"),
    _own("b/<slug:bundle>/list.ics", listing.ics, "list-ics"),
    _own("b/<slug:bundle>/next/", sending.onward, "next"),
    _own("b/<slug:bundle>/part/<slug:part>/", sending.part, "part"),
    _own("b/<slug:bundle>/check/", sending.check, "check"),
    _own("b/<slug:bundle>/receipt/", sending.receipt, "receipt"),
    _own("b/<slug:bundle>/save/", keeping.save, "save"),
    _own("b/<slug:bundle>/left/", keeping.left, "left"),
    _own("b/<slug:bundle>/discard/", keeping.discard, "discard"),
    _own("b/<slug:bundle>/q/<slug:page>/", filling.page, "page"),
    # Inside no body, for each part opens the scope of its own: see the view.
    page(
        "life-send/<slug:body_code>/<slug:bundle>/", unkept(sending.send), name="send", audience="resident",
        scope="none",
    ),
]  # fmt: skip
