"""Step-up: acts that take out, uncover or sign much ask for a code again, unless one was typed a moment ago.

The gate answers such a post with this page (`ask`), which holds everything that was posted; the right code sends it on
to where it was meant for (307 keeps the method and the fields). Nothing is stored, so nothing can be lost or lie about.
"""

from __future__ import annotations

from django.http import Http404, HttpResponseBase, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from madoguchi.kernel.people.api import StaffRequest
from madoguchi.kernel.people.domain.refusal import RefusedError
from madoguchi.kernel.people.services import second_factor
from madoguchi.kernel.people.web import kept_form, session, way_back

CODE, ADDRESS, LOST = "fresh_code", "fresh_next", "fresh_lost"
FILES = "files"  # the value of LOST where files were sent: a form without them is not the one that was posted
_OURS = {CODE, ADDRESS, LOST, "csrfmiddlewaretoken"}


def ask(request: StaffRequest) -> HttpResponseBase:
    """The page that asks for a code, in the place of what was posted; nothing of that has been done."""
    if request.headers.get("Sec-Fetch-Dest") == "empty":  # a script asks: a page would look like success to it
        return JsonResponse({"fresh": False}, status=403)
    form = kept_form.from_request(request, request.account.pk)
    if form is not None and not form.had_files:
        return _page(request, form.path, form.fields)
    if not _carried(request.POST) and not request.FILES:  # a button and nothing else
        return _page(request, request.get_full_path(), [])
    # A password, files, or too much: it is typed and chosen again afterwards, on the page where the form stood.
    return _page(request, back(request), [], lost=FILES if request.FILES else "1")


@require_POST
def prove(request: StaffRequest) -> HttpResponseBase:
    """Take the code, and send on what was posted."""
    address = way_back.staff_path(request.POST.get(ADDRESS, ""), request)
    if address is None:
        raise Http404("no staff page to go on to")
    fields, lost = _carried(request.POST), request.POST.get(LOST, "")
    try:
        second_factor.prove_again(request.officer, request.POST.get(CODE, ""))
    except RefusedError as refused:
        return _page(request, address, fields, error=refused.message, lost=lost)
    session.prove(request.session, timezone.now())
    return HttpResponseRedirect(address, preserve_request=not lost)


def back(request: StaffRequest) -> str:
    """The page that the form stood on, if the browser says so."""
    return way_back.staff_path(request.META.get("HTTP_REFERER", ""), request) or way_back.home()


def _carried(post: QueryDict) -> list[tuple[str, str]]:
    return [(name, value) for name, values in post.lists() if name not in _OURS for value in values]


def _page(
    request: StaffRequest,
    address: str,
    fields: list[tuple[str, str]],
    *,
    error: str = "",
    lost: str = "",
) -> HttpResponseBase:
    context = {
        "address": address,
        "fields": fields,
        "error": error,
        "code": CODE,
        "next": ADDRESS,
        "lost": LOST if lost else "",
        "what": FILES if lost == FILES else "1",
        "note": _note(lost),
        "back": back(request),
    }
    return render(request, "people/staff/fresh.html", context, status=403)


def _note(lost: str) -> str:
    if lost == FILES:
        return _(
            "添付したファイルと入力した内容は残っていません。確認のあとで、もう一度ファイルを選び、入力してください。"
        )
    return _("送信した内容は残っていません。確認のあとで、もう一度入力してください。") if lost else ""
