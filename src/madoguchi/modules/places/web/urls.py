"""URLs of the places room."""

from __future__ import annotations

from madoguchi.kernel.tenants.api import page, unkept
from madoguchi.modules.places.rules import MANAGE, VIEW
from madoguchi.modules.places.web import resident as views
from madoguchi.modules.places.web import staff as desk

resident = [
    page("places/offer/<str:token>/", unkept(views.offer), name="offer", audience="resident", scope="body"),
    page("draws/<slug:pool>/", views.draw, name="draw", audience="resident", scope="body"),
    page("draws/<slug:pool>/draw.json", views.draw_json, name="draw-json", audience="resident", scope="body"),
    page("draws/<slug:pool>/entries.txt", views.entries_txt, name="draw-entries", audience="resident", scope="body"),
    page("draws/<slug:pool>/result.csv", views.result_csv, name="draw-result", audience="resident", scope="body"),
]
staff = [
    page("places/", desk.index, name="pools", audience="staff", permission=VIEW.name),
    page("places/<int:pool_id>/", desk.detail, name="pool", audience="staff", permission=VIEW.name),
    page("places/<int:pool_id>/act/", desk.act, name="pool-act", audience="staff", permission=MANAGE.name),
]
