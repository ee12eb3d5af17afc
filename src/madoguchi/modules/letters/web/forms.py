"""What officers type about a mailing, and what a household types to come in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.kernel.people.api import RefusedError
from madoguchi.kernel.ui.api import day_trouble
from madoguchi.kit.digits import read_digits
from madoguchi.kit.money import MoneyError, parse_yen
from madoguchi.kit.wareki import WarekiError, parse_date
from madoguchi.modules.forms import api as forms
from madoguchi.modules.letters.choices import KEEP_DAYS
from madoguchi.modules.letters.models import Mailing
from madoguchi.modules.letters.services.mailing import Plan

_NAMES = ("procedure", "name", "lead", "base_date", "answer_until", "amount_each", "keep_days")


@dataclass
class PlanForm:
    """The fields of a mailing as typed, and what is wrong with them by name."""

    values: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def new(cls) -> PlanForm:
        """An empty form."""
        return cls(dict.fromkeys(_NAMES, "") | {"keep_days": str(KEEP_DAYS), "base_date": str(timezone.localdate())})

    @classmethod
    def of(cls, mailing: Mailing) -> PlanForm:
        """A mailing as it would have been typed."""
        typed = {name: getattr(mailing, name) for name in _NAMES[1:]}
        return cls({name: "" if value is None else str(value) for name, value in typed.items()} | {"procedure": ""})

    @classmethod
    def read(cls, post: QueryDict) -> PlanForm:
        """What was posted."""
        return cls({name: str(post.get(name, "")).strip() for name in _NAMES})

    def plan(self) -> Plan | None:
        """The mailing that is meant; None with `errors`."""
        base, until = self._day("base_date"), self._day("answer_until")
        amount = self._yen("amount_each")
        days = read_digits(self.values["keep_days"])
        if days is None:
            self.errors["keep_days"] = _("日数を数字で入力してください。")
        if self.errors or base is None or until is None:
            return None
        lead = self.values["lead"].replace("\r\n", "\n")
        return Plan(self.values["name"], lead, base, until, amount, days or 0)

    def refuse(self, refused: RefusedError) -> None:
        """Put a service's refusal at its field."""
        self.errors[refused.field] = refused.message

    def _day(self, name: str) -> date | None:
        try:
            return parse_date(self.values[name]).date
        except WarekiError as error:
            self.errors[name] = day_trouble(error)
            return None

    def _yen(self, name: str) -> int | None:
        text = self.values[name]
        try:
            amount = parse_yen(text) if text else None
        except MoneyError:
            amount = -1
        if amount is not None and not 0 <= amount <= 100_000_000:
            self.errors[name] = _("金額を「30000」のように数字で入力してください。")
        return amount


@cache
def entry_form() -> forms.Form:
    """Number and date of birth, as a form of the engine: its pages, eras, faults and words."""
    return forms.compile_form(
        {
            "page": [
                {
                    "id": "entry",
                    "title": {"ja": "照会番号で申請する", "en": "Apply with your letter"},
                    "field": [
                        {
                            "id": "number",
                            "type": "text",
                            "label": {"ja": "照会番号", "en": "Letter number"},
                            "help": {
                                "ja": "手紙の枠の中の、英字と数字の12文字です。「-」はなくてもかまいません。",
                                "en": "The 12 letters and figures in the box of your letter. Hyphens do not matter.",
                            },
                            "required": True,
                            "max_length": 60,
                            "emoji": False,
                        },
                        {
                            "id": "birth",
                            "type": "birth",
                            "label": {"ja": "世帯主の生年月日", "en": "Date of birth of the head of household"},
                            "help": {
                                "ja": "手紙のあて名の方の生年月日です。",
                                "en": "Of the person to whom the letter is addressed.",
                            },
                            "required": True,
                        },
                    ],
                }
            ]
        }
    )
