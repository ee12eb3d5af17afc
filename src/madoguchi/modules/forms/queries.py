"""Reading drafts, inside the open tenant scope only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils import timezone

from madoguchi.kernel.files import api as files
from madoguchi.kit.digits import read_digits
from madoguchi.modules.forms.models import Draft


def uploads(draft: Draft) -> Mapping[str, files.FileRef]:
    """The draft's uploads by id: what its file fields may name."""
    return {ref.id: ref for ref in files.owned_by(draft.files_owner)}


def living_drafts(ids: Iterable[str]) -> set[str]:
    """Of these primary keys (as text) those of living drafts; asked by the files room with every body's rows open."""
    wanted = [number for one in ids if (number := read_digits(one)) is not None]
    rows = Draft.objects.filter(pk__in=wanted, expires_at__gt=timezone.now())
    return {str(pk) for pk in rows.values_list("pk", flat=True)}


def count_living(form_key: str) -> int:
    """How many living drafts of the open body have a form key that begins so ("procedures/inu@": of any version)."""
    return Draft.objects.filter(form_key__startswith=form_key, expires_at__gt=timezone.now()).count()
