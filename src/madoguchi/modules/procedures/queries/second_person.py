"""Does what residents see of a procedure change only with a second person? A room above says so."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from madoguchi.kernel.people.api import RefusedError
from madoguchi.modules.procedures.models import ProposedChange

_rules: list[Callable[[], bool]] = []


def register_second_person(needed: Callable[[], bool]) -> None:
    """A room above says whether the body of the open scope wants a second person; called when it starts."""
    _rules[:] = [needed]


def needs_second_person() -> bool:
    """Whether the body of the open scope wants one."""
    return any(needed() for needed in _rules)


def check_consent(consented: bool) -> None:
    """Raises RefusedError (second_person) where the body of the open scope wants one, and nobody has said yes."""
    if not consented and needs_second_person():
        raise RefusedError("second_person", _("この団体では、この変更にほかの職員の承認が要ります。"), "")


def waiting(pack_id: str) -> ProposedChange | None:
    """What waits for consent about a procedure of the body of the open scope."""
    return ProposedChange.objects.select_related("asked_by").filter(procedure__pack_id=pack_id).first()
