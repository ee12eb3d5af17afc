"""Leaving and coming back: the code to write down, the private link, closing, giving up; and the draft's own files."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.files import api as files
from madoguchi.kernel.people.api import BodyRequest
from madoguchi.kernel.residents.api import still_in
from madoguchi.kernel.tenants.api import absolute, href
from madoguchi.kernel.ui.api import language, tongue
from madoguchi.modules.cases import api as cases
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.domain import origins
from madoguchi.modules.procedures.services import capacity, private_link
from madoguchi.modules.procedures.services.desk import FORM_KEY
from madoguchi.modules.procedures.web.resident.holding import opened, sheet_or_answer
from madoguchi.modules.procedures.web.resident.sheet import Sheet, sheet_of
from madoguchi.modules.procedures.web.resident.versions import has_page, save_posted

TRIES, WINDOW = 20, timedelta(hours=1)
PREVIEW_PX = 112


def save(request: BodyRequest, draft: str) -> HttpResponse:
    """The code, the day it ends, and on POST the link by mail."""
    sheet = opened(request, draft)
    if isinstance(sheet, HttpResponse):
        return sheet
    mail = forms.applicant(sheet.form, sheet.outcome.answers).mail or sheet.draft.mail
    if request.method != "POST":
        return _save_page(request, sheet, mail, sent=sheet.draft.mail if request.GET.get("sent") else "")
    mail = request.POST.get("mail", "").strip()
    try:
        private_link.mail(request, sheet.draft, sheet.code, to=mail, title=sheet.pack.card.title.in_(tongue()))
    except private_link.NotMailedError as refused:
        return _save_page(request, sheet, mail, error=refused.sentence, status=refused.status)
    except forms.DraftGoneError:
        answer = sheet_or_answer(request, draft)
        return answer if isinstance(answer, HttpResponse) else _save_page(request, answer, mail)
    return sheet.keep(HttpResponseRedirect(sheet.url("save") + "?sent=1"))  # refresh sends no second mail


def _save_page(
    request: BodyRequest, sheet: Sheet, mail: str, *, error: str = "", sent: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "sheet": sheet,
        "title": sheet.pack.card.title.in_(tongue()),
        "about": href(request.tenant, "procedures:procedure", procedure=sheet.pack.id),
        "code": forms.code_for_people(sheet.code),
        "resume_url": absolute(request.tenant, "procedures:resume", surface="resident"),
        "mail": mail,
        "error": error,
        "sent": sent,
        "minutes": request.tenant.form_minutes,
    }
    return sheet.keep(render(request, "procedures/resident/save.html", context, status=status))


def resume(request: BodyRequest) -> HttpResponse:
    """Open a draft by the code that somebody wrote down. What a late post carried along is kept then."""
    if request.method != "POST":
        return _ask(request)
    typed = request.POST.get("code", "")
    if not typed.strip():
        return _ask(request, "", _("再開番号を入力してください。"), 422)
    started = forms.resume(typed)
    if started is None:
        wait = _wrong(request)
        if wait is not None:
            return _ask(request, typed, _too_often(wait), 429)
        if forms.read_code(typed) is None:
            error = _("再開番号は18文字です。書きまちがいがないか、1文字ずつ確かめてください。")
        else:
            error = _(
                "この再開番号の入力は、%(body)sには見つかりません。保存の期限が過ぎたか、すでに送信または消した可能性があります。"
                "ほかの団体のページで始めた入力は、その団体のページで再開してください。"
            ) % {"body": request.tenant.name_en if language() == "en" else request.tenant.name}
        return _ask(request, typed, error, 422)
    if elsewhere := _of_another_room(request, started):
        return elsewhere
    sheet = sheet_of(request.tenant, started)
    page_id = ""
    with suppress(forms.DraftGoneError):  # sent or given up this very moment: its own page says so
        sheet, page_id = _keep_carried(sheet, request.POST)
    return sheet.keep(HttpResponseRedirect(sheet.page_url(page_id)))


def resume_link(request: BodyRequest, code: str) -> HttpResponse:
    """Open a draft by its private link."""
    started = forms.resume(code)
    if started is not None:
        if elsewhere := _of_another_room(request, started):
            return elsewhere
        sheet = sheet_of(request.tenant, started)
        return sheet.keep(HttpResponseRedirect(sheet.page_url()))
    wait = _wrong(request)
    error = _too_often(wait) if wait is not None else ""
    status = 410 if wait is None else 429
    return render(request, "procedures/resident/link_dead.html", {"error": error}, status=status)


def _of_another_room(request: BodyRequest, started: forms.Started) -> HttpResponse | None:
    """The way to a draft that is no procedure's; None for those of this room."""
    address = "" if started.draft.form_key.startswith(FORM_KEY) else origins.home(started.draft)
    if not address:
        return None
    response = HttpResponseRedirect(address)
    forms.set_cookie(response, started.draft.public_id, started.code, request.tenant)
    return response


def left(request: BodyRequest) -> HttpResponse:
    """Let go of one draft (`?draft=`) in this browser, and of the case it has become: nothing of either is seen here
    after that; other drafts stay."""
    draft = request.GET.get("draft", "")
    code = forms.held(request, request.tenant).get(draft)
    filed = cases.receipt(forms.draft_key(code)) if code else None
    page = "receipt_closed.html" if filed else "draft_closed.html"
    context = {"carried": [], "saved": False, "still": still_in(request)}
    response = render(request, f"procedures/resident/{page}", context)
    if forms.COOKIE_PREFIX + draft in request.COOKIES:
        forms.drop_cookie(response, draft)
    if filed:
        cases.end(response, filed.receipt_number)
    return response


def discard(request: BodyRequest, draft: str) -> HttpResponse:
    """Delete the draft and its files, after asking once."""
    sheet = sheet_or_answer(request, draft)
    if isinstance(sheet, HttpResponse):
        return sheet
    if request.method != "POST":
        context = {"sheet": sheet, "title": sheet.pack.card.title.in_(tongue())}
        return sheet.keep(render(request, "procedures/resident/discard.html", context))
    forms.discard(sheet.draft)
    capacity.let_go(sheet.pack, sheet.code)
    response = render(request, "procedures/resident/discarded.html", {})
    forms.drop_cookie(response, sheet.id)
    return response


def file(request: BodyRequest, draft: str, file_id: str) -> HttpResponseBase:
    """One upload of the draft, for whom holds the draft."""
    return _deliver(request, draft, file_id, preview=False)


def preview(request: BodyRequest, draft: str, file_id: str) -> HttpResponseBase:
    """A small picture of an upload."""
    return _deliver(request, draft, file_id, preview=True)


def _deliver(request: BodyRequest, draft: str, file_id: str, *, preview: bool) -> HttpResponseBase:
    started = forms.draft_here(request, draft)
    own = forms.uploads(started.draft).get(file_id) if started else None
    ref = own or (_of_others(request, started, file_id) if started else None)
    if ref is None:
        raise Http404(file_id)
    try:
        if preview:
            return files.preview_response(ref, PREVIEW_PX, to_sender=own is not None)
        return files.response(ref, as_attachment=False, to_sender=own is not None)
    except (files.NoPreview, files.Unreadable, files.ObjectMissing, files.Refused) as error:
        raise Http404(file_id) from error


def _of_others(request: BodyRequest, started: forms.Started, file_id: str) -> files.FileRef | None:
    """An upload of somebody else's whose answers the applicant reads."""
    sheet = sheet_of(request.tenant, started)
    seen = {name for name, party in sheet.form.parties.items() if party.seen}
    sent = [one for one in sheet.asks if one.party in seen and one.answered_at and f'"{file_id}"' in one.answers_json]
    return next((forms.uploads(one.own_draft).get(file_id) for one in sent if one.own_draft is not None), None)


def _ask(request: BodyRequest, value: str = "", error: str = "", status: int = 200) -> HttpResponse:
    names = [name for name in request.POST if name.startswith("carried.")]
    carried = [(name, text) for name in names for text in request.POST.getlist(name)]
    context = {"value": value, "error": error, "carried": carried}
    return render(request, "procedures/resident/resume.html", context, status=status)


def _keep_carried(sheet: Sheet, post: QueryDict) -> tuple[Sheet, str]:
    """Save the page that a late post brought, under the names `carried.<control>`; returns the draft as it is now, and
    the page's id, "" for none."""
    page_id = post.get("carried._page", "")
    late = QueryDict(mutable=True)
    for name in post:
        if name.startswith("carried."):
            late.setlist(name.removeprefix("carried."), post.getlist(name))
    if not page_id or not has_page(sheet, late, page_id):
        return sheet, ""
    return save_posted(sheet, page_id, late, buttons=False)[1], page_id


def _wrong(request: BodyRequest) -> timedelta | None:
    """Count a wrong code; how long this network has to wait, when it has had too many.

    A right code is never stopped: 82 random bits need no help against guessing, and behind one address there may be a
    whole carrier. The limit spares the machine.
    """
    key = f"procedures.resume:{audit.client_network(request)}"
    wait = audit.attempts.blocked(key, TRIES, WINDOW)
    if wait is None:
        audit.attempts.failed(key)
    return wait


def _too_often(wait: timedelta) -> str:
    minutes = audit.minutes_of(wait)
    return _("失敗が続いたため、あと%(minutes)s分お待ちください。正しい番号やリンクは、待たずに使えます。") % {
        "minutes": minutes
    }
