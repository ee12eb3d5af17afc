"""A lost number: the links go to the case's own mail address, and the page says the same whoever asks."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Lower
from django.utils import timezone

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.tenants.api import current_tenant
from madoguchi.kit.email import normalise_address
from madoguchi.modules.cases import events
from madoguchi.modules.cases.models import Case
from madoguchi.modules.cases.services import mail

_REACH = timedelta(days=366)
_AT_MOST = 20


def links_for_mail(address: str, language: str = "ja") -> None:
    """Mail one link for each case of this address in the open scope: the last year's, the twenty latest at
    most.

    An address without a case gets nothing, and the caller learns nothing either way.
    """
    address = normalise_address(address)
    if not address:
        return
    tenant = current_tenant()
    with transaction.atomic():
        cases = list(
            Case.objects.annotate(mail=Lower("applicant_mail"))
            .filter(mail=address.lower(), filed_at__gte=timezone.now() - _REACH)
            .exclude(applicant_mail="")
            .order_by("-filed_at")[:_AT_MOST]
        )
        if not cases:
            return
        # To the address as the case has it, never to what was typed just now.
        mail.links(tenant, cases[0].applicant_mail, cases, language)
        for case in cases:
            audit.record(events.LINKS_SENT, tenant=tenant, actor=audit.Actor.resident(), target=case.target)
