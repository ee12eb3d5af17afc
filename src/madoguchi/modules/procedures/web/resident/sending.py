"""Reading back, sending, and the receipt."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.kernel.people.api import BodyRequest, RefusedError
from madoguchi.kernel.residents import api as residents
from madoguchi.kernel.tenants.api import Department, contact_of, href
from madoguchi.kernel.ui.api import tongue
from madoguchi.modules.cases import api as cases
from madoguchi.modules.forms import api as forms
from madoguchi.modules.places import api as places
from madoguchi.modules.procedures.choices import Words
from madoguchi.modules.procedures.domain import origins
from madoguchi.modules.procedures.domain.fees import FeeError
from madoguchi.modules.procedures.domain.pack import Pack
from madoguchi.modules.procedures.queries import catalogue
from madoguchi.modules.procedures.services import calendar_entry, capacity, fee_trouble, sending, stages
from madoguchi.modules.procedures.services.desk import body_words
from madoguchi.modules.procedures.web.resident import answering, place, same
from madoguchi.modules.procedures.web.resident.filling import steps
from madoguchi.modules.procedures.web.resident.finding import drawn
from madoguchi.modules.procedures.web.resident.holding import closed_page, opened, sheet_or_answer
from madoguchi.modules.procedures.web.resident.sheet import Sheet
from madoguchi.modules.procedures.web.resident.versions import aside


def check(request: BodyRequest, draft: str) -> HttpResponse:
    """Everything as it will arrive, with a way back to each answer; what is still missing, named."""
    sheet = opened(request, draft)
    if isinstance(sheet, HttpResponse):
        return sheet
    if sheet.party is not None:
        return answering.check(request, sheet)
    if not sheet.is_open:
        return closed_page(request, sheet)
    declaration_error = ""
    if request.GET.get("declare") and sheet.outcome.ok and sheet.form.meta.declaration:
        declaration_error = _("読んで、よければチェックを入れてください。チェックがないと送信できません。")
    return _check_page(request, sheet, declaration_error=declaration_error, changed=bool(request.GET.get("changed")))


def send(request: BodyRequest, draft: str) -> HttpResponse:
    """POST sends; whatever comes of it follows by redirect, so that refresh and Back send nothing. Twice: the same
    receipt."""
    sheet = sheet_or_answer(request, draft)
    if isinstance(sheet, HttpResponse):
        return sheet
    if sheet.party is not None:
        return answering.send(request, sheet)
    if request.method != "POST":
        return sheet.keep(HttpResponseRedirect(sheet.url("check")))
    if sheet.offer is None or not sheet.is_open or not sheet.outcome.ok or sheet.must_move:
        return sheet.keep(HttpResponseRedirect(sheet.url("check")))
    if _standing(sheet):
        return sheet.keep(HttpResponseRedirect(sheet.url("check")))
    try:
        bill = sheet.pack.fees.bill_or_later(sheet.outcome.env)
    except FeeError:
        return sheet.keep(HttpResponseRedirect(sheet.url("check")))  # which says so
    if request.POST.get("_read") != sending.fingerprint(sheet.pack, sheet.outcome, bill):
        return sheet.keep(HttpResponseRedirect(sheet.url("check") + "?changed=1"))
    if sheet.form.meta.declaration and request.POST.get("declaration") != "yes":
        return sheet.keep(HttpResponseRedirect(sheet.url("check") + "?declare=1#f-declaration"))
    try:
        resident_id = residents.chosen(request)
    except RefusedError:
        return sheet.keep(HttpResponseRedirect(f"{sheet.url('check')}?{residents.CHANGED}=changed#account"))
    taken = same.look(request, sheet)
    if taken:
        return sheet.keep(HttpResponseRedirect(f"{sheet.url('check')}?once={taken}"))
    try:
        filed = sending.send(
            request.tenant, sheet.offer, sheet.pack, sheet.draft, sheet.code, sheet.outcome,
            bill=bill, language=tongue(), slots=sheet.merged.slots, resident_id=resident_id,
        )  # fmt: skip
    except places.NoPlaceError as refused:
        # As below: the next request says what there is.
        return HttpResponseRedirect(f"{sheet.url('check')}?place={refused.reason}")
    except cases.AlreadyFiledError:
        return HttpResponseRedirect(f"{sheet.url('check')}?once={same.TAKEN}")
    except (forms.DraftGoneError, origins.OriginRefusedError):
        # Given up in another tab this very moment, or refused by the room that has begun it. Nothing may be asked in
        # this transaction: the next request says so.
        return HttpResponseRedirect(sheet.url("check"))
    response = HttpResponseRedirect(sheet.url("receipt"))
    cases.allow(response, request.tenant, filed.receipt_number)
    forms.set_cookie(response, sheet.id, sheet.code, request.tenant, minutes=request.tenant.idle_minutes)
    return response


def receipt(request: BodyRequest, draft: str) -> HttpResponse:
    """受付番号 and 確認番号, large; what happens next, with dates. For as long as the browser holds the cookie."""
    code = forms.read_cookie(request, draft, request.tenant)
    found = cases.receipt(forms.draft_key(code)) if code else None
    if code and found is None:
        # Not sent: the draft's own pages say what there is to do.
        return HttpResponseRedirect(href(request.tenant, "procedures:check", draft=draft))
    if code is None or found is None or not _receipt_is_young(request, draft):
        return render(request, "procedures/resident/receipt_closed.html", {}, status=403)
    lang = tongue()
    pack = catalogue.pack_of(found.subject_key)
    offer = catalogue.offer(pack.id)
    after = pack.sections(lang)["after"]
    department = offer.department_by(found.department_id) if offer else None
    words = body_words(request.tenant, _office(offer, department, pack), lang)
    context = {
        "draft": draft,
        "receipt": found,
        "number": cases.group(found.receipt_number),
        "code": cases.group(cases.confirmation_code(code)),
        "serials": [
            (pack.form.field(name).label.in_(lang), before + found.receipt_number)
            for name, before in pack.form.serials.items()
        ],
        "steps": _what_comes(found),
        "after": drawn(after, words, top=3),
        "pay": pack.fees.pay.in_(lang) if pack.fees.pay else "",
        "estimate": pack.fees.estimate,
        "office": words.office,
        "aside": capacity.aside(pack, found.receipt_number, lang),
        "contact": contact_of(request.tenant, department, lang),
        "account": residents.lies_in(request, found.resident_id),
        "minutes": request.tenant.idle_minutes,
    }
    response = render(request, "procedures/resident/receipt.html", context)
    cases.allow(response, request.tenant, found.receipt_number)
    forms.set_cookie(response, draft, code, request.tenant, minutes=request.tenant.idle_minutes)
    return response


def _office(offer: catalogue.Offer | None, department: Department | None, pack: Pack) -> Words:
    """Who has the case, as residents should name it."""
    if offer is None or department is None:
        return pack.card.office
    if department.pk == offer.department.pk:
        return offer.office
    return Words(department.name, department.name_en or department.name)


def _receipt_is_young(request: BodyRequest, draft: str) -> bool:
    """Whether this browser has looked at the receipt just now: it is no form, so `idle_minutes` are its time."""
    return forms.read_cookie(request, draft, request.tenant, minutes=request.tenant.idle_minutes) is not None


def _receipt_here(request: BodyRequest, draft: str) -> tuple[cases.Receipt, str] | None:
    """The receipt that this browser may see, with the draft's code."""
    code = forms.read_cookie(request, draft, request.tenant, minutes=request.tenant.idle_minutes)
    found = cases.receipt(forms.draft_key(code)) if code else None
    return (found, code) if found and code else None


def slip(request: BodyRequest, draft: str) -> HttpResponse:
    """The 受付票 with both numbers, as PDF, made when asked for."""
    opened = _receipt_here(request, draft)
    if opened is None:
        return render(request, "procedures/resident/receipt_closed.html", {}, status=403)
    found, code = opened
    pdf = cases.receipt_pdf_of(request.tenant, found.receipt_number, code=cases.confirmation_code(code))
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="receipt-{found.receipt_number}.pdf"'
    return response


def calendar(request: BodyRequest, draft: str) -> HttpResponse:
    """The expected day as an entry for a calendar. Holds the receipt number, and no code."""
    opened = _receipt_here(request, draft)
    if opened is None or opened[0].due_on is None:
        return render(request, "procedures/resident/receipt_closed.html", {}, status=403)
    found = opened[0]
    entry = calendar_entry.CalendarEntry(
        uid=f"{found.receipt_number}@{request.tenant.code}",
        day=opened[0].due_on,
        summary=_("%(title)s：結果の目安") % {"title": found.title(tongue())},
        description=_("受付番号 %(number)s") % {"number": cases.group(found.receipt_number)},
    )
    text = calendar_entry.ics([entry], found.filed_at)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.receipt_number}.ics"'
    return response


def _check_page(request: BodyRequest, sheet: Sheet, *, declaration_error: str, changed: bool) -> HttpResponse:
    lang = tongue()
    pages = sheet.pages
    outcome = sheet.outcome
    errors = _faults(sheet, lang)
    if declaration_error:
        errors.append(("f-declaration", declaration_error))
    fees = sheet.pack.fees
    try:
        bill = fees.bill_or_later(outcome.env) if outcome.ok else None
    except FeeError as error:
        if sheet.offer is not None and request.method != "HEAD":  # no one reads that page
            fee_trouble.tell(sheet.offer, error)
        return closed_page(request, sheet, status=503, why="fee")
    standing = _standing(sheet)
    told = same.told(request.GET.get("once", ""), sheet)
    if told:
        errors.append(("once", told.sentence))
    seat = place.seen(request, sheet)
    if seat and seat.error:
        errors.append(("place", seat.error))
    context: dict[str, Any] = {
        "sheet": sheet,
        "title": sheet.pack.card.title.in_(lang),
        "about": href(request.tenant, "procedures:procedure", procedure=sheet.pack.id),
        "steps": steps(pages, len(pages), lang, sheet),
        "sections": forms.read_back(
            sheet.form, outcome.answers, lang, visible=outcome.visible, today=outcome.env["today"], confidential=True
        ),
        "errors": errors,
        "blocked": not outcome.ok or bool(standing) or bool(seat and seat.blocked),
        "standing": standing,
        "onward": origins.onward(sheet.draft.origin, request),
        "seat": seat,
        "same": told,
        "changed": changed,
        "read": sending.fingerprint(sheet.pack, outcome, bill) if bill else "",
        "bill": bill,
        "estimate": fees.estimate,
        "has_fees": bool(fees.charged),
        "pay": fees.pay.in_(lang) if fees.pay else "",
        "privacy": sheet.pack.card.privacy,
        "declaration": sheet.form.meta.declaration.in_(lang),
        "declaration_error": declaration_error,
        "mail": forms.applicant(sheet.form, outcome.answers).mail,
        "account": residents.into(request),
        "minutes": request.tenant.form_minutes,
        "aside": aside(sheet, lang),
        "watched": any(page.confidential for page in pages),
    }
    return sheet.keep(render(request, "procedures/resident/check.html", context))


def _standing(sheet: Sheet) -> str:
    """Why the draft cannot be sent at the moment, whatever its answers; "" for most."""
    return stages.why_not_now(sheet.offer.pack if sheet.offer else sheet.pack, sheet.draft.origin)


def _faults(sheet: Sheet, lang: str) -> list[tuple[str, str]]:
    """What keeps the draft from being sent, each with the address of the control that mends it."""
    return [
        (f"{sheet.url('page', page=fault.field.page_id)}?check=1&to=check#{fault.anchor}", forms.message(fault, lang))
        for fault in sheet.outcome.faults
    ]


def _what_comes(found: cases.Receipt) -> list[dict[str, Any]]:
    """The way of the case in three steps with dates."""
    day = timezone.localtime(found.filed_at)
    if found.done:
        return [{"title": _("受け付けました。手続は終わりました"), "state": "done", "when": day}]
    return [
        {"title": _("届きました"), "state": "done", "when": day},
        {"title": _("担当の部署が内容を確かめます"), "state": "current"},
        {"title": _("結果をお知らせします"), "state": "todo", "when": found.due_on},
    ]
