"""Typst, set up once per process: our two fonts and no other, our templates and no other file, no network."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pylopdf_fonts_jp

from madoguchi.modules.documents.domain.font_coverage import Coverage, read_coverage

if TYPE_CHECKING:
    import typst

TEMPLATE_ROOT: Final = Path(__file__).resolve().parent.parent / "templates" / "documents"
FONT_FILES: Final = (pylopdf_fonts_jp.sans_path(), pylopdf_fonts_jp.serif_path())
# Both are declared and enforced by Typst while it writes (a missing glyph, title, language or alternative text
# fails). PDF/A-2a keeps for decades, PDF/UA-1 is read aloud rightly. PDF/A-4 excludes PDF/UA-1 (other versions of PDF).
STANDARDS: Final[list[typst.PDFStandard]] = ["a-2a", "ua-1"]


_FOREIGN: Final = re.compile(r"(?<![\w-])(import|include|eval|plugin|std)(?![\w-])")
_LOCAL: Final = re.compile(r'\s*"/[a-z_-]+\.typ"')


class TypesettingFailed(Exception):
    """The template is wrong or lacks data. `diagnostic` is Typst's own report with line and column, in English."""

    def __init__(self, message: str, diagnostic: str = "") -> None:
        super().__init__(message)
        self.diagnostic = diagnostic


def forbidden(source: str) -> str:
    """What a template must not have in it, "" when there is nothing.

    Typst reads files below TEMPLATE_ROOT only, but an import of a package (`@preview/…`) would fetch code from the
    internet. So an import names its file as plain text, and what could make code or names of modules out of data is
    kept out. Words in remarks count too: it is simpler to write them differently than to parse Typst here.
    """
    for word in _FOREIGN.finditer(source):
        if word[1] not in ("import", "include") or not _LOCAL.match(source, word.end()):
            return word[1]
    return ""


class Typesetter:
    """One Typst compiler. It refuses to be entered twice at once ("Already borrowed"), hence the lock.

    A page takes 3–9 ms and about 50 MB of memory are held once per process, for the parsed fonts.
    """

    def __init__(self) -> None:
        import typst  # inside: heavy library, rarely used

        self._fault = typst.TypstError
        fonts = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=sorted({path.parent for path in FONT_FILES}),
        )
        self._lock = threading.Lock()
        self._compiler = typst.Compiler(
            root=TEMPLATE_ROOT, font_paths=fonts, ignore_system_fonts=True, package_path=TEMPLATE_ROOT
        )

    def pdf(self, source: str, inputs: Mapping[str, Any], made_at: datetime) -> bytes:
        """Set the source with `inputs` (each value a string, or JSON for anything else) as sys.inputs.

        Raises TypesettingFailed.
        """
        refused = forbidden(source)
        if refused:
            raise TypesettingFailed(
                f"templates may not use {refused} here (no packages, no code made of data)", refused
            )
        strings = {k: v if isinstance(v, str) else json.dumps(v, ensure_ascii=False) for k, v in inputs.items()}
        try:
            with self._lock:
                pages = self._compiler.compile(
                    input=source.encode(),
                    format="pdf",
                    sys_inputs=strings,
                    pdf_standards=STANDARDS,
                    timestamp=int(made_at.timestamp()),
                )
        except self._fault as error:
            raise TypesettingFailed(error.message, error.diagnostic) from error
        if not isinstance(pages, bytes):
            raise TypesettingFailed("the document has no page")
        return pages


@cache
def typesetter() -> Typesetter:
    """The typesetter of this process, made when the first document is asked for."""
    return Typesetter()


@cache
def coverage() -> Coverage:
    """What our fonts can draw, together: Typst takes a character from the other font when the first lacks it."""
    total = Coverage(frozenset(), frozenset())
    for path in FONT_FILES:
        total |= read_coverage(path)
    return total


def template(name: str) -> str:
    """The source of one of our own templates: "decision", "receipt", "answers" or "blank_form"."""
    return (TEMPLATE_ROOT / f"{name}.typ").read_text(encoding="utf-8")
