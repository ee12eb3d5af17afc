"""The administrator says who belongs to a circle. The administrator reads nothing of what is under it."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.people import api as people
from madoguchi.kernel.tenants.api import Department
from madoguchi.modules.cases import events
from madoguchi.modules.cases.models import Circle, CircleMember


def declare(
    officer: people.Officer,
    key: str,
    *,
    departments: Collection[int],
    officers: Collection[int],
    route_to: int | None,
) -> Circle:
    """Let these departments and officers of the open body, and no others, read what stands under the label. Ids of
    another body count for nothing: the scope does not have them."""
    with transaction.atomic():
        circle, _new = Circle.objects.get_or_create(tenant=officer.tenant, key=key)
        circle.route_to = Department.objects.filter(pk=route_to).first() if route_to else None
        circle.save(update_fields=["route_to"])
        circle.members.all().delete()
        chosen = list(Department.objects.filter(pk__in=list(departments)))
        named = list(people.Officer.objects.filter(pk__in=list(officers)))
        CircleMember.objects.bulk_create(
            [
                *(CircleMember(tenant=officer.tenant, circle=circle, department=one) for one in chosen),
                *(CircleMember(tenant=officer.tenant, circle=circle, officer=one) for one in named),
            ]
        )
        audit.record(
            events.CIRCLE_DECLARED,
            tenant=officer.tenant,
            actor=people.actor(officer),
            target=f"cases.circle:{circle.pk}",
            data={
                "circle": key,
                "departments": [one.name for one in chosen],
                "officers": [one.pk for one in named],
                "route_to": circle.route_to.name if circle.route_to else "",
            },
        )
    return circle
