"""Characters that nobody sees and nobody types on purpose: they ride along with copied text, turn the writing round, or
break a list. For texts of the office, where the writer is told; a resident's answer loses them without a word."""

from __future__ import annotations

import re

# Control characters but for tab and line ends; zero-width and direction marks; lone surrogates; tags.
_UNSEEN = re.compile(
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u061c\\u200b\\u200e\\u200f\\u202a-\\u202e"
    "\\u2060-\\u2064\\u2066-\\u206f\\ufeff\\ufff9-\\ufffb\\ud800-\\udfff\\U000e0000-\\U000e007f]"
)


def has_unseen(text: str) -> bool:
    """Whether one of them is in the text.

    >>> has_unseen("名取市長\\u202e"), has_unseen("名取\\t市\\n")
    (True, False)
    """
    return _UNSEEN.search(text) is not None
