"""`make new-room NAME=library FLOOR=procedures`: a small working room beside the rooms of that floor.

Copies tools/sample_room, puts the name in, adds the room to `site/floors.py`, its noun to the glossary, its pages and
its list to those that the attacks walk, writes the first migration and the reference pages. The house is green
afterwards.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = Path(__file__).resolve().parent / "sample_room"
# The sample's noun and pages; whoever replaces them in the room replaces them there.
WORD = 'entry = { ja = "記録", source = "この製品" }\n'
PAGES = '    "ROOM:entries": _PLAIN,\n    "ROOM:add": Example(method="POST"),\n'
# Its list view: how a row more comes onto it, and what one look costs.
IMPORT = "from madoguchi.modules.ROOM import api as ROOM\n"
GROW = """def _ROOM(body: Body, number: int) -> None:
    with tenant_scope(body.tenant):
        ROOM.add(f"追加{number}{body.mark}", by=BY)


"""
LIST = '    "staff ROOM:entries": List(_ROOM, 6),\n'


class Refused(Exception):
    """The name or floor cannot be used; the text says why and what to do."""


def floors_with(text: str, name: str, floor: str) -> str:
    """The text of floors.py with the room added to the line that holds `floor`, in alphabetical order."""
    line = re.search(rf'^    \((?P<rooms>[^)\n]*"{re.escape(floor)}"[^)\n]*)\),$', text, re.MULTILINE)
    if line is None:
        known = re.findall(r'"([a-z_]+)"', text[text.index("MODULES") :])
        raise Refused(f"FLOOR={floor} is no room; a new room stands beside one of these: {', '.join(known)}")
    rooms = sorted({*re.findall(r'"([a-z_]+)"', line["rooms"]), name})
    return text.replace(
        line[0], f"    ({', '.join(f'{chr(34)}{r}{chr(34)}' for r in rooms)}{',' if len(rooms) == 1 else ''}),"
    )


def glossary_with(text: str) -> str:
    """The text of words.toml with the sample's noun among the words."""
    if re.search(r"^entry = ", text, re.MULTILINE):
        return text
    end = re.search(r"^\[words\]\n(?:.+\n)+", text, re.MULTILINE).end()
    return text[:end] + WORD + text[end:]


def lists_with(text: str, name: str) -> str:
    """The text of tests/attacks/lists.py with the sample's list among the lists; `finish` sorts the imports."""
    for before, line in (("from tests.", IMPORT), ("@dataclass", GROW), ("}\n_FORM", LIST)):
        head, mark, rest = text.partition(before)
        text = head + line.replace("ROOM", name) + mark + rest
    return text


def build(root: Path, name: str, floor: str) -> Path:
    """Make the room below `root` and return its folder. Raises Refused without having changed anything."""
    if not re.fullmatch(r"[a-z][a-z_]{2,20}", name):
        raise Refused("NAME is one English noun in small letters, for example NAME=library")
    target = root / "src" / "madoguchi" / "modules" / name
    if target.exists():
        raise Refused(f"there is a room {name} already")
    floors = root / "src" / "madoguchi" / "site" / "floors.py"
    changed = floors_with(floors.read_text(), name, floor)
    shutil.copytree(SAMPLE, target, ignore=shutil.ignore_patterns("__pycache__"))
    (target / "templates" / "ROOM").rename(target / "templates" / name)
    for path in target.rglob("*"):
        if path.is_file():
            path.write_text(path.read_text().replace("ROOM", name).replace("CLASS", name.title().replace("_", "")))
    floors.write_text(changed)
    addresses = root / "tests" / "attacks" / "addresses.py"
    staff, end, rest = addresses.read_text().partition("}\nMACHINE:")
    addresses.write_text(staff + PAGES.replace("ROOM", name) + end + rest)
    lists = root / "tests" / "attacks" / "lists.py"
    lists.write_text(lists_with(lists.read_text(), name))
    glossary = root / "docs" / "reference" / "words.toml"
    glossary.write_text(glossary_with(glossary.read_text()))
    return target


def finish(root: Path, name: str) -> int:
    """Write the first migration and the reference pages; return the exit code."""
    environment = {**os.environ, "PYTHONPATH": str(root / "src")}
    steps = (
        ["-m", "madoguchi", "makemigrations", "--verbosity", "0", name],
        [str(root / "tools" / "reference.py")],
        ["-m", "ruff", "check", "--quiet", "--select", "I", "--fix", str(root / "tests" / "attacks" / "lists.py")],
    )
    codes = [subprocess.run([sys.executable, *s], env=environment, cwd=root, check=False).returncode for s in steps]
    return max(codes)


def main(arguments: list[str]) -> int:
    name, floor = (*arguments, "", "")[:2]
    try:
        target = build(ROOT, name, floor)
    except Refused as reason:
        print(f"new-room: {reason}", file=sys.stderr)
        return 2
    code = finish(ROOT, name)
    if code:
        print("new-room: FAILED (see above)")
    else:
        print(f"new-room: {target.relative_to(ROOT)} is ready; its test: make test ARGS=src/madoguchi/modules/{name}")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
