"""Document templates: begin from a delivered one, edit the source, look at it with the answers of an example."""

from __future__ import annotations

import re
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from madoguchi.kernel.people.api import RefusedError, StaffRequest
from madoguchi.kernel.ui.api import language
from madoguchi.kit import toml
from madoguchi.modules.designer import queries
from madoguchi.modules.designer.domain import names, packfiles, tables
from madoguchi.modules.designer.domain.packfiles import Files
from madoguchi.modules.designer.models import WorkingVersion
from madoguchi.modules.designer.services import paper
from madoguchi.modules.designer.web.staff import faultlist, working
from madoguchi.modules.documents import api as documents
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures import api as procedures

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")


def _file(name: str) -> str:
    return f"documents/{name}.typ"


def delivered() -> dict[str, tuple[str, str]]:
    """Templates to begin with, by a key: (what it is called, its source)."""
    found = {"decision": (_("標準の通知書"), documents.TEMPLATES["decision"])}
    for pack in procedures.newest_packs():
        for name, source in pack.documents.items():
            found[f"{pack.id}/{name}"] = (f"{pack.card.title.ja}：{name}", source)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: StaffRequest, working_id: int) -> HttpResponseBase:
    """The documents of this pack; POST begins one."""
    row = working.found(working_id, request)
    known = delivered()
    typed = {name: request.POST.get(name, "").strip() for name in ("name", "start")}
    errors: dict[str, str] = {}
    if request.method == "POST":
        if not _NAME.fullmatch(typed["name"]) or typed["name"] == paper.BUILT_IN:
            errors["name"] = _("半角の英小文字で始まる名前にしてください。例 permit（decision は使えません）")
        elif _file(typed["name"]) in row.files:
            errors["name"] = _("この名前の書類はもうあります。")
        if typed["start"] not in known:
            errors["start"] = _("もとにする書類を選んでください。")
        if not errors:
            source = known[typed["start"]][1]

            def add(files: Files) -> Files:
                return {**files, _file(typed["name"]): source}

            then = working.go("document", row, document=typed["name"])
            return working.keep(request, row, add, _("書類「%(name)s」を加える") % {"name": typed["name"]}, then)
    starts = [(key, title) for key, (title, _source) in known.items()]
    context = {"names": packfiles.documents(row.files), "starts": starts, "typed": typed, "errors": errors}
    return working.show(request, row, "documents", "documents", 422 if errors else 200, **context)


@require_http_methods(["GET", "HEAD", "POST"])
def document(request: StaffRequest, working_id: int, document: str) -> HttpResponseBase:
    """The source; act=look sets what is typed, unsaved, as PDF; act=remove takes the document away."""
    row = working.found(working_id, request)
    if _file(document) not in row.files:
        raise Http404(document)
    source, status, trouble = row.files[_file(document)], 200, ""
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act == "remove":

            def remove(files: Files) -> Files:
                return {name: text for name, text in files.items() if name != _file(document)}

            note = _("書類「%(name)s」を消す") % {"name": document}
            return working.keep(request, row, remove, note, working.go("documents", row))
        source = request.POST.get("source", "").replace("\r\n", "\n")
        if act == "look":
            answers = _answers(row, request.POST.get("example", ""))
            try:
                pdf = paper.sample(row, document, source, queries.compiled_form(row.files), answers).pdf()
            except documents.TypesettingFailed as error:
                trouble, status = _told(error), 422
            else:
                answer = HttpResponse(pdf, content_type="application/pdf")
                answer["Content-Disposition"] = f'inline; filename="{document}.pdf"'
                return answer
        else:
            try:
                return working.keep(
                    request,
                    row,
                    lambda files: {**files, _file(document): source},
                    _("書類「%(name)s」") % {"name": document},
                    working.go("document", row, document=document),
                )
            except RefusedError as error:
                working.refused(request, error)
                status = 422
    problems = working.problems_of(row)
    context = {
        "problems": problems,
        "document": document,
        "source": source,
        "trouble": trouble,
        "examples": [(name, name) for name in examples_of(row)],
        "example": request.POST.get("example", ""),
        "known": _insertable(row),
        "faults": faultlist.on_page(problems, "document", document, working.form_of(row.files)),
    }
    return working.show(request, row, "document", "documents", status, **context)


def _insertable(row: WorkingVersion) -> list[names.Name]:
    """What a template can print: what the decision says, then the answers, as they are written there."""
    form = working.form_of(row.files)
    said = {
        "title": _("書類の題名"), "number": _("文書番号"), "date": _("決定した日"), "body": _("団体名"),
        "text": _("結果を伝える文"), "reason": _("理由"), "receipt_number": _("受付番号"),
    }  # fmt: skip
    found = [names.Name(label, f'#data.at("{key}", default: "")', forms.Kind.TEXT, "") for key, label in said.items()]
    return found + [
        names.Name(one.label, f'#data.answers.at("{one.write}", default: ()).join("、")', one.kind, "")
        for one in names.of_form(form, tables.used(row.files, form), language())
        if one.is_field
    ]


def _told(error: documents.TypesettingFailed) -> str:
    refused = documents.forbidden(error.diagnostic) if " " not in error.diagnostic else ""
    if refused:
        return _("書類のひな形に「%(word)s」は書けません（ほかのファイルや通信を使うため）。") % {"word": refused}
    return f"{error}\n{error.diagnostic}".strip()


def examples_of(row: WorkingVersion) -> list[str]:
    """Names of the examples that pass, without folder and ending."""
    return [name[len("examples/") : -len(".ok.toml")] for name in sorted(row.files) if name.endswith(".ok.toml")]


def _answers(row: WorkingVersion, example: str) -> dict[str, Any]:
    names = examples_of(row)
    name = example if example in names else next(iter(names), "")
    if not name:
        return {}
    found = toml.loads(row.files[f"examples/{name}.ok.toml"]).get("answers")
    return found if isinstance(found, dict) else {}
