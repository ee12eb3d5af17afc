"""Markdown of packs as HTML: paragraphs, lists, emphasis, links and tables; no raw HTML, no images."""

from __future__ import annotations

from functools import lru_cache

from markdown_it import MarkdownIt

_PARSER = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


@lru_cache(maxsize=2000)
def html_of(text: str) -> str:
    """The text as HTML; whatever looks like HTML in it is shown as it was typed."""
    return str(_PARSER.render(text))
