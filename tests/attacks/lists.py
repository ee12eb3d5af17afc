"""Every list view of the URL maps, with a way to put one more row on it and what one look at it costs.

A page that is read and whose address names no row may be a list: it stands in `LISTS`, or in `NO_LIST` with the reason.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from madoguchi.conftest import make_tenant
from madoguchi.kernel.identity.api import SignOnProvider
from madoguchi.kernel.notify.api import Mail
from madoguchi.kernel.notify.api import send as mail
from madoguchi.kernel.people.api import Role, appoint
from madoguchi.kernel.people.services import closing_day, own_role, procedure_group
from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.modules.places import api as places
from madoguchi.modules.procedures.services import offering
from madoguchi.modules.procedures.services.publish import publish
from madoguchi.modules.publishing import api as publishing
from tests.attacks import mailed
from tests.attacks.addresses import Page, pages
from tests.attacks.world import (
    BY,
    PACKS,
    SINCE,
    Body,
    begin_working,
    break_glass,
    make_department,
    make_officer,
    request_disclosure,
)

# Packs that `world` does not publish; each makes a row.
MORE_PACKS = ("suido", "kensho", "merumaga", "saiyo")
# (code, name, English name, reading, alias) of bodies that `world` does not make.
MORE_BODIES = (
    ("042021", "石巻市", "Ishinomaki City", "いしのまきし", "ishinomaki"),
    ("042030", "塩竈市", "Shiogama City", "しおがまし", "shiogama"),
    ("042056", "気仙沼市", "Kesennuma City", "けせんぬまし", "kesennuma"),
)


BODIES_WITH_SIGN_ON = (
    ("042129", "登米市", "Tome City", "とめし", "tome"),
    ("042137", "栗原市", "Kurihara City", "くりはらし", "kurihara"),
    ("042153", "大崎市", "Osaki City", "おおさきし", "osaki"),
)


def _case(body: Body, number: int) -> None:
    with tenant_scope(body.tenant):
        request_disclosure(body)


def _notice(body: Body, number: int) -> None:
    with tenant_scope(body.tenant):
        publishing.add_notice(body.tenant, _content(f"追加{number}{body.mark}"), by=BY)


def _system_notice(body: Body, number: int) -> None:
    publishing.add_system_notice(_content(f"全体{number}"), by=BY)


def _content(title: str) -> publishing.Content:
    return publishing.Content(title=title, body="本文", starts_at=timezone.now() - timedelta(days=1))


def _officer(body: Body, number: int) -> None:
    with tenant_scope(body.tenant):
        login = f"more-{number}-{body.tenant.path}"
        make_officer(body.tenant, Role.CLERK, body.department, f"追加{number}{body.mark}", login=login)


def _department(body: Body, number: int) -> None:
    with tenant_scope(body.tenant):
        make_department(body.tenant, f"ka{number}", f"追加{number}{body.mark}課")


def _post(body: Body, number: int) -> None:
    """Another post for the decider, who looks at the list."""
    with tenant_scope(body.tenant):
        department = make_department(body.tenant, f"post{number}", f"兼務{number}{body.mark}課")
        account = body.officers[Role.DECIDER].account
        appoint(account, tenant=body.tenant, role=Role.CLERK, department=department, valid_from=SINCE, by=BY)


def _closing_day(body: Body, number: int) -> None:
    with tenant_scope(body.tenant):
        day = date(2027, 2, 1 + number)
        closing_day.add(body.tenant, [(day, f"追加{number}{body.mark}")], by=body.officers[Role.ADMINISTRATOR])


def _own_role(body: Body, number: int) -> None:
    with tenant_scope(body.tenant):
        administrator = body.officers[Role.ADMINISTRATOR]
        procedure_group.add(body.tenant, name=f"追加{number}{body.mark}", subjects=["inu"], by=administrator)
        own_role.add(
            body.tenant, name=f"追加{number}{body.mark}", base="clerk", rights=["cases.view"], by=administrator
        )


def _pack(body: Body, number: int) -> None:
    publish(PACKS / MORE_PACKS[number])


def _procedure(body: Body, number: int) -> None:
    _pack(body, number)
    with tenant_scope(body.tenant):
        offering.adopt(MORE_PACKS[number], department=body.department, by=BY, is_open=True)


def _working(body: Body, number: int) -> None:
    begin_working(body, f"more{number}")


def _pool(body: Body, number: int) -> None:
    with tenant_scope(body.tenant), transaction.atomic():
        title = (f"追加{number}{body.mark}", body.mark)
        wanted = places.Wanted(f"attack/more-{number}", title, body.department, places.Mode.FIRST_COME, 1)
        places.ensure([wanted], by=BY)


def _mailing(body: Body, number: int) -> None:
    with tenant_scope(body.tenant):
        mailed.make_mailing(body, f"発送{number}{body.mark}")


def _emergency(body: Body, number: int) -> None:
    with tenant_scope(body.tenant):
        break_glass(body, f"追加{number}{body.mark}")


def _mail(body: Body, number: int) -> None:
    with tenant_scope(body.tenant):
        mail(body.tenant, Mail("hina@example.jp", f"追加{number}{body.mark}", "本文", "attacks.sample"))


def _body(body: Body, number: int) -> None:
    code, name, name_en, kana, path = MORE_BODIES[number]
    make_tenant(code, name, name_en, kana, "city", path)


def _sign_on(body: Body, number: int) -> None:
    code, name, name_en, kana, path = BODIES_WITH_SIGN_ON[number]
    known = Tenant.objects.filter(code=code).first()
    tenant = known or make_tenant(code, name, name_en, kana, "city", path)
    with tenant_scope(tenant):
        SignOnProvider.objects.filter(tenant=tenant).delete()
        SignOnProvider.objects.create(
            tenant=tenant, issuer="https://idp.example.jp", client_id=path, secret_sealed="-", label=name,
            opened_at=timezone.now(),
        )  # fmt: skip


@dataclass(frozen=True)
class List:
    """`grow`: put one more row on it, number 0, 1 or 2; `statements`: what one look costs a process that has just
    started, however many rows there are."""

    grow: Callable[[Body, int], None]
    statements: int


LISTS: dict[str, List] = {
    "resident portal:front": List(_body, 4),
    "resident portal:sitemap": List(_procedure, 4),
    "resident portal:menu in a body": List(_procedure, 5),
    "resident procedures:find in a body": List(_procedure, 3),
    "resident publishing:notices": List(_notice, 4),
    "resident publishing:notices-rss": List(_notice, 3),
    "resident publishing:notices-atom": List(_notice, 3),
    "resident publishing:notices in a body": List(_notice, 4),
    "resident publishing:notices-rss in a body": List(_notice, 3),
    "resident publishing:notices-atom in a body": List(_notice, 3),
    "resident publishing:system-notices": List(_system_notice, 2),
    "resident publishing:system-notices-rss": List(_system_notice, 1),
    "resident publishing:system-notices-atom": List(_system_notice, 1),
    "staff people:posts": List(_post, 7),
    "staff people:profile": List(_post, 7),
    "staff people:sign-on-bodies": List(_sign_on, 4),
    "staff people:records": List(_notice, 17),  # eleven kinds of things that something happened to
    "staff people:officers": List(_officer, 13),
    "staff people:invite": List(_department, 8),
    "staff people:roles": List(_own_role, 11),
    "staff people:departments": List(_department, 6),
    "staff people:closing-days": List(_closing_day, 6),
    "staff publishing:staff-notices": List(_notice, 7),
    "staff procedures:offers": List(_procedure, 7),
    "staff procedures:add-offer": List(_pack, 9),
    "staff designer:index": List(_working, 6),
    "staff places:pools": List(_pool, 8),
    "staff letters:mailings": List(_mailing, 7),
    "staff cases:today": List(_case, 8),
    "staff cases:inbox": List(_case, 10),
    "staff cases:emergencies": List(_emergency, 6),
    "staff sharing:shelf": List(_pack, 10),
}
_FORM = "a form"
NO_LIST: dict[str, str] = {
    "resident portal:robots": "a fixed text",
    "resident residents:entrance": _FORM,
    "resident residents:sent": "a fixed text",
    "resident residents:password": _FORM,
    "resident residents:home": "my page; its sections are counted in the rooms that write them",
    "resident residents:sign-in": "the sessions of one person, in one query: residents/tests/test_session.py",
    "resident residents:new-password": _FORM,
    "resident forms:postal": "the addresses of one postal code",
    "resident audit:seals in a body": "one query however many days: counted in kernel/audit/tests",
    "resident audit:roots-json in a body": "as the page",
    "resident audit:roots-atom in a body": "as the page",
    "resident life_events:index in a body": "as many lines as there are events, the same in every body",
    "resident procedures:resume in a body": _FORM,
    "resident procedures:left in a body": "a fixed text",
    "resident procedures:party-code in a body": _FORM,
    "resident procedures:party-declined in a body": "a fixed text",
    "staff cases:emergency-open": _FORM,
    "staff cases:circles": "the confidential labels of the packs in force, by their titles",
    "resident cases:status-anywhere": _FORM,
    "resident cases:status in a body": _FORM,
    "resident cases:lost in a body": _FORM,
    "staff ui:specimen": "shows components without any data",
    "staff people:login": _FORM,
    "staff people:code": _FORM,
    "staff people:enrol": _FORM,
    "staff people:sign-on": _FORM,
    "staff people:sign-on-depart in a body": "leads on",
    "staff people:sign-on-link in a body": _FORM,
    "staff people:sign-on-link-depart in a body": "leads on",
    "staff people:enrol-qr": "one picture",
    "staff people:home": "leads on",
    "staff people:ping": "says whether the session lives",
    "staff people:kept": "the one form that was kept",
    "staff people:password": _FORM,
    "staff people:renewal": _FORM,
    "staff people:renewal-new": _FORM,
    "staff people:renewal-qr": "one picture",
    "staff people:contact": _FORM,
    "staff people:confirmations": "the permissions of the installation, the same in every body",
    "staff notify:mailbox": _FORM,
    "staff people:department-add": _FORM,
    "staff people:role-add": _FORM,
    "staff people:group-add": _FORM,
    "staff designer:begin": _FORM,
    "staff letters:add": _FORM,
    "resident letters:entry in a body": _FORM,
    "resident letters:household in a body": "the one household of the browser's letter",
    "resident letters:leave in a body": "leads on",
    "staff designer:rule": _FORM,
    "staff sharing:take-in": _FORM,
    "staff publishing:staff-notice-add": _FORM,
    "staff publishing:staff-guidance": "as many lines as there are guidance pages, a fixed number",
}


def candidates(surface: str) -> list[Page]:
    """Pages that are read and whose address names no row."""
    return [
        page
        for page in pages(surface)
        if page.example.method == "GET" and not page.parameters - {"body"} and ":guide-" not in page.name
    ]


def grow_everything(bodies: tuple[Body, ...]) -> None:
    """One more row on every list in each of the bodies, so that each has something to leak."""
    for body in bodies:
        for grow in ({view.grow for view in LISTS.values()} | {_mail}) - {_body, _pack, _system_notice}:
            grow(body, 0)
