"""The door of the signatures room: documents leave signed by their office."""

from __future__ import annotations

from madoguchi.modules.signatures.adapters.keys import office_key
from madoguchi.modules.signatures.adapters.trust import RevocationList, revocation_lists
from madoguchi.modules.signatures.choices import Fault, Hindrance
from madoguchi.modules.signatures.domain.refusal import UnsignableError
from madoguchi.modules.signatures.domain.verdict import Verdict
from madoguchi.modules.signatures.models import OfficeCertificate
from madoguchi.modules.signatures.services.certificate import end, set_certificate
from madoguchi.modules.signatures.services.issuing import Signed, all_in_use, in_use, offices_of, sign
from madoguchi.modules.signatures.services.verifying import verify

__all__ = [
    "Fault",
    "Hindrance",
    "OfficeCertificate",
    "RevocationList",
    "Signed",
    "UnsignableError",
    "Verdict",
    "all_in_use",
    "end",
    "in_use",
    "office_key",
    "offices_of",
    "revocation_lists",
    "set_certificate",
    "sign",
    "verify",
]
