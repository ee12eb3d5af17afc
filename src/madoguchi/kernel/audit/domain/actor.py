"""Who did something, as a snapshot: it stays readable when the person's account is gone."""

from __future__ import annotations

from dataclasses import dataclass

from madoguchi.kernel.audit.choices import ActorKind

ID_LENGTH = 64
LABEL_LENGTH = 200
_RESIDENT = "利用者"


@dataclass(frozen=True)
class Actor:
    """The author of an event.

    `kind`: one of ActorKind. `id`: the author's id inside its kind ("" for a resident without an account),
    at most 64 characters. `label`: how people read it ("環境課 佐藤 花子"), at most 200 characters.
    """

    kind: ActorKind
    id: str
    label: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", ActorKind(self.kind))
        if len(self.id) > ID_LENGTH:
            raise ValueError(f"actor id longer than {ID_LENGTH} characters")
        object.__setattr__(self, "label", self.label[:LABEL_LENGTH])

    def in_(self, lang: str) -> str:
        """How people read it on a page of that language: names stay as written then, a resident's has none."""
        return (
            "Resident" if lang == "en" and self.kind is ActorKind.RESIDENT and self.label == _RESIDENT else self.label
        )

    @classmethod
    def resident(cls, account: str = "") -> Actor:
        """A resident, by the number of the account, "" without one; the name stays in the case, not in the audit."""
        return cls(ActorKind.RESIDENT, account, _RESIDENT)

    @classmethod
    def system(cls, name: str) -> Actor:
        """A program of ours, by its name ("worker", "relay")."""
        return cls(ActorKind.SYSTEM, name, name)

    @classmethod
    def operator(cls, name: str) -> Actor:
        """The operator at the command line, by the name of the login on the machine."""
        return cls(ActorKind.OPERATOR, name[:ID_LENGTH], name)
