"""Pages of procedures: a resident finds, fills in and sends; a body's administrator opens and adapts."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import URLPattern

from madoguchi.kernel.tenants.api import page, unkept
from madoguchi.modules.procedures.rules import MANAGE
from madoguchi.modules.procedures.web.resident import (
    answering,
    changed,
    eligibility,
    filling,
    finding,
    following,
    keeping,
    place,
    sending,
)
from madoguchi.modules.procedures.web.staff import offer, offers, rounds, versions, words

View = Callable[..., HttpResponseBase]


def _resident(route: str, view: View, name: str) -> URLPattern:
    return page(route, view, name=name, audience="resident", scope="body")


def _own(route: str, view: View, name: str) -> URLPattern:
    """A page of somebody's draft: no browser on a shared computer keeps it, and Back asks the server again."""
    return _resident(route, unkept(view), name)


# Names of a draft's own pages come before the pages of its form; the linter keeps packs from using them as page ids.
resident = [
    _resident("find/", finding.find, "find"),
    _resident("p/<slug:procedure>/", finding.procedure, "procedure"),
    _resident("p/<slug:procedure>/form.pdf", finding.blank_form, "blank-form"),
    _own("p/<slug:procedure>/eligibility/", eligibility.eligibility, "eligibility"),
    _own("p/<slug:procedure>/after/<str:number>/", following.follow, "follow"),
    _own("p/<slug:procedure>/start/", filling.start, "start"),
    _resident("p/<slug:procedure>/autosave/", filling.autosave_start, "autosave-start"),
    _resident("r/", keeping.resume, "resume"),
    _own("r/<str:code>/", keeping.resume_link, "resume-link"),
    _resident("party/", answering.code, "party-code"),
    _resident("party/declined/", answering.declined, "party-declined"),
    _own("party/<str:code>/", answering.link, "party-link"),
    _own("party/<str:code>/decline/", answering.decline, "party-decline"),
    _resident("left/", keeping.left, "left"),
    _own("d/<slug:draft>/check/", sending.check, "check"),
    _own("d/<slug:draft>/send/", sending.send, "send"),
    _own("d/<slug:draft>/receipt/", sending.receipt, "receipt"),
    _own("d/<slug:draft>/answered/", answering.answered, "answered"),
    _own("d/<slug:draft>/slip/", sending.slip, "slip"),
    _own("d/<slug:draft>/calendar/", sending.calendar, "calendar"),
    _own("d/<slug:draft>/hold/", place.extend, "hold"),
    _own("d/<slug:draft>/save/", keeping.save, "save"),
    _own("d/<slug:draft>/changed/", changed.changed, "changed"),
    _own("d/<slug:draft>/move/", changed.move, "move"),
    _own("d/<slug:draft>/discard/", keeping.discard, "discard"),
    _own("d/<slug:draft>/files/<str:file_id>/", keeping.file, "file"),
    _own("d/<slug:draft>/files/<str:file_id>/preview/", keeping.preview, "preview"),
    _own("d/<slug:draft>/autosave/<slug:page>/", filling.autosave, "autosave"),
    _own("d/<slug:draft>/<slug:page>/", filling.page, "page"),
]

staff = [
    page("procedures/", offers.index, name="offers", audience="staff", permission=MANAGE.name),
    page("procedures-add/", offers.add, name="add-offer", audience="staff", permission=MANAGE.name),
    page("procedures/<slug:procedure>/stop/", offers.stop, name="stop", audience="staff", permission=MANAGE.name),
    page(
        "procedures/<slug:procedure>/version/",
        versions.upgrade,
        name="upgrade",
        audience="staff",
        permission=MANAGE.name,
    ),
    page(
        "procedures/<slug:procedure>/words/<str:lang>/",
        words.translate,
        name="own-words",
        audience="staff",
        permission=MANAGE.name,
    ),
    page("procedures/<slug:procedure>/round/", rounds.begin, name="round", audience="staff", permission=MANAGE.name),
    page("procedures/<slug:procedure>/", offer.settings, name="offer", audience="staff", permission=MANAGE.name),
]
