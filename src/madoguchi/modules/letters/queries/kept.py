"""What letters hold of a case: the household that answered by it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from madoguchi.kernel.retention.api import How, Share, Trail
from madoguchi.modules.cases.api import RECEIPT_NUMBER
from madoguchi.modules.letters.models import Recipient


def look(trail: Trail) -> list[Share]:
    """Recipients that a case answered. They end with their mailing, so only the link goes with the case."""
    found = Recipient.objects.filter(receipt_number__in=trail.of(RECEIPT_NUMBER))
    return [Share(_("手紙の宛先に残る受付番号"), found, How.EMPTIED)]
