"""A newer version of the form is in force: what is different, and what becomes of each answer of this case."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from madoguchi.kernel.people.api import StaffRequest
from madoguchi.kernel.tenants.api import href
from madoguchi.modules.cases.queries.case_page import case_page
from madoguchi.modules.cases.services import version
from madoguchi.modules.cases.services.refusals import NoSuchCaseError
from madoguchi.modules.cases.web.staff.own import own_department

FATES = {
    version.KEPT: (_("そのまま"), "success"),
    version.REREAD: (_("新しい答え方に読みかえる"), "warning"),
    version.HIDDEN: (_("新しい様式では、この答えのときに尋ねない"), "warning"),
    version.FAULTY: (_("新しい様式の決まりに合わない"), "error"),
    "gone": (_("質問がなくなった"), "error"),
    "option_gone": (_("選択肢がなくなった"), "error"),
    "not_read": (_("新しい答え方として読めない"), "error"),
}


@own_department
@require_safe
def show(request: StaffRequest, number: str) -> HttpResponse:
    """Before moving a case; the act itself is posted to the acts of the case."""
    page = case_page(request.officer, number)
    if page is None:
        raise NoSuchCaseError(number)
    if page.newer is None:
        return HttpResponseRedirect(href(request.tenant, "cases:case", number=number))
    taken = version.take_over(page.case, page.submission, page.newer, get_language() or "ja")
    context = {"page": page, "newer": page.newer, "carried": taken.carried, "fates": FATES}
    return render(request, "cases/staff/version.html", context)
