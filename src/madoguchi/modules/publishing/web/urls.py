"""Pages of the room. A body and the joint counter have the same pages under the same names."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import URLPattern

from madoguchi.kernel.tenants.api import page
from madoguchi.modules.publishing.choices import Page
from madoguchi.modules.publishing.rules import GUIDANCE, NOTICES
from madoguchi.modules.publishing.web import feeds
from madoguchi.modules.publishing.web import resident as views
from madoguchi.modules.publishing.web.staff import guidance, notices

View = Callable[..., HttpResponseBase]


def _twice(route: str, view: View, name: str) -> list[URLPattern]:
    """The same page of one body, and of all bodies that take part."""
    return [
        page(route, view, name=name, audience="resident", scope="body"),
        page(route, view, name=name, audience="resident", scope="bodies"),
    ]


def _guide(key: Page) -> list[URLPattern]:
    """A guidance page of one body, and of the joint counter, where no body's rows are needed."""
    route, view, name = f"guide/{key.value}/", views.guide(key), f"guide-{key.value}"
    return [
        page(route, view, name=name, audience="resident", scope="body"),
        page(route, view, name=name, audience="resident", scope="none"),
    ]


def _joint(route: str, view: View, name: str) -> URLPattern:
    return page(route, view, name=name, audience="resident", scope="none")


def _notices(route: str, view: View, name: str) -> URLPattern:
    return page(route, view, name=f"staff-{name}", audience="staff", permission=NOTICES.name)


def _guidance(route: str, view: View, name: str) -> URLPattern:
    return page(route, view, name=f"staff-{name}", audience="staff", permission=GUIDANCE.name)


resident = [
    *_twice("notices/", views.notices, "notices"),
    *_twice("notices/rss.xml", feeds.notices("rss"), "notices-rss"),
    *_twice("notices/atom.xml", feeds.notices("atom"), "notices-atom"),
    page("notices/<slug:public_id>/", views.notice, name="notice", audience="resident", scope="body"),
    _joint("system-notices/", views.system_notices, "system-notices"),
    _joint("system-notices/rss.xml", feeds.system_notices("rss"), "system-notices-rss"),
    _joint("system-notices/atom.xml", feeds.system_notices("atom"), "system-notices-atom"),
    _joint("system-notices/<slug:public_id>/", views.system_notice, "system-notice"),
    *[pattern for key in Page for pattern in _guide(key)],
]
staff = [
    _notices("notices/", notices.index, "notices"),
    _notices("notices/add/", notices.add, "notice-add"),
    _notices("notices/<int:notice_id>/", notices.detail, "notice"),
    _notices("notices/<int:notice_id>/edit/", notices.edit, "notice-edit"),
    _notices("notices/<int:notice_id>/withdraw/", notices.withdraw, "notice-withdraw"),
    _guidance("guidance/", guidance.index, "guidance"),
    _guidance("guidance/<slug:page>/", guidance.edit, "guidance-page"),
    _guidance("guidance/<slug:page>/restore/", guidance.restore, "guidance-restore"),
]
