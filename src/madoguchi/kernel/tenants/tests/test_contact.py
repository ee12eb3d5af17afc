"""Whom to call, and when, in both languages."""

from __future__ import annotations

import pytest

from madoguchi.kernel.tenants.models import Department, Tenant
from madoguchi.kernel.tenants.queries import contact_of

BODY = Tenant(
    name="名取市", name_en="Natori City", phone="022-111-1111", hours="平日 8時30分から", hours_en="Weekdays from 8:30",
    email="shi@example.jp",
)  # fmt: skip


def department(**own: str) -> Department:
    return Department(name="環境課", name_en="Environment Division", **own)


def test_a_department_without_its_own_has_the_body_s() -> None:
    found = contact_of(BODY, department(email="oshirase@example.jp"), "ja")
    assert (found.body, found.office) == ("名取市", "環境課")
    assert (found.phone, found.hours, found.email) == ("022-111-1111", "平日 8時30分から", "shi@example.jp")
    assert contact_of(BODY, None, "en").office == ""


@pytest.mark.parametrize(
    ("own", "hours"),
    [
        ({}, "Weekdays from 8:30"),
        ({"hours": "平日 8時30分から"}, "Weekdays from 8:30"),
        ({"hours": "火曜のみ"}, "火曜のみ"),
        ({"hours": "火曜のみ", "hours_en": "Tuesdays only"}, "Tuesdays only"),
    ],
)
def test_hours_in_english(own: dict[str, str], hours: str) -> None:
    found = contact_of(BODY, department(phone="022-222-2222", **own), "en")
    assert (found.body, found.office, found.phone, found.hours) == (
        "Natori City", "Environment Division", "022-222-2222", hours,
    )  # fmt: skip


def test_the_address_is_written_as_each_language_writes_it() -> None:
    body = Tenant(address="名取市増田", postal_code="9811292")
    assert body.postal_address("ja") == "〒981-1292 名取市増田"
    assert body.postal_address("en") == "〒981-1292 名取市増田", "without an English one"
    body.address_en = "Masuda, Natori City"
    assert body.postal_address("en") == "Masuda, Natori City 981-1292"
    assert Tenant().postal_address("ja") == ""
