"""The published daily roots of a body: a page, a JSON file and a feed. Whoever keeps them can later hold us to them."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from madoguchi.kernel.audit.services import publication
from madoguchi.kernel.tenants.api import absolute, current_tenant
from madoguchi.kernel.ui.api import language

KEEP_SECONDS = 300
SHOWN = 30


@require_safe
def seals(request: HttpRequest) -> HttpResponse:
    """What is signed each day, with which key, and how to check it."""
    context = {"days": publication.days(SHOWN), "keys": publication.keys()}
    return render(request, "audit/resident/seals.html", context)


@require_safe
def roots_json(request: HttpRequest) -> HttpResponse:
    """Every signed day, and every key, for programs."""
    text = json.dumps(publication.roots(), ensure_ascii=False, indent=1)
    return _kept(HttpResponse(text, content_type="application/json"))


@require_safe
def roots_atom(request: HttpRequest) -> HttpResponse:
    """The last signed days as a feed: its readers keep copies that nobody here can change."""
    tenant = current_tenant()
    name = tenant.name_en if language() == "en" else tenant.name
    title = _("%(name)s 記録の封印") % {"name": name}
    link = absolute(tenant, "audit:seals", surface="resident")
    own = absolute(tenant, "audit:roots-atom", surface="resident")
    feed = Atom1Feed(title, link, title, language=language(), feed_url=own)
    for day in publication.days(SHOWN):
        feed.add_item(
            title=day.day.isoformat(),
            link=link,
            description=json.dumps(day.as_json(), ensure_ascii=False),
            unique_id=f"{link}#{day.day.isoformat()}",
            pubdate=day.signed_at,
            updateddate=day.signed_at,
        )
    response = HttpResponse(content_type=feed.content_type)
    feed.write(response, "utf-8")
    return _kept(response)


def _kept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = f"public, max-age={KEEP_SECONDS}"
    return response
