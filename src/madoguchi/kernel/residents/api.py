"""The door of the residents room: who is signed in on a resident's page, and what my page shows.

`current(request)` in a view of any room; `register_section(…)` in its apps.py; `follow_leaving(…)` to take one's own
cookies away at the sign-out; `into(request)`, `chosen(request)` and `lies_in(…)` where something is filed, with the
macros of `residents/resident/into.html`.
"""

from __future__ import annotations

from madoguchi.kernel.residents.choices import How, Kind
from madoguchi.kernel.residents.domain.sections import Line, Section
from madoguchi.kernel.residents.models import Resident
from madoguchi.kernel.residents.services.account import by_address, open_account
from madoguchi.kernel.residents.services.into import CHANGED, Into, chosen, into, lies_in, still_in
from madoguchi.kernel.residents.services.proof import PURPOSE as PROOF_PURPOSE
from madoguchi.kernel.residents.services.proof import about as proof_about
from madoguchi.kernel.residents.services.proof import attach as attach_proof
from madoguchi.kernel.residents.services.proof import facts_of, proofs_of, resident_of
from madoguchi.kernel.residents.services.sections import register_section
from madoguchi.kernel.residents.services.session import SignedIn, current, enter, follow_leaving, signed_in_id
from madoguchi.kernel.residents.services.session import leave as sign_out

__all__ = [
    "CHANGED",
    "PROOF_PURPOSE",
    "How",
    "Into",
    "Kind",
    "Line",
    "Resident",
    "Section",
    "SignedIn",
    "attach_proof",
    "by_address",
    "chosen",
    "current",
    "enter",
    "facts_of",
    "follow_leaving",
    "into",
    "lies_in",
    "open_account",
    "proof_about",
    "proofs_of",
    "register_section",
    "resident_of",
    "sign_out",
    "signed_in_id",
    "still_in",
]
