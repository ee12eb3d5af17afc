"""The body's own texts beside their translations into one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from madoguchi.kernel.people.api import RefusedError, StaffRequest, actor, turn_language
from madoguchi.kernel.tenants.api import href
from madoguchi.kit.languages import LANGUAGES, TRANSLATED, Language
from madoguchi.kit.languages import english as is_english
from madoguchi.modules.procedures.choices import Words
from madoguchi.modules.procedures.domain import own_words, upstream
from madoguchi.modules.procedures.domain.overlay import usual_section
from madoguchi.modules.procedures.domain.pack import Pack, overlay_values
from madoguchi.modules.procedures.domain.translations import State
from madoguchi.modules.procedures.queries import offers
from madoguchi.modules.procedures.queries.second_person import needs_second_person
from madoguchi.modules.procedures.services import consenting, offering, translating
from madoguchi.modules.procedures.web import local_form


@dataclass(frozen=True)
class Line:
    """One text: `name` posts its translation, `text` is what stands in the box, `fits` posts that a stale one fits."""

    key: str
    label: str
    ja: str
    en: str
    text: str
    state: State
    error: str = ""

    @property
    def name(self) -> str:
        return f"text.{self.key}"

    @property
    def fits(self) -> str:
        return f"fits.{self.key}"

    @property
    def long(self) -> bool:
        return len(self.ja) > 60 or "\n" in self.ja


@dataclass(frozen=True)
class Tongue:
    """A language with how many of the body's own texts lack a translation, and how many have a stale one."""

    language: Language
    missing: int
    stale: int

    def called(self, lang: str) -> str:
        return self.language.en if is_english(lang) else self.language.ja


def tongues(pack: Pack, values: Mapping[str, Any]) -> list[Tongue]:
    """The languages of residents, for the body's own texts; [] without any. `pack`: without the body's values."""
    if not _texts(values):
        return []
    undone = own_words.undone(values, {key: usual_words(pack, key) for key in _texts(values)})
    return [Tongue(LANGUAGES[code], *undone[code]) for code in TRANSLATED if LANGUAGES[code].offered]


def usual_words(pack: Pack, key: str) -> Words:
    """What the pack says at a key, in every language it has."""
    if key.startswith("texts."):
        return usual_section(pack.texts, key.removeprefix("texts."))
    found = {"office": pack.card.office, "online": pack.card.online, "pay": pack.fees.pay}.get(key)
    if isinstance(found, Words):
        return found
    said = upstream.usual(pack, key)
    return Words(said["ja"], said["en"]) if isinstance(said, Mapping) else Words("", "")


def translate(request: StaffRequest, procedure: str, lang: str) -> HttpResponse:
    """Every own text with its translation; POST saves them, or asks a second person where the body wants one."""
    row = offers.administered(procedure)
    if row is None or lang not in TRANSLATED:
        raise Http404(procedure)
    values = _texts(overlay_values(row.pack, row.local))
    errors: dict[str, str] = {}
    typed: dict[str, str] = {}
    if request.method == "POST":
        typed = {key: _posted(request, f"text.{key}") for key in values}
    if request.method == "POST" and not turn_language(request, request.account):
        changed = {key: text for key, text in typed.items() if _is_new(request, values[key], key, lang, text)}
        try:
            if not needs_second_person():
                translating.translate(procedure, lang, changed, by=actor(request.officer))
                messages.success(request, _("訳を保存しました。公開のページには数秒で反映されます。"))
            elif consenting.ask_translations(procedure, lang, changed, by=request.officer):
                messages.success(
                    request, _("変更の承認を求めました。ほかの団体管理者が承認すると、公開のページに反映されます。")
                )
            else:
                messages.info(request, _("変わったところはありませんでした。"))
        except RefusedError as refused:
            errors[refused.field] = refused.message
        except offering.BadOverlayError as bad:
            english = is_english(request.LANGUAGE_CODE)
            for problem in bad.problems:
                key = problem.place.removesuffix(f".{lang}")
                what = local_form.label_of(row.pack, key) if key in values else problem.place
                said = problem.en if english else problem.ja
                errors[f"text.{key}"] = _("%(what)s：%(message)s") % {"what": what, "message": said}
        else:
            return HttpResponseRedirect(href(None, "procedures:offer", procedure=procedure))
    lines = [
        Line(
            key,
            local_form.label_of(row.pack, key),
            str(value["ja"]),
            str(value.get("en") or ""),
            typed.get(key, entry.text if (entry := own_words.entry_of(value, lang)) else ""),
            own_words.state_of(value, lang),
            errors.get(f"text.{key}", ""),
        )
        for key, value in values.items()
    ]
    context = {
        "form_here": "settings",
        "needs_second": needs_second_person(),
        "row": row,
        "chosen": LANGUAGES[lang],
        "lines": lines,
        "errors": errors,
    }
    return render(request, "procedures/staff/words.html", context, status=422 if errors else 200)


def _texts(values: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The texts for people among a body's values."""
    return {key: value for key, value in values.items() if isinstance(value, Mapping) and "ja" in value}


def _is_new(request: StaffRequest, value: Mapping[str, Any], key: str, lang: str, text: str) -> bool:
    """Whether this box says something: another translation, or that a stale one fits after all."""
    entry = own_words.entry_of(value, lang)
    return text != (entry.text if entry else "") or bool(entry and request.POST.get(f"fits.{key}"))


def _posted(request: StaffRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\r\n", "\n").strip()
