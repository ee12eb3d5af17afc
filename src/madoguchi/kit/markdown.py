"""Markdown as HTML that is safe to show: paragraphs, lists, emphasis, links and tables; no raw HTML, no images."""

from functools import lru_cache

from markdown_it import MarkdownIt

_PARSER = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


@lru_cache(maxsize=2000)
def html_of(text: str) -> str:
    """`text` as HTML. Whatever looks like HTML in it is shown as typed; links to scripts stay plain text."""
    return str(_PARSER.render(text))
