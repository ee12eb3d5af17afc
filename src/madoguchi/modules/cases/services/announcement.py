"""New cases are announced to their department by mail: how many and where, nothing about anybody."""

from __future__ import annotations

from collections import Counter

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from madoguchi.kernel.notify.api import BadAddress, Mail, send
from madoguchi.kernel.tenants.api import Department, Tenant, absolute
from madoguchi.modules.cases.choices import Phase
from madoguchi.modules.cases.models import Case

_BATCH = 1000


def announce(tenant: Tenant) -> int:
    """Mail each department of the open scope how many cases came since the last time; returns how many mails.

    Marking and mailing are one transaction, so a killed worker announces neither twice nor never. A
    department without an address finds its cases in the inbox alone.
    """
    with transaction.atomic():
        cases = list(
            Case.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
            .filter(announced_at=None)
            .exclude(phase=Phase.DONE)
            .order_by("pk")
            .only("pk", "department_id")[:_BATCH]
        )
        if not cases:
            return 0
        Case.objects.filter(pk__in=[case.pk for case in cases]).update(announced_at=timezone.now())
        numbers = Counter(case.department_id for case in cases)
        found = Department.objects.filter(pk__in=list(numbers)).exclude(email="")
        return sum(_send(tenant, department, numbers[department.pk]) for department in found)


def _send(tenant: Tenant, department: Department, number: int) -> bool:
    with translation.override("ja"):
        sentence = ngettext("新しい案件が%(number)d件届きました。", "新しい案件が%(number)d件届きました。", number)
        lines = [
            f"{tenant.name} {department.name}",
            "",
            sentence % {"number": number},
            absolute(None, "cases:inbox", surface="staff") + "?view=waiting",
            "",
            _("このメールには、申請・届出の内容も氏名も書かれていません。"),
        ]
        try:
            mail = Mail(
                department.email,
                _("新しい案件 %(number)d件（%(department)s）") % {"number": number, "department": department.name},
                "\n".join(lines),
                kind="cases.announcement",
            )
        except BadAddress:
            return False
        send(tenant, mail)
    return True
