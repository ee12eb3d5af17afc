"""What was typed for a notice or a guidance page, fit to be kept and to be carried by a feed."""

from __future__ import annotations

import re

# What XML 1.0 cannot carry (a feed with one of these is no feed): control characters and non-characters. And marks
# that turn the writing round.
_NOT_IN_XML = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def tidy(text: str) -> str:
    """The text with line ends as \\n, no spaces around, and no character that XML cannot carry."""
    return _NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
