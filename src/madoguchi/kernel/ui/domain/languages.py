"""The address of the same resident page in another language: Japanese `/…`, English `/en/…`, Vietnamese `/vi/…`."""

from __future__ import annotations

from madoguchi.kit.languages import LANGUAGES


def in_language(path: str, lang: str) -> str:
    """`path` begins with "/" and has no script prefix; returns the same page's path in `lang`, a code of LANGUAGES.

    The result begins with exactly one slash: two would send the reader to another host.
    """
    first, slash, rest = path.lstrip("/").partition("/")
    plain = rest.lstrip("/") if slash and first != "ja" and first in LANGUAGES else path.lstrip("/")
    return (f"/{lang}/" if lang != "ja" else "/") + plain
