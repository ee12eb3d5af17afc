"""The administrator's notices: the list, one with its history, writing, previewing, withdrawing."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from markupsafe import Markup

from madoguchi.kernel.audit.api import timeline
from madoguchi.kernel.people.api import RefusedError, StaffRequest, actor
from madoguchi.kit.markdown import html_of
from madoguchi.modules.publishing import queries
from madoguchi.modules.publishing.models import Notice
from madoguchi.modules.publishing.services import notice as notices
from madoguchi.modules.publishing.services.content import Content, checked
from madoguchi.modules.publishing.web.forms import NoticeForm

PAGE_SIZE = 50


@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """All notices of the body with their state, the newest first."""
    page = Paginator(queries.every_notice().defer("body", "body_en"), PAGE_SIZE).get_page(request.GET.get("page"))
    now = timezone.now()
    context = {"page": page, "rows": [(notice, notice.state(now)) for notice in page]}
    return render(request, "publishing/staff/notices.html", context)


@require_safe
def detail(request: StaffRequest, notice_id: int) -> HttpResponse:
    """One notice as residents see it, its state and its history."""
    return _detail(request, _notice(notice_id))


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: StaffRequest) -> HttpResponseBase:
    """Write a notice, look at it, publish it."""
    return _write(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: StaffRequest, notice_id: int) -> HttpResponseBase:
    """Change a notice, look at it, publish it."""
    return _write(request, _notice(notice_id))


@require_POST
def withdraw(request: StaffRequest, notice_id: int) -> HttpResponseBase:
    """Take a notice back."""
    found = _notice(notice_id)
    try:
        notices.withdraw(found, by=actor(request.officer))
    except RefusedError as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("お知らせ「%(title)s」を取り下げました。") % {"title": found.title})
    return redirect("publishing:staff-notice", notice_id=found.pk)


def _write(request: StaffRequest, found: Notice | None) -> HttpResponseBase:
    """The form; its buttons post act=preview, then act=save or act=back."""
    if request.method != "POST":
        return _form(request, found, NoticeForm.of(found) if found else NoticeForm.new())
    form = NoticeForm.read(request.POST)
    content = form.content()
    if content is None or request.POST.get("act") == "back":
        return _form(request, found, form)
    try:
        if request.POST.get("act") != "save":
            return _preview(request, found, form, checked(content))
        saved = _save(request, found, content)
    except RefusedError as refused:
        form.refuse(refused)
        return _form(request, found, form)
    return redirect("publishing:staff-notice", notice_id=saved.pk)


def _save(request: StaffRequest, found: Notice | None, content: Content) -> Notice:
    by = actor(request.officer)
    if found is None:
        added = notices.add(request.tenant, content, by=by)
        messages.success(request, _("お知らせ「%(title)s」を追加しました。") % {"title": added.title})
        return added
    if notices.change(found, content, by=by):
        messages.success(request, _("お知らせを変更しました。"))
    else:
        messages.info(request, _("変わったところはありませんでした。"))
    return found


def _form(request: StaffRequest, found: Notice | None, form: NoticeForm) -> HttpResponse:
    context = {"subject": found, "typed": form}
    return render(request, "publishing/staff/notice_form.html", context, status=422 if form.errors else 200)


def _preview(request: StaffRequest, found: Notice | None, form: NoticeForm, content: Content) -> HttpResponse:
    context = {"subject": found, "typed": form, "content": content, **_texts(content.body, content.body_en)}
    return render(request, "publishing/staff/notice_preview.html", context)


def _detail(request: StaffRequest, found: Notice) -> HttpResponse:
    context = {
        "content": found,
        "state": found.state(timezone.now()),
        "history": timeline(notices.target(found)),
        **_texts(found.body, found.body_en),
    }
    return render(request, "publishing/staff/notice.html", context)


def _texts(body: str, body_en: str) -> dict[str, Markup]:
    # html_of lets no markup of the text through.
    return {"text": Markup(html_of(body)), "text_en": Markup(html_of(body_en))}  # noqa: S704


def _notice(pk: int) -> Notice:
    """The notice of this id in the officer's own body, else 404."""
    found = queries.notice_by_id(pk)
    if found is None:
        raise Http404("no such notice in this body")
    return found
