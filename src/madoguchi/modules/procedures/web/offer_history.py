"""What was changed about a procedure of the body, line by line, for its administrator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.kernel.audit.api import Entry, timeline
from madoguchi.modules.procedures.domain.diff import compare
from madoguchi.modules.procedures.domain.pack import Pack
from madoguchi.modules.procedures.queries.packs import UnknownPackError, pack_by_key
from madoguchi.modules.procedures.web.local_form import label_of

_LONGEST = 60


@dataclass(frozen=True)
class Line:
    """One event: what happened, who did it, and each value that changed, in words."""

    at: datetime
    who: str
    what: str
    changes: tuple[str, ...]


def history(pack: Pack, target: str, lang: str) -> list[Line]:
    """The newest first."""
    return [
        Line(entry.at, entry.actor.label, entry.sentence(lang), (*_changes(pack, entry), *_versions(pack, entry, lang)))
        for entry in reversed(timeline(target))
    ]


def _changes(pack: Pack, entry: Entry) -> list[str]:
    said = []
    for key, (before, after) in entry.data.get("changes", {}).items():
        for language in _languages(before, after):
            old, new = _said(before, language), _said(after, language)
            if old != new:
                said.append(
                    _("%(what)s：%(before)s → %(after)s")
                    % {"what": label_of(pack, key, language), "before": old, "after": new}
                )
    if entry.data.get("note"):
        said.append(entry.data["note"])
    return said


def _versions(pack: Pack, entry: Entry, lang: str) -> list[str]:
    """What a newer version brought, where the event says what it followed."""
    before, after = entry.data.get("before"), entry.data.get("version")
    if not before or not after:
        return []
    try:
        old, new = (pack_by_key(f"{pack.id}@{number}") for number in (before, after))
    except UnknownPackError:
        return []
    return [one.in_(lang) for one in compare(old, new)]


def _languages(*values: Any) -> tuple[str, ...]:
    return ("ja", "en") if any(isinstance(value, dict) for value in values) else ("",)


def _said(value: Any, language: str) -> str:
    text = value.get(language, "") if isinstance(value, dict) else value
    if text in (None, ""):
        return _("共通の値")
    plain = " ".join(str(text).split())
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…"
