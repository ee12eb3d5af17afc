"""Reading drafts, inside the open tenant scope only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from madoguchi.kernel.files import api as files
from madoguchi.kernel.retention.api import FILE_OWNER, Share, Trail
from madoguchi.kit.digits import read_digits
from madoguchi.modules.forms.choices import FILED_AS
from madoguchi.modules.forms.models import Draft, PartyAsk


def uploads(draft: Draft) -> Mapping[str, files.FileRef]:
    """The draft's uploads by id: what its file fields may name."""
    return {ref.id: ref for ref in files.owned_by(draft.files_owner)}


def living_drafts(ids: Iterable[str]) -> set[str]:
    """Of these primary keys (as text) those of living drafts; asked by the files room with every body's rows open."""
    wanted = [number for one in ids if (number := read_digits(one)) is not None]
    alive = Q(expires_at__gt=timezone.now()) | Q(pk__in=sent_for_others())
    rows = Draft.objects.filter(alive, pk__in=wanted)
    return {str(pk) for pk in rows.values_list("pk", flat=True)}


def count_living(form_key: str) -> int:
    """How many living drafts of the open body have a form key that begins so ("procedures/inu@": of any version)."""
    return Draft.objects.filter(form_key__startswith=form_key, expires_at__gt=timezone.now()).count()


def sent_for_others() -> QuerySet[PartyAsk, int]:
    """The drafts (primary keys) in which a party has sent its part: they live as long as what they were sent for."""
    sent = PartyAsk.objects.filter(answered_at__isnull=False, own_draft__isnull=False)
    return sent.values_list("own_draft", flat=True)


def asks_of(draft: Draft) -> list[PartyAsk]:
    """Everything that was asked of others for a draft, the newest last, without what was taken back. One query."""
    return list(PartyAsk.objects.filter(draft=draft, withdrawn_at=None).select_related("own_draft").order_by("pk"))


def asks_filed(number: str) -> list[PartyAsk]:
    """Everything that was asked of others for what was filed under this number, the newest last. One query."""
    return list(PartyAsk.objects.filter(filed_as=number).order_by("pk")) if number else []


def ask_of(own: Draft) -> PartyAsk | None:
    """What somebody is filling in `own` for; None for a draft of an applicant's. One query."""
    return PartyAsk.objects.select_related("draft").filter(own_draft=own).first()


def written_for(draft: Draft) -> list[Draft]:
    """The drafts in which others are filling in parts of this one. One query."""
    return list(Draft.objects.filter(pk__in=PartyAsk.objects.filter(draft=draft).values("own_draft")))


def over(now: datetime) -> QuerySet[Draft]:
    """The drafts whose time is over. What a party has sent stays with the draft that it was sent for, files and all."""
    return Draft.objects.filter(expires_at__lte=now).exclude(pk__in=sent_for_others())


def asked_for(trail: Trail) -> list[Share]:
    """What retention's trail finds here: what was asked of others for what was filed under its numbers, with what they
    are filling in. An applicant's own draft is gone since it was filed, and others end within weeks."""
    asks = PartyAsk.objects.filter(filed_as__in=trail.of(FILED_AS))
    drafts = Draft.objects.filter(pk__in=asks.values("own_draft"))
    trail.add(FILE_OWNER, (draft.files_owner for draft in drafts.only("pk")))
    return [Share(_("ほかの人が書いている途中の部分"), drafts), Share(_("ほかの人への依頼と答え"), asks)]
