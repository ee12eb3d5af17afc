"""A page that is turned into another language, or given ふりがな, while it is being filled in.

The switch is a button of the form (`form_here` of the layout): what stands on the page is kept first, and the same page
comes again. No scripts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import nullcontext
from typing import TypeVar

from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.utils import translation

from madoguchi.kernel.ui.services import furigana
from madoguchi.kit.languages import LANGUAGES

_Answer = TypeVar("_Answer", bound=HttpResponseBase)
LANGUAGE, FURIGANA = "_language", "_furigana"


def is_asked(request: HttpRequest) -> bool:
    """Whether one of the two buttons was pressed."""
    return FURIGANA in request.POST or request.POST.get(LANGUAGE) in LANGUAGES


def answer(request: HttpRequest, take: Callable[[], _Answer]) -> _Answer:
    """The answer to a post that may have come from one of the two buttons: the addresses that `take` makes are in the
    language that was chosen, and the wish for ふりがな is remembered."""
    wanted = request.POST.get(LANGUAGE)
    with translation.override(wanted) if wanted in LANGUAGES else nullcontext():
        response = take()
    if FURIGANA in request.POST:
        furigana.remember(response, on=request.POST[FURIGANA] == "1")
    return response


def is_blank(post: QueryDict, preset: Collection[str] = ()) -> bool:
    """Whether nothing is typed or chosen on a posted page. `preset`: values that we have put in ourselves."""
    return not any(
        text.strip() and text not in preset
        for name in post
        if not name.startswith("_") and name != "csrfmiddlewaretoken" and not name.endswith("._rows")
        for text in post.getlist(name)
    )
