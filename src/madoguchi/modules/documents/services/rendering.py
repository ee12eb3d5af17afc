"""From a template and a dictionary to a PDF, and to the list of characters that paper cannot show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import segno
from django.utils import timezone, translation
from django.utils.formats import date_format

from madoguchi.kit import wareki
from madoguchi.modules.documents.choices import ERAS, WORDS
from madoguchi.modules.documents.domain.printing import Unprintable, printable_data
from madoguchi.modules.documents.services.apart import pdf_apart
from madoguchi.modules.documents.services.typesetting import coverage, typesetter

LANGUAGES: Final = ("ja", "en")


@dataclass(frozen=True)
class Rendered:
    """A PDF (declared PDF/A-2a and PDF/UA-1) and what it shows otherwise than typed, () when nothing."""

    pdf: bytes
    unprintable: tuple[Unprintable, ...]


def render(template: str, data: Mapping[str, Any], *, lang: str = "ja", made_at: datetime | None = None) -> Rendered:
    """Set `data` by the Typst source `template`; README.md lists the keys that the templates read.

    Dates and times in `data` are written out: 令和8年11月22日 (before 1873 in Western years), in English 22 November
    2026. Characters without a glyph are printed as 〓 and listed. `made_at` (now) becomes the date in the file.
    Raises TypesettingFailed when the template is wrong or misses a key.
    """
    inputs, unprintable = _inputs(data, lang)
    pdf = typesetter().pdf(template, inputs, made_at or timezone.now())
    return Rendered(pdf, tuple(unprintable))


def render_untrusted(template: str, data: Mapping[str, Any], *, lang: str = "ja") -> bytes:
    """`render_pdf` for a template that is being written: apart, with limits. Raises TypesettingFailed."""
    return pdf_apart(template, _inputs(data, lang)[0], timezone.now())


def _inputs(data: Mapping[str, Any], lang: str) -> tuple[dict[str, Any], list[Unprintable]]:
    """What the template reads, and the characters in it that paper cannot show."""
    if lang not in LANGUAGES:
        raise ValueError(f"documents are set in {LANGUAGES}, not {lang!r}")
    with translation.override(lang):
        words = {key: str(label) for key, label in WORDS.items()} | {"eras": [str(era) for era in ERAS]}
        written = _written_out(data, lang)
    shown, unprintable = printable_data(written, coverage())
    return {"data": shown, "words": words, "lang": lang}, unprintable


def render_pdf(template: str, data: Mapping[str, Any], *, lang: str = "ja") -> bytes:
    """`render` for callers that have warned about unprintable characters before (see `unprintable`)."""
    return render(template, data, lang=lang).pdf


def unprintable(data: Any) -> list[Unprintable]:
    """The characters in any nested data that paper cannot show: to warn before the document is made."""
    return printable_data(_written_out(data, "ja"), coverage())[1]


def qr_svg(text: str) -> str:
    """A QR code as SVG text, for a template's `qr_svg`."""
    return segno.make(text, error="m", micro=False).svg_inline(scale=4, border=2)


def _written_out(value: Any, lang: str) -> Any:
    """The data with dates and times as text; everything else is left as it is. The language is the active one."""
    if isinstance(value, datetime):
        moment = timezone.localtime(value)
        if lang == "ja":
            return f"{wareki.era_or_western(moment.date())} {moment.hour}時{moment.minute:02d}分"
        return date_format(moment, "j F Y, H:i")
    if isinstance(value, date):
        return wareki.era_or_western(value) if lang == "ja" else date_format(value, "j F Y")
    if isinstance(value, Mapping):
        return {key: _written_out(item, lang) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_written_out(item, lang) for item in value]
    return value
