"""Why the room says no: exceptions with a sentence for whoever tried, in the language of the page."""

from __future__ import annotations

from django.utils.translation import gettext as _

from madoguchi.kernel.people.api import RefusedError

__all__ = ["NoSuchMailingError", "RefusedError", "answered", "not_at_stage", "not_sure"]


class NoSuchMailingError(LookupError):
    """In the open scope there is no such mailing, or it is not this officer's to see."""


def answered() -> RefusedError:
    """The household has answered already, by this or another way."""
    return RefusedError(
        "answered",
        _("この世帯からは、すでに回答があります。案件か、宛先の一覧で確かめてください。"),
    )


def not_at_stage() -> RefusedError:
    """The mailing does not stand where this could be done."""
    return RefusedError("stage", _("いまの段階では、この操作はできません。画面を開き直して確かめてください。"))


def not_sure(field: str) -> RefusedError:
    """A step that cannot be taken back, without the tick."""
    return RefusedError("not_sure", _("よければ、チェックを入れてください。"), field)
