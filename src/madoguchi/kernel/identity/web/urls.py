"""Pages of the room."""

from __future__ import annotations

from madoguchi.kernel.identity.web import staff as views
from madoguchi.kernel.tenants.api import page

staff = [
    page(
        "identity/<slug:provider>/answer/",
        views.answer,
        name="answer",
        audience="staff",
        scope="none",
        signin=False,
        reason="part of signing in",
    ),
]
