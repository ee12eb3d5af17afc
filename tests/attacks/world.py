"""The data that is attacked: two bodies with the same kinds of rows, each row carrying its body's mark.

Whatever a page of 名取市 shows, 仙台市's mark must not be in it, and the other way round. Everything is made through
the rooms' doors: the dog cases over HTTP as a resident makes them, the rest by the services that the pages call.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from madoguchi.conftest import PASSWORD, make_tenant
from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.identity.api import SignOnProvider
from madoguchi.kernel.notify.models import Outbox
from madoguchi.kernel.people.api import Account, Officer, Role, appoint
from madoguchi.kernel.people.domain import totp
from madoguchi.kernel.people.services import (
    closing_day,
    invitation,
    own_role,
    procedure_group,
    second_factor,
    server_seal,
)
from madoguchi.kernel.people.web.session import open_for
from madoguchi.kernel.tenants.api import ClosingDay, Department, Tenant, tenant_scope
from madoguchi.modules.cases import api as cases
from madoguchi.modules.cases.models import Case, Emergency, Submission
from madoguchi.modules.cases.services import access, correction, decision, desk
from madoguchi.modules.cases.services.turn import By
from madoguchi.modules.designer.domain import skeleton
from madoguchi.modules.designer.services import working as designing
from madoguchi.modules.forms import api as forms
from madoguchi.modules.places import api as places
from madoguchi.modules.places.models import Entry, Pool
from madoguchi.modules.places.services import links, promotion
from madoguchi.modules.procedures.domain.pack import compile_pack
from madoguchi.modules.procedures.domain.source import read_folder
from madoguchi.modules.procedures.queries import catalogue
from madoguchi.modules.procedures.services import offering, sending
from madoguchi.modules.procedures.services.publish import publish
from madoguchi.modules.publishing import api as publishing
from madoguchi.modules.publishing.choices import Page
from madoguchi.modules.publishing.services import guidance
from madoguchi.modules.sharing.models import Fork, Suggestion
from tests.attacks import asked, mailed
from tests.attacks.dog import dog_pages, fill_dog, photo, send
from tests.attacks.mover import begin_bundle

PACKS = Path(settings.MADOGUCHI_PACKS) / "procedures"
SINCE = date(2020, 4, 1)
# The last two have parts of others and confidential answers.
OFFERED = ("inu", "kaiji", "kyufu", "gakudo", "juminhyo")
BY = Actor.operator("attack")
ROLES = (Role.CLERK, Role.DECIDER, Role.VIEWER, Role.ADMINISTRATOR)


@dataclass
class Body:
    """One body with everything in it. `cases`: receipt numbers by where the case stands; `mark`: in all its rows."""

    tenant: Tenant
    mark: str
    department: Department
    elsewhere: Department
    officers: dict[str, Officer] = field(default_factory=dict)
    stranger: Officer | None = None
    cases: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    case_file: str = ""
    decision_file: str = ""
    draft: str = ""
    draft_code: str = ""
    draft_file: str = ""
    bundle: str = ""
    bundle_code: str = ""
    notice: publishing.Notice | None = None
    closing_day: int = 0
    own_role: int = 0
    group: int = 0
    invitation: int = 0
    invitation_token: str = ""
    mail: int = 0
    working: int = 0
    suggestion: int = 0
    fork: str = ""
    pool: int = 0
    draw: int = 0
    offer_token: str = ""
    mailing: int = 0
    recipient: int = 0
    printing: int = 0
    letter_number: str = ""
    party_code: str = ""
    emergency: int = 0
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return self.tenant.code

    @property
    def officer(self) -> Officer:
        return self.officers[Role.CLERK]

    def link(self, where: str) -> str:
        """The token of a mailed link to one of its cases."""
        return self.link_until(where, access.link_until())

    def link_until(self, where: str, day: date) -> str:
        """The token of a mailed link that is good until that day."""
        with tenant_scope(self.tenant):
            return access.link_token(self.tenant, Case.objects.get(receipt_number=self.cases[where]), day)


@dataclass
class World:
    natori: Body
    sendai: Body
    absent: Tenant
    """A body of the prefecture that takes no part."""

    @property
    def bodies(self) -> tuple[Body, Body]:
        return self.natori, self.sendai

    def other(self, body: Body) -> Body:
        return self.sendai if body is self.natori else self.natori


def build() -> World:
    """Make it all; about a second."""
    for pack in OFFERED:
        publish(PACKS / pack)
    natori = make_tenant("042072", "名取市", "Natori City", "なとりし", "city", "natori")
    sendai = make_tenant("041009", "仙台市", "Sendai City", "せんだいし", "city", "sendai")
    absent = Tenant.objects.create(
        code="043028", name="七ヶ宿町", name_en="Shichikashuku Town", kana="しちかしゅくまち", kind="town",
        path="shichikashuku", phone="0224-00-0000",
    )  # fmt: skip
    return World(_fill(natori, "=閖上秘話"), _fill(sendai, "=青葉秘話"), absent)


def _fill(tenant: Tenant, mark: str) -> Body:
    with tenant_scope(tenant):
        body = Body(
            tenant,
            mark,
            make_department(tenant, "kankyo", f"環境{mark}課"),
            make_department(tenant, "zei", f"税{mark}課"),
        )
        for role in ROLES:
            department = None if role == Role.ADMINISTRATOR else body.department
            body.officers[role] = make_officer(tenant, role, department, f"{mark} {role.label}")
        body.stranger = make_officer(tenant, Role.DECIDER, body.elsewhere, f"{mark} 税務")
        for pack in OFFERED:
            own = {"texts": {"paper": {"ja": f"窓口でも届け出られます（{mark}）。"}}} if pack == "inu" else {}
            offering.adopt(pack, department=body.department, by=BY, is_open=True, local=own)
        body.working = begin_working(body, "camp")
        body.fork = f"t{tenant.code}-camp"
        Fork.objects.create(tenant=tenant, pack_id=body.fork, upstream_id="inu", upstream_version=1)
        body.suggestion = Suggestion.objects.create(
            tenant=tenant, pack_id="kaiji", version=1, proposer=tenant, message=f"案内{mark}"
        ).pk
        body.notice = publishing.add_notice(
            tenant,
            publishing.Content(
                title=f"お知らせ{mark}", body=f"{mark}の本文", starts_at=timezone.now() - timedelta(days=1)
            ),
            by=BY,
        )
        guidance.replace(tenant, Page.CONTACT, text_ja=f"# 窓口\n\n{mark}", text_en=f"# Counter\n\n{mark}", by=BY)
        SignOnProvider.objects.create(
            tenant=tenant,
            issuer=f"https://idp.example.jp/{tenant.path}",
            client_id=mark,
            secret_sealed="-",
            label="認証",
        )
        administrator = body.officers[Role.ADMINISTRATOR]
        closing_day.add(tenant, [(date(2027, 1, 4), f"臨時{mark}")], by=administrator)
        body.own_role = own_role.add(
            tenant, name=f"広報{mark}", base="viewer", rights=["cases.view"], by=administrator
        ).pk
        body.group = procedure_group.add(tenant, name=f"証明{mark}", subjects=["inu"], by=administrator).pk
        body.closing_day = ClosingDay.objects.get(date=date(2027, 1, 4)).pk
        offer, link = invitation.invite(
            tenant, email="invited@example.jp", name=f"招待{mark}", role=Role.CLERK, department=body.department,
            valid_from=SINCE, by=BY,
        )  # fmt: skip
        body.invitation, body.invitation_token = offer.pk, link.rstrip("/").rsplit("/", 1)[1]
    _file_dog(body)
    _begin_draft(body)
    with tenant_scope(tenant):
        body.bundle, body.bundle_code = begin_bundle(body.code, body.mark)
        _file_requests(body)
        body.mail = Outbox.objects.filter(kind__startswith="cases").latest("pk").pk
        _make_pools(body)
        mailed.make_letters(body)
        body.party_code = asked.ask_employer(body)
    body.cookies = _earn(body)
    return body


def begin_working(body: Body, slug: str) -> int:
    """A working version of the designer, the mark in its title and on its page."""
    begun = skeleton.Begun(f"様式{body.mark}", "Form", "ようしき", "contract", "条例")
    files = skeleton.files_of("x", begun, date(2026, 11, 22))
    files["form.toml"] = files["form.toml"].replace("あなたについて", f"あなたについて{body.mark}")
    files |= {"documents/permit.typ": "= permit", "tables/places.csv": f"value,label_ja,label_en\na,{body.mark},A\n"}
    with tenant_scope(body.tenant):
        return designing.create(slug, files, note=body.mark, by=body.officers[Role.ADMINISTRATOR]).pk


def make_department(tenant: Tenant, code: str, name: str) -> Department:
    return Department.objects.create(
        tenant=tenant, code=code, name=name, name_en=name, symbol="環", valid_from=SINCE, phone="022-111-2222",
        email=f"{code}@{tenant.path}.example.jp",
    )  # fmt: skip


_password: list[str] = []


def make_officer(tenant: Tenant, role: str, department: Department | None, name: str, *, login: str = "") -> Officer:
    """An account past its second factor, with one post."""
    _password[:] = _password or [make_password(PASSWORD)]  # slow by design: once is enough
    login = login or f"{tenant.path}-{role}-{department.code if department else 'all'}"
    account = Account.objects.create(login=login, name=name, email=f"{login}@example.jp", password=_password[0])
    account.totp_sealed = server_seal.seal(totp.new_secret(), purpose=second_factor.TOTP_PURPOSE)
    account.totp_confirmed_at = timezone.now()
    account.save()
    return appoint(account, tenant=tenant, role=role, department=department, valid_from=SINCE, by=BY)


def sign_in(officer: Officer, *, language: str = "ja", **options: Any) -> Client:
    """A browser of this officer, past the second factor. `options`: of Django's test client."""
    client = Client(**options)
    request = HttpRequest()
    request.session = SessionStore()
    account = officer.account
    if account.language != language:
        account.language = language
        account.save(update_fields=["language"])
    open_for(request, account, officer, timezone.now())
    request.session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key
    return client


def holder(body: Body, **options: Any) -> Client:
    """A browser that holds the body's draft and has earned its cases. `options`: of Django's test client."""
    client = Client(**options)
    client.cookies = SimpleCookie(body.cookies)
    return client


def _earn(body: Body) -> dict[str, str]:
    """The cookies of such a browser."""
    client = Client()
    client.get(f"/{body.code}/r/{body.draft_code}/")
    client.get(f"/{body.code}/r/{body.bundle_code}/")
    for where in body.cases:
        client.get(f"/{body.code}/status/link/{body.link(where)}/")
    born = {"birth.era": "", "birth.year": "1990", "birth.month": "1", "birth.day": "1"}
    client.post(f"/{body.code}/letters/", {"number": body.letter_number, **born})
    return {name: cookie.value for name, cookie in client.cookies.items()}


def _file_dog(body: Body) -> None:
    client = Client()
    pages = dog_pages(body.mark, former_tag_photo=photo(f"写真{body.mark}.jpg"))
    number, code = send(client, body.tenant, fill_dog(client, body.tenant, pages))
    with tenant_scope(body.tenant):
        case = cases.by_number(number, code)
        assert case is not None
        body.cases["arrived"], body.codes["arrived"] = case.receipt_number, code
        answers = Submission.objects.get(case=case).answers
        body.case_file = answers["former_tag_photo"][0]["id"]
        body.emergency = break_glass(body, f"緊急{body.mark}")


def break_glass(body: Body, reason: str) -> int:
    """That an officer of another department opened a case in an emergency; he alone sees it again."""
    case, now = Case.objects.get(receipt_number=body.cases["arrived"]), timezone.now()
    row = Emergency(
        tenant=body.tenant, case=case, officer=body.stranger, reason=reason, opened_at=now, until=now, told=1
    )
    row.save()
    return int(row.pk)


def _begin_draft(body: Body) -> None:
    client = Client()
    pages = dog_pages(body.mark, former_tag_photo=photo(f"下書き{body.mark}.jpg"))
    body.draft = fill_dog(client, body.tenant, pages)
    page = client.get(f"/{body.code}/d/{body.draft}/save/").content.decode()
    body.draft_code = re.findall(r'class="copy-number">([^<]+)<', page)[0].replace("-", "").replace(" ", "")
    with tenant_scope(body.tenant):
        draft = forms.resume(body.draft_code)
        assert draft is not None
        [body.draft_file] = forms.uploads(draft.draft)


def _file_requests(body: Body) -> None:
    """行政文書開示請求, one in each state that has pages of its own."""
    clerk, decider = body.officers[Role.CLERK], body.officers[Role.DECIDER]
    for where in ("correcting", "decided", "issued"):
        number = body.cases[where] = request_disclosure(body)
        desk.receive(number, act_of(clerk, number))
        if where == "correcting":
            asked = [correction.Asked("description", f"年度を書いてください {body.mark}")]
            due = timezone.localdate() + timedelta(days=14)
            correction.ask(number, act_of(clerk, number), fields=asked, due_on=due)
            continue
        desk.note(number, f"内部メモ {body.mark}", act_of(clerk, number))
        desk.examine(number, act_of(clerk, number))
        decision.decide(number, act_of(decider, number), outcome="refuse", reason=f"理由 {body.mark}")
        if where == "issued":
            issued = decision.issue(number, act_of(clerk, number))
            body.decision_file = str(issued.file_id)


def _make_pools(body: Body) -> None:
    """A pool with one who was offered a place, and a draw."""
    base = places.Wanted("attack/pool", (f"講座{body.mark}", body.mark), body.department, places.Mode.FIRST_COME, 1, 2)
    drawn = replace(base, key="attack/draw", mode=places.Mode.LOTTERY)
    places.ensure([base, drawn], by=BY)
    for number in (1, 2):
        places.take(base.key, places.Asking(f"attack:{number}", f"{number}{body.mark}"))
    places.withdraw("attack:1")
    promotion.tend()
    body.pool, body.draw = (Pool.objects.get(key=one.key).pk for one in (base, drawn))
    body.offer_token = links.token(body.tenant, Entry.objects.get(holder="attack:2"))


def act_of(officer: Officer, number: str) -> By:
    """The officer, with the page of the case as it is now before him."""
    return By(officer, Case.objects.get(receipt_number=number).version)


def request_disclosure(body: Body) -> str:
    """File a 行政文書開示請求 with the body's mark in it; returns its number. The body's scope is open."""
    offer = catalogue.offer("kaiji")
    assert offer is not None
    pack = offer.pack
    example = next(one for one in compile_pack(read_folder(PACKS / "kaiji")).examples if one.ok)
    answers = {**example.answers, "description": f"{body.mark}に関する契約書と設計書"}
    started = forms.start(f"procedures/{pack.key}")
    draft = forms.save_some(started.draft, pack.form, forms.typed_from_answers(pack.form, answers))
    outcome = forms.validate(pack.form, draft.typed, today=timezone.localdate())
    assert outcome.ok, outcome.faults
    bill = pack.fees.bill(outcome.env)
    filed = sending.send(body.tenant, offer, pack, draft, started.code, outcome, bill=bill, language="ja")
    return filed.receipt_number
