"""Words of the desk that code and database share. Pure: no Django, so that `domain/` may use them.

Labels are `Text` pairs and not gettext messages, because a pack's own states and outcomes carry their
labels the same way: the screens show standard and added ones alike.
"""

from __future__ import annotations

from enum import StrEnum

from madoguchi.kit import languages
from madoguchi.kit.languages import Text

EMPTY = Text("", "")


# Names of permissions; rules.py says which roles have them.
VIEW_PERMISSION = "cases.view"
HANDLE_PERMISSION = "cases.handle"
DECIDE_PERMISSION = "cases.decide"
EXPORT_PERMISSION = "cases.export"
CIRCLES_PERMISSION = "cases.declare_circles"
FIX_FEE_PERMISSION = "cases.fix_fee"
BREAK_GLASS_PERMISSION = "cases.break_glass"
UNCLEAN_PERMISSION = "cases.open_unclean"
OVERSEE_PERMISSION = "cases.oversee_emergencies"


class Phase(StrEnum):
    """Whose turn it is; every state of every flow lies in exactly one phase."""

    WAITING = "waiting"
    OFFICE = "office"
    RESIDENT = "resident"
    DONE = "done"


class Channel(StrEnum):
    """By which way a case came in."""

    ONLINE = "online"
    COUNTER = "counter"
    PHONE = "phone"
    POST = "post"


class Duplicate(StrEnum):
    """What becomes of a second case of one person or household: it is refused; refused, with the way to the earlier
    one; or taken and marked for the office."""

    REFUSE = "refuse"
    LEAD = "lead"
    MARK = "mark"


class Freed(StrEnum):
    """What lets the same person ask again."""

    WITHDRAWAL = "withdrawal"
    REFUSAL = "refusal"


class Unit(StrEnum):
    """How the days of a standard period are counted."""

    WORKING = "working"
    CALENDAR = "calendar"


class Party(StrEnum):
    """Who performs an act."""

    OFFICER = "officer"
    RESIDENT = "resident"


class PaidHow(StrEnum):
    """How a fee reached the office. Until online payment exists it is always paid outside the service."""

    COUNTER = "counter"
    SLIP = "slip"
    POSTAL_ORDER = "postal_order"
    WAIVED = "waived"


CHANNELS: dict[Channel, Text] = {
    Channel.ONLINE: Text("オンライン", "Online"),
    Channel.COUNTER: Text("窓口", "Counter"),
    Channel.PHONE: Text("電話", "Telephone"),
    Channel.POST: Text("郵送", "Post"),
}

LANGUAGES: dict[str, Text] = {one.code: Text(one.ja, one.en) for one in languages.LANGUAGES.values()}
"""In which language the applicant filed, and reads."""

UNITS: dict[Unit, Text] = {
    Unit.WORKING: Text("開庁日", "working days"),
    Unit.CALENDAR: Text("日", "days"),
}

PAID_HOW: dict[PaidHow, Text] = {
    PaidHow.COUNTER: Text("窓口で現金・キャッシュレス", "At the counter"),
    PaidHow.SLIP: Text("納付書", "Payment slip"),
    PaidHow.POSTAL_ORDER: Text("定額小為替", "Postal money order"),
    PaidHow.WAIVED: Text("減免・徴収なし", "Reduced to nothing"),
}
