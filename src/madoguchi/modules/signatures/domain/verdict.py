"""What a look at a signed document found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from madoguchi.modules.signatures.choices import Fault


@dataclass(frozen=True)
class Verdict:
    """`fault`: the first that counts, none = all is well. Who signed (common name, "" unknown), the SHA-256 of the
    certificate (hexadecimal) and the time of the stamp are only worth something without a fault."""

    fault: Fault | None
    signer: str = ""
    fingerprint: str = ""
    stamped_at: datetime | None = None
