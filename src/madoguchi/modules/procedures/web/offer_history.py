"""What was changed about a procedure of the body, line by line, for its administrator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from madoguchi.kernel.audit.api import Entry, timeline
from madoguchi.kit.languages import TRANSLATED
from madoguchi.modules.procedures.domain import own_words, rate_tables
from madoguchi.modules.procedures.domain.diff import compare
from madoguchi.modules.procedures.domain.pack import Pack
from madoguchi.modules.procedures.queries.packs import UnknownPackError, pack_by_key
from madoguchi.modules.procedures.web.local_form import label_of, rates_of

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
    if "fee" in entry.data:  # one that could not be reckoned
        said.append(_("%(version)s の手数料「%(fee)s」") % {"version": entry.data["version"], "fee": entry.data["fee"]})
    for key, (before, after) in entry.data.get("changes", {}).items():
        old_rates, new_rates = rates_of(pack, key, before), rates_of(pack, key, after)
        if old_rates and new_rates:
            lang = get_language() or "ja"
            what = label_of(pack, key)
            prices = [one.in_(lang) for one in rate_tables.changes(old_rates, new_rates)]
            said += [_("%(what)s：%(change)s") % {"what": what, "change": one} for one in prices]
            continue
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
    there = [language for value in values for language in own_words.languages_of(value)]
    return tuple(dict.fromkeys(one for one in there if one)) or ("",)


def _said(value: Any, language: str) -> str:
    if isinstance(value, dict) and language in TRANSLATED:
        entry = own_words.entry_of(value, language)
        text = entry.text if entry else _("（訳なし）")
    else:
        text = value.get(language, "") if isinstance(value, dict) else value
    if text in (None, ""):
        return _("（訳なし）") if language in TRANSLATED else _("共通の値")
    plain = " ".join(str(text).split())
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…"
