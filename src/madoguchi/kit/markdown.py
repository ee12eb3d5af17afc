"""Markdown as HTML that is safe to show: paragraphs, lists, emphasis, links and tables; no raw HTML, no images.

The one renderer of the house: texts of packs, what bodies write over them, notices and guidance.

**Stars beside Japanese.** CommonMark tells opening from closing stars by spaces and punctuation, which Japanese does
not put between words: `**（例）**の` stays raw by its rule. Here a run of stars with a full-width character on either
side opens when no space follows it and closes when no space comes before it; between half-width characters the rule
is CommonMark's.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, emphasis
from markdown_it.token import Token


def _emphasis(state: StateInline, silent: bool) -> bool:
    """CommonMark's rule for * and _, and ours for stars beside Japanese."""
    start, known = state.pos, len(state.delimiters)
    if not emphasis.tokenize(state, silent):
        return False
    before = state.src[start - 1] if start else " "
    after = state.src[state.pos] if state.pos < state.posMax else " "
    if state.src[start] == "*" and (_is_wide(before) or _is_wide(after)):
        for delimiter in state.delimiters[known:]:
            delimiter.open, delimiter.close = not after.isspace(), not before.isspace()
    return True


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in ("W", "F")


# breaks: who presses Enter in a text box means a new line, and Japanese has no space that a joined line would need.
_PARSER = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table").disable("image")
_PARSER.inline.ruler.at("emphasis", _emphasis)
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
