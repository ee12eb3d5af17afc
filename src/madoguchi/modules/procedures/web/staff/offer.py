"""One procedure of the body: opening, period, department and the body's own values; looked at before they are saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from markupsafe import Markup

from madoguchi.kernel.people.api import RefusedError, StaffRequest, actor, turn_language
from madoguchi.kernel.tenants.api import absolute, departments, href
from madoguchi.kit.digits import read_digits
from madoguchi.kit.languages import base
from madoguchi.kit.languages import english as is_english
from madoguchi.kit.markdown import html_of
from madoguchi.modules.procedures.choices import LANGUAGES, Words
from madoguchi.modules.procedures.domain import numbers
from madoguchi.modules.procedures.domain.overlay import flatten
from madoguchi.modules.procedures.domain.pack import Pack, localise, merged, overlay_values
from madoguchi.modules.procedures.queries import catalogue, offers
from madoguchi.modules.procedures.queries.second_person import needs_second_person
from madoguchi.modules.procedures.services import consenting, offering
from madoguchi.modules.procedures.services.desk import body_words
from madoguchi.modules.procedures.web import local_form
from madoguchi.modules.procedures.web.offer_history import history
from madoguchi.modules.procedures.web.staff import offer_merge, offer_waiting, words

_MINUTE = "%Y-%m-%dT%H:%M"
_MOMENTS = ("opens_at", "closes_at", "shown_from", "shown_until")
_KEPT = ("csrfmiddlewaretoken", "act")


@dataclass(frozen=True)
class Shown:
    """A text of the body as residents will see it."""

    label: str
    lang: str
    html: Markup


def settings(request: StaffRequest, procedure: str) -> HttpResponse:
    """The form; its buttons post act=preview, save, begin:<box> or theirs:<box>. What still names an old number is
    shown before it is saved (act=confirmed saves it all the same). What somebody else has saved meanwhile comes in;
    where both have changed one value, both are shown. act=consent, act=withdraw: what waits for a second person."""
    row = offers.administered(procedure)
    if row is None:
        raise Http404(procedure)
    if request.method != "POST":
        return _form(request, row, {})
    posted = request.POST.dict()
    act = posted.get("act", "save")
    if act in offer_waiting.ACTS:
        return offer_waiting.answer(request, row, act) or _form(request, row, {})
    if turn_language(request, request.account) or act == "back" or act.startswith("begin:"):
        return _form(request, row, {}, posted)
    stored = _stored(row)
    if act.startswith("theirs:"):
        name = act.removeprefix("theirs:")
        return _form(request, row, {}, {**posted, name: stored.get(name, "")})
    merged = offer_merge.merge(stored, posted)
    posted = merged.posted
    if merged.met:
        return _form(request, row, {}, posted, merged.met)
    errors: dict[str, str] = {}
    moments = {name: _moment(posted.get(name, ""), name, errors) for name in _MOMENTS}
    values = overlay_values(row.pack, row.local)
    read = local_form.read(row.pack, posted, values)
    errors |= read.errors
    if not read.errors:
        errors |= _problems(row.pack, read, request.LANGUAGE_CODE)
    if not errors:
        stale = _stale(row, read)
        if act == "preview" or (stale and act != "confirmed"):
            return _preview(request, row, read, stale, posted)
        if _save(request, row, read, moments, posted, errors):
            if merged.joined:
                messages.info(request, _("ほかの人がその間に変えたところと合わせました。"))
            return HttpResponseRedirect(href(None, "procedures:offer", procedure=procedure))
    return _form(request, row, errors, posted)


def _fixed(row: offers.Administered) -> dict[str, str]:
    """What every procedure has, by the name of the box."""
    return {
        "is_open": "yes" if row.is_open else "no",
        **{name: _written(getattr(row, name)) for name in _MOMENTS},
        "replacement": row.replacement,
        "stopped_note": row.note.ja,
        "stopped_note_en": row.note.en,
        "department": str(row.department.pk),
        "tell_end": "",
    }


def _stored(row: offers.Administered) -> dict[str, str]:
    """Every value of the page as it is saved now, by the name of its box."""
    values = overlay_values(row.pack, row.local)
    return {**_fixed(row), **{one.name: one.value for one in local_form.controls(row.pack, values)}}


def _form(
    request: StaffRequest,
    row: offers.Administered,
    errors: Mapping[str, str],
    posted: Mapping[str, str] | None = None,
    met: Mapping[str, str] | None = None,
) -> HttpResponse:
    stored = _fixed(row)
    lang = base(request.LANGUAGE_CODE)
    values = overlay_values(row.pack, row.local)
    context = {
        "form_here": "settings",
        "base": offer_merge.mark(_stored(row)) if posted is None else posted.get(offer_merge.BASE, ""),
        "met": offer_waiting.met(row, met or {}, posted or {}, lang),
        "waiting": offer_waiting.shown(request, row),
        "needs_second": needs_second_person(),
        "row": row,
        "departments": [(str(one.pk), one.in_(lang)) for one in departments()],
        "typed": stored if posted is None else {name: posted.get(name, "") for name in stored},
        "replacements": [
            ("", _("（共通の案内先、またはなし）")),
            *((one.id, one.title.in_(lang)) for one in catalogue.offers() if one.id != row.pack.id),
        ],
        "controls": local_form.controls(row.pack, values, posted),
        "tongues": words.tongues(row.pack, values),
        "html": lambda text: Markup(html_of(text, top=4)),  # noqa: S704 - html_of lets no markup of the text through
        "words": _words(request, row, localise(row.pack, values)),
        "errors": errors,
        "history": history(row.pack, row.local, f"procedures.procedure:{row.pack.id}", lang),
        "public": absolute(request.tenant, "procedures:procedure", surface="resident", procedure=row.pack.id),
    }
    return render(request, "procedures/staff/offer.html", context, status=422 if errors or met else 200)


def _words(request: StaffRequest, row: offers.Administered, pack: Pack) -> list[tuple[str, str]]:
    """What one may write in braces, and what residents of this body read in its place."""
    lang = base(request.LANGUAGE_CODE)
    body = body_words(request.tenant, Words(row.department.name, row.department.name_en), lang)
    named = {"body": body.body, "head": body.head, "office": body.office}
    return numbers.described(numbers.names([rule.id for rule in pack.fees.rules]), numbers.values(pack, lang), named)


def _problems(pack: Pack, read: local_form.Read, language: str) -> dict[str, str]:
    """What the pack does not allow, by the name of the box, beginning with what the box is called."""
    english = is_english(language)
    found = {}
    for problem in offering.faults_of(pack, read.local):
        key, _dot, lang = problem.place.rpartition(".")
        label = local_form.label_of(pack, key, lang) if lang in LANGUAGES else local_form.label_of(pack, problem.place)
        found[f"local.{problem.place}"] = _("%(what)s：%(message)s") % {
            "what": label,
            "message": problem.en if english else problem.ja,
        }
    return found


def _stale(row: offers.Administered, read: local_form.Read) -> list[tuple[str, str]]:
    """Texts that name a number which is another one now: (what the text is called, the old number)."""
    before = merged(row.pack, overlay_values(row.pack, row.local))
    after = merged(row.pack, overlay_values(row.pack, read.local))
    return [
        (local_form.title_of(row.pack, one.key, one.lang), one.old) for one in numbers.stale(after, before, row.pack)
    ]


def _preview(
    request: StaffRequest,
    row: offers.Administered,
    read: local_form.Read,
    stale: list[tuple[str, str]],
    posted: Mapping[str, str],
) -> HttpResponse:
    values = overlay_values(row.pack, read.local)
    pack = localise(row.pack, values)
    shown, own = [], dict(flatten(read.local, row.pack.local_specs))
    for lang in LANGUAGES:
        words = body_words(request.tenant, Words(row.department.name, row.department.name_en), lang)
        texts = {f"texts.{section}": text for section, text in pack.texts[lang].items()}
        texts["online"] = pack.card.online.in_(lang)
        texts["pay"] = pack.fees.pay.in_(lang) if pack.fees.pay else ""
        shown += [
            Shown(
                local_form.label_of(row.pack, key, lang),
                "ja" if lang == "en" and texts[key] == own[key]["ja"] else lang,
                Markup(html_of(words.fill(texts[key]), top=3)),  # noqa: S704 - html_of lets no markup through
            )
            for key in values
            if texts.get(key)
        ]
    context = {
        "row": row,
        "shown": shown,
        "fees": pack.fees.charged,
        "period": numbers.values(pack, base(request.LANGUAGE_CODE))["period"],
        "stale": stale,
        "kept": [(name, value) for name, value in posted.items() if name not in _KEPT],
    }
    return render(request, "procedures/staff/offer_preview.html", context)


def _save(
    request: StaffRequest,
    row: offers.Administered,
    read: local_form.Read,
    moments: Mapping[str, datetime | None],
    posted: Mapping[str, str],
    errors: dict[str, str],
) -> bool:
    """Save, or ask a second person where the body wants one; False with the reason in `errors` when the service
    refuses."""
    wanted = offering.Settings(
        is_open=posted.get("is_open") == "yes",
        **moments,
        replacement=posted.get("replacement", ""),
        department_id=read_digits(posted.get("department", "")) or 0,
        local=read.local,
        announce=True,
        tell_end=posted.get("tell_end") == "yes",
        note=Words(posted.get("stopped_note", "").strip(), posted.get("stopped_note_en", "").strip()),
        seen=row.seen,
    )
    try:
        if not needs_second_person():
            offering.configure(row.pack.id, wanted, by=actor(request.officer))
            messages.success(request, _("設定を保存しました。公開のページには数秒で反映されます。"))
        elif consenting.ask(row.pack.id, wanted, by=request.officer):
            messages.success(
                request, _("変更の承認を求めました。ほかの団体管理者が承認すると、公開のページに反映されます。")
            )
        else:
            messages.info(request, _("変わったところはありませんでした。"))
    except offering.ChangedMeanwhileError:
        errors[""] = _("ちょうど同じときに、ほかの人が保存しました。もう一度「保存する」を押してください。")
    except RefusedError as refused:
        errors[refused.field] = refused.message
    return not errors


def _moment(text: str, name: str, errors: dict[str, str]) -> datetime | None:
    """A date and time as the browser posts it, in Japan's time; None when empty."""
    if not text.strip():
        return None
    try:
        return timezone.make_aware(datetime.strptime(text.strip()[:16], _MINUTE))  # noqa: DTZ007 - made aware here
    except ValueError:
        errors[name] = _("日付と時刻を「2026-11-22T09:00」のように入力してください。")
        return None


def _written(moment: datetime | None) -> str:
    return "" if moment is None else timezone.localtime(moment).strftime(_MINUTE)
