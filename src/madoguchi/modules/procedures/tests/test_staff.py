"""The administrator's pages: what is open, for whom, with which values; and nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.modules.procedures.models import Procedure
from madoguchi.modules.procedures.queries import offers
from madoguchi.modules.procedures.services import offering
from madoguchi.modules.procedures.services.publish import publish
from madoguchi.modules.procedures.tests.plant import FEES, Planted
from madoguchi.modules.procedures.tests.test_catalogue import another_pack
from madoguchi.modules.procedures.tests.test_offering import BY
from madoguchi.modules.procedures.web import local_form

LIST, ONE, ADD = "/staff/procedures/", "/staff/procedures/inu/", "/staff/procedures-add/"
SignIn = Callable[[Officer], Client]
MakeOfficer = Callable[..., Officer]


@pytest.fixture
def admin(dog: Procedure, natori: Tenant, make_officer: MakeOfficer, staff_client: SignIn) -> Client:
    return staff_client(make_officer(natori, "administrator"))


def row_of(tenant: Tenant) -> Procedure:
    with tenant_scope(tenant):
        return Procedure.objects.select_related("in_force").get()


def form(row: Procedure, **changes: str) -> dict[str, str]:
    """The form as the page shows it, with changes."""
    return {"is_open": "yes", "opens_at": "", "closes_at": "", "department": str(row.department_id), **changes}


@pytest.mark.parametrize("role", ["clerk", "decider", "viewer"])
def test_only_administrators(
    dog: Procedure, natori: Tenant, make_officer: MakeOfficer, staff_client: SignIn, role: str
) -> None:
    client = staff_client(make_officer(natori, role))
    assert {client.get(LIST).status_code, client.post(ONE, {}).status_code, client.get(ADD).status_code} == {403}


def test_the_list_shows_the_bodys_own_procedures_only(
    admin: Client,
    open_dog: Callable[[Tenant], Procedure],
    sendai: Tenant,
    tmp_path: Path,
    make_officer: MakeOfficer,
    staff_client: SignIn,
) -> None:
    open_dog(sendai)
    another_pack(tmp_path, "neko", "ねこのとうろく", "pets")
    with tenant_scope(sendai):
        offering.adopt("neko", department=Department.objects.get(), by=BY)
    theirs = staff_client(make_officer(sendai, "administrator"))
    assert "/staff/procedures/neko/" in theirs.get(LIST).content.decode()
    assert "/staff/procedures/neko/" not in admin.get(LIST).content.decode()
    assert admin.get("/staff/procedures/neko/").status_code == 404
    assert admin.post("/staff/procedures/neko/", {"is_open": "yes"}).status_code == 404
    assert admin.post(LIST, {"open": "neko"}).status_code == 404


def test_an_administrator_adds_a_published_procedure(
    admin: Client, natori: Tenant, sendai: Tenant, tmp_path: Path, make_department: Callable[..., Department]
) -> None:
    another_pack(tmp_path, "neko", "ねこのとうろく", "pets")
    theirs = make_department(sendai, code="zei", name="税務課")
    page = admin.get(ADD).content.decode()
    assert 'value="neko"' in page
    assert 'value="inu"' not in page, "what the body offers already"
    with tenant_scope(natori):
        mine = Department.objects.get()
    for wrong in ({}, {"procedure": "inu", "department": mine.pk}, {"procedure": "neko", "department": theirs.pk}):
        assert admin.post(ADD, wrong).status_code == 422
    answer = admin.post(ADD, {"procedure": "neko", "department": mine.pk})
    assert (answer.status_code, answer["Location"]) == (302, "/staff/procedures/neko/")
    with tenant_scope(natori):
        row = Procedure.objects.get(pack_id="neko")
        assert (row.is_open, row.department) == (False, mine)
    assert "加えられる手続はありません" in admin.get(ADD).content.decode()
    with tenant_scope(sendai):
        assert not Procedure.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(
    admin: Client, natori: Tenant, tmp_path: Path, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for name in ("neko", "tori")[: count - 1]:
        another_pack(tmp_path / name, name, "ねこ", "pets")
        with tenant_scope(natori):
            offering.adopt(name, department=Department.objects.get(), by=BY)
    with tenant_scope(natori):
        offers.for_administration(timezone.now())
        with django_assert_num_queries(2):
            assert len(offers.for_administration(timezone.now())) == count


def test_opening_and_closing(admin: Client, natori: Tenant) -> None:
    assert f'href="{ONE}stop/"' in admin.get(LIST).content.decode()
    assert "利用者に見せる文" in admin.get(f"{ONE}stop/").content.decode()
    assert row_of(natori).is_open, "looking stops nothing"
    page = admin.post(
        f"{ONE}stop/", {"stopped_note": "12月5日まで", "stopped_note_en": ""}, follow=True
    ).content.decode()
    assert "の受付を止めました" in page
    assert 'name="open" value="inu"' in page, "to undo it at once"
    stopped = row_of(natori)
    assert (stopped.is_open, stopped.stopped_note) == (False, "12月5日まで")
    assert stopped.stopped_at is not None
    admin.post(LIST, {"open": "inu"})
    again = row_of(natori)
    assert (again.is_open, again.stopped_note, again.stopped_at) == (True, "", None)


def test_a_sentence_that_is_too_long_stops_nothing(admin: Client, natori: Tenant) -> None:
    answer = admin.post(f"{ONE}stop/", {"stopped_note": "あ" * 201})
    assert (answer.status_code, row_of(natori).is_open) == (422, True)
    assert "200文字まで" in answer.content.decode()
    assert "あ" * 201 in answer.content.decode(), "what was typed is kept"


def test_a_new_version_is_offered_and_put_in_force(admin: Client, natori: Tenant, tmp_path: Path) -> None:
    assert "第2版を確かめる" not in admin.get(LIST).content.decode()
    planted = Planted(tmp_path).version(2).swap("form.toml", 'ja = "犬の名前"', 'ja = "犬の呼び名"')
    publish(planted.folder)
    assert "第2版を確かめる" in admin.get(LIST).content.decode()
    page = admin.get(f"{ONE}version/").content.decode()
    assert "「犬の名前」の名前が「犬の呼び名」に変わりました。" in page, "seen before it is put in force"
    assert admin.post(f"{ONE}version/", {"version": "2", "grace_days": "ten"}).status_code == 422
    assert admin.post(f"{ONE}version/", {"version": "1", "grace_days": "0"}).status_code == 422, (
        "another version by now"
    )
    assert row_of(natori).in_force.version == 1
    admin.post(f"{ONE}version/", {"version": "2", "grace_days": "14"})
    row = row_of(natori)
    with tenant_scope(natori):
        assert (row.in_force.version, row.grace_days) == (2, 14)
    assert "「犬の名前」の名前が「犬の呼び名」に変わりました。" in admin.get(ONE).content.decode(), "in its history"
    assert admin.get(f"{ONE}version/").status_code == 302, "nothing newer any more"


def test_the_form_shows_what_the_pack_opens_with_its_own_value(admin: Client) -> None:
    page = admin.get(ONE).content.decode()
    assert "標準処理期間の日数" in page
    assert "共通の値：3" in page
    assert 'name="local.texts.paper.ja"' in page
    assert 'name="local.texts.lead.ja"' not in page


def test_saving_everything_at_once(admin: Client, natori: Tenant, make_department: Callable[..., Department]) -> None:
    other = make_department(natori, "seikatsu", "生活課", "生")
    posted = form(
        row_of(natori), department=str(other.pk), opens_at="2026-12-01T09:00", closes_at="2026-12-28T17:15",
        **{
            "local.standard_period.days": "５", "local.texts.paper.ja": "本庁1階\r\n",
            "local.texts.paper.en": "Ground floor",
        },
    )  # fmt: skip
    response = admin.post(ONE, posted, follow=True)
    assert "設定を保存しました" in response.content.decode()
    row = row_of(natori)
    assert row.department_id == other.pk
    assert timezone.localtime(row.opens_at).strftime("%Y-%m-%d %H:%M") == "2026-12-01 09:00"
    assert row.local == {
        "standard_period": {"days": 5}, "texts": {"paper": {"ja": "本庁1階", "en": "Ground floor"}}
    }  # fmt: skip
    page = admin.get(ONE).content.decode()
    assert 'value="2026-12-01T09:00"' in page
    assert "本庁1階" in page
    admin.post(ONE, form(row, department=str(other.pk)))
    assert row_of(natori).local == {}, "an empty box means the pack's own value"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"local.standard_period.days": "0"}, "標準処理期間の日数：1から3,660までの整数"),
        ({"local.standard_period.days": "三日"}, "標準処理期間の日数：1から3,660までの整数"),
        (
            {"local.texts.paper.en": "English only"},
            "案内文「紙での手続・窓口」（日本語）：日本語の文を入力してください",
        ),
        (
            {"local.texts.paper.ja": "{nope}"},
            "案内文「紙での手続・窓口」（日本語）：{nope} に入る値はありません。使えるのは {body}",
        ),
        ({"opens_at": "明日"}, "日付と時刻を"),
        ({"opens_at": "2026-12-02T00:00", "closes_at": "2026-12-01T00:00"}, "始める日時より後"),
        ({"department": ""}, "この団体の部署を選んでください"),
        ({"department": "９"}, "この団体の部署を選んでください"),
    ],
)
def test_what_cannot_be_is_told_and_kept_in_the_form(
    admin: Client, natori: Tenant, changes: dict[str, str], message: str
) -> None:
    before = row_of(natori)
    response = admin.post(ONE, form(before, **changes))
    page = response.content.decode()
    assert response.status_code == 422
    assert message in page
    typed = [value for name, value in changes.items() if name != "department"]  # a list cannot show what is not in it
    assert [value for value in typed if value in page] == typed
    after = row_of(natori)
    assert (after.local, after.opens_at, after.department_id) == ({}, None, before.department_id)


def test_a_department_of_another_body_is_refused(
    admin: Client, natori: Tenant, sendai: Tenant, make_department: Callable[..., Department]
) -> None:
    theirs = make_department(sendai, "hisho", "秘書課", "秘")
    response = admin.post(ONE, form(row_of(natori), department=str(theirs.pk)))
    assert response.status_code == 422
    assert "秘書課" not in response.content.decode()


def test_local_values_reach_the_residents_page(admin: Client, natori: Tenant) -> None:
    texts = {"local.texts.paper.ja": "本庁1階の窓口", "local.texts.paper.en": "x"}
    admin.post(ONE, form(row_of(natori), **{"local.standard_period.days": "11", **texts}))
    page = Client().get("/042072/p/inu/").content.decode()
    assert "11開庁日" in page
    assert "本庁1階の窓口" in page


def test_english_may_stay_empty(admin: Client, natori: Tenant) -> None:
    admin.post(ONE, form(row_of(natori), **{"local.texts.paper.ja": "本庁1階の**窓口（3番）**へ"}))
    assert row_of(natori).local == {"texts": {"paper": {"ja": "本庁1階の**窓口（3番）**へ"}}}
    for values in ({"local.office.ja": "環境係"}, {"local.texts.paper.ja": "本庁1階の**窓口（3番）**へ"}):
        admin.post(ONE, form(row_of(natori), **values))
        assert admin.get(ONE).status_code == 200, "the page opens with Japanese alone"
    english = Client().get("/en/042072/p/inu/").content.decode()
    assert "available in Japanese only" in english
    assert '<div lang="ja"><p>本庁1階の<strong>窓口（3番）</strong>へ' in english
    usual = next(one for one in admin_controls(natori) if one.name == "local.texts.paper.ja").usual
    admin.post(ONE, form(row_of(natori), **{"local.texts.paper.ja": usual}))
    english = Client().get("/en/042072/p/inu/").content.decode()
    assert "available in Japanese only" not in english, "the Japanese is the common one, so the common English stands"


def admin_controls(tenant: Tenant) -> list[local_form.Control]:
    with tenant_scope(tenant):
        row = offers.administered("inu")
        assert row is not None
        return local_form.controls(row.pack, {})


def test_looking_saves_nothing_and_shows_it_as_residents_see_it(admin: Client, natori: Tenant) -> None:
    posted = form(row_of(natori), act="preview", **{"local.texts.paper.ja": "- **窓口（3番）**へ\n- {period}以内"})
    page = admin.post(ONE, posted).content.decode()
    assert "まだ保存していません" in page
    assert "<li><strong>窓口（3番）</strong>へ</li>" in page
    assert "<li>3開庁日以内</li>" in page
    assert row_of(natori).local == {}
    back = admin.post(ONE, {**posted, "act": "back"}).content.decode()
    assert "- {period}以内" in back, "what was typed is kept"
    admin.post(ONE, {**posted, "act": "confirmed"})
    assert row_of(natori).local["texts"]["paper"]["ja"] == "- **窓口（3番）**へ\n- {period}以内"
    assert "<li>3開庁日以内</li>" in Client().get("/042072/p/inu/").content.decode()


def test_one_may_begin_with_the_common_text(admin: Client, natori: Tenant) -> None:
    usual = next(one for one in admin_controls(natori) if one.name == "local.texts.paper.ja").usual
    page = admin.get(ONE).content.decode()
    assert 'value="begin:local.texts.paper.ja"' in page
    assert f'<pre class="source" lang="ja">{usual.splitlines()[0]}' in page
    begun = admin.post(ONE, form(row_of(natori), act="begin:local.texts.paper.ja")).content.decode()
    assert f'name="local.texts.paper.ja" rows="6">\n{usual.splitlines()[0]}' in begun
    assert row_of(natori).local == {}


def test_what_was_changed_can_be_read(admin: Client, natori: Tenant) -> None:
    admin.post(ONE, form(row_of(natori), **{"local.standard_period.days": "5"}))
    admin.post(ONE, form(row_of(natori), **{"local.standard_period.days": "7"}))
    page = admin.get(ONE).content.decode()
    assert "標準処理期間の日数：共通の値 → 5開庁日" in page
    assert "標準処理期間の日数：5開庁日 → 7開庁日" in page
    assert "佐藤 花子" in page


@pytest.fixture
def fee_admin(
    in_natori: Tenant,
    tmp_path: Path,
    make_department: Callable[..., Department],
    make_officer: MakeOfficer,
    staff_client: SignIn,
) -> Client:
    """An administrator whose body offers a pack with a fee that its text repeats."""
    planted = Planted(tmp_path)
    planted.write("fees.toml", FEES.replace("窓口", "窓口で1,600円").replace("Counter", "1,600 yen at the counter"))
    planted.swap("pack.toml", '"standard_period.days",', '"standard_period.days", "fee.tag.amount", "pay",')
    publish(planted.folder)
    department = make_department(in_natori)
    offering.adopt("inu", department=department, by=BY, is_open=True)
    return staff_client(make_officer(in_natori, "administrator"))


def test_a_text_with_the_old_number_is_shown_before_it_is_saved(fee_admin: Client, natori: Tenant) -> None:
    posted = form(row_of(natori), **{"local.fee.tag.amount": "1,800"})
    page = fee_admin.post(ONE, posted).content.decode()
    assert "前の数が残っている文があります" in page
    assert "支払い方法（日本語）：1,600円" in page
    assert row_of(natori).local == {}
    assert fee_admin.post(ONE, {**posted, "act": "confirmed"}).status_code == 302
    mended = {"local.pay.ja": "窓口で{fee.tag}", "local.pay.en": "{fee.tag} at the counter"}
    assert fee_admin.post(ONE, {**posted, **mended}).status_code == 302, "nothing old is left, so nothing is asked"
    assert "1,800 yen at the counter" in Client().get("/en/042072/p/inu/").content.decode()
    assert "窓口で1,800円" in Client().get("/042072/p/inu/").content.decode()
