"""Papers of a case as PDF, made when asked for: 受付票, a copy of the answers, the decision's document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from madoguchi.kernel.tenants.api import Department, Tenant, absolute, contact_of
from madoguchi.kit.languages import base
from madoguchi.kit.money import format_yen
from madoguchi.kit.wareki import format_wareki
from madoguchi.modules.cases.choices import Phase
from madoguchi.modules.cases.domain.conditions import continued, replaced
from madoguchi.modules.cases.domain.flow import Outcome
from madoguchi.modules.cases.domain.kinds import CaseKind, kind_of
from madoguchi.modules.cases.domain.numbers import group
from madoguchi.modules.cases.domain.standard_flows import NOTIFICATION, UNCONFIRMED
from madoguchi.modules.cases.models import Case, Decision, Submission
from madoguchi.modules.documents import api as documents
from madoguchi.modules.forms import api as forms

# A day as the form engine reads it back: 2026年11月22日（令和8年）.
_DAY = re.compile(r"\A([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日（[^（）]+年）\Z")


def receipt_pdf(tenant: Tenant, case: Case, *, code: str = "") -> bytes:
    """Return the 受付票, in the language of the page. `code`: the confirmation code, when the holder has just
    got it."""
    lang = _language()
    status_url = absolute(tenant, "cases:status", surface="resident")
    data: documents.ReceiptData = {
        "body": _body(tenant, lang),
        "procedure": case.title(lang),
        "receipt_number": group(case.receipt_number),
        "received_at": case.filed_at,
        "applicant": case.applicant_name,
        "applicant_label": _applicant_label(case),
        "contact": _contact(tenant, case.department, lang),
        "status_url": status_url,
        "qr_svg": documents.qr_svg(status_url),
        "steps": _steps(case),
        "demo": settings.MADOGUCHI_DEMO,
    }
    if code:
        data["code"] = group(code)
    if case.due_on:
        data["expected"] = case.due_on
    if case.fee_total:
        data["fee"] = _yen(case.fee_total, lang)
        if is_estimate(case):
            data["fee"] = _("%(amount)s（見込み。担当が確かめて決めます）") % {"amount": data["fee"]}
    serials = _serials(case, lang)
    if serials:
        data["serials"] = serials
    return documents.render_pdf(documents.TEMPLATES["receipt"], data, lang=lang)


def is_estimate(case: Case) -> bool:
    """Whether the fee of the case is one that the office still has to fix."""
    return not case.fee_fixed_on and kind_of(case.kind).flow_for(case.subject_key).fixes_fee


def receipt_pdf_of(tenant: Tenant, receipt_number: str, *, code: str = "") -> bytes | None:
    """Return the 受付票 of a case of the open scope; None for an unknown number. The caller has checked who
    asks."""
    case = Case.objects.select_related("department").filter(receipt_number=receipt_number).first()
    return None if case is None else receipt_pdf(tenant, case, code=code)


def _serials(case: Case, lang: str) -> list[documents.Detail]:
    """The numbers that the form gave at filing; few forms give any, and only theirs ask the answers."""
    form = kind_of(case.kind).form_for(case.subject_key)
    last = case.submissions.order_by("-seq").first() if form.serials else None
    answers = last.answers if last else {}
    return [
        {"label": form.field(name).label.in_(lang), "lines": [answers[name]]}
        for name in form.serials
        if name in answers
    ]


def _applicant_label(case: Case) -> str:
    notification = kind_of(case.kind).flow_for(case.subject_key).base == NOTIFICATION
    return _("届出者") if notification else _("申請者")


def answers_pdf(tenant: Tenant, case: Case, submission: Submission) -> bytes:
    """Return a copy of what was sent with this submission, in the language of the page."""
    lang = _language()
    form = kind_of(case.kind).form_of(case.subject_key, submission.form_key)
    data: documents.AnswersData = {
        "body": _body(tenant, lang),
        "procedure": case.title(lang),
        "receipt_number": group(case.receipt_number),
        "received_at": submission.filed_at,
        "sections": [
            {"title": section.title, "rows": [_row(row) for row in section.rows]}
            for section in forms.read_back(form, submission.answers, lang, today=case.filed_on)
        ],
        "demo": settings.MADOGUCHI_DEMO,
    }
    if case.fee_total:
        data["fee"] = _yen(case.fee_total, lang)
    return documents.render_pdf(documents.TEMPLATES["answers"], data, lang=lang)


def decision_pdf(tenant: Tenant, case: Case, decision: Decision, *, number: str = "", on: date | None = None) -> bytes:
    """Return the document of a decision; without number and date it is the draft that the officer looks at.

    Raises `TypesettingFailed` when the pack's template is broken.
    """
    template, data = _decision(tenant, case, decision)
    data["number"] = number or "（案）"
    if on is not None:
        data["date"] = on
    return documents.render_pdf(template, data)


def unprintable_in_decision(tenant: Tenant, case: Case, decision: Decision) -> list[str]:
    """Return the characters of the document that paper cannot show: to be told before it is issued."""
    _template, data = _decision(tenant, case, decision)
    return list(documents.characters(documents.unprintable(data)))


def _decision(tenant: Tenant, case: Case, decision: Decision) -> tuple[str, documents.DecisionData]:
    kind = kind_of(case.kind)
    outcome = kind.flow_for(case.subject_key).outcomes[decision.outcome]
    template = kind.document_for(case.subject_key, outcome.document)
    appeals = kind.appeals_for(case.subject_key)
    notices: list[documents.AppealNotice] = [
        {"kind": appeal.kind, "text": appeal.text.ja, "unchecked": appeal.unchecked}
        for appeal in (appeals[appeal_id] for appeal_id in outcome.appeal)
    ]
    arrived = format_wareki(case.filed_on)
    lead = (
        kind.outcome_text(case.subject_key, outcome.id, "ja")
        or f"{arrived}付けの「{case.title_ja}」について、次のとおり決定しましたので通知します。"
    )
    if decision.conditions:
        lead = replaced(lead, decision.conditions)
    added = continued(lead, decision.text)
    numbered = added != decision.text.strip()
    data: documents.DecisionData = {
        "title": outcome.title.ja or template.title.ja,
        "body": tenant.name,
        "addressee": {"address": case.applicant_address, "name": case.applicant_name or "申請者"},
        "sender": {"title": head_of(tenant), "name": tenant.head_name},
        "text": f"{lead}\n{added}" if numbered else f"{lead}\n\n{added}".strip(),
        "arrived": case.filed_on,
        "details": _details(case, outcome, arrived, decision),
        "reason": decision.reason,
        "appeal": notices,
        "contact": _contact(tenant, case.department, "ja"),
        "receipt_number": group(case.receipt_number),
        "unchecked": template.unchecked,
        "demo": settings.MADOGUCHI_DEMO,
    }
    if case.fee_fixed_on:
        data["fee"] = _fee(case)
    if decision.amount is not None:
        data["amount"] = format_yen(decision.amount)
    if template.typst:
        data["answers"] = _answers(kind, case)
    return template.typst or documents.TEMPLATES["decision"], data


def head_of(tenant: Tenant) -> str:
    """Return the sender's title: 名取市長, 宮城県知事. A title stored as 市長 does not repeat the 市 of the
    name."""
    title = tenant.head_title or "長"
    return tenant.name + (title.removeprefix(tenant.name[-1]) or title)


def _details(case: Case, outcome: Outcome, arrived: str, decision: Decision) -> list[documents.Detail]:
    details: list[documents.Detail] = [
        {"label": "件名", "lines": [case.title_ja]},
        {"label": "到達年月日", "lines": [arrived]},
        {"label": "受付番号", "lines": [group(case.receipt_number)]},
        {"label": "決定の内容", "lines": [outcome.label.ja]},
    ]
    if decision.amount is not None:
        details.append({"label": outcome.amount_label.ja or "金額", "lines": [format_yen(decision.amount)]})
    if case.fee_fixed_on:
        fee = _fee(case)
        until = [f"納める期限　{fee['due']}"] if "due" in fee else []
        details.append({"label": "手数料", "lines": [*fee["lines"], f"合計　{fee['total']}", *until]})
    return details


def _fee(case: Case) -> documents.FixedFee:
    """The fee as fixed, in words: one line for each of its lines."""
    lines = [f"{line['label']['ja']}　{_sum(line)}" for line in case.fee_lines]
    fee: documents.FixedFee = {"lines": lines, "total": format_yen(case.fee_total)}
    if case.fee_due_on:
        fee["due"] = format_wareki(case.fee_due_on)
    return fee


def _sum(line: Mapping[str, Any]) -> str:
    if line["times"] == 1:
        return format_yen(line["total"], minus="△")
    return f"{format_yen(line['amount'])}×{line['times']:,}＝{format_yen(line['total'], minus='△')}"


def _answers(kind: CaseKind, case: Case) -> dict[str, list[str]]:
    submission = case.submissions.order_by("-seq").first()
    if submission is None:
        return {}
    form = kind.form_for(case.subject_key)
    return answer_lines(forms.read_back(form, submission.answers, "ja", today=case.filed_on))


def answer_lines(sections: Iterable[forms.Section]) -> dict[str, list[str]]:
    """Return the lines that a pack's document prints, by field; a repeated block takes one line per entry
    (足場　13.5　㎡), and a day is written as in the rest of the paper (令和8年11月22日)."""
    found: dict[str, list[str]] = {}
    blocks: dict[tuple[str, str], list[str]] = {}
    for row in (row for section in sections for row in section.rows):
        if not row.group:
            found.setdefault(row.field_id, []).extend(map(_in_one_style, row.lines))
            continue
        blocks.setdefault((row.field_id, row.group), []).extend(map(_in_one_style, row.lines))
    for (field_id, _heading), parts in blocks.items():
        found.setdefault(field_id, []).append("　".join(parts))
    return found


def _in_one_style(line: str) -> str:
    """A day as the rest of the paper writes it (和暦); anything else as it is."""
    found = _DAY.match(line)
    return format_wareki(date(*map(int, found.groups()))) if found else line


def _row(row: forms.Row) -> documents.AnswerRow:
    shown: documents.AnswerRow = {"label": row.label, "lines": list(row.lines)}
    if row.group:
        shown["group"] = row.group
    if row.figures:
        shown["figures"] = [{"svg": str(one), "alt": "、".join(row.lines)} for one in row.figures]
    return shown


def _steps(case: Case) -> list[documents.Step]:
    """What comes next, for the 受付票."""
    if case.phase == Phase.DONE:
        return [{"text": _("手続は終わりました。結果と、そのあとに必要なことは、状況確認のページでごらんください。")}]
    if case.state == UNCONFIRMED:
        return [{"text": _("届いたメールのリンクを開き、「確定する」を押してください。押すまで、何も行いません。")}]
    last: documents.Step = {"text": _("結果が出たら、状況確認のページでお知らせします。")}
    if case.due_on:
        last["when"] = case.due_on
    return [
        {"text": _("担当の職員が内容を確認します。")},
        {"text": _("直していただくところがあれば、ご連絡します。")},
        last,
    ]


def _contact(tenant: Tenant, department: Department, lang: str) -> documents.Contact:
    found = contact_of(tenant, department, lang)
    return {
        "office": f"{found.body} {found.office}",
        "phone": found.phone,
        "hours": found.hours,
        "email": found.email,
    }


def _body(tenant: Tenant, lang: str) -> str:
    return tenant.name_en if lang == "en" else tenant.name


def _yen(amount: int, lang: str) -> str:
    return f"¥{amount:,}" if lang == "en" else format_yen(amount)


def _language() -> str:
    return base(translation.get_language())
