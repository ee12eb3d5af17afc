"""What every page of a working version does: find it, show it with its menu and problems, save an edit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from madoguchi.kernel.people.api import RefusedError, StaffRequest
from madoguchi.kernel.tenants.api import href
from madoguchi.kernel.ui.api import language
from madoguchi.kit.digits import read_digits
from madoguchi.modules.designer import queries
from madoguchi.modules.designer.choices import COMPARISONS, MENU, TYPES, VALUES, words_at
from madoguchi.modules.designer.domain import structure, tomlsync
from madoguchi.modules.designer.domain.names import Name
from madoguchi.modules.designer.domain.packfiles import Files
from madoguchi.modules.designer.models import WorkingVersion
from madoguchi.modules.designer.services import working as service
from madoguchi.modules.designer.web.staff import faultlist
from madoguchi.modules.procedures import api as procedures


def found(working: int, request: HttpRequest | None = None) -> WorkingVersion:
    """The working version in the officer's own body, else 404.

    With a `request` that posts: its files are those of the revision that the page was drawn from, so that what was
    typed is read beside what was seen, and a field that somebody has taken out meanwhile is still one to save.
    """
    row = queries.working_version(working)
    if row is None:
        raise Http404("no such working version in this body")
    if request is not None and request.method == "POST":
        on = drawn_from(request)
        seen = queries.revision(row, on) if on < row.revision else None
        row.files = seen.files if seen is not None else row.files
    return row


def drawn_from(request: HttpRequest) -> int:
    """The revision that the posted page was drawn from; 0 for none."""
    return read_digits(request.POST.get("revision", "")) or 0


def form_of(files: Files) -> dict[str, Any]:
    """What form.toml says."""
    return tomlsync.plain(files["form.toml"])


def table_of(files: Files, name: str) -> dict[str, Any]:
    """What another file says; {} where it is not there."""
    return tomlsync.plain(files.get(name, ""))


def with_form(files: Files, form: Mapping[str, Any]) -> dict[str, str]:
    """The files with another form."""
    return {**files, "form.toml": tomlsync.synced(files["form.toml"], form)}


def with_table(files: Files, name: str, table: Mapping[str, Any]) -> dict[str, str]:
    """The files with one that says this; what is empty and need not be there goes."""
    if name not in procedures.REQUIRED_FILES and not table:
        return {key: text for key, text in files.items() if key != name}
    return {**files, name: tomlsync.synced(files.get(name, ""), table)}


def go(name: str, row: WorkingVersion, **where: Any) -> str:
    """The address of a page of this working version."""
    return href(None, f"designer:{name}", working=row.pk, **where)


def show(
    request: HttpRequest, row: WorkingVersion, template: str, here: str = "", status: int = 200, **context: Any
) -> HttpResponse:
    """A page of the working version. `here`: its entry in the menu; `context`: with "problems" (`problems_of` the row)
    where the page has asked for them already, since finding them compiles the pack and runs its examples; with
    "words_of" where settings have words of their own (`choices.words_at`)."""
    problems = context.pop("problems") if "problems" in context else problems_of(row)
    lang = language()
    known: dict[str, Any] = {
        "working": row,
        "here": here,
        "problems": problems,
        "faulty": faultlist.grouped(row, problems),
        "name_lists": NameLists(),
        "words": {
            "menu": MENU,
            "keys": words_at(*context.pop("words_of", ())),
            "types": TYPES,
            "values": values(lang),
            "comparisons": COMPARISONS,
        },
    }
    return render(request, f"designer/staff/{template}.html", {**known, **context}, status=status)


@dataclass(frozen=True)
class NameList:
    """A list of names on a page: its number there, and whether it is drawn here for the first time."""

    number: int
    first: bool


class NameLists:
    """The lists of names of one page. Every box has one, and most have the same."""

    def __init__(self) -> None:
        self._known: dict[tuple[Name, ...], int] = {}

    def number(self, found: Iterable[Name]) -> NameList:
        """Which list this is."""
        key = tuple(found)
        first = key not in self._known
        return NameList(self._known.setdefault(key, len(self._known) + 1), first)


def values(lang: str) -> dict[str, dict[str, Any]]:
    """What values of settings are called, by key."""
    told: dict[str, Mapping[Any, procedures.Words]] = {
        "category": procedures.CATEGORIES,
        "life_events": procedures.LIFE_EVENTS,
        "kind": procedures.KINDS,
        "identity": procedures.IDENTITIES,
    }
    return {
        **{key: dict(words) for key, words in VALUES.items()},
        **{key: {str(name): words.in_(lang) for name, words in table.items()} for key, table in told.items()},
    }


def problems_of(row: WorkingVersion) -> list[queries.Found]:
    """Everything that keeps the working version from being published."""
    return queries.problems(row.pack_id, row.files)


def keep(
    request: StaffRequest, row: WorkingVersion, edit: Callable[[Files], Files], note: str, then: str
) -> HttpResponse:
    """Save an edit made on the revision that the page was drawn from, say what came of it, and go on to `then`.

    Raises RefusedError; 404 where the page or field is gone.
    """
    try:
        saved = service.save(row.pk, drawn_from(request), edit, note=note, by=request.officer)
    except (service.NoSuchWorkingVersionError, structure.NoSuchPlaceError):
        raise Http404("this page or field is no more") from None
    if saved.aside is not None:
        return HttpResponseRedirect(go("conflict", row, aside=str(saved.aside.pk)))
    if not saved.changed:
        messages.info(request, _("変わったところはありませんでした。"))
    elif saved.merged:
        messages.success(request, _("保存しました。ほかの人がその間に変えたところと合わせました。"))
    else:
        messages.success(
            request, _("保存しました（%(note)s）。") % {"note": note}, extra_tags=f"undo:{saved.working.revision}"
        )
    tell_withdrawn(request, saved)
    return HttpResponseRedirect(then)


def tell_withdrawn(request: HttpRequest, saved: service.Saved) -> None:
    """Whoever changes what waits for a second person takes the request back, and should know."""
    if saved.withdrawn:
        messages.warning(
            request,
            _("内容が変わったので、公開の承認の求めはなくなりました。「公開」の画面で、もう一度求めてください。"),
        )


def refused(request: HttpRequest, error: RefusedError) -> None:
    """Tell a refusal at the top of the page."""
    messages.error(request, error.message)
