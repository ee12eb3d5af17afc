"""E-mail addresses as people type them on forms in Japan: fold the width, then a conservative look.

RFC 5321/5322 are the rule with one exception the country needs: docomo and au gave out addresses with two
dots in a row or a dot before the @ (`a..b.@docomo.ne.jp`), against RFC 5322, and they still receive mail.
Accepted. Quoted local parts, address literals ([192.0.2.1]) and non-ASCII addresses are refused: nobody
applies with them, and each is a way to smuggle something into a header. Only a mail that arrives proves an
address.

Codes of `address_problem`: empty, control_character, space, no_at, many_ats, full_width, non_ascii,
no_local, local_characters, no_domain, domain_no_dot, domain_shape, too_long.
"""

import re
import unicodedata
from typing import Final

_LOCAL: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+")
_LABEL: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.I)
_TOP: Final = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]{1,59}", re.I)
_MAX_LOCAL: Final = 64
_MAX_TOTAL: Final = 254
# Spaces no one sees, which ride along when an address is copied from a page.
_UNSEEN: Final = {0x200B: None, 0x200C: None, 0x200D: None, 0x2060: None, 0xFEFF: None}


def normalise_address(text: str) -> str:
    """Full width to half, outer spaces and unseen ones off, domain in lower case: "Ａbc＠Example.JP　" ->
    "Abc@example.jp".

    The part before the @ keeps its case (RFC 5321 leaves it to the receiving host). Never fails; ask
    `address_problem` about the result.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_UNSEEN).strip()
    local, at, domain = plain.rpartition("@")
    return f"{local}@{domain.lower()}" if at else plain


def address_problem(text: str) -> str | None:
    """The first thing wrong with an address, as a code of the module docstring, or None. Expects the
    normalised form.
    """
    if not text:
        return "empty"
    if any(unicodedata.category(char) == "Cc" for char in text):
        return "control_character"
    if any(char.isspace() for char in text):
        return "space"
    if any("\uff01" <= char <= "\uff5e" for char in text):
        return "full_width"
    if not text.isascii():
        return "non_ascii"
    if "@" not in text:
        return "no_at"
    if text.count("@") > 1:
        return "many_ats"
    local, _, domain = text.partition("@")
    return _local_problem(local) or _domain_problem(domain) or ("too_long" if len(text) > _MAX_TOTAL else None)


def looks_like_address(text: str) -> bool:
    """Whether nothing is wrong with the (normalised) address as far as its letters tell."""
    return address_problem(text) is None


def _local_problem(local: str) -> str | None:
    if not local.strip("."):
        return "no_local"
    if _LOCAL.fullmatch(local) is None:
        return "local_characters"
    return "too_long" if len(local) > _MAX_LOCAL else None


def _domain_problem(domain: str) -> str | None:
    if not domain:
        return "no_domain"
    labels = domain.split(".")
    if len(labels) < 2:
        return "domain_no_dot"
    if any(_LABEL.fullmatch(label) is None for label in labels) or _TOP.fullmatch(labels[-1]) is None:
        return "domain_shape"
    return None
