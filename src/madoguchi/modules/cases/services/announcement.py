"""What came from outside is announced to the department by mail: how many and where, nothing about anybody."""

from __future__ import annotations

from collections import Counter, defaultdict

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from madoguchi.kernel.notify.api import BadAddress, Mail, send
from madoguchi.kernel.tenants.api import Department, Tenant, absolute
from madoguchi.modules.cases.choices import Phase
from madoguchi.modules.cases.domain.standard_flows import WITHDRAWN
from madoguchi.modules.cases.models import UNANNOUNCED, Case

_BATCH = 1000


def announce(tenant: Tenant) -> int:
    """Mail each department of the open scope how many cases came, were corrected or withdrawn since the last time;
    returns how many mails.

    Marking and mailing are one transaction, so a killed worker announces neither twice nor never. A
    department without an address finds its cases in the inbox alone, and so does a circle those that are hidden.
    """
    with transaction.atomic():
        cases = list(
            Case.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
            .filter(UNANNOUNCED)
            .order_by("pk")
            .only("pk", "department_id", "state", "phase", "received_at", "hidden_by")[:_BATCH]
        )
        if not cases:
            return 0
        Case.objects.filter(pk__in=[case.pk for case in cases]).update(announced_at=timezone.now())
        numbers: dict[int, Counter[str]] = defaultdict(Counter)
        for case in cases:
            if not case.hidden_by:  # a whole department reads its mail
                numbers[case.department_id][_news_of(case)] += 1
        found = Department.objects.filter(pk__in=list(numbers)).exclude(email="")
        return sum(_send(tenant, department, numbers[department.pk]) for department in found)


def _news_of(case: Case) -> str:
    """The view of the inbox in which the department finds the case. Who has received a case knows that it came, so
    what is new about it is the answer to a correction."""
    if case.state == WITHDRAWN:
        return "withdrawn"
    return "office" if case.phase == Phase.OFFICE and case.received_at else "waiting"


def _send(tenant: Tenant, department: Department, numbers: Counter[str]) -> bool:
    with translation.override("ja"):
        lines = [f"{tenant.name} {department.name}", ""]
        for view in ("waiting", "office", "withdrawn"):
            if numbers[view]:
                address = absolute(None, "cases:inbox", surface="staff")
                lines += [_sentence(view, numbers[view]), f"{address}?view={view}", ""]
        lines.append(_("このメールには、申請・届出の内容も氏名も書かれていません。"))
        subject = _("案件のお知らせ %(number)d件（%(department)s）")
        if set(numbers) == {"waiting"}:
            subject = _("新しい案件 %(number)d件（%(department)s）")
        try:
            mail = Mail(
                department.email,
                subject % {"number": numbers.total(), "department": department.name},
                "\n".join(lines),
                kind="cases.announcement",
            )
        except BadAddress:
            return False
        send(tenant, mail)
    return True


def _sentence(view: str, number: int) -> str:
    if view == "office":
        sentence = ngettext("補正が%(number)d件届きました。", "補正が%(number)d件届きました。", number)
    elif view == "withdrawn":
        sentence = ngettext("取下げが%(number)d件ありました。", "取下げが%(number)d件ありました。", number)
    else:
        sentence = ngettext("新しい案件が%(number)d件届きました。", "新しい案件が%(number)d件届きました。", number)
    return sentence % {"number": number}
