"""あなたの手続: the list, what to do now, on paper and in the calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from madoguchi.kernel.people.api import BodyRequest
from madoguchi.kernel.tenants.api import Contact
from madoguchi.kernel.ui.api import day_in_words, language, tongue, turned
from madoguchi.modules.cases import api as cases
from madoguchi.modules.documents import api as documents
from madoguchi.modules.forms import api as forms
from madoguchi.modules.life_events import queries
from madoguchi.modules.life_events.choices import PARTS_FIELD, State, Way
from madoguchi.modules.life_events.domain.plan import Todo
from madoguchi.modules.life_events.services import bundle as bundles
from madoguchi.modules.life_events.services import parts
from madoguchi.modules.life_events.services.bundle import Bundle
from madoguchi.modules.life_events.services.papers import LIST
from madoguchi.modules.life_events.web.resident.hand import bundle_or_answer, keep, url
from madoguchi.modules.procedures import api as procedures

WAYS = {
    Way.ONLINE: gettext_lazy("オンライン"),
    Way.GUIDANCE: gettext_lazy("窓口"),
    Way.NOT_OFFERED: gettext_lazy("窓口（オンラインでは受け付けていません）"),
    Way.CLOSED: gettext_lazy("窓口（いまはオンラインで受け付けていません）"),
    Way.OUTSIDE: gettext_lazy("その市区町村におたずねください"),
}
STATES = {
    State.NOT_BEGUN: gettext_lazy("まだ始めていません"),
    State.BEGUN: gettext_lazy("入力の途中"),
    State.READY: gettext_lazy("入力済み（まだ送っていません）"),
    State.SENT: gettext_lazy("送信済み"),
}


@dataclass(frozen=True)
class Line:
    """A part as the list shows it. `can_choose`: it can be begun today; `state`: only of chosen parts."""

    todo: Todo
    title: str
    summary: str
    place: str
    office: str
    way: str
    due: date | None
    left: str
    late: bool
    basis: str
    opens: date | None
    bring: list[str]
    contact: Contact | None
    can_choose: bool
    chosen: bool
    state: State | None
    said: str
    receipt_number: str

    @property
    def id(self) -> str:
        return self.todo.part.id


def show(request: BodyRequest, bundle: str) -> HttpResponse:
    """The list by deadline; POST chooses what to do now."""
    held = bundle_or_answer(request, bundle)
    if isinstance(held, HttpResponse):
        return held
    if not held.triage.ok:
        return keep(HttpResponseRedirect(_first_faulty(held)), held)
    if request.method == "POST":
        chosen = bundles.choose(held, request.POST.getlist(PARTS_FIELD))
        return turned.answer(request, lambda: keep(HttpResponseRedirect(_after(request, chosen)), chosen))
    lines = lines_of(held)
    context = {
        "bundle": held,
        "form_here": "choosing",
        "event": held.event,
        "lines": lines,
        "choosable": [one for one in lines if one.can_choose and one.state is not State.SENT],
        "sent": [one for one in lines if one.state is State.SENT],
        "field": PARTS_FIELD,
        "error": _("いま手続するものを、1つ以上えらんでください。") if request.GET.get("check") else "",
        "first": url(held, "page", page=held.event.triage[0]),
        "code": forms.code_for_people(held.code),
        "minutes": request.tenant.form_minutes,
        "today": timezone.localdate(),
        "unchecked": any(one.todo.part.deadline and not one.todo.part.deadline.found for one in lines),
    }
    return keep(render(request, "life_events/resident/list.html", context), held)


def _after(request: BodyRequest, chosen: Bundle) -> str:
    if turned.is_asked(request):
        return url(chosen, "list")
    return url(chosen, "next") if chosen.now else url(chosen, "list") + "?check=1"


def pdf(request: BodyRequest, bundle: str) -> HttpResponse:
    """The list on paper."""
    held = _with_list(request, bundle)
    if isinstance(held, HttpResponse):
        return held
    lang = language()  # of days and layout; the words are those of the page
    rows = [
        {
            "title": one.title,
            "way": one.way,
            "place": f"{one.place} {one.office}".strip(),
            "phone": one.contact.phone if one.contact else "",
            "due": _due_words(one, lang),
            "basis": one.basis,
            "summary": one.summary,
            "bring": one.bring,
        }
        for one in lines_of(held)
    ]
    words = {
        "title": _("%(event)sの手続") % {"event": held.event.title.in_(tongue())},
        "made": _("%(day)sの内容です。くわしくは、それぞれの窓口におたずねください。")
        % {"day": day_in_words(timezone.localdate(), lang)},
        "bring": _("持ち物："),
    }
    data = {"heads": words, "rows": rows, "demo": bool(settings.MADOGUCHI_DEMO)}
    response = HttpResponse(documents.render_pdf(LIST, data, lang=lang), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{held.event.id}.pdf"'
    return keep(response, held)


def ics(request: BodyRequest, bundle: str) -> HttpResponse:
    """The deadlines as entries of a calendar. No name of anybody is in it."""
    held = _with_list(request, bundle)
    if isinstance(held, HttpResponse):
        return held
    entries = [
        procedures.CalendarEntry(
            uid=f"{held.id}-{one.id}@{held.tenant.code}", day=one.due,
            summary=_("期限：%(title)s（%(place)s）") % {"title": one.title, "place": one.place},
            description=" ".join([one.basis, *one.bring]),
        )
        for one in lines_of(held) if one.due
    ]  # fmt: skip
    text = procedures.ics(entries, held.draft.updated_at)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{held.event.id}.ics"'
    return keep(response, held)


def _with_list(request: BodyRequest, bundle: str) -> Bundle | HttpResponse:
    held = bundle_or_answer(request, bundle)
    if isinstance(held, HttpResponse) or held.triage.ok:
        return held
    return keep(HttpResponseRedirect(_first_faulty(held)), held)


def _first_faulty(held: Bundle) -> str:
    """The first page of the triage with something to answer; without faults its first page."""
    faulty = [fault.field.page_id for fault in held.triage.faults]
    page = next((one for one in held.event.triage if one in faulty), held.event.triage[0])
    return url(held, "page", page=page)


def lines_of(held: Bundle) -> list[Line]:
    """The list in words."""
    return [_line(held, todo) for todo in held.todos]


def _line(held: Bundle, todo: Todo) -> Line:
    lang, today, part = tongue(), timezone.localdate(), todo.part
    chosen = todo in held.chosen
    seen = parts.look(held, todo) if chosen else None
    contact = queries.contact(todo, lang)
    office = (contact.office if contact else "") or (part.counter.in_(lang) if part.counter else "")
    basis = part.deadline.basis.in_(lang) if part.deadline else ""
    if part.deadline and not part.deadline.found:
        basis = _("%(basis)s【要確認】") % {"basis": basis}
    return Line(
        todo=todo, title=part.title.in_(lang), summary=part.summary.in_(lang), place=todo.place.in_(lang),
        office=office, way=str(WAYS[todo.way]), due=todo.due, left=_left(todo.due, today),
        late=bool(todo.due and todo.due < today),
        basis=basis, opens=todo.opens if todo.opens and todo.opens > today else None,
        bring=[one.in_(lang) for one in part.bring], contact=contact, can_choose=bundles.can_begin(todo), chosen=chosen,
        state=seen.state if seen else None, said=str(STATES[seen.state]) if seen else "",
        receipt_number=cases.group(seen.receipt.receipt_number) if seen and seen.receipt else "",
    )  # fmt: skip


def _left(due: date | None, today: date) -> str:
    if due is None:
        return ""
    days = (due - today).days
    if days < 0:
        return _("期限を過ぎています")
    if days == 0:
        return _("今日まで")
    return ngettext("あと%(num)s日", "あと%(num)s日", days) % {"num": days}


def _due_words(line: Line, lang: str) -> str:
    if line.due is None:
        return ""
    return _("%(day)sまで（%(left)s）") % {"day": day_in_words(line.due, lang), "left": line.left}
