"""What was typed into the forms of a page, kept for showing again, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _

from madoguchi.kernel.ui.api import day_trouble
from madoguchi.kit.errors import KitError
from madoguchi.kit.money import parse_yen
from madoguchi.kit.wareki import WarekiError, parse_date
from madoguchi.modules.cases.services.refusals import RefusedError

# Fields of acts that hold sentences; the others hold a choice, a day or an amount.
_SENTENCES = {"reason", "text", "conditions", "message", "note"}


@dataclass
class Typed:
    """One posted form. Its controls are named "<act>.<field>", as a page has several forms; `act` "" = a
    page's own.

    `errors`: {control name: message}, "" for the form as a whole.
    """

    act: str = ""
    values: QueryDict = field(default_factory=QueryDict)
    errors: dict[str, str] = field(default_factory=dict)

    def name(self, field_name: str) -> str:
        """The control's name of a field."""
        return f"{self.act}.{field_name}" if self.act else field_name

    def __getitem__(self, field_name: str) -> str:
        return str(self.values.get(self.name(field_name), "")).strip()

    def value(self, control: str, default: str = "") -> str:
        """What stands in a control of the page: as typed, or the default when its form was not posted."""
        return str(self.values.get(control, default))

    def error(self, control: str) -> str | None:
        """What is wrong at a control of the page."""
        return self.errors.get(control)

    def refuse(self, error: RefusedError) -> None:
        """Put a service's refusal at its field."""
        self.errors[self.name(error.field) if error.field else ""] = error.message

    def day(self, field_name: str) -> date | None:
        """Read a day, 西暦 or 和暦; an empty or unreadable one is an error."""
        try:
            return parse_date(self[field_name]).date
        except WarekiError as error:
            self.errors[self.name(field_name)] = day_trouble(error)
            return None

    def yen(self, field_name: str) -> int | None:
        """Read an amount; an empty or unreadable one is an error."""
        try:
            return parse_yen(self[field_name])
        except KitError:
            self.errors[self.name(field_name)] = _("金額を「300」のように数字で入力してください。")
            return None

    def writing(self) -> list[str]:
        """What was written in sentences: shown for copying when its form is not on the page any more, because
        somebody else acted first."""
        prefix = f"{self.act}."
        return [
            text
            for control, value in self.values.items()
            if control.startswith(prefix)
            and control.removeprefix(prefix).split(".", 1)[0] in _SENTENCES
            and (text := str(value).strip())
        ]

    def summary(self) -> list[tuple[str, str]]:
        """The errors for `ui.error_summary`: (id of the control, message)."""
        return [
            (f"f-{control.replace('.', '-')}" if control else "main", message)
            for control, message in self.errors.items()
        ]
