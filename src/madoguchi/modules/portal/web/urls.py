"""Pages of the room, all for residents. The aliases of the bodies come last: they match any other first word."""

from __future__ import annotations

from django.urls import register_converter

from madoguchi.kernel.tenants.api import page
from madoguchi.modules.portal.web import addressing, crawlers
from madoguchi.modules.portal.web import resident as views


class AliasConverter:
    """A word that may name a body in a path; it begins with a letter, as no 団体コード does."""

    regex = "[A-Za-z][-A-Za-z0-9_]*"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(AliasConverter, "alias")

resident = [
    page("", views.front, name="front", audience="resident", scope="none"),
    page("forget/", views.forget, name="forget", audience="resident", scope="none"),
    page("robots.txt", crawlers.robots, name="robots", audience="resident", scope="none"),
    page("sitemap.xml", crawlers.sitemap, name="sitemap", audience="resident", scope="none"),
    page("", views.menu, name="menu", audience="resident", scope="body"),
    page("<alias:alias>/", addressing.alias, name="alias", audience="resident", scope="none"),
    page("<alias:alias>/<path:rest>", addressing.alias, name="alias-page", audience="resident", scope="none"),
]
