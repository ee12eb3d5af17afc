"""What residents are told by notices and their feed: new procedures, changes where the office wants it, what ends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.modules.procedures.models import Procedure
from madoguchi.modules.procedures.services.publish import publish
from madoguchi.modules.procedures.tests.plant import Planted
from madoguchi.modules.procedures.tests.tables import Notice
from madoguchi.modules.procedures.tests.test_catalogue import another_pack
from madoguchi.modules.procedures.tests.test_staff import form

ONE = "/staff/procedures/inu/"


@pytest.fixture
def admin(
    dog: Procedure, natori: Tenant, make_officer: Callable[..., Officer], staff_client: Callable[[Officer], Client]
) -> Client:
    return staff_client(make_officer(natori, "administrator"))


def told(tenant: Tenant) -> list[str]:
    """The titles of the body's notices, the oldest first; each is in the feed as well."""
    with tenant_scope(tenant):
        titles = list(Notice.objects.order_by("pk").values_list("title", flat=True))
    feed = Client().get(f"/{tenant.code}/notices/rss.xml").content.decode()
    assert all(title in feed for title in titles)
    return titles


def body_of_last(tenant: Tenant) -> tuple[str, str]:
    with tenant_scope(tenant):
        notice = Notice.objects.order_by("pk").last()
    return notice.body, notice.body_en


@pytest.fixture
def newer(dog: Procedure, tmp_path: Path) -> None:
    """A second version, with another word of residents' in it."""
    publish(Planted(tmp_path).version(2).swap("form.toml", "犬の種類", "犬の品種").folder)


def test_a_change_is_told_in_the_offices_words_and_only_where_it_wants(
    newer: None, admin: Client, natori: Tenant
) -> None:
    page = admin.get(f"{ONE}version/").content.decode()
    assert "変わったことをお知らせに載せる" in page
    post = {"version": "2", "grace_days": "0", "tell_ja": "品種の欄を直しました。", "tell_en": ""}
    answer = admin.post(f"{ONE}version/", {**post, "tell": "yes", "tell_ja": " "})
    assert answer.status_code == 422
    assert "お知らせに載せる文を入力してください" in answer.content.decode()
    assert admin.post(f"{ONE}version/", {**post, "tell": "yes"}).status_code == 302
    assert told(natori) == ["手続が変わりました：犬の死亡・登録事項変更の届出"]
    ja, en = body_of_last(natori)
    assert ja.startswith("品種の欄を直しました。\n\n[")
    assert f"/{natori.code}/p/inu/" in ja
    assert en == "", "no English words: the English page shows the Japanese ones"


def test_a_small_change_is_told_to_nobody(newer: None, admin: Client, natori: Tenant) -> None:
    post = {"version": "2", "grace_days": "0", "tell_ja": "- 欄", "tell_en": "- box"}
    assert admin.post(f"{ONE}version/", post).status_code == 302
    assert told(natori) == []


def test_what_ends_is_told_with_the_way_on(
    admin: Client, natori: Tenant, tmp_path: Path, dog: Procedure, make_department: Callable[..., Department]
) -> None:
    another_pack(tmp_path, "neko", "ねこのとうろく", "pets")
    with tenant_scope(natori):
        call_command("adopt", natori.code, "neko", department=dog.department.code, verbosity=0)
    change = {"replacement": "neko", "tell_end": "yes"}
    answer = admin.post(ONE, form(dog, **change))
    assert answer.status_code == 422, "it does not end"
    assert "受付を終える日時を入力してください" in answer.content.decode()
    assert admin.post(ONE, form(dog, **change, closes_at="2099-03-31T17:00")).status_code == 302
    assert told(natori) == ["受付が終わります：犬の死亡・登録事項変更の届出"]
    ja, en = body_of_last(natori)
    assert "2099年3月31日" in ja
    assert "代わりに、次の手続をお使いください：[" in ja
    assert f"/{natori.code}/p/neko/" in en
    assert admin.post(f"{ONE}stop/", {"stopped_note": "窓口へ", "tell_end": "yes"}).status_code == 302
    assert told(natori)[1:] == ["受付を止めています：犬の死亡・登録事項変更の届出"]
    assert "窓口へ" in body_of_last(natori)[0]
    admin.post("/staff/procedures/", {"open": "inu"})
    admin.post(f"{ONE}stop/", {"stopped_note": ""})
    assert len(told(natori)) == 2, "not unasked"


def test_many_that_open_in_one_go_are_one_notice(
    published: None, natori: Tenant, tmp_path: Path, make_department: Callable[..., Department]
) -> None:
    another_pack(tmp_path, "neko", "ねこのとうろく", "pets")
    make_department(natori)
    for _again in range(2):
        call_command("adopt", natori.code, "inu", "neko", department="kankyo", open=True, announce=True, verbosity=0)
    assert told(natori) == ["オンラインの手続を2件追加しました"]
    ja, en = body_of_last(natori)
    assert ja.count("\n- ") == 1
    assert f"/{natori.code}/p/neko/" in en
