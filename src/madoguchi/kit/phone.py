"""Japanese telephone numbers: one stored form (digits with the leading 0), shape, kind, and best-effort
hyphens.

Source: 総務省 電気通信番号計画 as generally known ([K]: the plan itself was not opened). 10 digits for fixed
lines, 0120 and 0570; 11 digits for 050, 0800 and mobiles (070, 080, 090 and 060, the last opened for
mobiles).

**Hyphens.** Where the area code of a fixed line ends (2 to 5 digits) needs 総務省's table of some 500 area
codes, which this module does not carry. What is always true: the last four digits are the subscriber, the
six before them area and exchange. `format_phone` uses the hyphens the person typed when they fit, else a
short table (宮城県 and areas of one code; [K], compared once with libphonenumber's grouping), else 6-4
("018712-3456"), which is right though unusual. It never invents an area code.

Codes of `PhoneError`: empty, extension (with `number`, `extension`), characters, foreign, no_leading_zero,
length (with `digits`), mobile_length (the same, of a number whose beginning wants eleven), prefix.
"""

import re
import unicodedata
from typing import Final, Literal

from madoguchi.kit.errors import KitError
from madoguchi.kit.hyphens import unify

Kind = Literal["fixed", "mobile", "ip", "toll_free", "navi"]

# Beginnings of fixed numbers that settle the area code; the longest one that fits counts. In 宮城県 022 is
# 仙台 and around (most of 名取 too), and 0223 only where 2 or 3 follows (岩沼, 亘理).
_AREA_CODES: Final = {
    **{code: code for code in ("03", "06", "011", "044", "045", "052", "075", "078")},
    **{code: code for code in ("022", "0220", "0224", "0225", "0226", "0228", "0229")},
    "02232": "0223",
    "02233": "0223",
}
_EXTENSION: Final = re.compile(r"^(?P<number>.*?)(?:\(?(?:内線|内|ext\.?|x)\)?:?|#)(?P<extension>[0-9]+)\)?$", re.I)


class PhoneError(KitError):
    """A text that is no Japanese telephone number; the codes are in the module docstring."""


def normalise(text: str) -> str:
    """ "０２２－３８２－１２３４", "(022)382-1234", "+81 22 382 1234", "+81(0)22…" -> "0223821234".

    An extension is refused, not cut off: it belongs in its own field (内線番号) and dropping it misdirects a
    call. Raises `PhoneError`.
    """
    plain = "".join(unify(unicodedata.normalize("NFKC", text)).split())
    if not plain:
        raise PhoneError("empty")
    extension = _EXTENSION.match(plain)
    if extension is not None:
        raise PhoneError("extension", number=extension["number"], extension=extension["extension"])
    if plain.startswith("+"):
        if not plain.startswith("+81"):
            raise PhoneError("foreign", text=text)
        plain = "0" + re.sub(r"^[-.]?(\(0\)|0)?", "", plain[3:])
    digits = re.sub(r"[-().]", "", plain)
    if not (digits.isascii() and digits.isdigit()):
        raise PhoneError("characters", text=text)
    if not digits.startswith("0"):
        raise PhoneError("no_leading_zero", text=text)
    wanted = _length(digits, text)
    if len(digits) != wanted:
        data = {"text": text, "digits": len(digits)}
        raise PhoneError("mobile_length", prefix=digits[:3], **data) if wanted == 11 else PhoneError("length", **data)
    return digits


def international(text: str) -> str:
    """A number abroad as it is dialled from anywhere: "＋49 (30) 1234－567" -> "+49 (30) 1234-567".

    Kept as typed but for width, since grouping differs by country. Raises `PhoneError("foreign")` unless it is "+",
    a country code other than Japan's, and 7 to 15 digits in all (ITU-T E.164).
    """
    plain = " ".join(unify(unicodedata.normalize("NFKC", text)).split())
    digits = re.sub(r"[-(). ]", "", plain.removeprefix("+"))
    fits = plain.startswith("+") and digits.isascii() and digits.isdigit() and 7 <= len(digits) <= 15
    if not fits or digits.startswith(("0", "81")):
        raise PhoneError("foreign", text=text)
    return plain


def kind_of(number: str) -> Kind:
    """What a number is: fixed, mobile, ip (050), toll_free (0120, 0800), navi (0570). Any typed form."""
    digits = normalise(number)
    if digits.startswith(("0120", "0800")):
        return "toll_free"
    if digits.startswith("0570"):
        return "navi"
    if digits.startswith("050"):
        return "ip"
    return "mobile" if len(digits) == 11 else "fixed"


def format_phone(number: str, *, typed: str | None = None) -> str:
    """With hyphens for reading: "09012345678" -> "090-1234-5678"; fixed lines as the module docstring says.

    `typed` is what the person wrote; its grouping is kept when it is three groups ending in four digits.
    Raises as `normalise`.
    """
    digits = normalise(number)
    kind = kind_of(digits)
    if kind in ("toll_free", "navi"):
        return f"{digits[:4]}-{digits[4:7]}-{digits[7:]}"
    if len(digits) == 11:
        return f"{digits[:3]}-{digits[3:7]}-{digits[7:]}"
    if typed is not None:
        groups = re.findall("[0-9]+", unify(unicodedata.normalize("NFKC", typed)))
        fits = len(groups) == 3 and 2 <= len(groups[0]) <= 5 and len(groups[2]) == 4
        if fits and "".join(groups) == digits:
            return "-".join(groups)
    area = next((_AREA_CODES[digits[:size]] for size in (5, 4, 3, 2) if digits[:size] in _AREA_CODES), None)
    if area is None:
        return f"{digits[:6]}-{digits[6:]}"
    return f"{area}-{digits[len(area) : 6]}-{digits[6:]}"


def _length(digits: str, text: str) -> int:
    """How long a number with this beginning has to be."""
    if digits.startswith("0120"):
        return 10
    if digits.startswith(("00", "010", "020", "030", "040")):
        raise PhoneError("prefix", text=text, prefix=digits[:3])
    return 11 if digits[:3] in ("050", "060", "070", "080", "090") else 10
