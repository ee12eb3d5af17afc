"""What search engines are told: which pages to leave alone, and which there are."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from madoguchi.kernel.tenants.api import Service, Tenant, absolute, participants, tenant_scope
from madoguchi.modules.procedures import api as procedures
from madoguchi.modules.publishing.api import Page

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"
_KEEP_SECONDS = 3600
# Somebody's own pages: drafts, cases, and links that open them.
_PRIVATE = ("/staff/", "/*/d/", "/*/r/", "/*/left/", "/*/cases/", "/*/status/")
_Address = tuple[Tenant | None, str, dict[str, str]]


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt. A demonstration asks not to be listed at all: nobody should find invented procedures."""
    if settings.MADOGUCHI_DEMO:
        lines = ["User-agent: *", "Disallow: /"]
    else:
        sitemap = absolute(None, "portal:sitemap", surface="resident")
        lines = ["User-agent: *", *[f"Disallow: {path}" for path in _PRIVATE], f"Sitemap: {sitemap}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """sitemap.xml: the public pages of the bodies that take part, each in both languages."""
    ElementTree.register_namespace("", _SITEMAP)
    ElementTree.register_namespace("xhtml", _XHTML)
    root = ElementTree.Element(f"{{{_SITEMAP}}}urlset")
    for address in _addresses():
        both = {lang: _in(lang, address) for lang in ("ja", "en")}
        for location in both.values():
            entry = ElementTree.SubElement(root, f"{{{_SITEMAP}}}url")
            ElementTree.SubElement(entry, f"{{{_SITEMAP}}}loc").text = location
            for lang, other in both.items():
                ElementTree.SubElement(
                    entry, f"{{{_XHTML}}}link", {"rel": "alternate", "hreflang": lang, "href": other}
                )
    text = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    response = HttpResponse(text, content_type="application/xml; charset=utf-8")
    response["Cache-Control"] = f"public, max-age={_KEEP_SECONDS}"
    return response


def _addresses() -> Iterator[_Address]:
    yield None, "portal:front", {}
    yield None, "publishing:system-notices", {}
    yield from ((None, f"publishing:guide-{page.value}", {}) for page in Page)
    for body in participants(Service.PROCEDURES):
        for name in ("portal:menu", "publishing:notices", "procedures:find"):
            yield body, name, {}
        yield from ((body, f"publishing:guide-{page.value}", {}) for page in Page)
        with tenant_scope(body):
            offered = procedures.listed()
        yield from ((body, "procedures:procedure", {"procedure": offer.id}) for offer in offered)


def _in(lang: str, address: _Address) -> str:
    tenant, name, kwargs = address
    with translation.override(lang):
        return absolute(tenant, name, surface="resident", **kwargs)
