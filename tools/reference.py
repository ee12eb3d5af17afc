"""Writes the reference pages that the code itself knows best: permissions, events, jobs, hooks, commands.

python tools/reference.py          write docs/reference/{permissions,events,jobs,hooks,commands}.md
python tools/reference.py --check [FOLDER]   fail when a page (in the folder) is not what it would write
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.site.settings")
sys.path.insert(0, str(ROOT / "src"))

import django  # noqa: E402 - the settings must be named first

django.setup()

from django.core.management import get_commands, load_command_class  # noqa: E402
from django.utils import translation  # noqa: E402

from madoguchi.kernel.audit.api import words  # noqa: E402
from madoguchi.kernel.jobs.api import all_jobs  # noqa: E402
from madoguchi.kernel.people.api import Role, registered_permissions  # noqa: E402
from madoguchi.site.floors import room_packages  # noqa: E402

HEAD = "<!-- Written by tools/reference.py from the code; change the code, then run it. -->\n"


def permissions() -> str:
    lines = [
        "# Permissions",
        "",
        "Which role may do what. Each page and verb names one; what nobody registered, nobody may.",
        "",
    ]
    lines += ["| permission | meaning | " + " | ".join(Role.values) + " |", "|---" * (2 + len(Role.values)) + "|"]
    for one in sorted(registered_permissions(), key=str):
        lines.append(
            f"| `{one}` | {one.label} | " + " | ".join("●" if r in one.roles else "" for r in Role.values) + " |"
        )
    return "\n".join(lines)


def events() -> str:
    lines = ["# Events", "", "What the audit records: append-only, one row an act, per body.", ""]
    lines += ["| event | 日本語 | English |", "|---|---|---|"]
    lines += [f"| `{word.name}` | {word.ja} | {word.en} |" for word in sorted(words(), key=lambda word: word.name)]
    return "\n".join(lines)


def jobs() -> str:
    lines = [
        "# Jobs",
        "",
        "What the worker does by itself. A job that fails is tried again and then listed by `madoguchi jobs dead`.",
        "",
    ]
    lines += ["| job | every | tries | what it does |", "|---|---|---|---|"]
    for job in sorted(all_jobs(), key=lambda job: job.title):
        what = (job.func.__doc__ or "").strip().split("\n")[0]
        lines.append(f"| `{job.title}` | {job.every or 'when queued'} | {job.retries + 1} | {what} |")
    return "\n".join(lines)


# Functions of a door by which an upper room hands something to a lower one when it starts.
HOOK = re.compile(
    r"register(_\w+)?|follow_\w+|target_kind|add_\w*(menu|home)|set_permission_check|event|job|permission"
)


def hooks() -> str:
    lines = [
        "# Hooks",
        "",
        "Where a room joins in: functions of the doors of lower rooms that it calls in its `apps.py` (`ready`),",
        "and those that declare something in its `events.py`, `jobs.py` and `rules.py`.",
        "",
    ]
    lines += ["| hook | what it does |", "|---|---|"]
    for package in room_packages():
        if not find_spec(f"{package}.api"):
            continue
        door = import_module(f"{package}.api")
        for name in sorted(name for name in getattr(door, "__all__", vars(door)) if HOOK.fullmatch(name)):
            what = " ".join((getattr(door, name).__doc__ or "").split("\n\n")[0].split())
            lines.append(f"| `{package.removeprefix('madoguchi.')}.api.{name}` | {what} |")
    return "\n".join(lines)


def commands() -> str:
    lines = [
        "# Commands",
        "",
        "`madoguchi COMMAND --help` tells more. Commands speak the language of the locale (`LC_ALL`, `LC_MESSAGES`,",
        "`LANG`): Japanese where it begins with `ja`, else English. Exit codes: 0 done, 1 failed, 2 wrong usage;",
        "3 where a watch must tell something from a failure: dead letters (`jobs dead`, `mail dead`), or that there",
        "are only warnings (`doctor`).",
        "",
    ]
    lines += ["| command | what it does |", "|---|---|"]
    for name, package in sorted(get_commands().items()):
        if package.startswith("madoguchi"):
            with translation.override("en"):  # the help is written when the command is imported
                lines.append(f"| `madoguchi {name}` | {load_command_class(package, name).help} |")
    return "\n".join(lines)


PAGES: dict[str, Callable[[], str]] = {
    "permissions": permissions, "events": events, "jobs": jobs, "hooks": hooks, "commands": commands,
}  # fmt: skip


def written() -> dict[str, str]:
    """Every page as it should be, by the name of its file."""
    with translation.override("ja"):
        return {f"{name}.md": HEAD + "\n" + build() + "\n" for name, build in PAGES.items()}


def stale(folder: Path) -> list[str]:
    """Pages in the folder that are missing or not what the code says."""
    return [
        name for name, text in written().items() if not (folder / name).exists() or (folder / name).read_text() != text
    ]


def main() -> int:
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "docs" / "reference"
    if "--check" in sys.argv:
        if found := stale(folder):
            print(f"reference: not up to date: {', '.join(found)}; run: python tools/reference.py")
            return 1
    else:
        for name, text in written().items():
            (folder / name).write_text(text)
    print("reference: up to date")
    return 0


if __name__ == "__main__":
    sys.exit(main())
