"""The address of the same resident page in the other language: Japanese `/…`, English `/en/…`."""

from __future__ import annotations

ENGLISH_PREFIX = "/en/"


def in_language(path: str, lang: str) -> str:
    """`path` begins with "/" and has no script prefix; returns the same page's path in `lang` ("ja" or "en").

    The result begins with exactly one slash: two would send the reader to another host.
    """
    plain = path[len(ENGLISH_PREFIX) - 1 :] if path.startswith(ENGLISH_PREFIX) else path
    return (ENGLISH_PREFIX if lang == "en" else "/") + plain.lstrip("/")
