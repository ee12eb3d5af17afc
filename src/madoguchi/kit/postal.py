"""Japanese postal codes (郵便番号): seven digits, written 980-8570, stored without the hyphen (GIF,
推奨データセット).

Shape only; whether a code is in use is known by 日本郵便's KEN_ALL table, which lives elsewhere.
Codes of `PostalError`: empty, characters, length (with `digits`, the number found).
"""

import unicodedata
from typing import Final

from madoguchi.kit.errors import KitError
from madoguchi.kit.hyphens import unify

LENGTH: Final = 7


class PostalError(KitError):
    """A text that is no postal code; the codes are in the module docstring."""


def normalise(text: str) -> str:
    """ "〒980-8570", "９８０ー８５７０", "980 8570" -> "9808570". Raises `PostalError`."""
    plain = "".join(unify(unicodedata.normalize("NFKC", text)).split()).removeprefix("〒")
    if not plain:
        raise PostalError("empty")
    # The hyphen is taken only where it belongs: 9808-570 is a slip somebody should look at.
    digits = plain[:3] + plain[4:] if plain[3:4] == "-" else plain
    if not (digits.isascii() and digits.isdigit()):
        raise PostalError("characters", text=text)
    if len(digits) != LENGTH:
        raise PostalError("length", text=text, digits=len(digits))
    return digits


def format_postal(code: str, *, mark: bool = False) -> str:
    """ "9808570" -> "980-8570", with `mark` "〒980-8570". Takes and raises what `normalise` does."""
    digits = normalise(code)
    return f"{'〒' if mark else ''}{digits[:3]}-{digits[3:]}"
