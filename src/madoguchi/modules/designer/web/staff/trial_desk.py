"""The end of a try-out: the pretended officer decides, and the letter that would go out."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.kernel.people.api import RefusedError, StaffRequest
from madoguchi.kernel.ui.api import language
from madoguchi.kit.money import MoneyError, parse_yen
from madoguchi.modules.cases import api as cases
from madoguchi.modules.designer.services import paper
from madoguchi.modules.designer.web.staff import sitting as sitting_of
from madoguchi.modules.designer.web.staff import working
from madoguchi.modules.designer.web.staff.trial import pack_of
from madoguchi.modules.documents import api as documents
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures import api as procedures


@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: StaffRequest, working_id: int) -> HttpResponseBase:
    """The pretended officer: which outcome, why, how much. POST shows what would go out."""
    row, sitting = sitting_of.resumed(request, working_id)
    pack, _why = pack_of(row)
    if sitting is None or pack is None or not (outcome := sitting.outcome()).ok:
        return HttpResponseRedirect(working.go("trial-check", row))
    possible = paper.possible(pack, outcome)
    chosen = next((one for one in possible if one.id == request.POST.get("outcome")), None)
    reason = request.POST.get("reason", "").strip()
    errors: dict[str, str] = {}
    if request.method == "POST" and possible:
        if chosen is None:
            errors["outcome"] = _("結果を選んでください。")
        elif chosen.reason_required and not reason:
            errors["reason"] = _("この結果には理由を書いてください。")
        elif chosen.amount and _amount(request, pack, chosen, outcome) is None:
            errors["amount"] = _("金額を、1円からこの答えで決められる上限までで入力してください。")
    decided = request.method == "POST" and not errors
    lang = language()
    granting = chosen if chosen and chosen.amount else next((one for one in possible if one.amount), None)
    proposed = paper.yen(pack, granting.amount, outcome) if granting else None
    context = {
        "outcomes": [(one.id, one.label.in_(lang)) for one in possible],
        "chosen": chosen,
        "reason": reason,
        "granting": granting,
        "amount": request.POST.get("amount", "" if proposed is None else f"{proposed:,}"),
        "bill": _bill(pack, outcome),
        "errors": errors,
        "decided": decided,
        "receipt": paper.SAMPLE_RECEIPT,
        "sections": forms.read_back(sitting.form, outcome.answers, request.LANGUAGE_CODE, today=sitting.today),
        "text": chosen.text.in_(lang) if chosen else "",
    }
    return working.show(request, row, "trial_desk", "trial", 422 if errors else 200, **context)


def _amount(request: StaffRequest, pack: procedures.Pack, chosen: cases.Outcome, outcome: forms.Outcome) -> int | None:
    """The yen that the pretended officer grants; None where that cannot be."""
    try:
        amount = parse_yen(request.POST.get("amount", ""))
    except MoneyError:
        return None
    most = paper.yen(pack, chosen.amount_most, outcome)
    return amount if amount > 0 and (most is None or amount <= most) else None


def _bill(pack: procedures.Pack, outcome: forms.Outcome) -> procedures.Bill | None:
    """The fee as an officer would fix it who changes nothing; None where none is fixed."""
    try:
        return paper.fixed_bill(pack, outcome)
    except procedures.FeeError:
        return None


@require_POST
def letter(request: StaffRequest, working_id: int) -> HttpResponseBase:
    """The letter of the pretended decision (PDF)."""
    row, sitting = sitting_of.resumed(request, working_id)
    pack, _why = pack_of(row)
    if sitting is None or pack is None or not (outcome := sitting.outcome()).ok:
        return HttpResponseRedirect(working.go("trial-check", row))
    chosen = next((one for one in paper.possible(pack, outcome) if one.id == request.POST.get("outcome")), None)
    if chosen is None:
        raise Http404("no such outcome")
    amount = _amount(request, pack, chosen, outcome) if chosen.amount else None
    granted = paper.Granted(request.POST.get("reason", ""), amount, _bill(pack, outcome))
    try:
        pdf = paper.decided(row, pack, chosen.id, granted, outcome.answers).pdf()
    except documents.TypesettingFailed as error:
        working.refused(
            request, RefusedError("typst", _("書類を作れませんでした：%(what)s") % {"what": str(error)}, "")
        )
        return HttpResponseRedirect(working.go("trial-desk", row))
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="trial.pdf"'
    return answer
