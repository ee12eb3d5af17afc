"""Given answers that have changed where they come from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from madoguchi.modules.forms.domain.definition import Form
from madoguchi.modules.forms.domain.given import Given, sound
from madoguchi.modules.forms.domain.types.base import Context
from madoguchi.modules.forms.models import Draft
from madoguchi.modules.forms.services.draft import locked


def give_anew(draft: Draft, form: Form, typed: Mapping[str, Any], given: Given | None) -> Draft:
    """Put `typed` in the place of the answers of these fields, and say which answers are given from now on (as far as
    they can stand). Raises DraftGoneError, DraftMovedError."""
    with transaction.atomic():
        row = locked(draft)
        known = {one.id for one in form.fields}
        row.typed = {**row.typed, **{key: value for key, value in typed.items() if key in known}}
        row.given = (
            given.only(sound(form, row.typed, given.fields & known, Context(timezone.localdate(), {}, proven=())))
            if given
            else None
        )
        row.updated_at = timezone.now()
        row.save(update_fields=["typed_json", "given_json", "updated_at"])
    return row
