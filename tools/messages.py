"""The texts of the house: collects every Japanese text of a room, keeps its English catalogue, builds the .mo files.

    python tools/messages.py extract   add new texts to <room>/locale/en/LC_MESSAGES/django.po, drop those gone
    python tools/messages.py check     fail when a text has no English, is fuzzy, or the catalogue is not up to date
    python tools/messages.py compile   build the .mo files (they are not committed)

Babel reads Python and Jinja2 by itself, so no gettext tools are needed on the machine.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "madoguchi"
METHODS = [
    ("**/tests/**", "ignore"),
    ("**/migrations/**", "ignore"),
    ("**.py", "python"),
    ("**/templates/**.html", "jinja2.ext.babel_extract"),
    ("**/templates/**.txt", "jinja2.ext.babel_extract"),
]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
HEAD = (
    b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    b'"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
)
OPTIONS = {"**.html": {"newstyle_gettext": "true", "trimmed": "true"}, "**.txt": {"newstyle_gettext": "true"}}


def rooms() -> list[Path]:
    """Folders with a name card, each with its own catalogue."""
    return [*sorted(card.parent for card in SOURCE.glob("*/*/apps.py")), SOURCE / "site"]


def po_file(room: Path) -> Path:
    return room / "locale" / "en" / "LC_MESSAGES" / "django.po"


def collected(room: Path) -> Catalog:
    """The texts that the room's code and templates use now."""
    catalog = Catalog(locale="en", project="madoguchi", charset="utf-8", fuzzy=False)
    catalog.header_comment = f"# English texts of the room {room.name}."
    found = extract_from_dir(
        str(room), method_map=METHODS, options_map=OPTIONS, keywords=KEYWORDS, comment_tags=(), strip_comment_tags=True
    )
    for filename, _line, message, _comments, context in found:
        catalog.add(message, None, locations=[(filename, None)], context=context)
    return catalog


def merged(room: Path) -> Catalog:
    """What the catalogue file should be: the room's present texts with the English they already have."""
    fresh = collected(room)
    path = po_file(room)
    if path.exists():
        with path.open("rb") as file:
            known = read_po(file, locale="en")
        for message in fresh:
            old = known.get(message.id, message.context) if message.id else None
            if old is not None and old.string:
                message.string = old.string
                message.flags |= old.flags - {"fuzzy"} if "fuzzy" not in old.flags else old.flags
    return fresh


def as_bytes(catalog: Catalog) -> bytes:
    out = BytesIO()
    write_po(out, catalog, width=110, omit_header=True, sort_output=True, include_lineno=False, no_location=True)
    return HEAD + out.getvalue()


def untranslated(catalog: Catalog) -> list[str]:
    missing = []
    for message in catalog:
        if not message.id:
            continue
        strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if not all(strings) or message.fuzzy:
            missing.append(message.id if isinstance(message.id, str) else message.id[0])
    return missing


def extract() -> int:
    for room in rooms():
        catalog = merged(room)
        if len(catalog):
            po_file(room).parent.mkdir(parents=True, exist_ok=True)
            po_file(room).write_bytes(as_bytes(catalog))
            print(f"{room.relative_to(SOURCE)}: {len(catalog)} texts, {len(untranslated(catalog))} without English")
    return 0


def disagreements(catalogs: dict[str, Catalog]) -> list[str]:
    """Texts to which two rooms give different English: at run time one room's would show in the other's pages."""
    english: dict[tuple[str | None, str], dict[str, str]] = {}
    for name, catalog in catalogs.items():
        for message in catalog:
            if message.id:
                english.setdefault((message.context, str(message.id)), {})[name] = str(message.string)
    return [
        f"{text}: {given}; agree, or give one a context (pgettext)"
        for (_context, text), given in english.items()
        if len(set(given.values())) > 1
    ]


def check() -> int:
    problems = 0
    for line in disagreements({str(room.relative_to(SOURCE)): merged(room) for room in rooms()}):
        problems += 1
        print(f"different English for {line}")
    for room in rooms():
        catalog = merged(room)
        name = room.relative_to(SOURCE)
        for text in untranslated(catalog):
            problems += 1
            print(f"{name}: no English for: {text}")
        on_disk = po_file(room).read_bytes() if po_file(room).exists() else b""
        if len(catalog) and not untranslated(catalog) and on_disk != as_bytes(catalog):
            problems += 1
            print(f"{name}: the catalogue is not up to date; run: make messages")
    print("texts: " + (f"{problems} problems" if problems else "complete in English"))
    return 1 if problems else 0


def compile_all() -> int:
    for room in rooms():
        if po_file(room).exists():
            with po_file(room).open("rb") as file:
                catalog = read_po(file, locale="en")
            with po_file(room).with_suffix(".mo").open("wb") as out:
                write_mo(out, catalog)
    return 0


if __name__ == "__main__":
    actions = {"extract": extract, "check": check, "compile": compile_all}
    if len(sys.argv) != 2 or sys.argv[1] not in actions:
        sys.exit(__doc__)
    sys.exit(actions[sys.argv[1]]())
