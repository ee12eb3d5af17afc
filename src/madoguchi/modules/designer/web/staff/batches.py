"""Texts a hundred at a time: a page with every text of a large pack would post more values than a browser's form may
(DATA_UPLOAD_MAX_NUMBER_FIELDS). One goes on by a button that saves, so that nothing typed is left behind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest

from madoguchi.kit.digits import read_digits

MOST = 100


class Placed(Protocol):
    """A text: `key` names its place."""

    @property
    def key(self) -> str: ...


One = TypeVar("One", bound=Placed)
Drawn = TypeVar("Drawn")


@dataclass(frozen=True)
class Batch(Generic[Drawn]):
    """Some of many. `start`, `before`, `after`: places in the list of all at which this, the one before and the next
    begin (None: there is none); they stay where they are while texts are put right. `left`: how many fit after it."""

    shown: list[Drawn]
    start: int
    before: int | None
    after: int | None
    left: int


def batch(request: HttpRequest, everything: Sequence[One], fits: Callable[[One], bool]) -> Batch[One]:
    """Those that fit, from ?from= on; all of them with ?all=1. Of a page that was posted the ones that it showed, with
    what came before and after: by now others may fit, and what was typed belongs to these."""
    start = min(read_digits(request.GET.get("from", "")) or 0, len(everything))
    if request.method == "POST" and request.POST.getlist("shown"):
        posted = posted_keys(request)
        before, after, left = (
            read_digits(request.POST.get(f"from_{name}", "")) for name in ("before", "after", "left")
        )
        return Batch([one for one in everything if one.key in posted], start, before, after, left or 0)
    places = [at for at, one in enumerate(everything) if request.GET.get("all") or fits(one)]
    here = [at for at in places if at >= start]
    if not here:  # all of these are put right: begin again with what is left
        start, here = 0, places
    earlier = [at for at in places if at < start]
    return Batch(
        [everything[at] for at in here[:MOST]],
        start,
        earlier[-MOST:][0] if earlier else None,
        here[MOST] if len(here) > MOST else None,
        max(0, len(here) - MOST),
    )


def posted_keys(request: HttpRequest) -> dict[str, int]:
    """The keys of the texts on a posted page, each with its number in the names of its controls: a place in a file is
    no name of a control."""
    return {request.POST.get(f"key.{at}", ""): at for at in range(len(request.POST.getlist("shown")))}


def then(request: HttpRequest, address: str, these: Batch[Drawn]) -> str:
    """Where one goes after saving: to the texts before (act=before), to the next (act=after), or one stays."""
    start = {"before": these.before, "after": these.after}.get(request.POST.get("act", ""), these.start) or 0
    said = {"all": "1"} if request.GET.get("all") else {}
    query = urlencode(said | ({"from": str(start)} if start else {}))
    return f"{address}?{query}" if query else address
