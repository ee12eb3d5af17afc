"""A mailing of each attacked body, to a household that carries the body's mark."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from madoguchi.kernel.audit.api import Actor
from madoguchi.modules.letters import api as letters
from madoguchi.modules.letters.choices import PrintKind
from madoguchi.modules.letters.models import Printing, Recipient
from madoguchi.modules.letters.services import numbers, printing

if TYPE_CHECKING:
    from tests.attacks.world import Body

BY = Actor.operator("attack")


def make_mailing(body: Body, name: str) -> int:
    """A mailing that is open for answers, to a household with the mark in its name. The body's scope is open."""
    today = timezone.localdate()
    plan = letters.Plan(name, "", today, today + timedelta(days=30), 30_000, 30)
    head = "世帯番号,世帯主氏名,世帯主カナ,世帯主生年月日,住所,世帯員1氏名"
    content = f"{head}\n1,{body.mark} 太郎,ミホン タロウ,1990-01-01,名取市,{body.mark} 太郎".encode()
    return letters.mail_at_once(body.officer, "kyufu", plan, content, by=BY)


def make_letters(body: Body) -> None:
    """A mailing with one file of letters."""
    body.mailing = make_mailing(body, f"発送{body.mark}")
    row = Recipient.objects.get(mailing=body.mailing)
    printing.ask(row.mailing, PrintKind.ALL, by=BY)
    row_printed = Printing.objects.get(mailing=body.mailing)
    printing.make(body.tenant, row_printed.pk)
    body.recipient, body.printing, body.letter_number = row.pk, row_printed.pk, numbers.number_of(row.seed)
