"""Answers judged where they are given: with the body on the map and its closing days, for forms that ask for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from madoguchi.kernel.tenants import api as tenants
from madoguchi.kit.workdays import Calendar
from madoguchi.modules.forms.domain import validation
from madoguchi.modules.forms.domain.definition import Form
from madoguchi.modules.forms.domain.types.base import StoredFile
from madoguchi.modules.forms.services import places


def validate(
    form: Form,
    typed: Mapping[str, Any],
    *,
    today: date,
    files: Mapping[str, StoredFile] | None = None,
    pages: Collection[str] | None = None,
    as_of: date | None = None,
    here: bool = True,
    proven: Collection[str] | None = None,
) -> validation.Outcome:
    """As ``domain.validation.validate``. ``here``: a place must lie in the open body, and its offices have their own
    closing days; examples of packs are of one body and run for all, so they say False."""
    ground = places.ground() if here and form.has_map else None
    offices = _offices if here else None
    return validation.validate(
        form, typed, today=today, files=files, pages=pages, as_of=as_of, ground=ground, offices=offices, proven=proven
    )


def _offices() -> Calendar:
    """The calendar of the open body, from this process's memory; that of every body where no one body is open."""
    bodies = tenants.open_tenants()
    return tenants.calendar_for(bodies[0]) if len(bodies) == 1 else Calendar()
