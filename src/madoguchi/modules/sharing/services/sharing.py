"""A body puts what it has made into the library, and takes it out again."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.people.api import RefusedError
from madoguchi.kernel.tenants.api import current_tenant
from madoguchi.modules.procedures import api as procedures
from madoguchi.modules.sharing import events
from madoguchi.modules.sharing.models import SharedPack


def share(pack_id: str, *, by: audit.Actor) -> SharedPack:
    """Let every body take a pack that the body of the open scope has made and published. Raises RefusedError."""
    body = current_tenant()
    if not pack_id.startswith(procedures.own_prefix(body.code)) or not procedures.newest_version(pack_id):
        raise RefusedError("not_ours", _("この団体が作って公開した手続を選んでください。"), "pack")
    with transaction.atomic():
        row, is_new = SharedPack.objects.get_or_create(pack_id=pack_id, defaults={"tenant": body})
        if is_new:
            record(events.SHARED, pack_id, by, version=procedures.newest_version(pack_id))
    return row


def unshare(pack_id: str, *, by: audit.Actor) -> None:
    """Take it out: no other body can take it any more. Those who offer it keep it, and go on getting newer versions:
    nobody's procedure stands still because another body has changed its mind. Raises RefusedError."""
    with transaction.atomic():
        found, _rows = SharedPack.objects.filter(pack_id=pack_id, tenant=current_tenant()).delete()
        if not found:
            raise RefusedError("not_shared", _("この手続は共同利用に出していません。"), "pack")
        record(events.UNSHARED, pack_id, by)


def record(word: audit.EventWord, pack_id: str, by: audit.Actor, **data: object) -> None:
    """Write into the audit of the body of the open scope; the record of changes of the procedure shows it too."""
    audit.record(word, tenant=current_tenant(), actor=by, target=f"procedures.procedure:{pack_id}", data=data)
