"""Why a file is not taken, in words that help."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from madoguchi.kernel.files.choices import FOREIGN, LIST_SEPARATOR, REFUSALS, Kind
from madoguchi.kernel.files.domain.limits import readable_size


class Refused(Exception):
    """A file was not taken. `code` is a key of choices.REFUSALS, `data` its figures (plain JSON values)."""

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code)
        self.code = code
        self.data = data

    def message(self) -> str:
        """What happened, why and what to do, in the active language."""
        return refusal_text(self.code, self.data)


def refusal_text(code: str, data: dict[str, Any]) -> str:
    """The sentence for a stored refusal; `data` as in Refused.data."""
    shown: dict[str, Any] = dict(data)
    if code == "too_large":
        shown |= {key: readable_size(data[key]) for key in ("limit", "size")}
    elif code == "too_many_pixels":
        for key in ("limit", "size"):
            shown[f"{key}_man"] = f"{-(-data[key] // 10_000):,}"
            shown[f"{key}_mega"] = f"{-(-data[key] // 100_000) / 10:g}"
    if "looks" in data:
        shown["looks"] = looks_text(data["looks"])
    if "kinds" in data:
        shown["kinds"] = kinds_text(data["kinds"])
    return str(REFUSALS[code]) % shown


def looks_text(looks: str) -> str:
    """The name of a kind or of foreign content."""
    return str(Kind(looks).label if looks in Kind.values else FOREIGN[looks])


def kinds_text(kinds: Iterable[str]) -> str:
    """PDF、JPEG、PNG."""
    return str(LIST_SEPARATOR).join(str(Kind(kind).label) for kind in kinds)
