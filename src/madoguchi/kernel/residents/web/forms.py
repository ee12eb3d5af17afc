"""What was typed, kept for showing again, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import QueryDict

from madoguchi.kernel.people.api import RefusedError

LONGEST = 1000


@dataclass
class Typed:
    """The fields of a form as typed, and what is wrong: {name: message}; "" = the form as a whole."""

    values: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)
    status: int = 200

    @classmethod
    def of(cls, post: QueryDict, *names: str) -> Typed:
        """Take the named fields, without NUL and cut where no honest answer ends."""
        return cls({name: post.get(name, "").replace("\x00", "").strip()[:LONGEST] for name in names})

    def __getitem__(self, name: str) -> str:
        return self.values[name]

    def need(self, name: str, message: str) -> None:
        """Complain with `message` if the field is empty."""
        if not self.values[name]:
            self.errors[name] = message
            self.status = 422

    def refuse(self, error: RefusedError) -> None:
        """Put a service's refusal at its field."""
        self.errors[error.field if error.field in self.values else ""] = error.message
        self.status = 429 if error.code == "wait" else 422

    def error(self, name: str) -> str | None:
        """What is wrong at a field."""
        return self.errors.get(name)

    def summary(self) -> list[tuple[str, str]]:
        """The errors for `ui.error_summary`: (id of the control, message)."""
        return [(f"f-{name}" if name else "main", message) for name, message in self.errors.items()]
