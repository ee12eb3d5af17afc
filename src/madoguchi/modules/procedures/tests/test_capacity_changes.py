"""What may change while places are being given: a new version, another period, a stop; and what may not."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.jobs.api import run_due
from madoguchi.kernel.people.api import Officer, RefusedError
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.modules.places import api as places
from madoguchi.modules.procedures.domain.pack import compile_pack
from madoguchi.modules.procedures.domain.source import read_folder
from madoguchi.modules.procedures.models import PackVersion, Procedure
from madoguchi.modules.procedures.services import offering
from madoguchi.modules.procedures.services.publish import NotPublishableError, publish
from madoguchi.modules.procedures.tests.browser import Browser
from madoguchi.modules.procedures.tests.conftest import PACKS
from madoguchi.modules.procedures.tests.test_capacity import YOU, fill, koza, send

__all__ = ["koza"]  # the fixture
BY = Actor.operator("test")
LOTTERY = (('mode = "first_come"', 'mode = "lottery"'), ('hold = "check"\nhold_minutes = 15\n', ""))


@pytest.fixture(autouse=True)
def _fresh() -> None:
    places.forget_left()


def newer(base: Path, *swaps: tuple[str, str], version: int = 2, pack: str = "koza") -> Path:
    """A later version of a pack, in a folder of its own."""
    folder = base / str(version) / pack
    shutil.copytree(PACKS / pack, folder)
    text = (folder / "pack.toml").read_text("utf-8")
    for old, new in (("\nversion = 1\n", f"\nversion = {version}\n"), *swaps):
        assert old in text, old
        text = text.replace(old, new)
    (folder / "pack.toml").write_text(text, "utf-8")
    return folder


def configure(row: Procedure, **changes: Any) -> None:
    values = {
        "is_open": row.is_open, "opens_at": None, "closes_at": row.closes_at, "department_id": row.department_id,
        "local": row.local, **changes,
    }  # fmt: skip
    offering.configure(row.pack_id, offering.Settings(**values), by=BY)


def test_another_mode_needs_another_round_at_publishing(koza: Procedure, tmp_path: Path) -> None:
    with pytest.raises(NotPublishableError) as caught:
        publish(newer(tmp_path, *LOTTERY))
    assert caught.value.reasons[0][0].endswith("（first_come から lottery）。round を新しくしてください。")
    publish(newer(tmp_path, *LOTTERY, ("\nlimit = 20\n", '\nlimit = 20\nround = "2027"\n'), version=3))


def test_another_mode_that_was_published_before_is_refused_where_it_is_put_in_force(
    koza: Procedure, natori: Tenant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = read_folder(newer(tmp_path, *LOTTERY))
    pack = compile_pack(source)
    PackVersion.objects.create(pack_id="koza", version=2, text=source.canonical(), sha256=pack.sha256)
    with tenant_scope(natori):
        with pytest.raises(RefusedError) as refused:
            offering.upgrade("koza", by=BY)
        assert refused.value.field == "mode"
        assert "途中では変えられません" in refused.value.message
        assert "round を改めた版" in refused.value.message
        assert Procedure.objects.get().in_force.version == 1
    with pytest.raises(CommandError):
        call_command("adopt", natori.code, "koza", department=koza.department.code, dir=tmp_path)
    assert "koza: " in capsys.readouterr().err


def kensho(natori: Tenant, department: Department, closes: datetime | None) -> tuple[Procedure, Browser]:
    """An open draw with one entry, and who has entered."""
    publish(PACKS / "kensho")
    with tenant_scope(natori):
        row = offering.adopt("kensho", department=department, by=BY, is_open=True)
        configure(row, closes_at=closes)
        row.refresh_from_db()
    browser = Browser(Client(), natori)
    browser.go("p/kensho/start/")
    browser.post("p/kensho/start/", {"guess": "2287654", "_next": "1"})
    browser.post(browser.here, {**YOU, "home": "宮城県名取市", "minor": "no"})
    browser.post(browser.here, {"rules_consent": "yes", "_next": "1"})
    draft = browser.draft
    said = browser.html
    browser.post(f"d/{draft}/send/", {"_read": browser.read(draft), "declaration": "yes"})
    assert "定員はありません。締め切ったあと、抽選で全員の順番を決めます。" in said
    return row, browser


def test_a_draw_that_is_closed_is_not_opened_again(
    natori: Tenant, make_department: Callable[[Tenant], Department]
) -> None:
    row, _browser = kensho(natori, make_department(natori), timezone.now() + timedelta(hours=1))
    with tenant_scope(natori):
        configure(row, closes_at=timezone.now())
        row.refresh_from_db()
    run_due()
    for later in (None, timezone.now() + timedelta(days=30)):
        with tenant_scope(natori), pytest.raises(RefusedError) as refused:
            configure(row, closes_at=later)
        assert refused.value.field == "closes_at"
        assert "締め切っている" in refused.value.message
    with tenant_scope(natori):
        assert Procedure.objects.get().closes_at == row.closes_at, "refused as a whole"
        configure(row, local={"office": {"ja": "名取市 秘書課", "en": "Mayor's office"}})  # everything else goes on


def test_a_draw_without_an_end_that_was_stopped_is_closed_by_its_office(
    natori: Tenant, make_department: Callable[[Tenant], Department], make_officer: Callable[..., Officer],
    staff_client: Callable[[Officer], Client],
) -> None:  # fmt: skip
    _row, browser = kensho(natori, make_department(natori), None)
    clerk = staff_client(make_officer(natori, "clerk"))
    with tenant_scope(natori):
        pool = places.left("procedures/kensho")["procedures/kensho/2030"].pool_id
    page = f"/staff/places/{pool}/"
    assert 'value="close"' not in clerk.get(page).content.decode(), "it is still open"
    assert clerk.post(f"{page}act/", {"act": "close", "close": "yes"}).status_code == 422
    with tenant_scope(natori):
        offering.set_open("kensho", is_open=False, by=BY)
    assert 'value="close"' in clerk.get(page).content.decode()
    assert clerk.post(f"{page}act/", {"act": "close"}).status_code == 422, "asked whether it is meant"
    assert clerk.post(f"{page}act/", {"act": "close", "close": "yes"}).status_code == 302
    html = browser.go(f"/{natori.code}/draws/{pool}/").content.decode()
    assert "抽選が終わりました" in html
    with tenant_scope(natori), pytest.raises(RefusedError):
        offering.set_open("kensho", is_open=True, by=BY)


def test_an_older_draft_asks_for_its_place_by_the_version_in_force(
    koza: Procedure, natori: Tenant, tmp_path: Path
) -> None:
    older = fill(natori)
    draft, read = older.draft, older.read(older.draft)
    publish(newer(tmp_path, ("\nlimit = 20\n", '\nlimit = 20\nround = "2027"\n')))
    with tenant_scope(natori):
        offering.upgrade("koza", by=BY, grace_days=30)
    older.post(f"d/{draft}/send/", {"_read": read})
    assert older.here.endswith(f"/d/{draft}/check/") or older.here.endswith("/changed/"), "not by the old round"
    older.go(f"d/{draft}/check/")
    assert "席が決まりました（確定）" in send(older)
    places.forget_left()
    with tenant_scope(natori):
        left = places.left("procedures/koza")
        assert [left[f"procedures/koza/{key}"].free for key in ("slot:am", "2027/slot:am")] == [1, 0]


def test_where_places_are_asked_for_as_before_the_time_of_grace_stays(
    koza: Procedure, natori: Tenant, tmp_path: Path
) -> None:
    older = fill(natori)
    publish(newer(tmp_path, ("\nwaiting = 5\n", "\nwaiting = 9\n")))
    with tenant_scope(natori):
        offering.upgrade("koza", by=BY, grace_days=30, choices={"capacity.waiting": "ours"})
    assert "席が決まりました（確定）" in send(older)
