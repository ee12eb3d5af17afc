"""A mailing for the pack kyufu in 名取市, with a list of households that nobody is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.jobs.api import run_due
from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.modules.letters.models import Mailing, Recipient, Roster
from madoguchi.modules.letters.services import mailing as mailings
from madoguchi.modules.letters.services import numbers, roster
from madoguchi.modules.letters.services.mailing import Plan
from madoguchi.modules.procedures import api as procedures

KYUFU = Path(settings.MADOGUCHI_PACKS) / "procedures" / "kyufu"
BY = Actor.operator("test")
HEAD = (
    "世帯番号,世帯主氏名,世帯主カナ,世帯主生年月日,郵便番号,住所,方書,"
    "世帯員1氏名,世帯員1続柄,世帯員1対象,世帯員2氏名,世帯員2続柄,世帯員2対象,世帯員2生年月日"
)
ROWS = (
    "0001234,髙舘　翔太,タカダテ ショウタ,平成5年4月18日,981-1224,宮城県名取市増田9丁目9-9,みほん荘201,"
    "髙舘 翔太,世帯主,○,髙舘 美月,妻,○,1994/6/2",
    "0001235,閖上 陽菜,ﾕﾘｱｹﾞ ﾋﾅ,19980707,9811224,名取市増田9丁目9-8,,閖上 陽菜,世帯主,○,閖上 ハル,母,×,S15.1.5",
    "0001236,愛島 健一,メデシマ ケンイチ,1970-03-03,981-1224,名取市増田9丁目9-7,,愛島 健一,世帯主,○,,,,",
)
MakeMailing = Callable[..., Mailing]
BIRTHS = {"0001234": ("1993", "4", "18"), "0001235": ("1998", "7", "7"), "0001236": ("1970", "3", "3")}


def plan(**more: object) -> Plan:
    today = timezone.localdate()
    values: dict[str, object] = {
        "name": "給付金 第1回", "lead": "物価の上がりに対する給付金です。", "base_date": today - timedelta(days=20),
        "answer_until": today + timedelta(days=60), "amount_each": 30_000, "keep_days": 30, **more,
    }  # fmt: skip
    return Plan(**values)  # type: ignore[arg-type]


def csv(rows: Sequence[str] = ROWS, head: str = HEAD, encoding: str = "utf-8") -> SimpleUploadedFile:
    return SimpleUploadedFile("meibo.csv", "\r\n".join([head, *rows]).encode(encoding))


def hand_in(mailing: Mailing, upload: SimpleUploadedFile) -> Roster:
    """Have a list checked; returns it as it stands then. The scope is open."""
    row = roster.receive(mailing, upload, by=BY)
    roster.check(mailing.tenant, row.pk)
    row.refresh_from_db()
    return row


@pytest.fixture
def kyufu(natori: Tenant, make_department: Callable[[Tenant], Department]) -> Department:
    """The pack, published and open in 名取市; returns its department."""
    files = {str(one.relative_to(KYUFU)): one.read_text() for one in KYUFU.rglob("*") if one.is_file()}
    procedures.publish_files("kyufu", files, by=BY)
    department = make_department(natori)
    with tenant_scope(natori):
        procedures.adopt("kyufu", department=department, by=BY, is_open=True)
    return department


@pytest.fixture
def clerk(natori: Tenant, make_officer: Callable[..., Officer]) -> Officer:
    return make_officer(natori, "clerk", name="佐藤 花子")


@pytest.fixture
def mailing(natori: Tenant, kyufu: Department, clerk: Officer) -> Mailing:
    """Being prepared, without a list."""
    with tenant_scope(natori):
        return mailings.make(clerk, "kyufu", plan(), by=BY)


@pytest.fixture
def opened(natori: Tenant, mailing: Mailing) -> Mailing:
    """Three households, open for answers."""
    with tenant_scope(natori):
        row = hand_in(mailing, csv())
        assert row.state == "sound", row.faults
        roster.load(row, by=BY)
        roster.load_rows(natori, row.pk)
        mailings.open_answers(mailing, by=BY)
        mailing.refresh_from_db()
    run_due()
    return mailing


@pytest.fixture
def desk(clerk: Officer, staff_client: Callable[[Officer], Client]) -> Client:
    return staff_client(clerk)


def recipient(tenant: Tenant, household: str = "0001234") -> Recipient:
    with tenant_scope(tenant):
        return Recipient.objects.select_related("mailing__department").get(household=household)


def number_of(tenant: Tenant, household: str = "0001234") -> str:
    """The number as it is printed on the household's letter."""
    return numbers.number_of(recipient(tenant, household).seed)


def entry(tenant: Tenant, household: str = "0001234", **more: str) -> dict[str, str]:
    """What the household types to come in."""
    year, month, day = BIRTHS[household]
    return {
        "number": number_of(tenant, household), "birth.era": "", "birth.year": year, "birth.month": month,
        "birth.day": day, **more,
    }  # fmt: skip
