"""The key colours: the closed list, the style sheet and the contrast of every pair that carries text (WCAG 2.x)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from madoguchi.kernel.ui.choices import DEFAULT_KEY_COLOUR, KEY_COLOURS, TROUBLES, key_colour

SHEET = Path(__file__).parents[1] / "static/ui/src/css/palettes.css"
BODY_TEXT = "#1a1a1a"


def palettes() -> dict[str, dict[str, str]]:
    """{"blue": {"key": "#0017c1", "key-hover": …}} as the style sheet has them."""
    blocks = re.findall(r'\[data-colour="([\w-]+)"\] \{([^}]+)\}', SHEET.read_text())
    return {name: dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for name, block in blocks}


def luminance(colour: str) -> float:
    def channel(value: int) -> float:
        part = value / 255
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (channel(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_agrees_with_the_published_examples():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_the_sheet_has_exactly_the_colours_of_the_list():
    assert tuple(palettes()) == KEY_COLOURS
    assert DEFAULT_KEY_COLOUR in KEY_COLOURS


@pytest.mark.parametrize("name", KEY_COLOURS)
def test_every_palette_carries_text(name: str):
    palette = palettes()[name]
    assert set(palette) == {"key", "key-hover", "key-active", "key-tint", "key-line"}
    for shade in ("key", "key-hover", "key-active"):
        assert contrast("#ffffff", palette[shade]) >= 7, f"white on {shade}"
    assert contrast(palette["key"], palette["key-tint"]) >= 4.5, "a tag or the current menu entry"
    assert contrast(BODY_TEXT, palette["key-tint"]) >= 7, "text in a tinted box"


def test_unknown_colour_falls_back():
    assert key_colour("green") == "green"
    assert key_colour("") == key_colour(None) == key_colour('red" onload="x') == DEFAULT_KEY_COLOUR


def test_every_trouble_says_what_happened_and_what_to_do():
    for kind, trouble in TROUBLES.items():
        assert 400 <= trouble.status < 600, kind
        assert str(trouble.title), kind
        assert str(trouble.what), kind
        assert trouble.todo, kind
        assert "不正" not in f"{trouble.title}{trouble.what}", kind
