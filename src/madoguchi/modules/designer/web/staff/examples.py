"""Examples, the pack's own tests: the list, one in the words of the file. New ones come from the try-out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from madoguchi.kernel.people.api import RefusedError, StaffRequest
from madoguchi.kit import toml
from madoguchi.modules.designer.domain import results
from madoguchi.modules.designer.domain.packfiles import Files
from madoguchi.modules.designer.models import WorkingVersion
from madoguchi.modules.designer.services import paper
from madoguchi.modules.designer.web.staff import faultlist, working
from madoguchi.modules.procedures import api as procedures


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: StaffRequest, working_id: int) -> HttpResponseBase:
    """Every example and whether it goes as it should; accept=<name> writes what comes out now into one whose result is
    another one, accept=* into all that were shown."""
    row = working.found(working_id, request)
    differing = _differing(row)
    if request.method == "POST":
        return _accept(request, row, differing)
    problems = working.problems_of(row)
    wrong = {one.spot.name for one in problems if one.spot.page == "example"}
    rows = []
    for file in sorted(row.files):
        if file.startswith("examples/"):
            name = file.removeprefix("examples/").removesuffix(".toml")
            title = str(toml.loads(row.files[file]).get("title", name))
            rows.append({"name": name, "title": title, "ok": name.endswith(".ok"), "wrong": name in wrong})
    return working.show(request, row, "examples", "examples", problems=problems, rows=rows, differing=differing)


def _differing(row: WorkingVersion) -> list[results.Differing]:
    """The examples whose result is another one; none while the rest has faults."""
    try:
        return results.differing(paper.compiled(row.pack_id, row.files), row.files)
    except procedures.PackError:
        return []


def _accept(request: StaffRequest, row: WorkingVersion, differing: list[results.Differing]) -> HttpResponse:
    """The new results of the revision that was looked at, and of no other, become the expected ones."""
    wanted, then = request.POST.get("accept", ""), working.go("examples", row)
    chosen = [one for one in differing if wanted in ("*", one.name)]
    if not chosen:
        messages.info(request, _("変わったところはありませんでした。"))
        return HttpResponseRedirect(then)
    new = {one.file: one.text for one in chosen}
    names = "、".join(one.title or one.name for one in chosen)
    note = _("入力例の新しい結果が正しいとした：%(names)s") % {"names": names}
    try:
        return working.keep(request, row, lambda files: {**files, **new}, note, then)
    except RefusedError as error:
        working.refused(request, error)
        return HttpResponseRedirect(then)


@require_http_methods(["GET", "HEAD", "POST"])
def example(request: StaffRequest, working_id: int, example: str) -> HttpResponseBase:
    """One example as its file says it; act=remove takes it away."""
    row = working.found(working_id, request)
    file = f"examples/{example}.toml"
    if file not in row.files:
        raise Http404(example)
    source, status = row.files[file], 200
    if request.method == "POST":
        source = request.POST.get("source", "").replace("\r\n", "\n")

        def change(files: Files) -> Files:
            if request.POST.get("act") == "remove":
                return {name: text for name, text in files.items() if name != file}
            return {**files, file: source}

        then = working.go("examples", row)
        try:
            return working.keep(request, row, change, _("入力例「%(name)s」") % {"name": example}, then)
        except RefusedError as error:
            working.refused(request, error)
            status = 422
    problems = working.problems_of(row)
    context: dict[str, Any] = {
        "problems": problems,
        "differing": [one for one in _differing(row) if one.file == file],
        "example": example,
        "source": source,
        "faults": faultlist.on_page(problems, "example", example, working.form_of(row.files)),
    }
    return working.show(request, row, "example", "examples", status, **context)
