"""A list of recipients handed in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from madoguchi.kernel.people.api import StaffRequest, actor
from madoguchi.kernel.tenants.api import href
from madoguchi.modules.letters.services import roster
from madoguchi.modules.letters.services.refusals import RefusedError
from madoguchi.modules.letters.web.staff.mailings import mailing_or_404, page


@require_POST
def receive(request: StaffRequest, mailing_id: int) -> HttpResponse:
    """Take the file in; a job looks through it."""
    found = mailing_or_404(request, mailing_id)
    try:
        roster.receive(found, request.FILES.get("list"), by=actor(request.officer))
    except RefusedError as refused:
        return page(request, found, {refused.field: refused.message}, 422)
    messages.success(request, _("名簿を受け取りました。まだ取り込んでいません。内容を確かめています。"))
    return HttpResponseRedirect(href(None, "letters:mailing", mailing_id=found.pk))
