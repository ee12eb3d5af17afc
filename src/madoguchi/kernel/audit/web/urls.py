"""Pages of the room: the signed days of a body, for everybody."""

from __future__ import annotations

from madoguchi.kernel.audit.web import resident as pages
from madoguchi.kernel.tenants.api import page

resident = [
    page("seals/", pages.seals, name="seals", audience="resident", scope="body"),
    page("seals/roots.json", pages.roots_json, name="roots-json", audience="resident", scope="body"),
    page("seals/roots.atom", pages.roots_atom, name="roots-atom", audience="resident", scope="body"),
]
