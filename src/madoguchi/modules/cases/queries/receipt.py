"""What the receipt page shows of a case that has just been filed: one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from madoguchi.kernel.tenants.api import statements
from madoguchi.kit.languages import english
from madoguchi.modules.cases.choices import Phase
from madoguchi.modules.cases.domain.standard_flows import UNCONFIRMED
from madoguchi.modules.cases.models import Case


@dataclass(frozen=True, slots=True)
class Receipt:
    """A filed case as its receipt needs it. `due_on`: the expected day, None without a standard period; `mail`: where
    the receipt was sent, "" for nowhere; `fee_total`: yen; `done`: nothing more is to come (an instant flow);
    `resident_id`: in whose account it lies; `to_confirm`: it counts only once the mailed link was used (by_mail)."""

    receipt_number: str
    subject_key: str
    title_ja: str
    title_en: str
    filed_at: datetime
    due_on: date | None
    mail: str
    fee_total: int
    department_id: int
    resident_id: int | None
    done: bool
    to_confirm: bool

    def title(self, lang: str) -> str:
        """The title in the language asked for."""
        return self.title_en if english(lang) and self.title_en else self.title_ja


def receipt(draft_key: str) -> Receipt | None:
    """Return the receipt of the case that this draft became in the open scope; None while it has not been sent."""
    row = statements.read(Case, _COLUMNS, draft_key=draft_key)
    if row is None:
        return None
    *fields, phase, state = row
    return Receipt(*[*fields, phase == Phase.DONE, state == UNCONFIRMED])


_COLUMNS = (
    "receipt_number", "subject_key", "title_ja", "title_en", "filed_at", "due_on", "applicant_mail", "fee_total",
    "department", "resident", "phase", "state",
)  # fmt: skip
