"""Pages of the room: all on the staff surface."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import URLPattern

from madoguchi.kernel.people.rules import EXPORT_AUDIT, MANAGE_BODY, MANAGE_OFFICERS, MANAGE_ROLES, READ_AUDIT
from madoguchi.kernel.people.web.staff import (
    body,
    confirmations,
    entrance,
    fresh,
    groups,
    officers,
    profile,
    records,
    renewal,
    roles,
    sign_on,
    sign_on_settings,
)
from madoguchi.kernel.tenants.api import page

View = Callable[..., HttpResponseBase]
_ENTRANCE = "part of signing in"
_OWN = "concerns only the account that is signed in"


def _entrance(route: str, view: View, name: str) -> URLPattern:
    return page(route, view, name=name, audience="staff", scope="none", signin=False, reason=_ENTRANCE)


def _own(route: str, view: View, name: str) -> URLPattern:
    return page(route, view, name=name, audience="staff", scope="none", reason=_OWN)


def _officers(route: str, view: View, name: str, *, fresh: bool = False) -> URLPattern:
    return page(route, view, name=name, audience="staff", permission=MANAGE_OFFICERS.name, fresh=fresh)


def _body(route: str, view: View, name: str, *, fresh: bool = False) -> URLPattern:
    return page(route, view, name=name, audience="staff", permission=MANAGE_BODY.name, fresh=fresh)


def _roles(route: str, view: View, name: str) -> URLPattern:
    return page(route, view, name=name, audience="staff", permission=MANAGE_ROLES.name)


staff = [
    _entrance("login/", entrance.login, "login"),
    _entrance("login/code/", entrance.code, "code"),
    _entrance("login/enrol/", entrance.enrol, "enrol"),
    _entrance("login/enrol/qr.svg", entrance.enrol_qr, "enrol-qr"),
    _entrance("login/sign-on/", sign_on.bodies, "sign-on-bodies"),
    _entrance("login/sign-on/<body:body>/", sign_on.depart, "sign-on-depart"),
    _entrance("language/", entrance.language, "language"),
    _entrance("invitation/<body:body>/<str:token>/", profile.invitation, "invitation"),
    _entrance("new-password/<int:account_id>/<str:token>/", profile.new_password, "new-password"),
    _own("invitation/<body:body>/<str:token>/join/", profile.invitation_join, "invitation-join"),
    _own("", entrance.home, "home"),
    _own("logout/", entrance.logout, "logout"),
    _own("ping/", entrance.ping, "ping"),
    _own("kept/", entrance.kept, "kept"),
    _own("kept/discard/", entrance.kept_discard, "kept-discard"),
    page("fresh/", fresh.prove, name="fresh", audience="staff", permission=None, reason=_OWN),
    _own("posts/", profile.posts, "posts"),
    _own("profile/", profile.profile, "profile"),
    _own("profile/password/", profile.password, "password"),
    _own("profile/second-factor/", renewal.begin, "renewal"),
    _own("profile/second-factor/new/", renewal.new, "renewal-new"),
    _own("profile/second-factor/new/qr.svg", renewal.picture, "renewal-qr"),
    _own("profile/sign-on/<body:body>/", sign_on.link, "sign-on-link"),
    _own("profile/sign-on/<body:body>/go/", sign_on.link_depart, "sign-on-link-depart"),
    _own("profile/sign-on/<body:body>/remove/", sign_on.unlink, "sign-on-unlink"),
    _officers("officers/", officers.index, "officers"),
    _officers("officers/invite/", officers.invite, "invite"),
    _officers("officers/<int:officer_id>/", officers.detail, "officer"),
    _officers("officers/<int:officer_id>/person/", officers.person, "officer-person"),
    _officers("officers/<int:officer_id>/lock/", officers.lock, "officer-lock"),
    _officers("officers/<int:officer_id>/unlock/", officers.unlock, "officer-unlock"),
    _officers(
        "officers/<int:officer_id>/second-factor/", officers.reset_second_factor, "officer-second-factor", fresh=True
    ),
    _officers("officers/<int:officer_id>/sign-on/", officers.unlink_sign_on, "officer-sign-on", fresh=True),
    _officers("officers/<int:officer_id>/password/", officers.send_password_link, "officer-password"),
    _officers("invitations/<int:invitation_id>/resend/", officers.resend_invitation, "invitation-resend"),
    _officers("invitations/<int:invitation_id>/cancel/", officers.cancel_invitation, "invitation-cancel"),
    _roles("roles/", roles.index, "roles"),
    _roles("roles/add/", roles.add, "role-add"),
    _roles("roles/<int:role_id>/", roles.detail, "role"),
    _roles("roles/<int:role_id>/close/", roles.close, "role-close"),
    _roles("roles/groups/add/", groups.add, "group-add"),
    _roles("roles/groups/<int:group_id>/", groups.detail, "group"),
    _roles("roles/groups/<int:group_id>/close/", groups.close, "group-close"),
    page("records/", records.index, name="records", audience="staff", permission=READ_AUDIT.name),
    page(
        "records/export/",
        records.export,
        name="records-export",
        audience="staff",
        permission=EXPORT_AUDIT.name,
        fresh=True,
    ),
    _body("body/", body.contact, "contact"),
    page(
        "confirmations/",
        confirmations.index,
        name="confirmations",
        audience="staff",
        permission=MANAGE_BODY.name,
        fresh=True,
    ),
    _body("sign-on/", sign_on_settings.settings, "sign-on", fresh=True),
    _body("sign-on/check/", sign_on_settings.check, "sign-on-check", fresh=True),
    _body("sign-on/open/", sign_on_settings.set_open, "sign-on-open", fresh=True),
    _body("sign-on/require/", sign_on_settings.set_required, "sign-on-require", fresh=True),
    _body("departments/", body.departments, "departments"),
    _body("departments/add/", body.department_add, "department-add"),
    _body("departments/<int:department_id>/", body.department, "department"),
    _body("departments/<int:department_id>/close/", body.department_close, "department-close"),
    _body("closing-days/", body.closing_days, "closing-days"),
    _body("closing-days/<int:day_id>/remove/", body.closing_day_remove, "closing-day-remove"),
]
