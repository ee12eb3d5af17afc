"""Copying a pack to make it one's own, and taking in what the original has become."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from madoguchi.kernel.people.api import RefusedError, StaffRequest
from madoguchi.kernel.tenants.api import href
from madoguchi.kit.digits import read_digits
from madoguchi.modules.designer import api as designer
from madoguchi.modules.procedures import api as procedures
from madoguchi.modules.sharing import queries
from madoguchi.modules.sharing.services import forking
from madoguchi.modules.sharing.web.staff.shelf import entry_or_404

_CHOICE = "choice:"


@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: StaffRequest, pack: str) -> HttpResponse:
    """Begin a copy of a pack under a name of the body's own."""
    one = entry_or_404(pack)
    slug, errors = request.POST.get("slug", "").strip(), {}
    if request.method == "POST":
        try:
            row = forking.fork(pack, slug, by=request.officer)
        except RefusedError as refused:
            errors[refused.field] = refused.message
        else:
            messages.success(request, _("写しを作りました。まだ公開されていません。"))
            kept = designer.files_of(row.pack_id)
            assert kept is not None
            return HttpResponseRedirect(href(None, "designer:form", working=kept.id))
    context = {"one": one, "slug": slug, "errors": errors, "prefix": procedures.own_prefix(request.tenant.code)}
    return render(request, "sharing/staff/copy.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: StaffRequest, copy: str) -> HttpResponse:
    """The original's newest version beside the copy: what it changed, where both did; POST saves the copy with it."""
    row = queries.fork(copy)
    if row is None:
        raise Http404("no such copy in this body")
    posted = request.POST.dict()
    choices = {name.removeprefix(_CHOICE): value for name, value in posted.items() if name.startswith(_CHOICE)}
    error, missing = "", list[str]()
    try:
        if request.method == "POST":
            version, revision = (read_digits(posted.get(name, "")) or 0 for name in ("version", "revision"))
            done = forking.merge(row, choices, version=version, revision=revision, by=request.officer)
            messages.success(request, _("元の手続の変更を、公開前の版に取り込みました。確かめてから公開してください。"))
            return HttpResponseRedirect(href(None, "designer:form", working=done.working))
    except forking.UndecidedError as undecided:
        error, missing = undecided.message, list(undecided.keys)
    except RefusedError as refused:
        error, choices = refused.message, {}
    try:
        # Without the choices: every place that both changed is shown, also one that is decided already.
        found = forking.compare(row, {})
    except RefusedError as refused:
        messages.error(request, refused.message)
        return HttpResponseRedirect(href(None, "sharing:shelf"))
    context = {
        "found": found,
        "title": found.title,
        # Of a copy, ours is what the merge calls theirs (`designer.Joined`).
        "places": designer.told(found.joined.conflicts, *found.versions),
        "choices": choices,
        "error": error,
        "missing": missing,
    }
    return render(request, "sharing/staff/merge.html", context, status=422 if error else 200)
