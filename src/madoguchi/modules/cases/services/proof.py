"""受付の証明: what shows, without us, that a case arrived at its moment with these answers (decision 0027).

The event of filing holds two hashes of the receipt and of the answers, salted with a nonce that only the holder of the
case is given: whoever reads the audit learns nothing from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.tenants.api import Tenant
from madoguchi.modules.cases import events
from madoguchi.modules.cases.models import Case

PROOF_FORMAT = "madoguchi-proof-1"


def marks(tenant: Tenant, case: Case, answers: Mapping[str, Any]) -> dict[str, str]:
    """What the event of filing says of the receipt and of the answers: a hash of each."""
    nonce = _nonce(case)
    return {
        "receipt": audit.salted_hash(nonce, audit.canonical(_told(tenant, case))),
        "answers": audit.salted_hash(nonce, audit.canonical(dict(answers))),
    }


def proof_of(tenant: Tenant, case: Case) -> tuple[dict[str, Any], bool] | None:
    """The proof of a case of the open scope as it is given out, and whether it leads to a signed day; None while the
    event is not sealed yet. Five queries, six once the day is signed."""
    found = audit.proof(events.FILED, case.target)
    if found is None:
        return None
    receipt: dict[str, Any] = _told(tenant, case)
    sent = case.submissions.order_by("seq").first()
    if sent is not None:
        receipt["answers"] = sent.answers
    return {"format": PROOF_FORMAT, "receipt": receipt, "nonce": _nonce(case), **found.as_json()}, found.daily


def _told(tenant: Tenant, case: Case) -> dict[str, str]:
    return {"body": tenant.code, "number": case.receipt_number, "filed_at": audit.moment(case.filed_at)}


def _nonce(case: Case) -> str:
    """From the code's HMAC, which nobody outside has; 128 bits, hexadecimal."""
    return sha256(f"madoguchi.cases.proof.{case.code_hash}".encode()).hexdigest()[:32]
