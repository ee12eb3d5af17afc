"""The letters that open a draft: made, read, and hashed for the database.

One code is everything: the token of the private link, what one writes down, what the browser's cookie holds,
and the secret from which ``cases`` derives the confirmation code. 17 random letters of 29 (82 bits) and a check
letter (kit.checkdigits), so that a slip in writing is told apart from a wrong code. The database knows only an
HMAC-SHA-256 under the server's key: whoever reads the table opens nothing. A new SECRET_KEY closes all open
drafts.
"""

from __future__ import annotations

from django.utils.crypto import salted_hmac

from madoguchi.kit import checkdigits

CODE_LENGTH = 18
_SALT = "madoguchi.forms.draft"
# Ten letters name a draft in an address: enough never to meet (48 bits), and they open nothing.
PUBLIC_ID_LENGTH = 10


def new_code() -> str:
    """A fresh code of 18 letters."""
    return checkdigits.with_check(checkdigits.random_reference(CODE_LENGTH - 1))


def code_from(secret: str) -> str:
    """The one code that belongs to a secret under the server's key: as good as a fresh one to whom lacks either."""
    number = int(salted_hmac(f"{_SALT}.from", secret, algorithm="sha256").hexdigest(), 16)
    letters = []
    for _place in range(CODE_LENGTH - 1):
        number, letter = divmod(number, len(checkdigits.ALPHABET))
        letters.append(checkdigits.ALPHABET[letter])
    return checkdigits.with_check("".join(letters))


def new_public_id() -> str:
    return checkdigits.random_reference(PUBLIC_ID_LENGTH).lower()


def read_code(text: str) -> str | None:
    """What somebody typed or clicked as a code (any width, case, hyphens, spaces); None when it cannot be one."""
    code = checkdigits.normalise_reference(text)
    if code is None or len(code) != CODE_LENGTH or not checkdigits.check_ok(code):
        return None
    return code


def code_for_people(code: str) -> str:
    """In groups of four, to read aloud and write down."""
    return checkdigits.group(code)


def hash_code(code: str) -> str:
    """What the database holds: 64 hexadecimal digits."""
    return salted_hmac(_SALT, code, algorithm="sha256").hexdigest()
