"""A mail to those who left an address with a draft: once for each notice, and nothing of what they typed in it."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from madoguchi.kernel.notify.api import Mail, send
from madoguchi.kernel.tenants.api import current_tenant
from madoguchi.modules.forms.models import Draft

_BATCH = 200


def tell_drafts(form_key: str, notice: str, mail: Callable[[str, str], Mail], *, after: tuple[str, ...] = ("",)) -> int:
    """Mail every living draft of the open body whose form key begins so ("procedures/inu@") and that has an address;
    returns how many. `notice`: the name of this notice, kept with the draft; `mail`: (address, language) to the mail;
    `after`: the notices that this one may follow. Marking and mailing are one transaction: a killed worker tells
    neither twice nor never.
    """
    told = 0
    while True:
        with transaction.atomic():
            drafts = list(
                Draft.objects.select_for_update(skip_locked=True)
                .filter(form_key__startswith=form_key, told__in=after, expires_at__gt=timezone.now())
                .exclude(mail="")
                .order_by("pk")[:_BATCH]
            )
            if not drafts:
                return told
            for draft in drafts:
                send(current_tenant(), mail(draft.mail, draft.language))
            Draft.objects.filter(pk__in=[draft.pk for draft in drafts]).update(told=notice)
            told += len(drafts)
