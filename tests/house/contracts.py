"""The import contracts of the house, made from `site/floors.py`, as an import-linter configuration.

import-linter reads a file, so the contracts are written to one; a new room edits floors.py and nothing here.
"""

from __future__ import annotations

from pathlib import Path

# The files of a room from the top down; every one is optional. `:` lets neighbours of a line know each other.
INSIDE_A_ROOM = (
    "apps",
    "web : jobs : receivers : management : checks : templatetags",
    "parts",
    "api",
    "services",
    "queries",
    "adapters",
    "models",
    "domain",
    "rules : events : choices",
)
# Files and folders that house.md §2 does not name (decision 0007), by room, each with its reason.
MORE_FILES: dict[str, dict[str, str]] = {
    "tenants": {
        "access.py": "how a URL declares its audience; every room's web/urls.py uses it",
        "append_only.py": "tables whose rows are never changed, as a constraint of models",
        "grants.py": "rights of the restricted role, after every migration",
        "policy.py": "row-level security as a constraint of models",
        "scope.py": "tenant_scope, which models, queries and services of every room stand on",
        "statements.py": "the hot path's statements, written once (decision 0005)",
    },
    "ui": {
        "backend.py": "Django's Jinja2 backend with our sentences in the templates; settings name it",
        "context.py": "what every template gets; settings name it",
        "environment.py": "the Jinja2 environment; settings name it",
        "web/errors.py": "error pages of all surfaces; the URL maps name it",
    },
    "identity": {"tests/openid.mjs": "starts the certified provider, which is a Node package"},
    "people": {
        "gate.py": "enforces access declarations before any view; settings name it",
        "middleware.py": "surfaces, their sessions and CSRF cookies; settings name it",
        "web/kept_form.py": "a form that outlived its session: needs request and session, and no page of its own",
        "web/known_browser.py": "the cookie by which a browser is known again: sign-in and profile ask it",
        "web/qr.py": "an answer (SVG) that two pages give",
        "web/session.py": "what the staff session holds: the gate and two files of pages read it",
        "web/way_back.py": "which address may be returned to: the gate and the sign-in ask it",
    },
    "forms": {
        "blocks": "fields that many forms share, as data (decision 0007)",
        "domain/types": "field types, one file each group: a folder because they are 10 files of one kind",
    },
    "cases": {
        "web/pdf.py": "how both surfaces give out a PDF",
        "web/typed.py": "what was typed, for forms of both surfaces",
    },
    "gis": {"japan.json": "the coast, written by tools/coast.py"},
    "procedures": {
        "web/in_words.py": "a body's own values as people read them, for four pages of its administrator",
        "web/local_form.py": "a form made from the pack at run time, where forms.py holds written ones",
        "web/offer_history.py": "what was changed about an offer, in the words of that form",
    },
    "publishing": {"web/feeds.py": "RSS and Atom: for residents' programs, of one shape in three places"},
    "portal": {
        "web/addressing.py": "how an address names a body, with its middleware; settings name it",
        "web/crawlers.py": "robots.txt and sitemap.xml, for no resident",
    },
}


def _optional(line: str) -> str:
    return " : ".join(f"({name.strip()})" for name in line.split(":"))


def _section(number: int, **lines: str | list[str]) -> str:
    text = [f"[importlinter:contract:{number}]"]
    for key, value in lines.items():
        if isinstance(value, list):
            text.append(f"{key} =")
            text += [f"    {item}" for item in value]
        else:
            text.append(f"{key} = {value}")
    return "\n".join(text)


def _room_parts(root: Path, package: str) -> list[str]:
    """The modules of a room that are not its door."""
    folder = root / package.replace(".", "/")
    names = {p.stem for p in folder.glob("*.py")} | {p.name for p in folder.iterdir() if (p / "__init__.py").exists()}
    return [f"{package}.{name}" for name in sorted(names - {"__init__", "api", "tests"})]


def configuration(root: Path, kernel: tuple[str, ...], modules: tuple[tuple[str, ...], ...]) -> str:
    """The text of an .importlinter file for the tree below `root` (the folder that holds `madoguchi/`)."""
    rooms = [f"madoguchi.kernel.{r}" for r in kernel] + [f"madoguchi.modules.{r}" for floor in modules for r in floor]
    sections = [
        "[importlinter]\nroot_package = madoguchi\ninclude_external_packages = True",
        _section(
            1, name="floors of the house", type="layers", containers="madoguchi",
            layers=["site", "modules", "kernel", "kit"],
        ),
        _section(
            2, name="floors of the kernel", type="layers", containers="madoguchi.kernel", layers=list(kernel),
            exhaustive="True",  # a folder that floors.py does not name would stand outside of every rule
        ),
        _section(
            3, name="floors of the rooms", type="layers", containers="madoguchi.modules",
            layers=[" | ".join(floor) for floor in modules], exhaustive="True",
        ),
        _section(4, name="kit knows no Django", type="forbidden", source_modules="madoguchi.kit",
            forbidden_modules="django",
        ),
        _section(
            5, name="order inside a room", type="layers", containers=rooms,
            layers=[_optional(line) for line in INSIDE_A_ROOM],
        ),
    ]  # fmt: skip
    for number, room in enumerate(rooms, start=len(sections)):
        sections.append(
            _section(
                number,
                name=f"the door of {room}",
                type="protected",
                protected_modules=_room_parts(root, room),
                allowed_importers=[room, "madoguchi.conftest", "madoguchi.site.urls"],
                # Django writes the class of a constraint and of a validator into migrations.
                ignore_imports=["madoguchi.**.migrations.* -> madoguchi.kernel.tenants.*"],
                unmatched_ignore_imports_alerting="none",
            )
        )
    return "\n\n".join(sections) + "\n"
