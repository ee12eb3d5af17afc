"""The texts of the house: collects every Japanese text of a room, keeps its catalogues, builds the .mo files.

    python tools/messages.py extract   add new texts to <room>/locale/<language>/LC_MESSAGES/django.po, drop those gone
    python tools/messages.py check     fail when a text that must be there is missing or fuzzy, or a catalogue not up to
                                       date; print how far the other languages are
    python tools/messages.py compile   build the .mo files (they are not committed)

English has every text. The other languages (`madoguchi.kit.languages`) have those that residents read (RESIDENT):
Easy Japanese all of them, the rest as far as they are translated. What is missing is filled in from English when the
.mo files are built, and stays Japanese in Easy Japanese.
Babel reads Python and Jinja2 by itself, so no gettext tools are needed on the machine.
"""

from __future__ import annotations

import re
import sys
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "madoguchi"
sys.path.insert(0, str(ROOT / "src"))
from madoguchi.kit.languages import LANGUAGES, TRANSLATED, english  # noqa: E402

# Languages in which every text that residents read must be there.
COMPLETE = ("easy",)
# Where a text is said to residents. What officers read is in Japanese and English.
RESIDENT = re.compile(
    r"kernel/ui/((choices|environment|services/day_trouble)\.py"
    r"|templates/ui/((base|components|controls|errors/body)\.html|resident/layout\.html))"
    r"|kernel/audit/(web/resident\.py|templates/.*)"
    r"|kernel/files/choices\.py"
    r"|kernel/residents/((apps|choices)\.py|services/.*|web/.*|templates/.*)"
    r"|modules/forms/(services|templates)/.*"
    r"|modules/(procedures|cases|places|portal)/"
    r"(apps\.py|templates/.*/(resident/.*|places\.html)|web/(resident/.*|resident\.py|typed\.py))"
    r"|modules/cases/(queries/(status|own_cases)|services/(refusals|correction_form|claiming))\.py"
    r"|modules/procedures/services/(capacity|private_link|stages)\.py"
    r"|modules/letters/(services/(answering|refusals)\.py|web/resident\.py|templates/letters/resident/.*)"
    r"|modules/publishing/((apps|choices)\.py|web/(resident|feeds)\.py|templates/publishing/(lines\.html|resident/.*))"
    r"|modules/life_events/(web/resident/.*|templates/life_events/resident/.*)"
)
_VALUE = re.compile(r"%\((\w+)\)[sd]")
# Where Babel finds the plural forms of a language that it does not know by our code.
_LOCALES = {"easy": "ja", "tl": "fil"}
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
OPTIONS = {"**.html": {"newstyle_gettext": "true", "trimmed": "true"}, "**.txt": {"newstyle_gettext": "true"}}


def rooms() -> list[Path]:
    """Folders with a name card, each with its own catalogue."""
    return [*sorted(card.parent for card in SOURCE.glob("*/*/apps.py")), SOURCE / "site"]


def po_file(room: Path, lang: str = "en") -> Path:
    return room / "locale" / lang / "LC_MESSAGES" / "django.po"


@cache
def texts(room: Path) -> list[tuple[str, str | tuple[str, ...], str | None]]:
    """Every text of the room's code and templates: the file below the room, the text (with its plural), the context."""
    found = extract_from_dir(
        str(room), method_map=METHODS, options_map=OPTIONS, keywords=KEYWORDS, comment_tags=(), strip_comment_tags=True
    )
    return [(filename, message, context) for filename, _line, message, _comments, context in found]


def collected(room: Path, lang: str = "en") -> Catalog:
    """The texts that the room's code and templates use now; of other languages than English, those for residents."""
    catalog = Catalog(locale=_LOCALES.get(lang, lang), project="madoguchi", charset="utf-8", fuzzy=False)
    catalog.header_comment = f"# {LANGUAGES[lang].en} texts of the room {room.name}."
    for filename, message, context in texts(room):
        if lang == "en" or RESIDENT.fullmatch((room / filename).relative_to(SOURCE).as_posix()):
            catalog.add(message, None, locations=[(filename, None)], context=context)
    return catalog


def merged(room: Path, lang: str = "en") -> Catalog:
    """What the catalogue file should be: the room's present texts with the translations they already have."""
    fresh = collected(room, lang)
    path = po_file(room, lang)
    if path.exists():
        with path.open("rb") as file:
            known = read_po(file, locale=_LOCALES.get(lang, lang))
        for message in fresh:
            old = known.get(message.id, message.context) if message.id else None
            if old is not None and old.string:
                message.string = old.string
                message.flags |= old.flags - {"fuzzy"} if "fuzzy" not in old.flags else old.flags
    return fresh


def as_bytes(catalog: Catalog) -> bytes:
    head = (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Plural-Forms: {catalog.plural_forms}\\n"\n\n'
    )
    out = BytesIO()
    write_po(out, catalog, width=110, omit_header=True, sort_output=True, include_lineno=False, no_location=True)
    return head.encode() + out.getvalue()


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
        for lang in ("en", *TRANSLATED):
            catalog = merged(room, lang)
            # A language that nobody has begun has no files.
            if len(catalog) and (lang == "en" or lang in COMPLETE or LANGUAGES[lang].offered):
                po_file(room, lang).parent.mkdir(parents=True, exist_ok=True)
                po_file(room, lang).write_bytes(as_bytes(catalog))
                name = LANGUAGES[lang].en
                print(f"{room.relative_to(SOURCE)}: {name} {len(catalog)} texts, {len(untranslated(catalog))} missing")
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
    for lang in ("en", *TRANSLATED):
        problems += checked(lang)
    print("texts: " + (f"{problems} problems" if problems else "complete in English and Easy Japanese"))
    return 1 if problems else 0


def checked(lang: str) -> int:
    """Tell what is wrong with a language, and how far one is that need not be complete. The number of problems."""
    problems, every, there = 0, 0, 0
    must = lang == "en" or lang in COMPLETE
    for room in rooms():
        catalog = merged(room, lang)
        name, missing = room.relative_to(SOURCE), untranslated(catalog)
        every, there = every + len(catalog), there + len(catalog) - len(missing)
        for text in missing if must else ():
            problems += 1
            print(f"{name}: no {LANGUAGES[lang].en} for: {text}")
        wrong = unlike(catalog) if lang != "en" else []
        problems += len(wrong)
        for text in wrong:
            print(f"{name}: {LANGUAGES[lang].en} lost or changed a %(value)s of: {text}")
        path = po_file(room, lang)
        on_disk = path.read_bytes() if path.exists() else b""
        if (on_disk or must) and len(catalog) and not (must and missing) and on_disk != as_bytes(catalog):
            problems += 1
            print(f"{name}: the {LANGUAGES[lang].en} catalogue is not up to date; run: make messages")
    if not must and there:
        print(f"{LANGUAGES[lang].en}: {there} of {every} texts for residents ({there * 100 // every} %)")
    return problems


def unlike(catalog: Catalog) -> list[str]:
    """Texts whose translation names other values than the text; a plural may leave its number out."""
    found = []
    for message in catalog:
        ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
        strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
        named = {one for text in ids for one in _VALUE.findall(text)}
        for string in strings if message.id else ():
            given = set(_VALUE.findall(string or ""))
            if string and (given - named or (len(ids) == 1 and named - given)):
                found.append(ids[0])
    return found


def compile_all() -> int:
    for room in rooms():
        if not po_file(room).exists():
            continue
        for lang in ("en", *TRANSLATED):
            catalog = merged_with_english(room, lang)
            path = po_file(room, lang).with_suffix(".mo")
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as out:
                write_mo(out, catalog)
    return 0


def merged_with_english(room: Path, lang: str) -> Catalog:
    """What is said in a language: its own texts, and English ones where it has none and falls back to English."""
    path = po_file(room, lang)
    locale = _LOCALES.get(lang, lang)
    own = Catalog(locale=locale)
    if path.exists():
        with path.open("rb") as file:
            own = read_po(file, locale=locale)
    if lang == "en" or not english(lang):
        return own
    with po_file(room).open("rb") as file:
        for message in read_po(file, locale="en"):
            mine = own.get(message.id, message.context) if message.id else None
            if message.id and (mine is None or not mine.string or not all(mine.string)):
                string = message.string
                if isinstance(string, tuple | list):
                    string = (*string[: own.num_plurals - 1], string[-1])
                own.add(message.id, string, context=message.context)
    return own


if __name__ == "__main__":
    actions = {"extract": extract, "check": check, "compile": compile_all}
    if len(sys.argv) != 2 or sys.argv[1] not in actions:
        sys.exit(__doc__)
    sys.exit(actions[sys.argv[1]]())
