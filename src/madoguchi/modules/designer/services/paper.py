"""Documents of a working version: the data that a decision would have, with the answers of an example or of a try-out.

Nothing of it is a case: the number, the receipt number and the sender's name are samples, and the paper says 試し.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from madoguchi.kernel.tenants.api import Department, Tenant, contact_of
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


def decided(
    row: WorkingVersion, pack: procedures.Pack, outcome_id: str, reason: str, answers: Mapping[str, Any]
) -> Letter:
    """The letter of one outcome. Raises KeyError."""
    outcome = pack.flow.outcomes[outcome_id]
    words = procedures.body_words(row.tenant, pack.card.office, "ja")
    appeals = [one for one in pack.card.appeals if one.id in outcome.appeal]
    data = _data(row.tenant, row.department, pack.form, answers) | {
        "title": outcome.title.ja or pack.card.title.ja,
        "text": words.fill(outcome.text.ja) or _lead(pack.card.title.ja),
        "details": _details(pack.card.title.ja, outcome.label.ja),
        "reason": reason,
        "appeal": [
            {"kind": one.kind, "text": words.fill(one.text.ja), "unchecked": not one.checked} for one in appeals
        ],
        "unchecked": bool(pack.unchecked),
    }
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
    return Letter(source, data)


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
