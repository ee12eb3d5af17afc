"""The cases of one account, over every body: what my page lists."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from madoguchi.kernel.residents.api import Line, Section, SignedIn
from madoguchi.kernel.tenants.api import every_body_scope, href
from madoguchi.kernel.ui.api import day_in_words
from madoguchi.kit.languages import english
from madoguchi.modules.cases.choices import Phase
from madoguchi.modules.cases.models import Case

PAGE_SIZE = 20


def section(signed: SignedIn, page: str = "") -> Section:
    """The cases of this page, the newest first; the last page for a number that is too high, the first for none. Two
    queries, however many cases and bodies."""
    lang = get_language() or "ja"
    with every_body_scope("my page: the cases of one account lie in many bodies"):
        found = (
            Case.objects.filter(resident=signed.resident)
            .select_related("tenant")
            .only("title_ja", "title_en", "receipt_number", "phase", "filed_on", "tenant")
            .order_by("-filed_at", "-pk")
        )
        here = Paginator(found, PAGE_SIZE).get_page(page)
        cases = list(here)
    return Section(
        title=_("申請・届出"),
        lines=tuple(_line(case, lang) for case in cases),
        empty=_("この画面から見られる申請・届出は、まだありません。ログインして送ると、ここに並びます。"),
        acts=((_("受付番号のある申請・届出を加える"), reverse("cases:status-anywhere")),),
        page=here,
    )


def _line(case: Case, lang: str) -> Line:
    body = case.tenant.name_en if english(lang) and case.tenant.name_en else case.tenant.name
    standing = {
        Phase.WAITING: _("受付待ち"),
        Phase.OFFICE: _("審査中"),
        Phase.RESIDENT: _("あなたの番です"),
        Phase.DONE: _("終わりました"),
    }[Phase(case.phase)]
    address = href(case.tenant, "cases:own-case", number=case.receipt_number)
    return Line(case.title(lang), address, " ".join((body, day_in_words(case.filed_on, lang), standing)))
