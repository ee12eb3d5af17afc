"""Documents of a working version: the data that a decision would have, with the answers of an example or of a try-out.

Nothing of it is a case: the number, the receipt number and the sender's name are samples, and the paper says 試し.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from madoguchi.kernel.tenants.api import Department, Tenant, contact_of
from madoguchi.kit.money import format_yen
from madoguchi.kit.wareki import format_wareki
from madoguchi.modules.cases import api as cases
from madoguchi.modules.designer.domain import tomlsync, translations
from madoguchi.modules.designer.domain.packfiles import Files
from madoguchi.modules.designer.models import WorkingVersion
from madoguchi.modules.documents import api as documents
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures import api as procedures

SAMPLE_RECEIPT = "試し-0000"
BUILT_IN = "decision"
# Stand in for examples that are missing or wrong: a document can be looked at before they are there.
_STAND_INS = {
    f"examples/stand-in.{kind}.toml": f'title = "x"\ntoday = 2026-11-22\n{expect}\n[answers]\n'
    for kind, expect in (("ok", ""), ("ng", 'expect = [{ field = "x", code = "x" }]'))
}


@dataclass(frozen=True)
class Letter:
    """A template with what it reads."""

    source: str
    data: Mapping[str, Any]

    def pdf(self) -> bytes:
        """The PDF. Raises documents.TypesettingFailed."""
        return documents.render_untrusted(self.source, self.data)


def compiled(pack_id: str, files: Files) -> procedures.Pack:
    """The pack without regard to its examples and to missing English. Raises PackError."""
    rest = {name: text for name, text in translations.with_stand_ins(files).items() if not name.startswith("examples/")}
    return procedures.compile_files(pack_id, {**rest, **_STAND_INS})


@dataclass(frozen=True)
class Granted:
    """What a pretended officer decides besides the outcome: why, how many yen, and the fee as fixed (None: none is)."""

    reason: str = ""
    amount: int | None = None
    bill: procedures.Bill | None = None


def possible(pack: procedures.Pack, outcome: forms.Outcome) -> list[cases.Outcome]:
    """The outcomes that these answers can have."""
    return [
        one
        for one in pack.flow.outcomes.values()
        if not one.when or forms.answer_expression(pack.form, one.when, forms.Kind.BOOL)(outcome.env)
    ]


def yen(pack: procedures.Pack, source: str, outcome: forms.Outcome) -> int | None:
    """What an expression of an outcome comes to in yen; None for nothing."""
    value = forms.answer_expression(pack.form, source, forms.Kind.NUMBER)(outcome.env) if source else None
    return None if value is None else int(value)


def fixed_bill(pack: procedures.Pack, outcome: forms.Outcome) -> procedures.Bill | None:
    """The fee as an officer would fix it who changes nothing; None where none is fixed in the examination. Raises
    FeeError."""
    return pack.fees.bill(outcome.env) if pack.fees.estimate else None


def decided(
    row: WorkingVersion, pack: procedures.Pack, outcome_id: str, granted: Granted, answers: Mapping[str, Any]
) -> Letter:
    """The letter of one outcome, with the data that the desk gives it. Raises KeyError."""
    outcome = pack.flow.outcomes[outcome_id]
    words = procedures.body_words(row.tenant, pack.card.office, "ja")
    appeals = [one for one in pack.card.appeals if one.id in outcome.appeal]
    data = _data(row.tenant, row.department, pack.form, answers) | {
        "title": outcome.title.ja or pack.card.title.ja,
        "text": words.fill(outcome.text.ja) or _lead(pack.card.title.ja),
        "details": _details(pack.card.title.ja, outcome.label.ja),
        "reason": granted.reason,
        "appeal": [
            {"kind": one.kind, "text": words.fill(one.text.ja), "unchecked": not one.checked} for one in appeals
        ],
        "unchecked": bool(pack.unchecked),
    }
    if granted.amount is not None:
        data["amount"] = format_yen(granted.amount)
        data["details"].append({"label": outcome.amount_label.ja or "金額", "lines": [data["amount"]]})
    if granted.bill is not None:
        data["fee"] = _fee(granted.bill, pack.fees.pay_within)
        lines = [*data["fee"]["lines"], f"合計　{data['fee']['total']}", f"納める期限　{data['fee']['due']}"]
        data["details"].append({"label": "手数料", "lines": lines})
    own = outcome.document not in ("", BUILT_IN)
    return Letter(pack.documents[outcome.document] if own else documents.TEMPLATES[BUILT_IN], data)


def sample(row: WorkingVersion, name: str, source: str, form: forms.Form | None, answers: Mapping[str, Any]) -> Letter:
    """The document of this name with sample words, and with what the outcome says that gives it out, while the rest of
    the pack may still be wrong."""
    said = _ja(tomlsync.plain(row.files["pack.toml"]).get("title")) or row.pack_id
    outcome = _outcome(row, name)
    words = procedures.body_words(row.tenant, procedures.Words("", ""), "ja")
    data = _data(row.tenant, row.department, form, answers) | {
        "title": _ja(outcome.get("title")) or said,
        "text": words.fill(_ja(outcome.get("text"))) or _lead(said),
        "details": _details(said, "（決定の内容）"),
        "reason": "（理由がここに入ります）",
        "appeal": [{"kind": "審査請求", "text": "（教示がここに入ります）", "unchecked": True}],
        "unchecked": True,
    }
    if tomlsync.plain(row.files.get("fees.toml", "")).get("estimate"):
        data["fee"] = {"lines": ["（手数料の行がここに入ります）"], "total": "（合計）", "due": "（納める期限）"}
    if outcome.get("amount"):
        data["amount"] = "（金額）"
    return Letter(source, data)


def _fee(bill: procedures.Bill, days: int) -> documents.FixedFee:
    """The fee as an officer would fix it who changes nothing."""
    lines = [
        f"{line.label.ja}　"
        + (f"{format_yen(line.amount)}×{line.number:,}＝" if line.number != 1 else "")
        + format_yen(line.total, minus="△")
        for line in bill.lines
    ]
    due = format_wareki(timezone.localdate() + timedelta(days=days))
    return {"lines": lines, "total": format_yen(bill.total), "due": due}


def _outcome(row: WorkingVersion, name: str) -> Mapping[str, Any]:
    outcomes = tomlsync.plain(row.files["flow.toml"]).get("outcome")
    tables = [one for one in outcomes if isinstance(one, Mapping)] if isinstance(outcomes, list) else []
    return next((one for one in tables if one.get("document") == name), {})


def _ja(value: Any) -> str:
    return str(value.get("ja", "")) if isinstance(value, Mapping) else ""


def _data(
    tenant: Tenant, department: Department | None, form: forms.Form | None, answers: Mapping[str, Any]
) -> dict[str, Any]:
    words = procedures.body_words(tenant, procedures.Words("", ""), "ja")
    contact = contact_of(tenant, department, "ja")
    office = f"{tenant.name} {department.name}" if department else tenant.name
    applicant = forms.applicant(form, answers) if form else None
    return {
        "body": tenant.name,
        "number": "（試し）",
        "date": timezone.localdate(),
        "addressee": {
            "address": applicant.address if applicant else "",
            "name": (applicant.name if applicant else "") or "申請者",
        },
        "sender": {"title": words.head, "name": tenant.head_name},
        "arrived": timezone.localdate(),
        "contact": {"office": office, "phone": contact.phone, "hours": contact.hours, "email": contact.email},
        "receipt_number": SAMPLE_RECEIPT,
        "demo": True,
        "answers": cases.answer_lines(forms.read_back(form, answers, "ja")) if form else {},
    }


def _lead(title: str) -> str:
    return f"{format_wareki(timezone.localdate())}付けの「{title}」について、次のとおり決定しましたので通知します。"


def _details(title: str, decision: str) -> list[dict[str, Any]]:
    return [
        {"label": "件名", "lines": [title]},
        {"label": "受付番号", "lines": [SAMPLE_RECEIPT]},
        {"label": "決定の内容", "lines": [decision]},
    ]
