"""A file that an officer takes out: saved, never shown, and in no cache."""

from __future__ import annotations

from typing import TypeVar

from django.http.response import HttpResponseBase

Answer = TypeVar("Answer", bound=HttpResponseBase)


def attachment(answer: Answer, name: str) -> Answer:
    """The same answer with the headers of a download; `name`: ASCII without quotes, for it is not escaped."""
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
