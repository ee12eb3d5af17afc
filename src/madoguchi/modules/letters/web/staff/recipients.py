"""Recipients of a mailing, for those who handle it. Every look at them is in the audit."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.people.api import StaffRequest, actor
from madoguchi.kernel.tenants.api import href
from madoguchi.kit.postal import format_postal
from madoguchi.modules.letters import events
from madoguchi.modules.letters.domain.facts import amount_of
from madoguchi.modules.letters.models import Recipient
from madoguchi.modules.letters.queries import mailings as queries
from madoguchi.modules.letters.services import answering, printing
from madoguchi.modules.letters.services.refusals import RefusedError, not_sure
from madoguchi.modules.letters.web.staff.mailings import mailing_or_404


@require_safe
def index(request: StaffRequest, mailing_id: int) -> HttpResponse:
    """The list, by what has come of the letters, and by number or name."""
    found = mailing_or_404(request, mailing_id)
    view = request.GET.get("view", "all")
    view = view if view in queries.VIEWS else "all"
    search = request.GET.get("q", "").strip()[:60]
    page = queries.recipients(found, view, search, request.GET.get("page", "1"))
    audit.record(
        events.LISTED, tenant=request.tenant, actor=actor(request.officer), target=found.target,
        data={"view": view, "searched": bool(search), "page": page.number, "rows": len(page)},
    )  # fmt: skip
    context = {"mailing": found, "found": queries.counted(found), "page": page, "view": view, "search": search}
    return render(request, "letters/staff/recipients.html", context)


@require_safe
def detail(request: StaffRequest, mailing_id: int, recipient_id: int) -> HttpResponse:
    """One recipient as on the list, and what has come of the letter."""
    return _page(request, _row(request, mailing_id, recipient_id))


@require_POST
def act(request: StaffRequest, mailing_id: int, recipient_id: int) -> HttpResponse:
    """One act: reissue, print, paper, unpaper."""
    row = _row(request, mailing_id, recipient_id)
    try:
        said = _do(request, row)
    except RefusedError as refused:
        return _page(request, _row(request, mailing_id, recipient_id), {refused.field: refused.message}, 422)
    messages.success(request, said)
    return HttpResponseRedirect(href(None, "letters:recipient", mailing_id=mailing_id, recipient_id=recipient_id))


def _do(request: StaffRequest, row: Recipient) -> str:
    by = actor(request.officer)
    what = request.POST.get("act", "")
    if what == "print":
        printing.ask_one(row, by=by)
        return _("手紙を作り始めました。発送の画面から取り出せます。")
    acts = {"reissue": answering.reissue, "paper": answering.mark_paper, "unpaper": answering.unmark_paper}
    if what not in acts:
        raise Http404(what)
    if request.POST.get(f"sure-{what}") != "yes":
        raise not_sure(f"sure-{what}")
    acts[what](row, by=by)
    if what == "reissue":
        row.refresh_from_db()
        printing.ask_one(row, by=by)
    return {
        "reissue": _("新しい照会番号にしました。前の番号は使えません。新しい手紙は、発送の画面から取り出せます。"),
        "paper": _("紙で回答があったと記録しました。オンラインの回答は受け付けなくなります。"),
        "unpaper": _("紙の回答の記録を取り消しました。オンラインで回答できます。"),
    }[what]


def _row(request: StaffRequest, mailing_id: int, recipient_id: int) -> Recipient:
    found = mailing_or_404(request, mailing_id)
    row = Recipient.objects.select_related("mailing__department").filter(mailing=found, pk=recipient_id).first()
    if row is None:
        raise Http404("no such recipient in this mailing")
    return row


def _page(
    request: StaffRequest, row: Recipient, errors: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    audit.record(events.VIEWED, tenant=request.tenant, actor=actor(request.officer), target=row.target, data={})
    context = {
        "row": row,
        "mailing": row.mailing,
        "postal_code": format_postal(row.postal_code, mark=True) if row.postal_code else "",
        "members": [(one, amount_of(one, row.mailing.amount_each)) for one in row.members],
        "errors": errors or {},
        "history": [one for one in audit.timeline(row.target) if one.word != events.VIEWED.name],
    }
    return render(request, "letters/staff/recipient.html", context, status=status)
