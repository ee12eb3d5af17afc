"""Pages of the room."""

from madoguchi.kernel.tenants.api import page
from madoguchi.kernel.ui.web import staff as views

staff = [
    page(
        "specimen/",
        views.specimen,
        name="specimen",
        audience="staff",
        scope="none",
        permission=None,
        signin=False,
        reason="shows components without any data, on demonstrations only",
    ),
]
