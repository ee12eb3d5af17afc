"""The administrator's guidance texts: which pages are the body's own, writing and previewing them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from markupsafe import Markup

from madoguchi.kernel.audit.api import timeline
from madoguchi.kernel.people.api import RefusedError, StaffRequest, actor
from madoguchi.kit.markdown import html_of
from madoguchi.modules.publishing import queries
from madoguchi.modules.publishing.choices import LANGUAGES, Page
from madoguchi.modules.publishing.services import guidance as texts

FIELDS = {"ja": "text_ja", "en": "text_en"}


@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """The pages and which of their texts the body has written itself."""
    own = queries.own_texts()
    return render(request, "publishing/staff/guidance.html", {"rows": [(page, own.get(page)) for page in Page]})


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: StaffRequest, page: str) -> HttpResponseBase:
    """Write a page's text; act=preview shows it, act=save keeps it."""
    key = _page(page)
    if request.method != "POST":
        row = queries.own_texts().get(key)
        typed = {name: getattr(row, name) if row else "" for name in FIELDS.values()}
        return _form(request, key, typed, {})
    typed = {name: request.POST.get(name, "") for name in FIELDS.values()}
    if request.POST.get("act") == "preview":
        return _form(request, key, typed, {}, preview=True)
    try:
        changed = texts.replace(request.tenant, key, **typed, by=actor(request.officer))
    except RefusedError as refused:
        return _form(request, key, typed, {refused.field: refused.message})
    if changed:
        messages.success(request, _("「%(page)s」の文を変更しました。") % {"page": key.label})
    else:
        messages.info(request, _("変わったところはありませんでした。"))
    return redirect("publishing:staff-guidance")


@require_POST
def restore(request: StaffRequest, page: str) -> HttpResponseBase:
    """Back to the standard text."""
    key = _page(page)
    if texts.restore(request.tenant, key, by=actor(request.officer)):
        messages.success(request, _("「%(page)s」を標準の文に戻しました。") % {"page": key.label})
    return redirect("publishing:staff-guidance")


def _form(
    request: StaffRequest, page: Page, typed: dict[str, str], errors: dict[str, str], *, preview: bool = False
) -> HttpResponse:
    context: dict[str, Any] = {
        "subject": page,
        "typed": typed,
        "errors": errors,
        "error_list": [(f"f-{name}", message) for name, message in errors.items()],
        "standard": {lang: queries.standard_text(page, lang) for lang in LANGUAGES},
        "own": page in queries.own_texts(),
        "history": timeline(texts.target(page)),
        "previews": _previews(request, page, typed) if preview else {},
    }
    return render(request, "publishing/staff/guidance_page.html", context, status=422 if errors else 200)


def _previews(request: StaffRequest, page: Page, typed: dict[str, str]) -> dict[str, Markup]:
    """Each language as residents would see it; an empty one is the standard text."""
    found = {}
    for lang, name in FIELDS.items():
        text = typed[name].strip() or queries.standard_text(page, lang)
        filled = queries.placeholders(request.tenant, lang, page).fill(text)
        found[lang] = Markup(html_of(filled))  # noqa: S704 - html_of lets no markup of the text through
    return found


def _page(key: str) -> Page:
    if key not in Page.values:
        raise Http404("no such guidance page")
    return Page(key)
