"""Pages of the room, for the scripts of a resident's form."""

from __future__ import annotations

from madoguchi.kernel.tenants.api import page
from madoguchi.modules.forms.web import resident as views

resident = [page("postal/", views.postal_code, name="postal", audience="resident", scope="none")]
