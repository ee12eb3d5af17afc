"""What a body has made is its own until it shares it; a prefecture suggests, and each body decides for itself."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from madoguchi.kernel.audit.api import timeline
from madoguchi.kernel.people.api import RefusedError
from madoguchi.kernel.tenants.api import Department, Tenant, every_body_scope, tenant_scope
from madoguchi.modules.procedures import api as procedures
from madoguchi.modules.sharing import queries
from madoguchi.modules.sharing.models import Suggestion
from madoguchi.modules.sharing.services import sharing, suggesting
from madoguchi.modules.sharing.tests.conftest import BY, CAMP, Clients, Notice, Outbox, Procedure

SHELF = "/staff/sharing/"


def offered(body: Tenant) -> list[str]:
    with tenant_scope(body):
        return [row.in_force.key for row in Procedure.objects.select_related("in_force")]


def test_a_pack_of_a_body_is_its_own_until_it_shares_it(
    camp: str, clients: Clients, natori: Tenant, sendai: Tenant
) -> None:
    page = f"{SHELF}p/{CAMP}/"
    assert CAMP in clients["natori"].get(SHELF).content.decode()
    assert CAMP not in clients["sendai"].get(SHELF).content.decode()
    assert clients["sendai"].get(page).status_code == 404
    clients["sendai"].post(f"{page}share/", {"act": "share", "sure": "yes"})
    clients["natori"].post(f"{page}share/", {"act": "share"})
    assert queries.shared_ids() == frozenset(), "not by others, and not without the tick"
    clients["natori"].post(f"{page}share/", {"act": "share", "sure": "yes"})
    assert CAMP in clients["sendai"].get(SHELF).content.decode()
    with tenant_scope(sendai):
        procedures.adopt(CAMP, department=Department.objects.get(), by=BY)
    assert "仙台市" in clients["natori"].get(page).content.decode(), "who uses what"
    clients["sendai"].post(f"{page}share/", {"act": "unshare", "sure": "yes"})
    assert queries.shared_ids() == {CAMP}
    clients["natori"].post(f"{page}share/", {"act": "unshare", "sure": "yes"})
    assert CAMP not in clients["iwanuma"].get(SHELF).content.decode()
    assert offered(sendai) == [f"{CAMP}@1"], "who has it keeps it"
    with tenant_scope(natori):
        words = [entry.word for entry in timeline(f"procedures.procedure:{CAMP}")]
    assert words == ["sharing.shared_pack.shared", "sharing.shared_pack.withdrawn"]


def test_a_prefecture_suggests_and_each_body_answers(
    published: None, clients: Clients, natori: Tenant, sendai: Tenant, iwanuma: Tenant, miyagi: Tenant
) -> None:
    page = f"{SHELF}p/inu/suggest/"
    assert clients["natori"].get(page).status_code == 404, "a town does not suggest what it has not shared"
    assert clients["miyagi"].post(page, {"message": "x"}).status_code == 422, "nobody is chosen"
    bodies = [one.code for one in (natori, sendai, iwanuma)]
    assert clients["miyagi"].post(page, {"bodies": bodies, "message": "4月から"}).status_code == 302
    assert clients["miyagi"].post(page, {"bodies": bodies}).status_code == 422, "all have been asked"
    assert [offered(one) for one in (natori, sendai, iwanuma)] == [[], [], []], "nothing changes unasked"
    with every_body_scope("test"):
        told = {row.to for row in Outbox.objects.all()}
        ids = {row.tenant.path: row.pk for row in Suggestion.objects.select_related("tenant")}
    assert told == {f"admin-{path}@example.jp" for path in ("natori", "sendai", "iwanuma")}
    answer = {path: f"{SHELF}suggestions/{pk}/" for path, pk in ids.items()}
    assert clients["sendai"].get(answer["natori"]).status_code == 404, "each body sees its own only"
    assert clients["sendai"].post(answer["natori"], {"act": "refuse", "reason": "x"}).status_code == 404
    assert "4月から" in clients["natori"].get(answer["natori"]).content.decode()
    with tenant_scope(natori):
        department = str(Department.objects.get().pk)
    assert clients["natori"].post(answer["natori"], {"act": "take", "is_open": "yes"}).status_code == 422
    posted = {"act": "take", "department": department, "is_open": "yes"}
    assert clients["natori"].post(answer["natori"], posted).status_code == 302
    assert clients["natori"].post(answer["natori"], posted).status_code == 422, "answered already"
    assert clients["sendai"].post(answer["sendai"], {"act": "refuse", "reason": ""}).status_code == 422
    assert clients["sendai"].post(answer["sendai"], {"act": "refuse", "reason": "別の様式を使う"}).status_code == 302
    assert [offered(one) for one in (natori, sendai, iwanuma)] == [["inu@1"], [], []]
    seen = clients["miyagi"].get(f"{SHELF}p/inu/").content.decode()
    assert "別の様式を使う" in seen
    with tenant_scope(miyagi):
        assert queries.to_ask(queries.entry("inu")) == []


def test_the_first_opening_is_told_to_residents_once(
    published: None, clients: Clients, natori: Tenant, sendai: Tenant
) -> None:
    with tenant_scope(natori):
        procedures.adopt("inu", department=Department.objects.get(), by=BY)
        assert not Notice.objects.exists(), "nobody can use it yet"
    for act in ("open", "stop", "open"):
        if act == "open":
            clients["natori"].post("/staff/procedures/", {"open": "inu"})
        else:
            clients["natori"].post("/staff/procedures/inu/stop/", {"stopped_note": ""})
    with tenant_scope(natori):
        notice = Notice.objects.get()
        assert notice.title == "手続を追加しました：犬の死亡・登録事項変更の届出"
        assert f"/{natori.code}/p/inu/" in notice.body
        assert notice.title_en.startswith("New procedure: ")
    feed = Client().get(f"/{natori.code}/notices/rss.xml").content.decode()
    assert "手続を追加しました" in feed
    assert "手続を追加しました" not in Client().get(f"/{sendai.code}/notices/rss.xml").content.decode()


def test_what_was_open_before_is_no_news(published: None, clients: Clients, natori: Tenant) -> None:
    with tenant_scope(natori):
        row = procedures.adopt("inu", department=Department.objects.get(), by=BY, is_open=True)
    form = {"is_open": "yes", "opens_at": "", "closes_at": "", "department": str(row.department_id)}
    assert clients["natori"].post("/staff/procedures/inu/", form).status_code == 302
    clients["natori"].post("/staff/procedures/inu/stop/", {"stopped_note": ""})
    clients["natori"].post("/staff/procedures/", {"open": "inu"})
    with tenant_scope(natori):
        assert not Notice.objects.exists()


def test_the_operator_adopts_for_many_bodies_at_once(
    published: None,
    clients: Clients,
    natori: Tenant,
    sendai: Tenant,
    iwanuma: Tenant,
    make_department: Callable[..., Department],
    capsys: pytest.CaptureFixture[str],
) -> None:
    with tenant_scope(iwanuma):
        Department.objects.update(code="other")
    with pytest.raises(CommandError, match="1団体ではできませんでした"):
        call_command("library", "adopt", "inu", "--bodies", "042072,041009,042111", "--department", "kankyo", "--open")
    assert [offered(one) for one in (natori, sendai, iwanuma)] == [["inu@1"], ["inu@1"], []]
    with tenant_scope(iwanuma):
        Department.objects.update(code="kankyo")
    with tenant_scope(natori):
        Procedure.objects.update(department=make_department(natori, "shimin", "市民課"), is_open=False)
    capsys.readouterr()
    call_command("library", "adopt", "inu", "--bodies", "042072,042111", "--department", "kankyo", "--open")
    kept, new, sum_ = capsys.readouterr().out.splitlines()
    assert kept == "042072 名取市: すでに使っています（第1版、担当：市民課）。何も変えていません。"
    assert new == "042111 岩沼市: inu@1 環境課"
    assert "1団体で採用しました。1団体はすでに使っていて" in sum_
    for body in (natori, sendai, iwanuma):
        with tenant_scope(body):
            assert Notice.objects.count() == 1, "one notice a body"
    with tenant_scope(natori):
        row = Procedure.objects.select_related("department").get()
        assert (row.department.code, row.is_open) == ("shimin", False)
    with pytest.raises(CommandError, match="999999"):
        call_command("library", "adopt", "inu", "--bodies", "999999", "--department", "kankyo")
    capsys.readouterr()
    call_command("library", "users", "inu")
    assert capsys.readouterr().out.split() == [
        "inu@1",
        "041009",
        "仙台市",
        "受付中",
        "inu@1",
        "042072",
        "名取市",
        "停止中",
        "inu@1",
        "042111",
        "岩沼市",
        "受付中",
    ]


def test_the_shelf_is_searched_as_residents_search_and_filtered(
    published: None, clients: Clients, natori: Tenant, sendai: Tenant
) -> None:
    call_command("publish", "koza", "sodai", verbosity=0)
    with tenant_scope(sendai):
        procedures.adopt("inu", department=Department.objects.get(), by=BY)
    with tenant_scope(natori):
        procedures.adopt("sodai", department=Department.objects.get(), by=BY)
    page = clients["natori"].get(SHELF).content.decode()
    assert "3件あります" in page
    assert re.search(r'<td[^>]*data-label="使っている団体">仙台市</td>', page)
    for asked, found in (
        ("q=いぬ", ["inu"]), ("q=ＩＮＵ", ["inu"]), ("q=粗大ゴミ", ["sodai"]), ("q=仙台市", ["inu"]),
        ("q=登録原簿", ["inu"]), ("kind=notification", ["inu"]), ("unused=yes", ["inu", "koza"]),
        ("q=course", ["koza"]), ("q=講座&unused=yes&kind=voluntary", ["koza"]), ("q=粗大ごみ&unused=yes", []),
        ("kind=xyz", ["inu", "koza", "sodai"]), ("q=zzzz", []),
    ):  # fmt: skip
        page = clients["natori"].get(f"{SHELF}?{asked}").content.decode()
        assert sorted(re.findall(r"/sharing/p/([a-z0-9-]+)/", page)) == found, asked
        assert found or "あてはまる手続がありません" in page
        assert "すべてを表示する" in page or asked == "kind=xyz"
    assert 'value="いぬ"' in clients["natori"].get(f"{SHELF}?q=いぬ").content.decode()


def test_who_offers_it_already_answers_a_suggestion_and_keeps_what_it_has(
    published: None, clients: Clients, natori: Tenant, miyagi: Tenant, make_department: Callable[..., Department]
) -> None:
    clients["miyagi"].post(f"{SHELF}p/inu/suggest/", {"bodies": [natori.code]})
    with tenant_scope(natori):
        mine, other = Department.objects.get(), make_department(natori, "shimin", "市民課")
        procedures.adopt("inu", department=mine, by=BY)
        page = f"{SHELF}suggestions/{Suggestion.objects.get().pk}/"
    assert "すでに使っています（第1版）" in clients["natori"].get(page).content.decode()
    posted = {"act": "take", "department": str(other.pk), "is_open": "yes"}
    answer = clients["natori"].post(page, posted, follow=True)
    assert "担当部署や値は変えていません" in answer.content.decode()
    with tenant_scope(natori):
        row = Procedure.objects.get()
        assert (row.department_id, row.is_open) == (mine.pk, False)
        assert Suggestion.objects.get().state == "taken"


def test_only_the_owner_shares_and_only_shared_packs_are_suggested(
    camp: str, clients: Clients, miyagi: Tenant, natori: Tenant
) -> None:
    with tenant_scope(miyagi):
        with pytest.raises(RefusedError):
            sharing.share(CAMP, by=BY)
        with pytest.raises(RefusedError):
            suggesting.suggest(CAMP, [natori.code], "", by=BY)
    with tenant_scope(natori):
        with pytest.raises(RefusedError):
            sharing.share("inu", by=BY)
        with pytest.raises(RefusedError):
            suggesting.suggest(CAMP, [miyagi.code], "", by=BY)
        sharing.share(CAMP, by=BY)
        assert [one.code for one in suggesting.suggest(CAMP, [miyagi.code], "", by=BY)] == [miyagi.code]
    assert mail.outbox == []


def test_the_shelf_costs_the_same_for_one_and_many(camp: str, clients: Clients, natori: Tenant, sendai: Tenant) -> None:
    def cost() -> tuple[int, int]:
        """Rows of use on the shelf, and how many statements read tables."""
        with tenant_scope(natori):
            queries.shelf()
            with CaptureQueriesContext(connection) as captured:
                rows = queries.shelf()
        return sum(len(one.uses) for one in rows), sum(" FROM " in one["sql"] for one in captured)

    assert cost() == (0, 4)
    for body in (natori, sendai):
        with tenant_scope(body):
            procedures.adopt("inu", department=Department.objects.get(), by=BY)
    assert cost() == (2, 4)


@pytest.mark.parametrize("role", ["clerk", "decider", "viewer"])
def test_other_roles_stay_outside(
    published: None, natori: Tenant, make_officer: object, staff_client: object, role: str
) -> None:
    client = staff_client(make_officer(natori, role))  # type: ignore[operator]
    for path in ("", "p/inu/", "p/inu/suggest/"):
        assert client.get(SHELF + path).status_code == 403


def test_a_form_designer_looks_and_copies_but_speaks_for_nobody(
    camp: str, natori: Tenant, make_officer: object, staff_client: object
) -> None:
    client = staff_client(make_officer(natori, "designer"))  # type: ignore[operator]
    assert client.get(SHELF).status_code == 200
    page = client.get(f"{SHELF}p/{CAMP}/").content.decode()
    assert "共同利用に出す" not in page
    for path in (f"p/{CAMP}/share/", f"p/{CAMP}/suggest/", "suggestions/1/"):
        assert client.post(SHELF + path, {"act": "share", "sure": "yes"}).status_code == 403
