"""Pages of procedures: a resident finds, fills in and sends; a body's administrator opens and adapts."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import URLPattern

from madoguchi.kernel.tenants.api import page
from madoguchi.modules.procedures.rules import MANAGE
from madoguchi.modules.procedures.web import staff as administration
from madoguchi.modules.procedures.web.resident import filling, finding, keeping, sending

View = Callable[..., HttpResponseBase]


def _resident(route: str, view: View, name: str) -> URLPattern:
    return page(route, view, name=name, audience="resident", scope="body")


# Names of a draft's own pages come before the pages of its form; the linter keeps packs from using them as page ids.
resident = [
    _resident("find/", finding.find, "find"),
    _resident("p/<slug:procedure>/", finding.procedure, "procedure"),
    _resident("p/<slug:procedure>/form.pdf", finding.blank_form, "blank-form"),
    _resident("p/<slug:procedure>/start/", filling.start, "start"),
    _resident("p/<slug:procedure>/autosave/", filling.autosave_start, "autosave-start"),
    _resident("r/", keeping.resume, "resume"),
    _resident("r/<str:code>/", keeping.resume_link, "resume-link"),
    _resident("left/", keeping.left, "left"),
    _resident("d/<slug:draft>/check/", sending.check, "check"),
    _resident("d/<slug:draft>/send/", sending.send, "send"),
    _resident("d/<slug:draft>/receipt/", sending.receipt, "receipt"),
    _resident("d/<slug:draft>/slip/", sending.slip, "slip"),
    _resident("d/<slug:draft>/calendar/", sending.calendar, "calendar"),
    _resident("d/<slug:draft>/save/", keeping.save, "save"),
    _resident("d/<slug:draft>/discard/", keeping.discard, "discard"),
    _resident("d/<slug:draft>/files/<str:file_id>/", keeping.file, "file"),
    _resident("d/<slug:draft>/files/<str:file_id>/preview/", keeping.preview, "preview"),
    _resident("d/<slug:draft>/autosave/<slug:page>/", filling.autosave, "autosave"),
    _resident("d/<slug:draft>/<slug:page>/", filling.page, "page"),
]

staff = [
    page("procedures/", administration.index, name="offers", audience="staff", permission=MANAGE.name),
    page(
        "procedures/<slug:procedure>/", administration.settings, name="offer", audience="staff", permission=MANAGE.name
    ),
]
