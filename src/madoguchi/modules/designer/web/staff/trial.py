"""The try-out: fill the working version in as a resident, "send" it, decide it as a pretended officer, see the letter.

What is typed lies in the officer's own session and nowhere else: no draft, no case, no mail, no stored file (of a
chosen one only name and size are looked at). Every page says 試し.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from madoguchi.kernel.people.api import RefusedError, StaffRequest
from madoguchi.kernel.ui.api import language
from madoguchi.modules.designer.domain import recording, tomlsync
from madoguchi.modules.designer.models import WorkingVersion
from madoguchi.modules.designer.services import paper
from madoguchi.modules.designer.web.staff import sitting as sitting_of
from madoguchi.modules.designer.web.staff import working
from madoguchi.modules.designer.web.staff.sitting import CODE, MOST, Pretended, Sitting
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures import api as procedures

_KINDS = {"jpg": "jpeg", "jpeg": "jpeg", "png": "png", "heic": "heic", "pdf": "pdf", "docx": "docx", "xlsx": "xlsx"}


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: StaffRequest, working_id: int) -> HttpResponseBase:
    """Begin with nothing, or with the answers of an example (?example=plain.ok chooses it)."""
    row, sitting = sitting_of.resumed(request, working_id)
    names = [name[len("examples/") : -len(".toml")] for name in sorted(row.files) if name.startswith("examples/")]
    if request.method == "POST" and sitting is not None:
        sitting.begin(request.POST.get("example", ""))
        sitting.keep(request)
        return HttpResponseRedirect(working.go("trial-page", row, page=sitting.form.pages[0].id))
    context: dict[str, Any] = {
        "ready": sitting is not None,
        "examples": [(name, name) for name in names],
        "chosen": request.GET.get("example", ""),
    }
    return working.show(request, row, "trial", "trial", **context)


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: StaffRequest, working_id: int, page: str) -> HttpResponseBase:
    """One page of the form, as residents fill it in."""
    row, sitting = sitting_of.resumed(request, working_id)
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
        sitting.proofs, wrong = forms.proof.pretended(
            sitting.form, page, sitting.typed, sitting.proofs, request.POST, CODE
        )
        asked = bool(forms.proof.pressed(request.POST))
        sitting.keep(request)
        outcome = sitting.outcome([page])
        faults = tuple(wrong) if asked else (*wrong, *outcome.faults) if action is None else ()
        if action is None and not faults and not asked:
            later = list(outcome.pages)[list(outcome.pages).index(page) + 1 :] if page in outcome.pages else []
            return HttpResponseRedirect(
                working.go("trial-page", row, page=later[0]) if later else working.go("trial-check", row)
            )
        if action is None and not asked and "_anyway" in request.POST:  # for an example that must be refused
            return HttpResponseRedirect(working.go("trial-check", row))
    view = forms.page_context(
        sitting.form, page, sitting.typed, faults=faults, lang=request.LANGUAGE_CODE, files=sitting.files,
        today=sitting.today, outcome=sitting.outcome(()), proofs=sitting.proofs,
    )  # fmt: skip
    status = 422 if faults or too_much else 200
    most = f"{MOST:,}" if too_much else ""
    told = {"code": CODE if sitting.form.proves_mail else "", **_day(sitting)}
    return working.show(request, row, "trial_page", "trial", status, view=view, page=page, most=most, **told)


def _day(sitting: Sitting) -> dict[str, Any]:
    """The day that it is in a try-out begun from an example, where that is another than today."""
    return {"day": sitting.today if sitting.today != timezone.localdate() else None}


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
    return len(str(typed)) <= MOST


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: StaffRequest, working_id: int) -> HttpResponseBase:
    """Read back, with the fee; send (not really), or make this input an example."""
    row, sitting = sitting_of.resumed(request, working_id)
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
    pack, why = pack_of(row)
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
        **_day(sitting),
    }
    return working.show(request, row, "trial_check", "trial", 422 if errors else 200, **context)


def _record(request: StaffRequest, row: WorkingVersion, sitting: Sitting, outcome: forms.Outcome) -> HttpResponse:
    """Save this input as an example. Raises NotRecordableError, RefusedError."""
    name, kind = request.POST.get("name", "").strip(), request.POST.get("kind", "")
    if not recording.NAME.fullmatch(name):
        raise RefusedError("name", _("半角の英小文字・数字・ハイフンで名前を付けてください。例 plain"), "name")
    title = request.POST.get("title", "").strip()[:120] or name
    today = sitting.today
    file = f"examples/{name}.{kind}.toml"
    before = tomlsync.plain(row.files.get(file, ""))
    if kind == "ok":
        pack, _why = pack_of(row)
        text = recording.passing(outcome, title, today, _total(pack, outcome), before)
    elif kind == "ng":
        text = recording.refused(sitting.form, sitting.typed, outcome, title, today, before)
    else:
        raise RefusedError("kind", _("通る例か、断られる例かを選んでください。"), "kind")
    note = _("入力例「%(name)s」") % {"name": name}
    return working.keep(request, row, lambda files: {**files, file: text}, note, working.go("examples", row))


def _total(pack: procedures.Pack | None, outcome: forms.Outcome) -> int | None:
    """What these answers cost, for an example to hold to; None where there is no fee or none can be reckoned."""
    if pack is None or not (pack.fees.rules and outcome.ok):
        return None
    try:
        return pack.fees.bill(outcome.env).total
    except procedures.FeeError:
        return None


def pack_of(row: WorkingVersion) -> tuple[procedures.Pack | None, str]:
    """The compiled pack; None with the first fault."""
    try:
        return paper.compiled(row.pack_id, row.files), ""
    except procedures.PackError as error:
        first = error.problems[0]
        return None, first.ja if language() == "ja" else first.en
