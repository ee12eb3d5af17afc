"""What somebody who checked an identity says of a person or firm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

FACTS = ("name", "birth", "sex", "address", "corporate_number")
"""The facts that are kept, as the provider wrote them: name, day of birth (ISO 8601), sex, address, 法人番号."""


@dataclass(frozen=True, slots=True)
class Proven:
    """`provider` and `subject` together name one identity for ever; `facts` holds names out of FACTS, none empty.

    Raises ValueError for anything else.
    """

    provider: str
    subject: str
    facts: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.provider or not self.subject:
            raise ValueError("a proof without provider or subject proves nothing")
        strange = set(self.facts) - set(FACTS)
        if strange or not all(self.facts.values()):
            raise ValueError(f"facts of a proof: {sorted(strange) or 'an empty one'}")
