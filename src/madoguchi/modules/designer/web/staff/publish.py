"""Publishing with or without a second person, what was saved, and what two people changed at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from madoguchi.kernel.audit.api import timeline
from madoguchi.kernel.people.api import RefusedError, StaffRequest
from madoguchi.kernel.tenants.api import departments, href
from madoguchi.kernel.ui.api import language
from madoguchi.kit.digits import read_digits
from madoguchi.modules.designer import queries, rules
from madoguchi.modules.designer.domain import naming
from madoguchi.modules.designer.domain.merge import MINE, THEIRS
from madoguchi.modules.designer.domain.packfiles import Files
from madoguchi.modules.designer.models import WorkingVersion
from madoguchi.modules.designer.services import paper, publishing
from madoguchi.modules.designer.services import working as service
from madoguchi.modules.designer.web.staff import taking, working
from madoguchi.modules.procedures import api as procedures


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: StaffRequest, working_id: int) -> HttpResponseBase:
    """What stands in the way, who is in charge, and the one button that is possible now."""
    row = working.found(working_id)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            done = _act(request, row, errors)
        except RefusedError as refused:
            errors[refused.field if refused.field.startswith(("tell_", "reason")) else ""] = refused.message
            done = None
        if done is not None:
            return done
        row = working.found(working_id)
    newest = procedures.newest_version(row.pack_id)
    changes = _changes(row, procedures.published_files(row.pack_id)) if newest else []
    written = row.proposed_notice  # by who has asked before: it waits for the next request
    context = {
        "known": procedures.known(row.pack_id),
        "tell": request.POST.get("tell", "") if "tell_ja" in request.POST else "yes" if written else "",
        # Else what has changed, for who writes it for residents to begin with.
        "told": {
            lang: request.POST.get(
                f"tell_{lang}", written[lang] if written else "\n".join(f"- {one.in_(lang)}" for one in changes or ())
            )
            for lang in ("ja", "en")
        },
        "second": queries.needs_second_person(),
        "may_consent": rules.may_consent(
            request.officer.account_id, proposed_by=row.proposed_by_id, last_saved_by=row.updated_by_id
        ),
        "others": queries.second_persons(row, request.officer.account_id),
        "reason": request.POST.get("reason", ""),
        "departments": [(str(one.pk), one.name) for one in departments()],
        "department": request.POST.get("department", "") or str(row.department_id or ""),
        "errors": errors,
        "next_version": newest + 1,
        "unchanged": queries.published_so_already(row),
        "taking": taking.now(row.pack_id),
        "changes": changes,
        "history": timeline(row.target),
    }
    return working.show(request, row, "publish", "publish", 422 if errors else 200, **context)


def _act(request: StaffRequest, row: WorkingVersion, errors: dict[str, str]) -> HttpResponse | None:
    """Do what the button says; None with the reason in `errors`. Raises RefusedError."""
    act, by = request.POST.get("act", ""), request.officer
    revision = read_digits(request.POST.get("revision", "")) or 0
    try:
        if act == "withdraw":
            publishing.withdraw(row.pk, by=by)
            messages.success(request, _("承認の求めを取り下げました。"))
        elif act == "send_back":
            publishing.send_back(row.pk, revision, request.POST.get("reason", ""), by=by)
            messages.success(request, _("承認せずに返しました。書いた理由は、この画面に出ます。"))
        elif act == "consent":
            key = publishing.consent(row.pk, revision, by=by)
            messages.success(request, _done(_("承認し、第%(n)s版を公開しました。"), key, row))
        else:
            department = next((one for one in departments() if str(one.pk) == request.POST.get("department", "")), None)
            if department is None:
                errors["department"] = _("担当部署を選んでください。")
                return None
            if act == "propose":
                publishing.propose(row.pk, revision, department, by=by, tell=_told(request))
                messages.success(
                    request,
                    _(
                        "承認を求めました。承認する方が、この画面で「承認して公開する」を押すと公開されます。お知らせは届かないので、声をかけてください。"
                    ),
                )
            else:
                key = publishing.publish(row.pk, revision, department, by=by, tell=_told(request))
                messages.success(request, _done(_("第%(n)s版を公開しました。"), key, row))
    except service.NoSuchWorkingVersionError:
        raise Http404("no such working version in this body") from None
    return HttpResponseRedirect(working.go("publish", row))


def _done(said: str, key: str, row: WorkingVersion) -> str:
    """What was published ("t042072-camp@2"), and whether it is taken online."""
    return ("" if language() == "ja" else " ").join([said % {"n": key.rpartition("@")[2]}, taking.now(row.pack_id)])


def _told(request: StaffRequest) -> procedures.Words | None:
    """What residents are to be told, None where they are not."""
    if request.POST.get("tell") != "yes":
        return None
    return procedures.Words(request.POST.get("tell_ja", "").strip(), request.POST.get("tell_en", "").strip())


@require_http_methods(["GET", "HEAD", "POST"])
def history(request: StaffRequest, working_id: int) -> HttpResponseBase:
    """Everything that was saved; each can be put back (undo)."""
    row = working.found(working_id)
    if request.method == "POST":
        return _put_back(request, row)
    compared = queries.revision(row, read_digits(request.GET.get("compare", "")) or 0)
    context: dict[str, Any] = {
        "revisions": queries.revisions(row),
        "compared": compared,
        "changes": _changes(row, compared.files) if compared else [],
    }
    return working.show(request, row, "history", "history", **context)


def _put_back(request: StaffRequest, row: WorkingVersion) -> HttpResponse:
    """「元に戻す」 takes one's own change back, 「この内容に戻す」 brings back all that was then."""
    back, inside = request.POST.get("back", ""), href(None, "designer:form", working=row.pk)
    then = back if back.startswith(inside) else working.go("history", row)
    own = read_digits(request.POST.get("undo", ""))
    number = read_digits(request.POST.get("restore", "")) or 0
    try:
        if own is not None:
            saved = service.undo(row.pk, own, by=request.officer)
        else:
            saved = service.restore(row.pk, number, on=working.drawn_from(request), by=request.officer)
    except RefusedError as refused:
        working.refused(request, refused)
        return HttpResponseRedirect(then)
    except service.NoSuchWorkingVersionError:
        raise Http404("no such revision") from None
    if saved.aside is not None:
        return HttpResponseRedirect(working.go("conflict", row, aside=str(saved.aside.pk)))
    if not saved.changed:
        messages.info(request, _("変わったところはありませんでした。"))
    elif saved.merged:
        messages.success(request, _("元に戻しました。ほかの人がその間に変えたところは、そのままです。"))
    elif own is not None:
        messages.success(request, _("元に戻しました。"))
    else:
        messages.success(request, _("%(n)s番の内容に戻しました。") % {"n": number})
    working.tell_withdrawn(request, saved)
    return HttpResponseRedirect(then)


def _changes(row: WorkingVersion, before: Files) -> list[procedures.Change] | None:
    """What is different now; None where one of the two has faults and cannot be compared."""
    try:
        old, new = paper.compiled(row.pack_id, before), paper.compiled(row.pack_id, row.files)
    except procedures.PackError:
        return None
    return list(procedures.compare(old, new))


@require_http_methods(["GET", "HEAD", "POST"])
def conflict(request: StaffRequest, working_id: int, aside: int) -> HttpResponseBase:
    """What both changed, side by side; whose stands is chosen place by place. Nothing is lost meanwhile."""
    row = working.found(working_id)
    kept = queries.aside(row, aside)
    if kept is None:
        return HttpResponseRedirect(working.go("form", row))
    choices = {
        name.removeprefix("choice:"): request.POST[name]
        for name in request.POST
        if name.startswith("choice:") and request.POST[name] in (MINE, THEIRS)
    }
    error, missing = "", []
    if request.method == "POST":
        try:
            saved = service.settle(row.pk, aside, choices, on=working.drawn_from(request), by=request.officer)
        except service.NoSuchWorkingVersionError:
            raise Http404(str(aside)) from None
        except RefusedError as refused:
            error, choices = refused.message, {}
        else:
            if saved.aside is None:
                messages.success(request, _("両方の変更を合わせて保存しました。"))
                working.tell_withdrawn(request, saved)
                return HttpResponseRedirect(working.go("form", row))
            error = _("まだ選んでいないところがあります。")
            missing = [one.key for one in saved.conflicts]
    base = queries.revision(row, kept.number)
    before = base.files if base else {}
    places = naming.told(service.differing(before, row.files, kept.files), kept.files, row.files, before)
    context = {"kept": kept, "places": places, "choices": choices, "error": error, "missing": missing}
    return working.show(request, row, "conflict", "form", 422 if error else 200, **context)
