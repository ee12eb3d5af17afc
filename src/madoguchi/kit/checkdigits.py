"""Check characters: 法人番号 (the State's scheme) and our own receipt numbers (受付番号).

**法人番号**, 13 digits: check digit first, then 12 digits; check = 9 − (Σ Pn·Qn mod 9), n from the right of
the 12, Qn = 1 for odd n, 2 for even n. [K] 法人番号の指定等に関する省令; agrees with 8000012010038 (research
note §1).

**Receipt numbers** are read over the telephone and copied by hand. The alphabet has 29 letters: no I O Q Z 0
1 (looked-alike, house rule §8) and no U (V by hand, and it keeps rude words out). 29 is prime, and that
makes one check letter enough: number the letters 0…28, let the letter at distance k from the right end weigh
2^k, and choose the last one (k = 0) so that the sum is 1 modulo 29.
- One wrong letter at distance k changes the sum by 2^k·d with 0 < |d| < 29: never a multiple of 29.
- Two letters at distances j < k swapped change it by (2^k − 2^j)·d. 2 has order 28 modulo 29, so this is
  never a
  multiple of 29 while k − j < 28: every swap, not only of neighbours, in anything up to 28 letters is found.
Not found: a leading "2" (it counts 0) more or less. The reader of a number checks its length.
"""

import secrets
import unicodedata
from typing import Final

from madoguchi.kit.errors import KitError
from madoguchi.kit.hyphens import unify

ALPHABET: Final = "23456789ABCDEFGHJKLMNPRSTVWXY"
_VALUES: Final = {letter: value for value, letter in enumerate(ALPHABET)}
_PRIME: Final = len(ALPHABET)
_TARGET: Final = 1
MAX_LENGTH: Final = 28


class CheckError(KitError):
    """Codes: length, characters. Raised by the makers; the testers (`…_ok`) only say False."""


def corporate_check_digit(twelve: str) -> str:
    """The first digit of the 法人番号 with these last twelve digits: "000012010038" -> "8". Raises
    `CheckError`.
    """
    if not (twelve.isascii() and twelve.isdigit()):
        raise CheckError("characters", text=twelve)
    if len(twelve) != 12:
        raise CheckError("length", text=twelve)
    total = sum(int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(twelve)))
    return str(9 - total % 9)


def corporate_number_ok(number: str) -> bool:
    """Whether `number` is 13 ASCII digits with a right check digit. Width and hyphens are the caller's to
    fold.
    """
    if len(number) != 13 or not (number.isascii() and number.isdigit()):
        return False
    return corporate_check_digit(number[1:]) == number[0]


def insurer_number_ok(number: str) -> bool:
    """Whether `number` is a 保険者番号 of eight ASCII digits (National Health Insurance: six) whose last one is right:
    modulus 10 with the weights 2 and 1 from the right, digit by digit. So are the numbers in use (01130012,
    39042072); the notice that lays it down was not opened [K].
    """
    if len(number) not in (6, 8) or not (number.isascii() and number.isdigit()):
        return False
    doubled = [int(digit) * (2 - index % 2) for index, digit in enumerate(reversed(number[:-1]))]
    return (sum(part // 10 + part % 10 for part in doubled) + int(number[-1])) % 10 == 0


def random_reference(length: int = 8) -> str:
    """`length` letters of `ALPHABET` from the system's random source, without a check letter (log2 29 = 4.86
    bits each).

    8 letters are 38.9 bits: unlikely to meet, easy to count through. Unique is what the database says, and
    secret it is not. Raises `CheckError("length")` outside 1…27.
    """
    if not 1 <= length < MAX_LENGTH:
        raise CheckError("length", length=length)
    # One draw for all letters (one call of the system): the rest of the division is below 2^-64 of a letter's chance.
    return reference_from(secrets.token_bytes(length + 8), length)


def reference_from(digest: bytes, length: int) -> str:
    """`length` letters of `ALPHABET` out of a digest, without a check letter: the same for the same digest.

    A digest needs 8 bytes more than the letters (5 bits each) for a fair draw. Raises `CheckError("length")`.
    """
    if not 1 <= length < MAX_LENGTH or len(digest) * 8 < length * 5 + 64:
        raise CheckError("length", length=length)
    number = int.from_bytes(digest, "big")
    letters = []
    for _place in range(length):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)


def with_check(reference: str) -> str:
    """`reference` (1…27 letters of `ALPHABET`) with its check letter behind. Raises `CheckError`."""
    if not 1 <= len(reference) < MAX_LENGTH:
        raise CheckError("length", text=reference)
    if any(letter not in _VALUES for letter in reference):
        raise CheckError("characters", text=reference)
    return reference + ALPHABET[(_TARGET - 2 * _sum(reference)) % _PRIME]


def check_ok(reference: str) -> bool:
    """Whether the last letter is the right check letter; False too for other letters and lengths outside
    2…28.
    """
    if not 2 <= len(reference) <= MAX_LENGTH or any(letter not in _VALUES for letter in reference):
        return False
    return _sum(reference) == _TARGET


def normalise_reference(text: str) -> str | None:
    """What somebody typed as a reference, in one form: half width, upper case, no hyphens or spaces.

    None when a letter is left that no reference holds (O, 0, I, 1, Q, Z, U …): which one was meant is for the
    person to say, guessing could open somebody else's case. The check letter is not tested here.
    """
    plain = unify(unicodedata.normalize("NFKC", text).upper()).replace("-", "")
    plain = "".join(plain.split())
    if not plain or any(letter not in _VALUES for letter in plain):
        return None
    return plain


def group(reference: str) -> str:
    """In groups of four for reading aloud: "ABCDEFGHJ" -> "ABCD-EFGH-J"."""
    return "-".join(reference[start : start + 4] for start in range(0, len(reference), 4))


def _sum(letters: str) -> int:
    total = 0
    for letter in letters:
        total = (total * 2 + _VALUES[letter]) % _PRIME
    return total
