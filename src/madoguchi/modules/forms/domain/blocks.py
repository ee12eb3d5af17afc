"""Fields that many forms share (``blocks/*.toml``), put in where a form says ``use = "person"``.

``prefix = "owner"`` makes ``owner_name``, ``owner_birth`` …; ``leave_out`` drops fields, ``fields.birth`` changes keys
of one, ``when`` holds for all of them. Inside a block ``@sort`` in an expression is the block's own field. The expanded
form is what is compiled, hashed and linted: expanding twice changes nothing, and no version of a form depends on what a
block says later, as long as it is not published anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from madoguchi.kit import toml
from madoguchi.modules.forms.domain.problems import Problem, closest, did_you_mean

_FOLDER = Path(__file__).parents[1] / "blocks"
_KEYS = ("use", "prefix", "leave_out", "fields", "when")
_OWN = re.compile(r"@([a-z][a-z0-9_]*)")
_PREFIX = re.compile(r"[a-z][a-z0-9_]{0,20}")
# Keys whose texts are expressions.
_EXPRESSIONS = ("when", "required", "value", "min", "max", "age_on", "agrees_with")


@cache
def blocks() -> Mapping[str, list[dict[str, Any]]]:
    """Every block by its name, as its file says it."""
    return {
        path.stem: toml.loads(path.read_text("utf-8"), again=False)["field"] for path in sorted(_FOLDER.glob("*.toml"))
    }


class Expanded:
    """``data``: the form without ``use``; ``problems``: what is wrong with its uses."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.problems: list[Problem] = []
        # Where an expanded field stands in the file, when that is another place.
        self._places: dict[str, str] = {}
        pages = data.get("page")
        if isinstance(pages, list) and "'use'" in repr(data):
            data = {**data, "page": [self._holder(one, f"page[{n}]", f"page[{n}]") for n, one in enumerate(pages)]}
        self.data = data

    def in_the_file(self, place: str) -> str:
        """The place of the file that a place of the expanded form came from, for messages."""
        longest = max((one for one in self._places if place == one or place.startswith(f"{one}.")), key=len, default="")
        return self._places[longest] + place[len(longest) :] if longest else place

    def _holder(self, data: Any, place: str, source: str) -> Any:
        """A page or a group with the blocks of its fields put in."""
        if not isinstance(data, Mapping) or not isinstance(data.get("field"), list):
            return data
        fields: list[Any] = []
        for number, one in enumerate(data["field"]):
            written = f"{source}.field[{number}]"
            uses = isinstance(one, Mapping) and "use" in one
            for found in self._used(one, written) if uses else [one]:
                at = f"{place}.field[{len(fields)}]"
                origin = f"{written}.{found['id']}" if uses else written
                if at != origin:
                    self._places[at] = origin
                fields.append(self._holder(found, at, origin))
        return {**data, "field": fields}

    def _used(self, data: Mapping[str, Any], place: str, mark: str = "") -> list[dict[str, Any]]:
        """The fields of one use. ``mark``: "@" for a block within a block, whose names the outer one gives."""
        name = data["use"]
        if not isinstance(name, str) or name not in blocks():
            return self._unknown(f"{place}.use", "まとまり", "block", str(name), blocks())
        for key in data:
            if key not in _KEYS:
                self._unknown(f"{place}.{key}", "項目のまとまりの設定", "key of a use", key, _KEYS)
        prefix, changes, left_out = data.get("prefix", ""), data.get("fields", {}), data.get("leave_out", [])
        if not isinstance(prefix, str) or (prefix and _PREFIX.fullmatch(prefix) is None):
            self._note(
                f"{place}.prefix", "英小文字で始まる名前にしてください。", "A name that begins with a letter a-z."
            )
            return []
        if not isinstance(changes, Mapping) or not isinstance(left_out, list):
            self._note(place, "fields は表、leave_out は並びです。", "fields is a table, leave_out a list.")
            return []
        own: list[dict[str, Any]] = []
        for one in blocks()[name]:
            own += self._used(one, place, "@") if "use" in one else [dict(one)]
        ids = [one["id"] for one in own]
        for key in (*changes, *left_out):
            if key not in ids:
                self._unknown(f"{place}.{'fields' if key in changes else 'leave_out'}", "項目", "field", str(key), ids)
        start = f"{prefix}_" if prefix else ""
        kept = []
        for one in own:
            if one["id"] in left_out:
                continue
            change = changes.get(one["id"], {})
            if not isinstance(change, Mapping) or {"id", "type"} & set(change):
                self._note(
                    f"{place}.fields.{one['id']}", "id と type は変えられません。", "Its id and type cannot be changed."
                )
                continue
            kept.append(_named({**one, **change}, start, mark, ids, data.get("when")))
        return kept

    def _unknown(self, place: str, ja: str, en: str, word: str, known: Iterable[str]) -> list[dict[str, Any]]:
        near_ja, near_en = did_you_mean(word, known)
        self.problems.append(
            Problem(
                place, "block", f"「{word}」という{ja}はありません。{near_ja}", f'There is no {en} "{word}".{near_en}',
                closest(word, known),
            )
        )  # fmt: skip
        return []

    def _note(self, place: str, ja: str, en: str) -> None:
        self.problems.append(Problem(place, "block", ja, en))


def _named(one: Mapping[str, Any], start: str, mark: str, ids: Iterable[str], when: object) -> dict[str, Any]:
    """A field of a block under its name in the form."""
    own = set(ids)
    field = {**one, "id": start + one["id"]}
    for key in _EXPRESSIONS:
        if isinstance(field.get(key), str):
            field[key] = _OWN.sub(lambda found: mark + start + found[1] if found[1] in own else found[0], field[key])
    if isinstance(when, str):
        field["when"] = f"({when}) and ({field['when']})" if "when" in field else when
    return field
