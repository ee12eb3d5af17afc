"""Pages of one case: for officers of the department that it lies with, and a plain word for everybody else."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render

from madoguchi.kernel.people.api import StaffRequest
from madoguchi.modules.cases.services.refusals import NoSuchCaseError

View = Callable[..., HttpResponseBase]


def own_department(view: View) -> View:
    """Answer 404 with a sentence for officers when the case is unknown, another body's or another department's: from
    outside these look the same."""

    @wraps(view)
    def checked(request: StaffRequest, number: str, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, number=number, **kwargs)
        except NoSuchCaseError:
            return render(request, "cases/staff/not_here.html", {"number": number}, status=404)

    return checked
