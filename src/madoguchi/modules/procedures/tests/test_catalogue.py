"""The list of a body: groups, search, and how often the database is asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.modules.procedures import api as procedures
from madoguchi.modules.procedures.choices import Words
from madoguchi.modules.procedures.models import Procedure
from madoguchi.modules.procedures.services import offering
from madoguchi.modules.procedures.services.publish import publish
from madoguchi.modules.procedures.tests.plant import Planted

pytestmark = pytest.mark.django_db


def another_pack(base: Path, name: str, kana: str, category: str) -> None:
    planted = Planted(base)
    folder = planted.folder.rename(base / name)
    planted.folder = folder
    planted.swap("pack.toml", 'id = "inu"', f'id = "{name}"').swap("pack.toml", '"pets"', f'"{category}"')
    planted.swap("pack.toml", 'kana = "いぬ', f'kana = "{kana}')
    publish(folder)


def test_groups(dog: Procedure, natori: Tenant) -> None:
    with tenant_scope(natori):
        assert [(group.key, len(group.offers)) for group in procedures.by_category()] == [("pets", 1)]
        assert [group.key for group in procedures.by_life_event()] == ["moving", "death"]
        assert [(group.key, group.label.ja) for group in procedures.by_kana()] == [("あ", "あ行")]
        assert [(group.key, group.label.ja) for group in procedures.by_department()] == [("kankyo", "環境課")]
        assert [one.id for one in procedures.popular()] == ["inu"]
        assert [one.id for one in procedures.search("ペット")] == ["inu"]
        assert procedures.search("住民票") == []
        assert procedures.search(" ") == []


def test_stopped_ones_stay_where_people_look_for_them(dog: Procedure, natori: Tenant) -> None:
    with tenant_scope(natori):
        offering.set_open("inu", is_open=False, by=Actor.operator("test"), note=Words("機器の入れ替え", ""))
        for shown in (procedures.listed(), procedures.search("犬"), procedures.popular()):
            assert [one.id for one in shown] == ["inu"]
        stopped = procedures.listed()[0].stopped
        assert stopped is not None
        assert (stopped.note_in("ja"), stopped.note_in("en")) == (("機器の入れ替え", "ja"), ("機器の入れ替え", "ja"))
        assert procedures.procedure_for("neko") is None
        offering.set_open("inu", is_open=True, by=Actor.operator("test"))
        assert procedures.listed()[0].stopped is None


def test_one_that_is_going_to_open_is_listed(dog: Procedure, natori: Tenant) -> None:
    with tenant_scope(natori):
        Procedure.objects.update(opens_at=timezone.now() + timedelta(days=1))
        procedures.forget_catalogue()
        assert [one.id for one in procedures.listed()] == ["inu"]


def test_the_list_is_in_the_order_of_the_kana(dog: Procedure, natori: Tenant, tmp_path: Path) -> None:
    for name, kana in (("zo", "ぞうのとうろく"), ("ahiru", "あひる"), ("ga", "がのとうろく"), ("ka", "かのとうろく")):
        another_pack(tmp_path / name, name, kana, "pets")
    with tenant_scope(natori):
        for name in ("zo", "ahiru", "ga", "ka"):
            offering.adopt(name, department=dog.department, by=Actor.operator("test"), is_open=True)
        assert [one.id for one in procedures.listed()] == ["ahiru", "inu", "ka", "ga", "zo"]
        assert [group.key for group in procedures.by_kana()] == ["あ", "か", "さ"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_database_is_asked_once_a_body(
    dog: Procedure, natori: Tenant, tmp_path: Path, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for name in ("neko", "tori")[: count - 1]:
        another_pack(tmp_path / name, name, "ねこ", "pets")
        with tenant_scope(natori):
            offering.adopt(name, department=dog.department, by=Actor.operator("test"), is_open=True)
    with tenant_scope(natori):
        procedures.listed()  # reads the directory of bodies, which the tenants room keeps
        procedures.forget_catalogue()
        with django_assert_num_queries(1):
            assert len(procedures.offers()) == count
        with django_assert_num_queries(0):
            procedures.popular()
            procedures.by_category()
            procedures.search("犬")
            procedures.procedure_for("inu")


def test_each_body_has_its_own_list(
    dog: Procedure, natori: Tenant, sendai: Tenant, make_department: Callable[[Tenant], Department]
) -> None:
    with tenant_scope(natori):
        assert len(procedures.offers()) == 1
    with tenant_scope(sendai):
        assert procedures.offers() == ()
        assert procedures.procedure_for("inu") is None
