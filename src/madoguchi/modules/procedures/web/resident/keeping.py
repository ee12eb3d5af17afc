"""Leaving and coming back: the code to write down, the private link, closing, giving up; and the draft's own files."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.files import api as files
from madoguchi.kernel.notify.api import BadAddress
from madoguchi.kernel.people.api import BodyRequest
from madoguchi.kernel.tenants.api import absolute, href
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.web.resident.finding import language
from madoguchi.modules.procedures.web.resident.sheet import (
    Sheet,
    sheet_of,
    sheet_or_answer,
)

# 82 random bits need no help against guessing; the limit keeps machines from trying all the same.
TRIES, WINDOW = 20, timedelta(hours=1)
PREVIEW_PX = 112


def save(request: BodyRequest, draft: str) -> HttpResponse:
    """The code, the day it ends, and on POST the link by mail."""
    sheet = sheet_or_answer(request, draft)
    if isinstance(sheet, HttpResponse):
        return sheet
    mail = forms.applicant(sheet.form, sheet.outcome.answers).mail or sheet.draft.mail
    if request.method != "POST":
        return _save_page(request, sheet, mail)
    mail = request.POST.get("mail", "").strip()
    try:
        forms.mail_link(
            sheet.draft,
            to=mail,
            address=absolute(request.tenant, "procedures:resume-link", surface="resident", code=sheet.code),
            title=sheet.pack.card.title.in_(language()),
        )
    except BadAddress:
        error = _("メールアドレスの形が正しくありません。「name@example.jp」のように入力してください。")
        return _save_page(request, sheet, mail, error=error, status=422)
    except forms.DraftGoneError:
        answer = sheet_or_answer(request, draft)
        return answer if isinstance(answer, HttpResponse) else _save_page(request, answer, mail)
    return _save_page(request, sheet, mail, sent=mail)


def _save_page(
    request: BodyRequest, sheet: Sheet, mail: str, *, error: str = "", sent: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "sheet": sheet,
        "title": sheet.pack.card.title.in_(language()),
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
    key = f"procedures.resume:{audit.client_network(request)}"
    wait = audit.attempts.blocked(key, TRIES, WINDOW)
    if wait is not None:
        minutes = -(-int(wait.total_seconds()) // 60)
        return _ask(
            request, typed, _("失敗が続いたため、あと%(minutes)s分お待ちください。") % {"minutes": minutes}, 429
        )
    started = forms.resume(typed)
    if started is None:
        audit.attempts.failed(key)
        if forms.read_code(typed) is None:
            error = _("再開番号は18文字です。書きまちがいがないか、1文字ずつ確かめてください。")
        else:
            error = _(
                "この再開番号の入力は見つかりません。保存の期限が過ぎたか、すでに送信または消した可能性があります。"
            )
        return _ask(request, typed, error, 422)
    sheet = sheet_of(request.tenant, started)
    _keep_carried(sheet, request.POST)
    return sheet.keep(HttpResponseRedirect(sheet.page_url()))


def resume_link(request: BodyRequest, code: str) -> HttpResponse:
    """Open a draft by its private link."""
    key = f"procedures.resume:{audit.client_network(request)}"
    if audit.attempts.blocked(key, TRIES, WINDOW) is None:
        started = forms.resume(code)
        if started is not None:
            sheet = sheet_of(request.tenant, started)
            return sheet.keep(HttpResponseRedirect(sheet.page_url()))
        audit.attempts.failed(key)
    return render(request, "procedures/resident/link_dead.html", {}, status=410)


def left(request: BodyRequest) -> HttpResponse:
    """Let go of one draft (`?draft=`) in this browser: nothing of it is seen here after that; other drafts stay."""
    response = render(request, "procedures/resident/draft_closed.html", {"carried": []})
    draft = request.GET.get("draft", "")
    if forms.COOKIE_PREFIX + draft in request.COOKIES:
        forms.drop_cookie(response, draft)
    return response


def discard(request: BodyRequest, draft: str) -> HttpResponse:
    """Delete the draft and its files, after asking once."""
    sheet = sheet_or_answer(request, draft)
    if isinstance(sheet, HttpResponse):
        return sheet
    if request.method != "POST":
        context = {"sheet": sheet, "title": sheet.pack.card.title.in_(language())}
        return sheet.keep(render(request, "procedures/resident/discard.html", context))
    forms.discard(sheet.draft)
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
    ref = forms.uploads(started.draft).get(file_id) if started else None
    if ref is None:
        raise Http404(file_id)
    try:
        return files.preview_response(ref, PREVIEW_PX) if preview else files.response(ref, as_attachment=False)
    except (files.NoPreview, files.Unreadable, files.ObjectMissing, files.Refused) as error:
        raise Http404(file_id) from error


def _ask(request: BodyRequest, value: str = "", error: str = "", status: int = 200) -> HttpResponse:
    carried = [(name, text) for name, text in request.POST.items() if name.startswith("carried.")]
    context = {"value": value, "error": error, "carried": carried}
    return render(request, "procedures/resident/resume.html", context, status=status)


def _keep_carried(sheet: Sheet, post: QueryDict) -> None:
    """Save the page that a late post brought, under the names `carried.<control>`."""
    page_id = post.get("carried._page", "")
    if page_id not in {page.id for page in sheet.form.pages}:
        return
    late = QueryDict(mutable=True)
    for name in post:
        if name.startswith("carried."):
            late.setlist(name.removeprefix("carried."), post.getlist(name))
    saved = forms.save_some(sheet.draft, sheet.form, forms.read_post(sheet.form, page_id, late))
    sheet.refresh(saved)
