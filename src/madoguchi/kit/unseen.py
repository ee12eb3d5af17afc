"""Characters that nobody sees and nobody types on purpose: they ride along with copied text, turn the writing round,
break a list, or make a name that looks empty or like another's. The office is told when it writes one; a resident's
answer loses them without a word (`forms`).

Source: Unicode 16.0, Default_Ignorable_Code_Point, control characters and non-characters; and the letters that are
drawn as nothing (the Hangul fillers, the empty Braille cell, a notehead).
"""

from __future__ import annotations

import re

# Tab and line ends are seen. Variation selectors stand by themselves, below.
_NEVER = (
    "\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f"  # control characters
    "\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f"
    "\\u2800\\u3164\\ufeff\\uffa0\\ufff0-\\ufffb\\ufdd0-\\ufdef\\ufffe\\uffff\\ud800-\\udfff"
    "\\U0001bca0-\\U0001bca3\\U0001d159\\U0001d173-\\U0001d17a\\U000e0000-\\U000e00ff\\U000e01f0-\\U000e0fff"
)
# A variation selector says which form of the letter before it is meant (邉󠄀, ⚠️). After anything else it says nothing.
_IDEOGRAPH = "々〇\\u3400-\\u9fff\\uf900-\\ufaff\\U00020000-\\U0003ffff"
_PICTURE = "#*0-9\\u00a9\\u00ae\\u203c-\\u3299\\U0001f000-\\U0001faff"
_LONE = f"(?<![{_IDEOGRAPH}])[\\ufe00-\\ufe0d\\U000e0100-\\U000e01ef]|(?<![{_IDEOGRAPH}{_PICTURE}])[\\ufe0e\\ufe0f]"
_NEVER_SEEN = re.compile(f"[{_NEVER}]")
_LONE_SELECTOR = re.compile(_LONE)


def has_unseen(text: str) -> bool:
    """Whether one of them is in the text.

    >>> has_unseen("名取市長\\u202e"), has_unseen("名取\\t市\\n"), has_unseen("渡邉\\U000e0100"), has_unseen("\\u3164")
    (True, False, False, True)
    """
    return _NEVER_SEEN.search(text) is not None or _LONE_SELECTOR.search(text) is not None


def without_unseen(text: str) -> str:
    """The text without them.

    >>> without_unseen("名\\u200d取\\u2800\\ufe0f")
    '名取'
    """
    return _LONE_SELECTOR.sub("", _NEVER_SEEN.sub("", text))
