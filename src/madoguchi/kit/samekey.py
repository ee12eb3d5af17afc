"""Who is the same, however it was typed: answers by which people or households are told apart, in one spelling.

Spaces, width, kana, forms of a character (髙 and 高) and look-alike hyphens make no difference (`kana.search_key`).
The room `places` makes a hash of it (`places.once_hash`); nothing here is stored.
"""

from collections.abc import Iterable, Mapping

from madoguchi.kit.kana import search_key


def same_parts(values: Iterable[object]) -> list[str]:
    """Each value in its one spelling, "" for one that is missing; [] when all are.

    A value of several parts (a name, an address) is read in the order of its keys.

    >>> same_parts([{"family": "髙 舘", "given": "翔太"}, "２０００-01-01"])
    ['高館翔太', '2000-01-01']
    """
    parts = [_plain(value) for value in values]
    return parts if any(parts) else []


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return search_key("".join(str(value[name]) for name in sorted(value)))
    return search_key(str(value)) if value not in (None, "") else ""
