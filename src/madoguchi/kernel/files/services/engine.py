"""The virus scanner of this installation."""

from __future__ import annotations

from django.conf import settings

from madoguchi.kernel.files.adapters.clamd import ClamdEngine
from madoguchi.kernel.files.adapters.engine import Engine


def engine() -> Engine | None:
    """The scanner at MADOGUCHI_CLAMD; None where none is set up."""
    return ClamdEngine(settings.MADOGUCHI_CLAMD) if settings.MADOGUCHI_CLAMD else None
