"""The list on paper: its Typst source, for `documents.render_pdf`."""

from __future__ import annotations

from pathlib import Path
from typing import Final

LIST: Final = (Path(__file__).resolve().parent.parent / "templates" / "life_events" / "list.typ").read_text(
    encoding="utf-8"
)
