"""What a letter answers, in the stored shapes of the form engine, by the names that `[letter]` of a pack uses. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from madoguchi.kit import postal
from madoguchi.modules.letters.choices import Wish


class Listed(Protocol):
    """What is read of a recipient."""

    household: str
    name: str
    kana: str
    birth: Any
    postal_code: str
    address: str
    building: str
    amount: int | None
    members: Any


def eligible(members: Sequence[Mapping[str, Any]]) -> list[tuple[int, Mapping[str, Any]]]:
    """The members whom the benefit is for, each with its place in the list."""
    return [(index, one) for index, one in enumerate(members) if one.get("eligible", True)]


def amount_of(member: Mapping[str, Any], each: int | None) -> int | None:
    """Yen for one member: its own, else the mailing's."""
    own = member.get("amount")
    return own if own is not None else each


def facts_of(row: Listed, wishes: Mapping[int, Wish], each: int | None) -> dict[str, Any]:
    """Every fact that this recipient's letter knows. `wishes`: by a member's place; who is not in it takes it."""
    members = [
        {
            "name": _parts(one["name"]),
            "kana": _parts(one.get("kana", "")),
            "birth": one.get("birth", ""),
            "relation": one.get("relation", ""),
            "amount": amount_of(one, each),
            "wish": wishes.get(index, Wish.TAKE).value,
        }
        for index, one in eligible(row.members)
    ]
    amounts = [one["amount"] for one in members if one["amount"] is not None]
    found = {
        "household": row.household,
        "name": _parts(row.name),
        "kana": _parts(row.kana),
        "birth": row.birth.isoformat(),
        "address": _address(row),
        "amount": row.amount if row.amount is not None else sum(amounts) if amounts else None,
        "members": [{name: value for name, value in one.items() if value not in (None, "", {})} for one in members],
    }
    return {name: value for name, value in found.items() if value not in (None, "", {}, [])}


def _parts(name: str) -> dict[str, str]:
    """Family and given name; a name in one part stands as the family name."""
    family, _space, given = name.partition(" ")
    return {"family": family, "given": given} if name else {}


def _address(row: Listed) -> dict[str, str]:
    """The address in the parts of the form, as far as the postal code tells them; the rest stands in `town`."""
    place = postal.place_of(row.postal_code) if row.postal_code else None
    rest = row.address
    parts = {"prefecture": place.prefecture if place else "", "city": place.city if place else ""}
    for name in ("prefecture", "city"):
        rest = rest.removeprefix(parts[name]).strip() if parts[name] else rest
    return {"postal_code": row.postal_code, **parts, "town": rest, "building": row.building}
