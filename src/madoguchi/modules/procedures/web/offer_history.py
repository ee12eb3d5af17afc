"""What was changed about a procedure of the body, line by line, for its administrator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.kernel.audit.api import Entry, timeline
from madoguchi.kit.languages import TRANSLATED
from madoguchi.modules.procedures.domain import overlay
from madoguchi.modules.procedures.domain.diff import compare, meanwhile
from madoguchi.modules.procedures.domain.pack import Pack, possible_keys
from madoguchi.modules.procedures.domain.upstream import UPSTREAM
from madoguchi.modules.procedures.queries.packs import UnknownPackError, pack_by_key
from madoguchi.modules.procedures.web import in_words

_LONGEST = 60
Values = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """One event: what happened, who did it, and each value that changed, in words."""

    at: datetime
    who: str
    what: str
    changes: tuple[str, ...]


def history(pack: Pack, local: Mapping[str, Any], target: str, lang: str) -> list[Line]:
    """The newest first. `local`: the body's values of today, from which those of every earlier moment follow."""
    entries = list(reversed(timeline(target)))
    values = dict(overlay.flatten(local, possible_keys(pack)))  # as they were after the entry
    lines = []
    for number, entry in enumerate(entries):
        before = _undone(values, entry)
        changes = (*_changes(pack, entry), *_versions(pack, entry, values, _before(entries, number, values), lang))
        lines.append(Line(entry.at, entry.actor.label, entry.sentence(lang), changes))
        values = before
    return lines


def _undone(values: Values, entry: Entry) -> Values:
    """The values before an entry."""
    found = dict(values)
    for key, (before, _after) in entry.data.get("changes", {}).items():
        found.pop(key, None)
        if before is not None:
            found[key] = before
    return found


def _before(entries: Sequence[Entry], number: int, values: Values) -> Values:
    """The values before a newer version came: what a choice for its value took away is noted just before it."""
    chosen = entries[number].data.get("chosen", {})
    if UPSTREAM in chosen.values() and number + 1 < len(entries):
        return _undone(values, entries[number + 1])
    return values


def _changes(pack: Pack, entry: Entry) -> Iterator[str]:
    if "fee" in entry.data:  # one that could not be reckoned
        yield _("%(version)s の手数料「%(fee)s」") % {"version": entry.data["version"], "fee": entry.data["fee"]}
    for key, (before, after) in entry.data.get("changes", {}).items():
        parts = in_words.changes(pack, key, before, after)
        for said in parts or ():
            yield _("%(what)s：%(change)s") % {"what": in_words.called(pack, key), "change": said}
        if parts is not None:
            continue
        for language in in_words.languages(before, after):
            old, new = (_said(pack, key, one, language) for one in (before, after))
            if old != new:
                yield _("%(what)s：%(before)s → %(after)s") % {
                    "what": in_words.called(pack, key, language),
                    "before": old,
                    "after": new,
                }
    if entry.data.get("note"):
        yield entry.data["note"]


def _versions(pack: Pack, entry: Entry, after: Values, before: Values, lang: str) -> Iterator[str]:
    """What a newer version changed for this body, and what of it did not reach it because of its own values; where the
    event says what it followed."""
    followed, version = entry.data.get("before"), entry.data.get("version")
    if not followed or not version:
        return
    with suppress(UnknownPackError):
        old, new = (pack_by_key(f"{pack.id}@{number}") for number in (followed, version))
        here = meanwhile(old, new, before, after)
        for one in here:
            yield one.in_(lang)
        if not here:
            yield _("この団体の利用者と職員に見えるところは、変わりませんでした。")
        reached = {(one.place, one.kind) for one in here}
        for one in compare(old, new):
            if (one.place, one.kind) not in reached:
                yield _("共通の値の変更（この団体は団体の値のまま）：%(change)s") % {"change": one.in_(lang)}


def _said(pack: Pack, key: str, value: Any, language: str) -> str:
    text = in_words.text(pack, key, value, language)
    if not text:
        return _("（訳なし）") if language in TRANSLATED else _("共通の値")
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…"
