"""Closed lists of the look: key colours of the bodies, kinds of banners and buttons, tones of tags.

The colours themselves are in `static/ui/src/css/palettes.css`, one block a name; a test reads that file and
holds every pair that carries text at its contrast.
"""

from __future__ import annotations

from typing import Final

# Names follow the hues of the デジタル庁デザインシステム. Red and yellow are left out: they mean error and warning.
KEY_COLOURS: Final = ("blue", "light-blue", "cyan", "green", "lime", "orange", "magenta", "purple", "gray")
DEFAULT_KEY_COLOUR: Final = "blue"

BANNER_KINDS: Final = ("success", "error", "warning", "info")
BUTTON_KINDS: Final = ("primary", "secondary", "text", "danger")
TAG_TONES: Final = ("neutral", "key", "info", "success", "warning", "error")


def key_colour(name: str | None) -> str:
    """The palette's name to put into `data-colour`; the default for an empty or unknown name."""
    return name if name in KEY_COLOURS else DEFAULT_KEY_COLOUR
