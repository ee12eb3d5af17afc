"""段階: which procedures of the body follow a decided case, until when, and where they are begun."""

from __future__ import annotations

from django.utils import timezone

from madoguchi.kernel.tenants.api import calendar_for, current_tenant, href
from madoguchi.modules.cases import api as cases
from madoguchi.modules.procedures.choices import Opening
from madoguchi.modules.procedures.queries import catalogue


def following(subject_key: str, decided: cases.Decided) -> tuple[cases.Following, ...]:
    """What the body of the open scope offers after a case of this version with this outcome, with the last days."""
    earlier = subject_key.partition("@")[0]
    calendar = calendar_for(current_tenant())
    found = []
    for offer in catalogue.offers():
        follows = offer.pack.card.follows
        if follows is not None and follows.procedure == earlier and decided.outcome in follows.outcomes:
            title = cases.Text(offer.title.ja, offer.title.en)
            due_on = follows.deadline.day(decided.on, decided.answers, calendar)
            found.append(cases.Following(offer.id, title, due_on))
    return tuple(found)


def address(procedure: str, number: str) -> str:
    """Where a resident begins the stage by POST; "" while the body does not take it."""
    offer = catalogue.offer(procedure)
    if offer is None or offer.opening(timezone.now()) is not Opening.OPEN:
        return ""
    return href(current_tenant(), "procedures:follow", procedure=procedure, number=number)
