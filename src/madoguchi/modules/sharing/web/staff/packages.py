"""A pack as a signed file: taken out, and taken in as a copy of the body's own."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.kernel.people.api import RefusedError, StaffRequest
from madoguchi.kernel.tenants.api import href
from madoguchi.modules.procedures import api as procedures
from madoguchi.modules.sharing.domain import signing
from madoguchi.modules.sharing.domain.package import MAX_ZIP
from madoguchi.modules.sharing.services import packing


@require_safe
def export(request: StaffRequest, pack: str) -> HttpResponse:
    """The newest version as a signed ZIP file."""
    try:
        data = packing.export(pack)
    except procedures.UnknownPackError:
        raise Http404(pack) from None
    answer = HttpResponse(data, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{pack}.zip"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: StaffRequest) -> HttpResponse:
    """Says who signed a file and begins a working version from it."""
    typed = {"slug": request.POST.get("slug", "").strip(), "sure": request.POST.get("sure", "")}
    errors: dict[str, str] = {}
    examined = None
    if request.method == "POST":
        try:
            examined = _examined(request)
            working = packing.copy_in(examined, typed["slug"], sure=typed["sure"] == "yes", by=request.officer)
        except RefusedError as refused:
            errors[refused.field] = refused.message
        else:
            messages.success(request, _("取り込みました。公開するまで、住民には見えません。"))
            if ignored := examined.package.ignored:
                said = _("手続の部品ではないので、取り込まなかったファイル：%(names)s（%(n)d個）")
                messages.info(request, said % {"names": procedures.few(ignored), "n": len(ignored)})
            return HttpResponseRedirect(href(None, "designer:form", working=working))
    key = packing.public_key()
    context = {
        "typed": typed,
        "errors": errors,
        "examined": examined,
        "prefix": procedures.own_prefix(request.tenant.code),
        "own": signing.fingerprint(key),
    }
    return render(request, "sharing/staff/take_in.html", context, status=422 if errors else 200)


def _examined(request: StaffRequest) -> packing.Examined:
    upload = request.FILES.get("zip")
    if upload is None or (upload.size or 0) > MAX_ZIP:
        raise RefusedError("zip", _("4MBまでのZIPファイルを選んでください。"), "zip")
    return packing.examine(upload.read())
