"""Reading what people typed, with plain words for what is missing. Rules live in the services."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _

from madoguchi.kernel.people.domain.refusal import RefusedError
from madoguchi.kernel.people.models import OwnRole, ProcedureGroup
from madoguchi.kernel.tenants.api import Department
from madoguchi.kernel.ui.api import day_trouble
from madoguchi.kit.unseen import has_unseen
from madoguchi.kit.wareki import WarekiError, parse_date

OWN_ROLE = "own-"
LONGEST = 200  # no name, address or note of these pages is longer; the database says so too


@dataclass
class Typed:
    """The fields of a form as typed, and what is wrong with them: {name: message}; "" = the form as a
    whole."""

    values: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, post: QueryDict, names: Iterable[str], *, limits: Mapping[str, int] | None = None) -> Typed:
        """Take the named fields from a POST; one longer than its limit (LONGEST unless told)
        or with a direction mark or control character is an error."""
        typed = cls({name: post.get(name, "").strip() for name in names})
        for name, value in typed.values.items():
            limit = (limits or {}).get(name, LONGEST)
            if len(value) > limit:
                typed.errors[name] = _("%(n)s文字までで入力してください。") % {"n": limit}
            elif has_unseen(value):
                typed.errors[name] = _("見えない文字が混じっています。一度消して、手で入力し直してください。")
        return typed

    def __getitem__(self, name: str) -> str:
        return self.values[name]

    def need(self, name: str, message: str) -> None:
        """Complain with `message` if the field is empty."""
        if not self.values[name]:
            self.errors.setdefault(name, message)

    def day(self, name: str) -> date | None:
        """The day in a field, or None when it is empty or unreadable (then with an error)."""
        if not self.values[name]:
            return None
        try:
            return parse_date(self.values[name]).date
        except WarekiError as error:
            self.errors.setdefault(name, day_trouble(error))
            return None

    def department(self, name: str, choices: Iterable[Department]) -> Department | None:
        """The chosen department out of those of the open scope, or None."""
        return next((d for d in choices if str(d.pk) == self.values[name]), None)

    def role(self, name: str, choices: Iterable[OwnRole]) -> tuple[str, OwnRole | None]:
        """The chosen role: one of the installation, or "own-<id>" of the body's (then with the one it is based on)."""
        own = next((one for one in choices if f"{OWN_ROLE}{one.pk}" == self.values[name]), None)
        return (own.base, own) if own else (self.values[name], None)

    def group(self, name: str, choices: Iterable[ProcedureGroup]) -> ProcedureGroup | None:
        """The chosen group of procedures, or None for no limit. One that is not there is an error: without it the post
        would reach more than was meant."""
        found = next((one for one in choices if str(one.pk) == self.values[name]), None)
        if found is None and self.values[name]:
            self.errors.setdefault(name, _("このグループは廃止されました。別のグループを選んでください。"))
        return found

    def refuse(self, error: RefusedError) -> None:
        """Put a service's refusal at its field."""
        place = error.field if error.field in self.values else ""
        self.errors[place] = error.message

    def summary(self) -> list[tuple[str, str]]:
        """The errors for `ui.error_summary`: (id of the control, message), in the order of the fields."""
        placed = [(f"f-{name}", self.errors[name]) for name in self.values if name in self.errors]
        return placed + ([("main", self.errors[""])] if "" in self.errors else [])
