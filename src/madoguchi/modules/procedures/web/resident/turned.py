"""A page that is turned into another language, or given ふりがな, while it is being filled in.

The switch is a button of the form: what stands on the page is kept first, and the same page comes again. No scripts.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.utils import translation

from madoguchi.kernel.people.api import BodyRequest
from madoguchi.kernel.tenants.api import href
from madoguchi.kernel.ui.api import furigana
from madoguchi.kit.languages import LANGUAGES

LANGUAGE, FURIGANA = "_language", "_furigana"


def is_asked(request: BodyRequest) -> bool:
    """Whether one of the two buttons was pressed."""
    return FURIGANA in request.POST or request.POST.get(LANGUAGE) in LANGUAGES


def tongue_of(request: BodyRequest) -> AbstractContextManager[object]:
    """Where the answer leads: addresses made within are in the language that was chosen."""
    wanted = request.POST.get(LANGUAGE)
    return translation.override(wanted) if wanted in LANGUAGES else nullcontext()


def with_furigana(request: BodyRequest, response: HttpResponse) -> HttpResponse:
    """The answer, with the wish for ふりがな remembered where its button was pressed."""
    if FURIGANA in request.POST:
        furigana.remember(response, on=request.POST[FURIGANA] == "1")
    return response


def is_blank(post: QueryDict) -> bool:
    """Whether nothing is typed or chosen on a posted page."""
    return not any(
        text.strip()
        for name in post
        if not name.startswith("_") and name != "csrfmiddlewaretoken" and not name.endswith("._rows")
        for text in post.getlist(name)
    )


def same_address(request: BodyRequest, procedure: str) -> str:
    """The first page again, with what its address hands over."""
    query = urlencode(list(request.GET.items()))
    return href(request.tenant, "procedures:start", procedure=procedure) + (f"?{query}" if query else "")
