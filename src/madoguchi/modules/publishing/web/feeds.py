"""The feeds: RSS 2.0 and Atom of a body, of all bodies together, and of the operator."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from madoguchi.kernel.people.api import GatedRequest
from madoguchi.kernel.tenants.api import Tenant, absolute
from madoguchi.kernel.ui.api import language
from madoguchi.kit.markdown import html_of
from madoguchi.modules.publishing import queries
from madoguchi.modules.publishing.models import Announcement, Notice, SystemNotice

LONGEST = 30
KEEP_SECONDS = 300
FORMATS: dict[str, type[Rss201rev2Feed] | type[Atom1Feed]] = {"rss": Rss201rev2Feed, "atom": Atom1Feed}
View = Callable[[GatedRequest], HttpResponse]


def notices(form: str) -> View:
    """The view of a body's feed, or of the joint one, in the format "rss" or "atom"."""

    @require_safe
    def view(request: GatedRequest) -> HttpResponse:
        name = _name_of(request.tenant) if request.tenant else _("まどぐちに参加している団体")
        title = _("%(name)sからのお知らせ") % {"name": name}
        return _feed(form, title, request.tenant, "publishing:notices", Notice.objects.all())

    return view


def system_notices(form: str) -> View:
    """The view of the operator's feed in the format "rss" or "atom"."""

    @require_safe
    def view(request: GatedRequest) -> HttpResponse:
        title = _("まどぐち システムからのお知らせ")
        return _feed(form, title, None, "publishing:system-notices", SystemNotice.objects.all())

    return view


def _feed(
    form: str, title: str, tenant: Tenant | None, page: str, rows: QuerySet[Notice] | QuerySet[SystemNotice]
) -> HttpResponse:
    """The feed of what is shown now; `page` is the URL name of the list that it belongs to."""
    lang = language()
    link = absolute(tenant, page, surface="resident")
    own_address = absolute(tenant, f"{page}-{form}", surface="resident")
    feed = FORMATS[form](title, link, title, language=lang, feed_url=own_address)
    for row in queries.shown(rows, timezone.now())[:LONGEST]:
        _add(feed, row, lang, joint=tenant is None)
    response = HttpResponse(content_type=feed.content_type)
    response["Cache-Control"] = f"public, max-age={KEEP_SECONDS}"
    feed.write(response, "utf-8")
    return response


def _add(feed: SyndicationFeed, row: Announcement, lang: str, *, joint: bool) -> None:
    line = queries.line_of(row)
    english = line.language(lang) == "en"
    name = "publishing:notice" if line.body else "publishing:system-notice"
    link = absolute(line.body, name, surface="resident", public_id=line.public_id)
    body = _name_of(line.body) if line.body else None
    title = line.title(lang)
    feed.add_item(
        title=_("%(body)s：%(title)s") % {"body": body, "title": title} if joint and body else title,
        link=link,
        description=html_of(row.body_en if english else row.body),
        unique_id=link,
        pubdate=line.starts_at,
        updateddate=row.updated_at,
        author_name=body,
        categories=[str(line.importance.label)],
    )


def _name_of(tenant: Tenant) -> str:
    return tenant.name_en if language() == "en" else tenant.name
