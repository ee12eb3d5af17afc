"""Markdown that officers write, as HTML: no raw HTML, no images, headings that fit below the page's own h1."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

_PARSER = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table").disable("image")
_TOP = 2
_DEEPEST = 6
# What XML 1.0 cannot carry (a feed with one of these is no feed): control characters and non-characters.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


@lru_cache(maxsize=500)
def html_of(text: str) -> str:
    """The text as HTML; whatever looks like HTML in it is shown as it was typed.

    The headings in use become h2, h3 … without a gap, so that a writer may begin with # or with ###.
    """
    tokens = _PARSER.parse(text)
    _fit_headings(tokens)
    return str(_PARSER.renderer.render(tokens, _PARSER.options, {}))


def plain_of(text: str) -> str:
    """The words of the text on one line, without any markup: for the summary of a feed."""
    words = [
        child.content
        for token in _PARSER.parse(text)
        for child in token.children or ()
        if child.type in {"text", "code_inline"}
    ]
    return " ".join(" ".join(words).split())


def tidy(text: str) -> str:
    """What was typed, fit to be kept: line ends as \\n, no spaces around, no character that XML cannot carry."""
    return _NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _fit_headings(tokens: Sequence[Token]) -> None:
    headings = [token for token in tokens if token.type in {"heading_open", "heading_close"}]
    in_use = sorted({token.tag for token in headings})
    new = {tag: f"h{min(_TOP + depth, _DEEPEST)}" for depth, tag in enumerate(in_use)}
    for token in headings:
        token.tag = new[token.tag]
