"""Examples, the pack's own tests: the list, one in the words of the file. New ones come from the try-out."""

from __future__ import annotations

import tomllib
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.kernel.people.api import RefusedError, StaffRequest
from madoguchi.modules.designer.domain.packfiles import Files
from madoguchi.modules.designer.web.staff import working


@require_safe
def index(request: StaffRequest, working_id: int) -> HttpResponse:
    """Every example and whether it goes as it should."""
    row = working.found(working_id, request)
    problems = working.problems_of(row)
    wrong = {one.spot.name for one in problems if one.spot.page == "example"}
    rows = []
    for file in sorted(row.files):
        if file.startswith("examples/"):
            name = file.removeprefix("examples/").removesuffix(".toml")
            title = str(tomllib.loads(row.files[file]).get("title", name))
            rows.append({"name": name, "title": title, "ok": name.endswith(".ok"), "wrong": name in wrong})
    return working.show(request, row, "examples", "examples", problems=problems, rows=rows)


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
        "example": example,
        "source": source,
        "faults": working.faults(problems, "example", example),
    }
    return working.show(request, row, "example", "examples", status, **context)
