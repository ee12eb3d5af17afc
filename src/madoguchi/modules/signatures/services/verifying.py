"""Is a signed document what its office let out?"""

from __future__ import annotations

from madoguchi.modules.signatures.adapters.trust import trust
from madoguchi.modules.signatures.domain.verdict import Verdict


def verify(pdf: bytes) -> Verdict:
    """Judge a PDF by the operator's roots and lists of revocations, without network: some 0.1 s. Raises UnsignableError
    (TRUST) when these cannot be read."""
    # inside: heavy library, rarely used
    from madoguchi.modules.signatures.adapters import verifying

    return verifying.judge(pdf, trust())
