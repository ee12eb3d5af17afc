"""A case that was filed without an account comes into one: by whoever knows its confirmation code. It comes out again
by the account's owner or, since the code may have been known to somebody else first, by the code."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.residents.api import SignedIn
from madoguchi.kernel.tenants.api import current_tenant
from madoguchi.modules.cases import events
from madoguchi.modules.cases.models import Case
from madoguchi.modules.cases.services import mail
from madoguchi.modules.cases.services.refusals import NoSuchCaseError, RefusedError


def claim(receipt_number: str, signed: SignedIn) -> None:
    """Put the case of the open scope into the account. The caller has seen that the browser knows the code. Again:
    changes nothing. The address of the case is told.

    Raises NoSuchCaseError, RefusedError (claimed) when it lies in another account: of two who know the code, the first.
    """
    with transaction.atomic():
        taken = Case.objects.filter(receipt_number=receipt_number, resident=None).update(resident=signed.resident)
        case = Case.objects.select_related("department").filter(receipt_number=receipt_number).first()
        if case is None:
            raise NoSuchCaseError(receipt_number)
        if case.resident_id != signed.resident.pk:
            raise RefusedError("claimed", _("この申請・届出は、ほかのアカウントに入っています。"))
        if taken:
            by = audit.Actor.resident(str(signed.resident.pk))
            audit.record(events.CLAIMED, tenant=current_tenant(), actor=by, target=case.target)
            mail.claimed(current_tenant(), case)


def release(receipt_number: str) -> None:
    """Take the case of the open scope out of the account that it lies in. The caller has seen that this is the owner,
    or that the browser knows the code. Again: changes nothing. Raises NoSuchCaseError."""
    with transaction.atomic():
        taken_out = Case.objects.filter(receipt_number=receipt_number).exclude(resident=None).update(resident=None)
        case = Case.objects.filter(receipt_number=receipt_number).only("pk").first()
        if case is None:
            raise NoSuchCaseError(receipt_number)
        if taken_out:
            audit.record(events.RELEASED, tenant=current_tenant(), actor=audit.Actor.resident(), target=case.target)
