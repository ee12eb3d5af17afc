"""Pages of the desk. A case has the same address for its resident and, below /staff/, for its office."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponseBase
from django.urls import URLPattern

from madoguchi.kernel.tenants.api import page, unkept
from madoguchi.modules.cases.rules import (
    BREAK_GLASS,
    CIRCLES,
    DECIDE,
    EXPORT,
    FIX_FEE,
    HANDLE,
    OVERSEE,
    UNCLEAN,
    VIEW,
    Permission,
)
from madoguchi.modules.cases.web.resident import case, correction, entry, proof
from madoguchi.modules.cases.web.staff import case as desk
from madoguchi.modules.cases.web.staff import circles, emergency, fee, lists, papers, sealed, version

View = Callable[..., HttpResponseBase]


def _resident(route: str, view: View, name: str) -> URLPattern:
    return page(route, view, name=name, audience="resident", scope="body")


def _staff(route: str, view: View, name: str, permission: Permission = VIEW, **more: Any) -> URLPattern:
    return page(route, view, name=name, audience="staff", permission=permission.name, **more)


resident = [
    page("status/", entry.status_anywhere, name="status-anywhere", audience="resident", scope="bodies"),
    _resident("status/", entry.status, "status"),
    _resident("status/lost/", entry.lost_number, "lost"),
    _resident("status/link/<str:token>/", entry.link, "link"),
    _resident("status/link/<str:token>/confirm/", entry.confirm_mail, "confirm-mail"),
    _resident("cases/<str:number>/", case.show, "own-case"),
    _resident("cases/<str:number>/claim/", case.claim, "claim"),
    _resident("cases/<str:number>/release/", case.release, "release"),
    _resident("cases/<str:number>/leave/", entry.leave, "leave"),
    _resident("cases/<str:number>/correction/", correction.correct, "correction"),
    _resident("cases/<str:number>/correction/autosave/", correction.autosave, "correction-autosave"),
    _resident("cases/<str:number>/correction/files/<str:file_id>/", correction.preview, "own-preview"),
    _resident("cases/<str:number>/withdraw/", case.withdraw, "withdraw"),
    _resident("cases/<str:number>/receipt.pdf", case.receipt, "receipt"),
    _resident("cases/<str:number>/answers.pdf", case.answers, "own-answers"),
    _resident("cases/<str:number>/result.pdf", case.result, "result"),
    _resident("cases/<str:number>/proof/", proof.show, "proof"),
    _resident("cases/<str:number>/proof/proof.json", proof.download, "proof-json"),
]

staff = [
    _staff("today/", lists.today, "today"),
    _staff("cases/", lists.index, "inbox"),
    _staff("cases/list.csv", lists.export, "list-csv", EXPORT, fresh=True),
    _staff("cases/answers.zip", lists.export_answers, "answers-zip", EXPORT, fresh=True),
    _staff("cases/<str:number>/", desk.show, "case"),
    _staff("cases/<str:number>/print/", desk.print_view, "print"),
    _staff("cases/<str:number>/version/", version.show, "version", HANDLE),
    _staff("cases/<str:number>/sealed/<slug:circle>/", unkept(sealed.show), "sealed", fresh=True),
    _staff("circles/", circles.index, "circles", CIRCLES),
    _staff("circles/<slug:key>/", circles.circle, "circle", CIRCLES),
    _staff("emergencies/", emergency.index, "emergencies", OVERSEE),
    _staff("emergencies/open/", emergency.open_case, "emergency-open", BREAK_GLASS, fresh=True),
    _staff("emergencies/<int:look>/", unkept(emergency.show), "emergency", BREAK_GLASS),
    _staff("cases/<str:number>/fee/", fee.show, "fee", FIX_FEE, asks={DECIDE.name: fee.reduces}),
    _staff("cases/<str:number>/acts/<str:act>/", desk.act, "act", HANDLE, asks={DECIDE.name: desk.decides}),
    _staff("cases/<str:number>/answers.pdf", papers.answers, "answers"),
    _staff("cases/<str:number>/draft.pdf", papers.draft, "draft"),
    _staff("cases/<str:number>/files/<str:file_id>/", papers.attachment, "file"),
    _staff("cases/<str:number>/files/<str:file_id>/preview/", papers.preview, "preview"),
    _staff(
        "cases/<str:number>/files/<str:file_id>/withheld/",
        unkept(papers.withheld),
        "file-withheld",
        UNCLEAN,
        fresh=True,
    ),
]
