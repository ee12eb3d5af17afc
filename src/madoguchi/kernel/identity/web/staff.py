"""Where providers send officers' browsers back to."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from madoguchi.kernel.identity.domain.refusal import UnprovenError
from madoguchi.kernel.identity.services import journey, wording

log = logging.getLogger(__name__)


@require_GET
def answer(request: HttpRequest, provider: str) -> HttpResponseBase:
    """On to what the journey was begun for; or why not, with the other ways in."""
    try:
        return journey.arrive(request, provider)
    except UnprovenError as refused:
        log.warning("sign-on by %s: %s", provider, refused)
        title, text = wording.for_person(refused)
        status = wording.status_of(refused)
        return render(request, "identity/staff/refused.html", {"title": title, "text": text}, status=status)
