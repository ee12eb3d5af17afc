"""Plain text for a mail: clean characters. Lines stay as long as they are: Japanese has no spaces at which a fixed
width could break them, and the mail program of the reader knows how wide its screen is."""

from __future__ import annotations

import re

# Unicode's categories Cc, Zl and Zp, whole; and the same but for tab and line feed.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_CONTROL_IN_BODY = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def one_line(text: str) -> str:
    """Text for a header: controls and line breaks become single spaces, so that no header can be slipped in."""
    plain = _CONTROL.sub(" ", _encodable(text))
    return " ".join(plain.split(" ")).strip()


def body(text: str) -> str:
    """Text for a mail's body: line breaks as \\n, other controls gone, one line break at the end."""
    unified = _encodable(text).replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL_IN_BODY.sub("", unified).rstrip() + "\n"


def _encodable(text: str) -> str:
    return text.encode("utf-8", errors="replace").decode("utf-8")
