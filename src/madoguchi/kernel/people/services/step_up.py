"""What a body declares to need a fresh second factor, besides what always does (`Access.fresh`)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.kernel.audit.api import record
from madoguchi.kernel.people import events, rules
from madoguchi.kernel.people.domain.refusal import RefusedError
from madoguchi.kernel.people.models import Officer
from madoguchi.kernel.people.services import author
from madoguchi.kernel.tenants.api import Tenant, note_change


def declare(tenant: Tenant, rights: Iterable[str], *, by: Officer) -> None:
    """Every post that uses one of these permissions asks for a code, from the next one on.

    Raises RefusedError (rights: one that no room registers, or under which nothing is posted).
    """
    wanted = sorted(set(rights))
    if not set(wanted) <= {known.name for known in rules.declarable_permissions()}:
        raise RefusedError("rights", _("一覧にある操作から選んでください。"), field="rights")
    with transaction.atomic():
        current = Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)
        if current.fresh_rights == wanted:
            return
        changed = {
            "added": sorted(set(wanted) - set(current.fresh_rights)),
            "removed": sorted(set(current.fresh_rights) - set(wanted)),
        }
        current.fresh_rights = wanted
        current.save(update_fields=["fresh_rights"])
        record(
            events.STEP_UP_DECLARED,
            tenant=tenant,
            actor=author.actor(by),
            target=f"tenants.tenant:{tenant.code}",
            data=changed,
        )
        note_change(tenant)
