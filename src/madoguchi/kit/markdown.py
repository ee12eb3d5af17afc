"""Markdown as HTML that is safe to show: paragraphs, lists, emphasis, links and tables; no raw HTML, no images.

The one renderer of the house: texts of packs, what bodies write over them, notices and guidance.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

# breaks: who presses Enter in a text box means a new line, and Japanese has no space that a joined line would need.
_PARSER = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table").disable("image")
_DEEPEST = 6


@lru_cache(maxsize=2000)
def html_of(text: str, top: int = 2) -> str:
    """`text` as HTML. Whatever looks like HTML in it is shown as typed; links to scripts stay plain text.

    The headings in use become h2, h3 … (h3, h4 … for `top` = 3) without a gap: a writer may begin with # or with ###.
    """
    tokens = _PARSER.parse(text)
    _fit_headings(tokens, top)
    return str(_PARSER.renderer.render(tokens, _PARSER.options, {}))


def _fit_headings(tokens: Sequence[Token], top: int) -> None:
    headings = [token for token in tokens if token.type in {"heading_open", "heading_close"}]
    in_use = sorted({token.tag for token in headings})
    new = {tag: f"h{min(top + depth, _DEEPEST)}" for depth, tag in enumerate(in_use)}
    for token in headings:
        token.tag = new[token.tag]
