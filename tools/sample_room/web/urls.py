"""URLs of the ROOM room."""

from django.views.decorators.http import require_POST, require_safe

from madoguchi.kernel.tenants.api import page
from madoguchi.modules.ROOM.web import staff as views

staff = [
    page("ROOM/", require_safe(views.entries), name="entries", audience="staff", permission="ROOM.view"),
    page("ROOM/add/", require_POST(views.add), name="add", audience="staff", permission="ROOM.add"),
]
