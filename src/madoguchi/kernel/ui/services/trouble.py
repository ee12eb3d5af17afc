"""The error page. It must come out even when the database, a template or the body's data is the trouble."""

from __future__ import annotations

import logging
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.html import escape

from madoguchi.kernel.ui.choices import TROUBLES, Trouble
from madoguchi.kernel.ui.context import language, surface_of

log = logging.getLogger(__name__)

# The last resort when even the layout cannot be rendered: no assets, no body, no address, nothing that can fail.
_BARE: Final = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title></head>
<body><main><h1>{title}</h1><p>{what}</p><ul>{todo}</ul></main></body></html>
"""


def error_page(
    request: HttpRequest, kind: str, *, status: int | None = None, extra: str = "", retry_after: int | None = None
) -> HttpResponse:
    """The page for `kind` (a key of `choices.TROUBLES`); on the machine surface the same as JSON.

    extra: one more sentence, already translated, e.g. when a closed procedure opens again.
    retry_after: seconds, sent as the header of that name.
    """
    trouble = TROUBLES[kind]
    code = status or trouble.status
    response = _rendered(request, kind, trouble, code, extra)
    response["Cache-Control"] = "no-store"
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    return response


def _rendered(request: HttpRequest, kind: str, trouble: Trouble, status: int, extra: str) -> HttpResponse:
    surface = surface_of(request)
    if surface == "machine":
        return JsonResponse({"error": kind, "message": f"{trouble.title} {trouble.what}"}, status=status)
    template = "ui/errors/staff.html" if surface == "staff" else "ui/errors/resident.html"
    try:
        return render(request, template, {"trouble": trouble, "kind": kind, "extra": extra}, status=status)
    except Exception:
        log.exception("the error page for %s could not be rendered", kind)
    todo = "".join(f"<li>{escape(sentence)}</li>" for sentence in trouble.todo)
    page = _BARE.format(lang=language(), title=escape(trouble.title), what=escape(trouble.what), todo=todo)
    return HttpResponse(page, status=status)
