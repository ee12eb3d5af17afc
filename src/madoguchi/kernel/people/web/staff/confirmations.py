"""A body's administrator says before which acts a code is asked for again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from madoguchi.kernel.people import rules
from madoguchi.kernel.people.api import StaffRequest
from madoguchi.kernel.people.services import step_up
from madoguchi.kernel.tenants.api import Tenant


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: StaffRequest) -> HttpResponseBase:
    """The rights, with a tick at those whose use asks for a code."""
    offered = {known.name: str(known.label) for known in rules.declarable_permissions()}
    if request.method == "POST":
        chosen = [name for name in request.POST.getlist("rights") if name in offered]
        step_up.declare(request.tenant, chosen, by=request.officer)
        messages.success(request, _("もう一度の確認をする操作を変更しました。"))
        return redirect("people:confirmations")
    chosen = Tenant.objects.get(pk=request.tenant.pk).fresh_rights
    return render(request, "people/staff/confirmations.html", {"every": sorted(offered.items()), "chosen": chosen})
