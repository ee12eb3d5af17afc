"""texts/<lang>.md as its sections: read in order, written back with everything else left as it was."""

from __future__ import annotations

import re
from collections.abc import Mapping

_HEADING = re.compile(r"^## +(.+?) *$", re.MULTILINE)


def read(text: str) -> list[tuple[str, str]]:
    """(id, Markdown) of every section, in order."""
    parts = _HEADING.split(text)
    return [(name, body.strip("\n")) for name, body in zip(parts[1::2], parts[2::2], strict=True)]


def write(text: str, wanted: Mapping[str, str]) -> str:
    """The text with these sections: known ones stay where they stand, new ones come last, others go."""
    if dict(read(text)) == wanted:
        return text
    parts = _HEADING.split(text)
    known = dict(read(text))
    out = [parts[0]]
    for match, body in zip(_HEADING.finditer(text), parts[2::2], strict=True):
        name = match[1]
        if name not in wanted:
            continue
        out.append(match[0] + (body if known[name] == wanted[name] else f"\n{wanted[name].strip()}\n\n"))
    for name, body in wanted.items():
        if name not in known:
            out.append(
                f"{'' if ''.join(out).endswith(chr(10)) or not ''.join(out) else chr(10)}## {name}\n{body.strip()}\n\n"
            )
    return "".join(out).rstrip("\n") + "\n"
