"""What residents read: notices of a body or of all, system notices, guidance pages."""

from __future__ import annotations

from collections.abc import Callable

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from markupsafe import Markup

from madoguchi.kernel.people.api import GatedRequest
from madoguchi.kernel.tenants.api import Service, participants
from madoguchi.kernel.ui.api import language
from madoguchi.kit.markdown import html_of
from madoguchi.modules.publishing import queries
from madoguchi.modules.publishing.choices import Page
from madoguchi.modules.publishing.models import Announcement, Notice, SystemNotice

PAGE_SIZE = 20


@require_safe
def notices(request: GatedRequest) -> HttpResponse:
    """The notices shown now: of the body, or of all bodies that take part."""
    rows = queries.shown(Notice.objects.all(), timezone.now())
    page = Paginator(rows.defer("body", "body_en"), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "lines": [queries.line_of(row) for row in page], "system": False}
    return render(request, "publishing/resident/notices.html", context)


@require_safe
def notice(request: GatedRequest, public_id: str) -> HttpResponse:
    """One notice of the body; outside its period there is no such page."""
    return _one(request, queries.shown_notice(public_id))


@require_safe
def system_notices(request: GatedRequest) -> HttpResponse:
    """What the operator says to everybody."""
    rows = queries.shown(SystemNotice.objects.all(), timezone.now())
    page = Paginator(rows.defer("body", "body_en"), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "lines": [queries.line_of(row) for row in page], "system": True}
    return render(request, "publishing/resident/notices.html", context)


@require_safe
def system_notice(request: GatedRequest, public_id: str) -> HttpResponse:
    """One system notice."""
    return _one(request, queries.shown_system_notice(public_id))


def _one(request: GatedRequest, row: Announcement | None) -> HttpResponse:
    if row is None:
        raise Http404("no such notice, or not in its period")
    line = queries.line_of(row)
    text = row.body_en if line.language(language()) == "en" else row.body
    context = {
        "line": line,
        "system": isinstance(row, SystemNotice),
        "changed_at": row.changed_at if row.changed_at and row.changed_at > row.starts_at else None,
        "text": Markup(html_of(text)),  # noqa: S704 - html_of lets no markup of the text through
    }
    return render(request, "publishing/resident/notice.html", context)


def guide(page: Page) -> Callable[[GatedRequest], HttpResponse]:
    """The view of one guidance page, of a body or of the joint counter."""

    @require_safe
    def view(request: GatedRequest) -> HttpResponse:
        found = queries.guidance(request.tenant, page, language())
        contact = page is Page.CONTACT
        context = {
            "guidance": found,
            "text": Markup(html_of(found.text)),  # noqa: S704 - html_of lets no markup of the text through
            "pages": list(Page),
            "contact": contact,
            "bodies": participants(Service.PROCEDURES) if contact and request.tenant is None else [],
        }
        return render(request, "publishing/resident/guide.html", context)

    return view
