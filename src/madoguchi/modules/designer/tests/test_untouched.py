"""What is shown and posted back untouched leaves every file of every delivered pack as it was, byte for byte."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from madoguchi.kernel.people.api import Officer
from madoguchi.modules.designer.domain import conditions, structure, tomlsync
from madoguchi.modules.designer.models import WorkingVersion
from madoguchi.modules.designer.tests.untouched import Untouched
from madoguchi.modules.procedures import api as procedures

PACKS = sorted(path.parent for path in Path(settings.MADOGUCHI_PACKS).glob("procedures/*/form.toml"))
_INVENTED = ("asked", "prefill", "party", "confidential", "limits")  # keys of the author's own


def files_of(pack: Path) -> dict[str, str]:
    names = [path.relative_to(pack).as_posix() for path in sorted(pack.rglob("*")) if path.is_file()]
    return {name: (pack / name).read_text() for name in names if procedures.FILE_NAMES.fullmatch(name)}


def pages_of(files: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """Every page that edits something, and what it edits."""
    form = tomlsync.plain(files["form.toml"])
    yield "rules/", {key: form.get(key) for key in ("meta", "check")}
    yield "others/", {key: form.get(key) for key in ("party", "confidential")}
    for name in ("card", "flow", "fees", "eligibility"):
        yield f"{name}/", tomlsync.plain(files.get(f"{'pack' if name == 'card' else name}.toml", ""))
    yield "texts/", None
    yield "languages/?all=1", None
    for page in structure.pages(form):
        yield f"pages/{page['id']}/", {key: value for key, value in page.items() if key != "field"}
    for path, one in structure.own(form):
        yield f"fields/{path}/", {key: value for key, value in one.items() if key != "field"}
    for folder, end in (("documents", ".typ"), ("examples", ".toml")):
        for name in files:
            if name.startswith(f"{folder}/"):
                yield f"{folder}/{name.removeprefix(f'{folder}/').removesuffix(end)}/", None


def kinds_of(page: str, value: Any, fields: conditions.Fields, key: str = "") -> Iterator[tuple[str, ...]]:
    """What is worth looking at once: each setting, each comparison of a condition, each order of a list."""
    if isinstance(value, Mapping):
        for name, one in value.items():
            yield from kinds_of(page, one, fields, "" if key in _INVENTED else str(name))
    elif isinstance(value, list):
        yield page, key, "sorted" if sorted(value, key=str) == value else "unsorted"
        for one in value:
            yield from kinds_of(page, one, fields, key)
    elif isinstance(value, str) and key in ("when", "that", "required"):
        chosen = conditions.held(value, fields)
        yield page, key, "typed" if chosen is None else "chosen"
        for row in chosen.rows if chosen is not None else ():
            yield "row", row.comparison, fields[row.field].kind
    else:
        yield page, key, value if key == "type" else ""


@pytest.mark.engine_free  # the files lie in one column, whatever they say
def test_pages_that_are_saved_untouched_leave_every_file_as_it_was(browser: Client, maker: Officer) -> None:
    seen: set[tuple[str, ...]] = set()
    looked = 0
    for pack in PACKS:
        files = files_of(pack)
        fields = conditions.choosable(tomlsync.plain(files["form.toml"]))
        pages = []
        for page, value in pages_of(files):
            kinds = set(kinds_of(page.partition("/")[0], value, fields))
            if kinds - seen:
                pages.append(page)
                seen |= kinds
        looked += len(pages)
        if pages:
            _save_untouched(browser, maker, files, pages)
    assert looked > 60


def _save_untouched(browser: Client, maker: Officer, files: dict[str, str], pages: list[str]) -> None:
    row = WorkingVersion.objects.create(
        tenant=maker.tenant, pack_id="t042072-x", title="x", files=files, updated_by=maker.account
    )
    for page in pages:
        address = f"/staff/designer/{row.pk}/{page}"
        posted = Untouched(browser.get(address).content.decode()).posted
        answer = browser.post(address, {**posted, "act": "save"})
        assert answer.status_code == 302, page
        now = WorkingVersion.objects.get(pk=row.pk)
        assert {name: text for name, text in now.files.items() if files.get(name) != text} == {}, page
        assert (sorted(now.files), now.revision) == (sorted(files), 1), page
    row.delete()
