"""What waits for a second person about a procedure, what two people have changed at once: both in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madoguchi.kernel.people.api import RefusedError, StaffRequest
from madoguchi.kernel.tenants.api import departments, href
from madoguchi.kit.digits import read_digits
from madoguchi.kit.languages import TRANSLATED
from madoguchi.modules.procedures.choices import LANGUAGES
from madoguchi.modules.procedures.domain.upstream import usual
from madoguchi.modules.procedures.models.proposed_change import Kind
from madoguchi.modules.procedures.queries import offers, second_person
from madoguchi.modules.procedures.services import consenting, offering
from madoguchi.modules.procedures.web import in_words

ACTS = ("consent", "withdraw")
_FIXED: Mapping[str, Promise] = {
    "is_open": gettext_lazy("オンラインの受付"),
    "stopped_note": gettext_lazy("止めているあいだ利用者に見せる文"),
    "stopped_note_en": gettext_lazy("止めているあいだ利用者に見せる文の英語"),
    "opens_at": gettext_lazy("受付を始める日時"),
    "closes_at": gettext_lazy("受付を終える日時"),
    "shown_from": gettext_lazy("公開のページに載せ始める日時"),
    "shown_until": gettext_lazy("公開のページに載せるのをやめる日時"),
    "replacement": gettext_lazy("受付が終わったあとの案内先"),
    "department": gettext_lazy("担当部署"),
    "tell_end": gettext_lazy("受付の終わりと案内先を、いまお知らせに載せる"),
}


@dataclass(frozen=True)
class Change:
    """One value, before and after, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Waiting:
    """What waits: who has asked and when, what for. `version`: to be put in force, else 0; `round`: to be begun, else
    ""."""

    id: int
    name: str
    at: datetime
    may_consent: bool
    changes: tuple[Change, ...]
    version: int
    round: str


@dataclass(frozen=True)
class Met:
    """A value that two people have changed at once, as `ui.beside` shows it. `name`: of its box."""

    name: str
    label: str
    mine: list[in_words.Block]
    theirs: list[in_words.Block]


def shown(request: StaffRequest, row: offers.Administered) -> Waiting | None:
    """What waits for a second person, or None."""
    one = second_person.waiting(row.pack.id)
    if one is None:
        return None
    return Waiting(
        one.pk,
        one.asked_by.name,
        one.asked_at,
        one.asked_by_id != request.officer.account_id,
        tuple(_changes(row, one.data)) if one.kind == Kind.SETTINGS else (),
        int(one.data["version"]) if one.kind == Kind.VERSION else 0,
        str(one.data["name"]) if one.kind == Kind.ROUND else "",
    )


def answer(request: StaffRequest, row: offers.Administered, act: str) -> HttpResponse | None:
    """Consent to what waits or take it back; None where it is refused, which is told at the top of the page."""
    try:
        if act == "withdraw":
            consenting.withdraw(row.pack.id, by=request.officer)
            messages.success(request, _("承認の求めを取り下げました。"))
        else:
            consenting.consent(row.pack.id, read_digits(request.POST.get("change", "")) or 0, by=request.officer)
            messages.success(request, _("承認しました。公開のページには数秒で反映されます。"))
    except RefusedError as refused:
        messages.error(request, refused.message)
        return None
    except offering.BadOverlayError:
        messages.error(request, _("求められた値は、いまの版には合いません。取り下げて、もう一度保存してください。"))
        return None
    return HttpResponseRedirect(href(None, "procedures:offer", procedure=row.pack.id))


def met(row: offers.Administered, theirs: Mapping[str, str], posted: Mapping[str, str], lang: str) -> list[Met]:
    """The values that both have changed. `theirs`: {name of the box: what is saved now}."""
    found = []
    for name, value in theirs.items():
        mine, other = posted.get(name, ""), value
        if name in _FIXED:
            label = str(_FIXED[name])
            said: list[list[in_words.Block]] = [
                [text] if (text := _fixed(name, one, lang)) else [] for one in (mine, other)
            ]
        else:
            key, _dot, language = name.removeprefix(consenting.LOCAL).rpartition(".")
            if language not in LANGUAGES or key not in row.pack.local_specs:
                key, language = name.removeprefix(consenting.LOCAL), ""
            label = in_words.called(row.pack, key, language)
            said = [in_words.of_box(row.pack, key, language, one.strip()) for one in (mine, other)]
        found.append(Met(name, label, *said))
    return found


def _fixed(name: str, value: Any, lang: str) -> str:
    if name == "is_open":
        return _("受け付ける") if value in (True, "yes") else _("止める")
    if name == "tell_end":
        return _("はい") if value in (True, "yes") else _("いいえ")
    if name == "department":
        return next((one.in_(lang) for one in departments() if str(one.pk) == str(value)), "")
    if name in consenting.MOMENTS and value:
        moment = parse_datetime(str(value))
        if moment is not None:
            return date_format(timezone.localtime(moment) if moment.tzinfo else moment, "DATETIME_FORMAT")
    return "" if value is None else str(value)


def _changes(row: offers.Administered, data: Mapping[str, list[Any]]) -> Iterator[Change]:
    for key, (before, after) in data.items():
        if key in _FIXED:
            yield Change(str(_FIXED[key]), _fixed(key, before, "ja"), _fixed(key, after, "ja"))
            continue
        local = key.removeprefix(consenting.LOCAL)
        parts = in_words.changes(row.pack, local, before, after)
        if parts is not None:
            said = in_words.text(row.pack, local, before or usual(row.pack, local))
            yield Change(in_words.called(row.pack, local), said, "\n".join(parts))
            continue
        for language in in_words.languages(before, after):
            old, new = (_text(row, local, one, language) for one in (before, after))
            if old != new:
                yield Change(in_words.called(row.pack, local, language), old, new)


def _text(row: offers.Administered, key: str, value: Any, language: str) -> str:
    nothing = _("（訳なし）") if language in TRANSLATED else _("（共通の値）")
    return in_words.text(row.pack, key, value, language) or nothing
