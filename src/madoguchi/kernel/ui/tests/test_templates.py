"""No template of the repository carries a script, a style or an event handler: the policy (CSP) is strict."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import engines

SOURCE = Path(__file__).parents[3]
TEMPLATES = sorted(SOURCE.glob("*/*/templates/**/*.html"))
FORBIDDEN = {
    "a script without src": re.compile(r"<script(?![^>]*\ssrc=)", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "an event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a javascript: address": re.compile(r"=\s*[\"']?\s*javascript:", re.IGNORECASE),
}
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)


def found_in(text: str) -> list[str]:
    plain = COMMENT.sub("", text)
    return [name for name, pattern in FORBIDDEN.items() if pattern.search(plain)]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_template_has_nothing_inline(template: Path):
    assert found_in(template.read_text()) == []


@pytest.mark.parametrize(
    "planted",
    [
        "<script>x()</script>",
        '<script type="module">x()</script>',
        "<style>p{}</style>",
        '<p class="a" style="color:red">',
        '<button\n onclick="x()">',
        '<a href="javascript:x()">',
    ],
)
def test_the_scan_catches_a_planted_line(planted: str):
    assert found_in(planted)


def test_the_scan_lets_ordinary_markup_pass():
    assert found_in('<script type="module" src="/x.js"></script><p data-once="x">{# <script> #}{{ content }}</p>') == []


@pytest.mark.parametrize("template", [t for t in TEMPLATES if "/kernel/ui/" in str(t)], ids=lambda path: path.name)
def test_own_template_compiles(template: Path):
    folder = next(parent for parent in template.parents if parent.name == "templates")
    assert engines["jinja2"].get_template(str(template.relative_to(folder)))
