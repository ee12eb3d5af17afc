"""Pages for officers: the pools of the department, and one with everybody in it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from madoguchi.kernel.audit.api import timeline
from madoguchi.kernel.people.api import RefusedError, StaffRequest, actor, can
from madoguchi.kernel.tenants.api import href
from madoguchi.kit import money
from madoguchi.modules.places.domain.holders import hidden_labels, link_to
from madoguchi.modules.places.queries import pools as queries
from madoguchi.modules.places.rules import MANAGE
from madoguchi.modules.places.services import entry as entries
from madoguchi.modules.places.services import lottery, pools


@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Every pool with its numbers."""
    return render(request, "places/staff/pools.html", {"rows": queries.counted(request.officer)})


@require_safe
def detail(request: StaffRequest, pool_id: int) -> HttpResponse:
    """One pool: numbers, everybody in it, what may be done."""
    return _page(request, _counted(request, pool_id), {}, {})


@require_POST
def act(request: StaffRequest, pool_id: int) -> HttpResponse:
    """One act of the page: limit, close, public_value, or something about one entry."""
    found = _counted(request, pool_id)
    typed = {name: value.strip() for name, value in request.POST.dict().items() if name != "csrfmiddlewaretoken"}
    try:
        said = _do(request, found, typed)
    except RefusedError as refused:
        return _page(request, _counted(request, pool_id), typed, {refused.field or "limit": refused.message}, 422)
    messages.success(request, said)
    return HttpResponseRedirect(href(None, "places:pool", pool_id=pool_id))


def _do(request: StaffRequest, found: queries.Counted, typed: dict[str, str]) -> str:
    by = actor(request.officer)
    what = typed.get("act")
    if what == "limit":
        limit, waiting = _number(typed, "limit"), _number(typed, "waiting")
        pools.set_limit(found.pool.pk, limit=limit, waiting=waiting, by=by, sure=typed.get("sure") == "yes")
        return _("定員を変えました。")
    if what == "close":
        if typed.get("close") != "yes":
            raise RefusedError("not_sure", _("締め切ってよければ、チェックを入れてください。"), "close")
        lottery.close_stopped(found.pool.pk, by=by)
        return _("応募を締め切りました。結果は抽選のページに出ます。")
    if what == "public_value":
        lottery.set_public_value(found.pool.pk, typed.get("public_value", ""), by=by)
        return _("公の数字を入れて、抽選しました。結果は抽選のページに出ています。")
    entry = next((one for one in queries.entries_of(found.pool) if str(one.pk) == typed.get("entry")), None)
    reason = typed.get("reason", "")
    if entry is None:
        raise RefusedError("gone", _("この申込みは、もうここにありません。いまの一覧を確かめてください。"), "entry")
    if what in ("release", "move_up") and not reason:
        raise RefusedError("no_reason", _("理由を入力してください。記録に残ります。"), "reason")
    acts = {
        "release": lambda: entries.release(entry.pk, by=by, reason=reason),
        "move_up": lambda: entries.move_up(entry.pk, by=by, reason=reason),
        "accept": lambda: entries.accept(entry.pk, by=by),
        "decline": lambda: entries.decline(entry.pk, by=by),
    }
    if what not in acts or not acts[what]():
        raise RefusedError("gone", _("ほかの人が先に変えました。いまの一覧を確かめてください。"), "entry")
    return {
        "release": _("席を空けました。補欠の方がいれば、先頭の方にお知らせします。"),
        "move_up": _("補欠の先頭にしました。"),
        "accept": _("確定しました。"),
        "decline": _("見送りにしました。次の方にお知らせします。"),
    }[what]


def _number(typed: dict[str, str], field: str) -> int:
    try:
        return money.parse_yen(typed.get(field, ""))
    except money.MoneyError:
        raise RefusedError("no_number", _("人数を数字で入力してください。"), field) from None


def _page(
    request: StaffRequest, found: queries.Counted, typed: dict[str, str], errors: dict[str, str], status: int = 200
) -> HttpResponse:
    entered = queries.entries_of(found.pool)
    # Of everybody who was ever in it: the history below names those who went, too.
    hidden = hidden_labels(request.officer, queries.everybody(found.pool))
    context = {
        "found": found,
        "pool": found.pool,
        "entries": [(one, "" if one.label in hidden else link_to(one.holder, one.label)) for one in entered],
        "hidden": hidden,
        "typed": typed,
        "errors": errors,
        "may_manage": can(request.officer, MANAGE) and request.officer.department_id == found.pool.department_id,
        "history": timeline(found.pool.target),
    }
    return render(request, "places/staff/pool.html", context, status=status)


def _counted(request: StaffRequest, pool_id: int) -> queries.Counted:
    found = queries.counted_one(request.officer, pool_id)
    if found is None:
        raise Http404("no such pool in this department")
    return found
