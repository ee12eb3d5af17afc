"""What is in the library, who uses it, and a body's own procedures put in and taken out."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from madoguchi.kernel.people.api import RefusedError, StaffRequest, actor, can
from madoguchi.kernel.tenants.api import Kind, href
from madoguchi.modules.procedures import api as procedures
from madoguchi.modules.sharing import queries, rules
from madoguchi.modules.sharing.queries import Entry
from madoguchi.modules.sharing.services import sharing


@require_safe
def shelf(request: StaffRequest) -> HttpResponse:
    """Every pack that this body may take, and what others suggest to it. ?q= words, ?kind= of a kind, ?unused=yes those
    that this body does not offer."""
    rows, lang = queries.shelf(), request.LANGUAGE_CODE
    query = request.GET.get("q", "")[: procedures.MAX_QUERY].strip()
    kind = request.GET.get("kind", "")
    kind = kind if kind in procedures.KINDS else ""
    unused = request.GET.get("unused") == "yes"
    context = {
        "rows": queries.found(rows, query, kind=kind, unused=unused),
        "everything": len(rows),
        "query": query,
        "kind": kind,
        "unused": unused,
        "kinds": [(one.value, words.in_(lang)) for one, words in procedures.KINDS.items()],
        "kind_words": procedures.KINDS,
        "waiting": queries.waiting(),
        "titles": {one.pack.id: one.pack.card.title for one in rows},
    }
    return render(request, "sharing/staff/shelf.html", context)


@require_safe
def pack(request: StaffRequest, pack: str) -> HttpResponse:
    """One pack: what a body may set in it, who uses which version, what was suggested to whom."""
    one = entry_or_404(pack)
    context = {
        "one": one,
        "asked": queries.asked(pack),
        "may_adopt": can(request.officer, rules.SHARE),
        "may_share": can(request.officer, rules.SHARE) and one.mine and one.publisher is None,
        "may_unshare": can(request.officer, rules.SHARE) and is_owner(request, one),
        "may_suggest": can(request.officer, rules.SHARE) and may_suggest(request, one),
        "copies": [fork for fork in queries.forks() if fork.upstream_id == pack],
    }
    return render(request, "sharing/staff/pack.html", context)


@require_POST
def share(request: StaffRequest, pack: str) -> HttpResponse:
    """Put the body's own pack in (act=share) or take it out (act=unshare); the box must be ticked."""
    if request.POST.get("sure") != "yes":
        messages.error(request, _("確かめの欄にチェックを入れてください。"))
        return HttpResponseRedirect(href(None, "sharing:pack", pack=pack))
    try:
        if request.POST.get("act") == "unshare":
            sharing.unshare(pack, by=actor(request.officer))
            messages.success(request, _("共同利用をやめました。すでに使っている団体は、そのまま使えます。"))
        else:
            sharing.share(pack, by=actor(request.officer))
            messages.success(request, _("共同利用に出しました。ほかの団体が採用できます。"))
    except RefusedError as refused:
        messages.error(request, refused.message)
    return HttpResponseRedirect(href(None, "sharing:shelf"))


def entry_or_404(pack_id: str) -> Entry:
    """The pack, if this body may take it."""
    one = queries.entry(pack_id)
    if one is None:
        raise Http404(pack_id)
    return one


def is_owner(request: StaffRequest, one: Entry) -> bool:
    """Has this body shared it?"""
    return one.publisher is not None and one.publisher.pk == request.tenant.pk


def may_suggest(request: StaffRequest, one: Entry) -> bool:
    """May this body suggest it to others?"""
    prefecture = request.tenant.kind == Kind.PREFECTURE
    return one.is_shared and rules.may_suggest(prefecture=prefecture, owner=is_owner(request, one))
