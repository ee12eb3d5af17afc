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
# Files of kernel rooms that exist in no other room, each with its reason and its place between the lines above.
KERNEL_FILES = {
    "tenants": {
        "access": "how a URL declares its audience",
        "append_only": "tables whose rows are never changed, as a constraint",
        "grants": "rights of the restricted role",
        "policy": "row-level security as a constraint",
        "scope": "tenant_scope",
        "statements": "the hot path's statements, written once (decision 0005)",
    },
    "ui": {
        "backend": "Django's Jinja2 backend with our sentences in the templates",
        "environment": "the Jinja2 environment that settings name",
        "context": "what every template gets",
    },
    "people": {"gate": "enforces access declarations", "middleware": "surfaces, their sessions and CSRF cookies"},
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
