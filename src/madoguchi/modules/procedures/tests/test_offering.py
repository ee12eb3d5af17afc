"""What a body does with a procedure, and that no other body notices."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from madoguchi.kernel.audit.api import Actor, timeline
from madoguchi.kernel.people.api import Officer, RefusedError
from madoguchi.kernel.tenants.api import Department, Participation, Tenant, forget_directory, tenant_scope
from madoguchi.modules.procedures.choices import Opening
from madoguchi.modules.procedures.models import Procedure
from madoguchi.modules.procedures.queries import catalogue, offers
from madoguchi.modules.procedures.queries.packs import UnknownPackError
from madoguchi.modules.procedures.services import offering
from madoguchi.modules.procedures.services.publish import publish
from madoguchi.modules.procedures.tests.plant import Planted

pytestmark = pytest.mark.django_db
BY = Actor.operator("test")
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def settings_of(row: Procedure, **changes: object) -> offering.Settings:
    values = {
        "is_open": row.is_open, "opens_at": row.opens_at, "closes_at": row.closes_at,
        "department_id": row.department_id, "local": row.local,
    }  # fmt: skip
    return offering.Settings(**{**values, **changes})


def test_adopting_writes_what_happened(dog: Procedure, natori: Tenant) -> None:
    with tenant_scope(natori):
        words = [entry.word for entry in timeline(dog.target)]
    assert words == ["procedures.procedure.adopted", "procedures.procedure.opened"]


def test_adopting_an_unpublished_pack_is_refused(in_natori: Tenant, make_department: Callable[..., Department]) -> None:
    with pytest.raises(UnknownPackError):
        offering.adopt("inu", department=make_department(in_natori), by=BY)


def test_a_department_of_another_body_is_refused(
    published: None, in_natori: Tenant, sendai: Tenant, make_department: Callable[..., Department]
) -> None:
    theirs = make_department(sendai)
    with pytest.raises(RefusedError):
        offering.adopt("inu", department=theirs, by=BY)
    make_department(in_natori)
    with tenant_scope(in_natori):
        row = offering.adopt("inu", department=Department.objects.get(), by=BY)
        with pytest.raises(RefusedError):
            offering.configure("inu", settings_of(row, department_id=theirs.pk), by=BY)


def test_one_body_knows_nothing_of_anothers_values(
    dog: Procedure, open_dog: Callable[[Tenant], Procedure], natori: Tenant, sendai: Tenant
) -> None:
    theirs = open_dog(sendai)
    with tenant_scope(sendai):
        offering.configure("inu", settings_of(theirs, local={"standard_period": {"days": 30}}), by=BY)
        assert catalogue.offer("inu").pack.card.standard_period.days == 30
    with tenant_scope(natori):
        assert catalogue.offer("inu").pack.card.standard_period.days == 3
        assert [one.department.tenant for one in offers.for_administration(NOW)] == [natori]
        assert Procedure.objects.get().local == {}


def test_a_body_without_the_procedure_cannot_touch_it(dog: Procedure, sendai: Tenant) -> None:
    with tenant_scope(sendai):
        assert catalogue.offers() == ()
        assert offers.administered("inu") is None
        for act in (
            lambda: offering.set_open("inu", is_open=False, by=BY),
            lambda: offering.upgrade("inu", by=BY),
        ):
            with pytest.raises(offering.NoSuchProcedureError):
                act()
    with tenant_scope(dog.tenant):
        assert Procedure.objects.get().is_open


def test_configuring_records_only_what_changed(dog: Procedure, natori: Tenant) -> None:
    with tenant_scope(natori):
        offering.configure("inu", settings_of(dog), by=BY)
        offering.configure("inu", settings_of(dog, local={"texts": {}}), by=BY)  # says nothing, in more words
        before = len(timeline(dog.target))
        offering.configure("inu", settings_of(dog, is_open=False, closes_at=NOW), by=BY)
        words = [entry.word for entry in timeline(dog.target)]
    assert before == 2
    assert words[2:] == ["procedures.procedure.closed", "procedures.procedure.period_set"]


def test_local_values_that_the_pack_does_not_open_are_refused(dog: Procedure, natori: Tenant) -> None:
    with tenant_scope(natori):
        with pytest.raises(offering.BadOverlayError) as caught:
            offering.configure("inu", settings_of(dog, local={"title": {"ja": "x", "en": "x"}}), by=BY)
        assert [one.place for one in caught.value.problems] == ["title"]
        assert Procedure.objects.get().local == {}


def test_a_period_that_ends_before_it_begins_is_refused(dog: Procedure, natori: Tenant) -> None:
    with tenant_scope(natori), pytest.raises(RefusedError) as caught:
        offering.configure("inu", settings_of(dog, opens_at=NOW, closes_at=NOW), by=BY)
    assert caught.value.field == "closes_at"


@pytest.mark.parametrize(
    ("is_open", "opens", "closes", "expected"),
    [
        (True, None, None, Opening.OPEN), (False, None, None, Opening.CLOSED),
        (True, timedelta(minutes=1), None, Opening.NOT_YET), (True, timedelta(0), None, Opening.OPEN),
        (True, None, timedelta(0), Opening.ENDED), (True, None, timedelta(minutes=1), Opening.OPEN),
        (False, None, timedelta(0), Opening.ENDED), (False, timedelta(minutes=1), None, Opening.CLOSED),
    ],
)  # fmt: skip
def test_opening(is_open: bool, opens: timedelta | None, closes: timedelta | None, expected: Opening) -> None:
    row = Procedure(
        is_open=is_open,
        opens_at=None if opens is None else NOW + opens,
        closes_at=None if closes is None else NOW + closes,
    )
    assert row.opening(NOW) is expected


def test_a_body_whose_participation_ended_offers_nothing(dog: Procedure, natori: Tenant) -> None:
    Participation.objects.filter(tenant=natori).update(ends_on=timezone.localdate() - timedelta(days=1))
    forget_directory()
    with tenant_scope(natori):
        assert catalogue.offer("inu").opening(timezone.now()) is Opening.NOT_TAKING_PART
        assert catalogue.listed() == []


def test_a_trial_that_becomes_production_takes_nothing_for_unchecked_law(
    db: None, tmp_path: Path, natori: Tenant, settings: Settings, make_department: Callable[..., Department],
    make_officer: Callable[..., Officer], staff_client: Callable[[Officer], Client],
) -> None:  # fmt: skip
    planted = Planted(tmp_path)
    planted.disposition()
    publish(planted.folder)
    department = make_department(natori)
    with tenant_scope(natori):
        offering.adopt("inu", department=department, by=BY, is_open=True)
    client = staff_client(make_officer(natori, "administrator"))
    reason = "確かめられていないため、本番では公開できません"
    for production, expected in ((False, Opening.OPEN), (True, Opening.CLOSED)):
        settings.MADOGUCHI_PRODUCTION = production
        catalogue.forget_catalogue()
        with tenant_scope(natori):
            assert catalogue.offer("inu").opening(timezone.now()) is expected
            assert offers.administered("inu").opening is expected
            assert offers.barred_packs() == (["inu@1"] if production else [])
        told = StringIO()
        call_command("adopt", "042072", "inu", department=department.code, open=True, stdout=StringIO(), stderr=told)
        assert ("inu@1" in told.getvalue()) is production, "the operator hears at once that it takes nothing"
        assert (reason in client.get("/staff/procedures/").content.decode()) is production


def test_upgrading_puts_the_newest_version_in_force(dog: Procedure, natori: Tenant, tmp_path: Path) -> None:
    publish(Planted(tmp_path).version(2).folder)
    with tenant_scope(natori):
        assert catalogue.offer("inu").pack.version == 1
        assert offers.administered("inu").can_upgrade
        offering.upgrade("inu", by=BY)
        assert catalogue.offer("inu").pack.key == "inu@2"
        assert not offers.administered("inu").can_upgrade
        assert catalogue.pack_of("inu@1").version == 1, "drafts and cases stay under theirs"


def test_upgrading_tells_which_of_the_bodys_own_values_are_lost(
    dog: Procedure,
    natori: Tenant,
    tmp_path: Path,
    make_officer: Callable[..., Officer],
    staff_client: Callable[[Officer], Client],
) -> None:
    own = {"office": {"ja": "環境課", "en": "Environment"}, "privacy": {"retention_years": 7}}
    with tenant_scope(natori):
        offering.configure("inu", settings_of(dog, local=own), by=BY)
    publish(Planted(tmp_path).version(2).swap("pack.toml", 'local = ["office", ', "local = [").folder)
    page = staff_client(make_officer(natori, "administrator")).get("/staff/procedures/inu/version/").content.decode()
    assert "新しい版では、この団体の値は使えません" in page
    assert 'name="merge.office"' in page
    assert 'name="merge.privacy.retention_years"' not in page
    with tenant_scope(natori):
        with pytest.raises(offering.UndecidedError):
            offering.upgrade("inu", by=BY)
        offering.upgrade("inu", by=BY, choices={"office": "upstream"})
        assert timeline(dog.target)[-2].data["changes"] == {"office": [own["office"], None]}
