"""The try-out: fill the working version in as a resident, "send" it, decide it as a pretended officer, see the letter.

What is typed lies in the officer's own session and nowhere else: no draft, no case, no mail, no stored file (of a
chosen one only name and size are looked at). Every page says 試し.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.kernel.people.api import RefusedError, StaffRequest
from madoguchi.kernel.ui.api import language
from madoguchi.modules.designer import queries
from madoguchi.modules.designer.domain import recording
from madoguchi.modules.designer.models import WorkingVersion
from madoguchi.modules.designer.services import paper
from madoguchi.modules.designer.web.staff import working
from madoguchi.modules.documents import api as documents
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures import api as procedures

_KINDS = {"jpg": "jpeg", "jpeg": "jpeg", "png": "png", "heic": "heic", "pdf": "pdf", "docx": "docx", "xlsx": "xlsx"}
_MOST = 200_000  # letters that one try-out may hold in the session


@dataclass(frozen=True)
class Pretended:
    """A file that was chosen but not taken."""

    name: str
    size: int
    kind: str
    sha256: str = ""


@dataclass
class Sitting:
    """One try-out: what is typed, and the files that were chosen."""

    row: WorkingVersion
    form: forms.Form
    typed: dict[str, Any]
    files: dict[str, Pretended]
    example: str = ""

    def outcome(self, pages: list[str] | None = None) -> forms.Outcome:
        return forms.validate(self.form, self.typed, today=timezone.localdate(), files=self.files, pages=pages)

    def keep(self, request: StaffRequest) -> None:
        request.session[_key(self.row)] = {
            "typed": self.typed,
            "files": {key: [one.name, one.size, one.kind] for key, one in self.files.items()},
            "example": self.example,
        }


def _key(row: WorkingVersion) -> str:
    return f"designer-trial-{row.pk}"


def _sitting(request: StaffRequest, working_id: int) -> tuple[WorkingVersion, Sitting | None]:
    row = working.found(working_id)
    form = queries.compiled_form(row.files)
    if form is None:
        return row, None
    kept = request.session.get(_key(row)) or {}
    files = {key: Pretended(*value) for key, value in kept.get("files", {}).items()}
    # Whoever tries a form out is the applicant and everybody else who fills in a part of it.
    form = replace(form, locked=frozenset())
    return row, Sitting(row, form, kept.get("typed", {}), files, kept.get("example", ""))


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: StaffRequest, working_id: int) -> HttpResponseBase:
    """Begin with nothing, or with the answers of an example (?example=plain.ok chooses it)."""
    row, sitting = _sitting(request, working_id)
    names = [name[len("examples/") : -len(".toml")] for name in sorted(row.files) if name.startswith("examples/")]
    if request.method == "POST" and sitting is not None:
        sitting.typed, sitting.files, sitting.example = {}, {}, ""
        example = request.POST.get("example", "")
        if example in names:
            answers = tomllib.loads(row.files[f"examples/{example}.toml"]).get("answers", {})
            answers = _with_files(answers if isinstance(answers, dict) else {}, sitting)
            sitting.typed = forms.typed_from_answers(sitting.form, answers)
            sitting.example = example
        sitting.keep(request)
        return HttpResponseRedirect(working.go("trial-page", row, page=sitting.form.pages[0].id))
    context: dict[str, Any] = {
        "ready": sitting is not None,
        "examples": [(name, name) for name in names],
        "chosen": request.GET.get("example", ""),
    }
    return working.show(request, row, "trial", "trial", **context)


def _with_files(value: Any, sitting: Sitting) -> Any:
    """The answers of an example with its described files as ids of pretended ones."""
    if isinstance(value, dict):
        return {key: _with_files(inner, sitting) for key, inner in value.items()}
    if isinstance(value, list):
        found = []
        for one in value:
            if isinstance(one, dict) and {"name", "size", "kind"} <= set(one):
                key = f"f{len(sitting.files)}"
                sitting.files[key] = Pretended(str(one["name"]), int(one["size"]), str(one["kind"]))
                found.append(key)
            else:
                found.append(_with_files(one, sitting))
        return found
    return value


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: StaffRequest, working_id: int, page: str) -> HttpResponseBase:
    """One page of the form, as residents fill it in."""
    row, sitting = _sitting(request, working_id)
    if sitting is None or all(one.id != page for one in sitting.form.pages):
        raise Http404(page)
    faults: tuple[forms.FieldFault, ...] = ()
    too_much = request.method == "POST" and not _read(request, sitting, page)
    if request.method == "POST" and not too_much:
        action = forms.read_action(request.POST)
        if action is not None:
            try:
                sitting.typed = dict(forms.after_action(sitting.form, sitting.typed, action))
            except forms.NoSuchPlace:
                raise Http404(action.target) from None
        sitting.keep(request)
        outcome = sitting.outcome([page])
        faults = outcome.faults if action is None else ()
        if action is None and not faults:
            later = list(outcome.pages)[list(outcome.pages).index(page) + 1 :] if page in outcome.pages else []
            return HttpResponseRedirect(
                working.go("trial-page", row, page=later[0]) if later else working.go("trial-check", row)
            )
        if action is None and "_anyway" in request.POST:  # for an example that must be refused
            return HttpResponseRedirect(working.go("trial-check", row))
    view = forms.page_context(
        sitting.form, page, sitting.typed, faults=faults, lang=request.LANGUAGE_CODE, files=sitting.files
    )
    status = 422 if faults or too_much else 200
    most = f"{_MOST:,}" if too_much else ""
    return working.show(request, row, "trial_page", "trial", status, view=view, page=page, most=most)


def _read(request: StaffRequest, sitting: Sitting, page: str) -> bool:
    """Take what was typed; False when it is more than a try-out keeps."""
    typed = dict(
        forms.with_page(sitting.form, sitting.typed, forms.read_post(sitting.form, page, request.POST), sitting.files)
    )
    for path, uploads in forms.read_uploads(sitting.form, page, request.FILES).items():
        keys = []
        for upload in uploads:
            key = f"f{len(sitting.files)}"
            kind = _KINDS.get(upload.name.rpartition(".")[2].lower(), "")
            sitting.files[key] = Pretended(upload.name[:100], upload.size, kind)
            keys.append(key)
        typed = dict(forms.put_files(sitting.form, typed, path, keys)[0])
    sitting.typed = typed
    return len(str(typed)) <= _MOST


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: StaffRequest, working_id: int) -> HttpResponseBase:
    """Read back, with the fee; send (not really), or make this input an example."""
    row, sitting = _sitting(request, working_id)
    if sitting is None:
        return HttpResponseRedirect(working.go("trial", row))
    outcome = sitting.outcome()
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            answer = _record(request, row, sitting, outcome)
        except recording.NotRecordableError as error:
            errors["kind"] = {
                "has_faults": _("直すところがある入力は「通る例」にできません。"),
                "has_none": _("正しい入力は「断られる例」にできません。"),
                "not_repeatable": _("この誤りは例に書けません。ほかの誤りで試してください。"),
            }[error.code]
        except RefusedError as refused:
            errors[refused.field] = refused.message
        else:
            return answer
    pack, why = _pack(row)
    bill = None
    if pack is not None and outcome.ok:
        try:
            bill = pack.fees.bill(outcome.env)
        except procedures.FeeError:
            errors["fee"] = _("この答えでは手数料を計算できません。")
    context = {
        "sections": forms.read_back(sitting.form, outcome.answers, request.LANGUAGE_CODE, confidential=True),
        "faults": forms.messages(outcome.faults, request.LANGUAGE_CODE),
        "first": sitting.form.pages[0].id,
        "bill": bill,
        "ready": outcome.ok and pack is not None,
        "why": why,
        "example": request.POST.get("name", sitting.example.rpartition(".")[0]),
        "title": request.POST.get("title", ""),
        "errors": errors,
    }
    return working.show(request, row, "trial_check", "trial", 422 if errors else 200, **context)


def _record(request: StaffRequest, row: WorkingVersion, sitting: Sitting, outcome: forms.Outcome) -> HttpResponse:
    """Save this input as an example. Raises NotRecordableError, RefusedError."""
    name, kind = request.POST.get("name", "").strip(), request.POST.get("kind", "")
    if not recording.NAME.fullmatch(name):
        raise RefusedError("name", _("半角の英小文字・数字・ハイフンで名前を付けてください。例 plain"), "name")
    title = request.POST.get("title", "").strip()[:120] or name
    today = timezone.localdate()
    if kind == "ok":
        text = recording.passing(outcome, title, today, None)
    elif kind == "ng":
        text = recording.refused(sitting.form, sitting.typed, outcome, title, today)
    else:
        raise RefusedError("kind", _("通る例か、断られる例かを選んでください。"), "kind")
    file = f"examples/{name}.{kind}.toml"
    note = _("入力例「%(name)s」") % {"name": name}
    return working.keep(request, row, lambda files: {**files, file: text}, note, working.go("examples", row))


def _pack(row: WorkingVersion) -> tuple[procedures.Pack | None, str]:
    try:
        return paper.compiled(row.pack_id, row.files), ""
    except procedures.PackError as error:
        return None, str(error.problems[0])


@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: StaffRequest, working_id: int) -> HttpResponseBase:
    """The pretended officer: which outcome, why. POST shows what would go out."""
    row, sitting = _sitting(request, working_id)
    pack, _why = _pack(row)
    if sitting is None or pack is None or not (outcome := sitting.outcome()).ok:
        return HttpResponseRedirect(working.go("trial-check", row))
    possible = [one for one in pack.flow.outcomes.values() if _possible(sitting.form, one.when, outcome)]
    chosen = next((one for one in possible if one.id == request.POST.get("outcome")), None)
    reason = request.POST.get("reason", "").strip()
    errors: dict[str, str] = {}
    if request.method == "POST" and possible:
        if chosen is None:
            errors["outcome"] = _("結果を選んでください。")
        elif chosen.reason_required and not reason:
            errors["reason"] = _("この結果には理由を書いてください。")
    decided = request.method == "POST" and not errors
    lang = language()
    context = {
        "outcomes": [(one.id, one.label.in_(lang)) for one in possible],
        "chosen": chosen,
        "reason": reason,
        "errors": errors,
        "decided": decided,
        "receipt": paper.SAMPLE_RECEIPT,
        "sections": forms.read_back(sitting.form, outcome.answers, request.LANGUAGE_CODE),
        "text": chosen.text.in_(lang) if chosen else "",
    }
    return working.show(request, row, "trial_desk", "trial", 422 if errors else 200, **context)


def _possible(form: forms.Form, when: str, outcome: forms.Outcome) -> bool:
    return not when or bool(forms.answer_expression(form, when, forms.Kind.BOOL).run(outcome.env))


@require_POST
def letter(request: StaffRequest, working_id: int) -> HttpResponseBase:
    """The letter of the pretended decision (PDF)."""
    row, sitting = _sitting(request, working_id)
    pack, _why = _pack(row)
    if sitting is None or pack is None or not (outcome := sitting.outcome()).ok:
        return HttpResponseRedirect(working.go("trial-check", row))
    try:
        pdf = paper.decided(
            row, pack, request.POST.get("outcome", ""), request.POST.get("reason", ""), outcome.answers
        ).pdf()
    except KeyError:
        raise Http404("no such outcome") from None
    except documents.TypesettingFailed as error:
        working.refused(
            request, RefusedError("typst", _("書類を作れませんでした：%(what)s") % {"what": str(error)}, "")
        )
        return HttpResponseRedirect(working.go("trial-desk", row))
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="trial.pdf"'
    return answer
