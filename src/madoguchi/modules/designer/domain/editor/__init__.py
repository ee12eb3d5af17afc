"""One editor for every table of a pack: controls from its shape (kit.tomlschema), and what was posted back into data.

The shapes are those that the compiler checks by, so a setting that a new field type brings has a control at once. What
cannot be read as the shape wants it (letters where a number belongs) is kept as it was typed: the problems panel says
so, and nothing is lost. An empty control means that the key is left out.
"""

from madoguchi.modules.designer.domain.editor.boxes import Around, Box, boxes
from madoguchi.modules.designer.domain.editor.posted import NO_NAME, NO_VALUE, TWICE, read, unnamed

__all__ = ["NO_NAME", "NO_VALUE", "TWICE", "Around", "Box", "boxes", "read", "unnamed"]
