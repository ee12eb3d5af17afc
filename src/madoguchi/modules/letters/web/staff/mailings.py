"""The office's mailings: the list, one with its numbers, and what may be done with it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.files import api as files
from madoguchi.kernel.people.api import StaffRequest, actor, can
from madoguchi.kernel.tenants.api import href
from madoguchi.kernel.ui.api import attachment
from madoguchi.modules.letters import events
from madoguchi.modules.letters.choices import PrintKind
from madoguchi.modules.letters.models import Mailing
from madoguchi.modules.letters.queries import mailings as queries
from madoguchi.modules.letters.rules import HANDLE
from madoguchi.modules.letters.services import mailing as services
from madoguchi.modules.letters.services import printing, roster
from madoguchi.modules.letters.services.refusals import RefusedError, not_sure
from madoguchi.modules.letters.web.forms import PlanForm

_LISTS = ("printer", "waiting")


@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Every mailing of the department with its numbers."""
    context = {"rows": queries.mailings(request.officer), "may_handle": can(request.officer, HANDLE)}
    return render(request, "letters/staff/mailings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: StaffRequest) -> HttpResponse:
    """Begin a mailing."""
    form = PlanForm.read(request.POST) if request.method == "POST" else PlanForm.new()
    plan = form.plan() if request.method == "POST" else None
    if plan is not None:
        try:
            made = services.make(request.officer, form.values["procedure"], plan, by=actor(request.officer))
        except RefusedError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("発送を作りました。次に、名簿を入れてください。"))
            return HttpResponseRedirect(href(None, "letters:mailing", mailing_id=made.pk))
    return _form(request, None, form)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: StaffRequest, mailing_id: int) -> HttpResponse:
    """Change what was said of a mailing."""
    found = mailing_or_404(request, mailing_id)
    form = PlanForm.read(request.POST) if request.method == "POST" else PlanForm.of(found)
    plan = form.plan() if request.method == "POST" else None
    if plan is not None:
        try:
            services.change(found, plan, by=actor(request.officer))
        except RefusedError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("発送の内容を変えました。"))
            return HttpResponseRedirect(href(None, "letters:mailing", mailing_id=found.pk))
    return _form(request, found, form)


@require_safe
def detail(request: StaffRequest, mailing_id: int) -> HttpResponse:
    """One mailing: where it stands, its list, its letters, what may be done."""
    return page(request, mailing_or_404(request, mailing_id))


@require_POST
def act(request: StaffRequest, mailing_id: int) -> HttpResponse:
    """One act of the page: load, drop, open, close, print, remind."""
    found = mailing_or_404(request, mailing_id)
    try:
        said = _do(request, found)
    except RefusedError as refused:
        return page(request, mailing_or_404(request, mailing_id), {refused.field: refused.message}, 422)
    messages.success(request, said)
    return HttpResponseRedirect(href(None, "letters:mailing", mailing_id=found.pk))


@require_POST
def export(request: StaffRequest, mailing_id: int) -> HttpResponseBase:
    """A list as CSV: for the printing company, or of those who have not answered."""
    found = mailing_or_404(request, mailing_id)
    what = request.POST.get("list", "")
    if what not in _LISTS:
        raise Http404(what)
    pieces = printing.export(request.tenant, found, what, by=actor(request.officer))
    response = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    return attachment(response, f"letters-{found.pk}-{what}.csv")


@require_POST
def fetch(request: StaffRequest, mailing_id: int, printing_id: int) -> HttpResponseBase:
    """One file of letters: names, addresses and numbers of up to 500 households, so by POST and after a fresh code."""
    found = mailing_or_404(request, mailing_id)
    row = found.printings.filter(pk=printing_id).exclude(file_id="").first()
    if row is None:
        raise Http404("no such file of letters")
    audit.record(
        events.FETCHED, tenant=request.tenant, actor=actor(request.officer), target=found.target,
        data={"kind": row.kind, "seq": row.seq, "letters": row.letters},
    )  # fmt: skip
    return files.response(files.get(row.file_id))


def mailing_or_404(request: StaffRequest, mailing_id: int) -> Mailing:
    """A mailing of the officer's department."""
    found = queries.mailing_for(request.officer, mailing_id)
    if found is None:
        raise Http404("no such mailing in this department")
    return found


def page(
    request: StaffRequest, found: Mailing, errors: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    """The page of a mailing, with what was wrong."""
    list_row = found.rosters.defer("content").first()
    prints = list(found.printings.all())
    going_on = (list_row is not None and list_row.state in ("checking", "loading")) or any(
        not one.file_id and not one.failed for one in prints if not found.deleted_at
    )
    context: dict[str, Any] = {
        "found": queries.counted(found),
        "mailing": found,
        "roster": list_row,
        "prints": prints,
        "going_on": going_on,
        "deleted_on": services.delete_after(found),
        "may_handle": can(request.officer, HANDLE),
        "errors": errors or {},
        "history": [one for one in audit.timeline(found.target) if one.word != events.LISTED.name],
        "max_mb": roster.MOST_BYTES // 1_000_000,
    }
    return render(request, "letters/staff/mailing.html", context, status=status)


def _form(request: StaffRequest, found: Mailing | None, form: PlanForm) -> HttpResponse:
    offers = [] if found else services.possible(request.officer)
    context = {"subject": found, "typed": form, "offers": offers}
    return render(request, "letters/staff/mailing_form.html", context, status=422 if form.errors else 200)


def _do(request: StaffRequest, found: Mailing) -> str:
    by = actor(request.officer)
    what = request.POST.get("act", "")
    sure = request.POST.get(f"sure-{what}") == "yes"
    if what == "load":
        listed = found.rosters.defer("content").first()
        if listed is None:
            raise Http404("no list")
        roster.load(listed, by=by)
        return _("取込みを始めました。終わるとこの画面に出ます。")
    if what in (PrintKind.ALL, PrintKind.REMINDER):
        count = printing.ask(found, PrintKind(what), by=by)
        return _("印刷用のPDF（%(n)s個）を作り始めました。できたものから、この画面で取り出せます。") % {"n": count}
    if what not in ("open", "close", "drop"):
        raise Http404(what)
    if not sure:
        raise not_sure(f"sure-{what}")
    {"open": services.open_answers, "close": services.close, "drop": roster.drop}[what](found, by=by)
    return {
        "open": _("照会番号での受付を始めました。"),
        "close": _("照会番号での受付を終えました。"),
        "drop": _("取り込んだ宛先を取り消しました。"),
    }[what]
