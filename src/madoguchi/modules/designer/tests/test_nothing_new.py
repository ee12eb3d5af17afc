"""A version that says nothing new is not made, and who has published is told what is true of taking it online."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from madoguchi.kernel.people.api import Officer, RefusedError
from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.modules.designer.models import WorkingVersion
from madoguchi.modules.designer.services import publishing, second_person, working
from madoguchi.modules.designer.tests.conftest import files
from madoguchi.modules.procedures import api as procedures

ID = "t042072-camp"


def reworded(camp: WorkingVersion, maker: Officer, word: str) -> int:
    """Save a change; the revision that it made."""
    row = WorkingVersion.objects.get(pk=camp.pk)
    text = row.files["texts/ja.md"] + f"\n{word}\n"
    return working.save(
        camp.pk, row.revision, lambda f: {**f, "texts/ja.md": text}, note="x", by=maker
    ).working.revision


def test_nothing_has_changed(browser: Client, camp: WorkingVersion, maker: Officer) -> None:
    address, department = f"/staff/designer/{camp.pk}/publish/", str(maker.department_id)
    post = {"revision": "1", "act": "publish", "department": department}
    assert browser.post(address, post).status_code == 302
    page = browser.get(address).content.decode()
    assert "第1版を公開したあと、何も変わっていません" in page
    assert 'value="publish"' not in page
    refused = browser.post(address, post)
    assert refused.status_code == 422
    assert "第1版を公開したあと、何も変わっていません。新しい版は作りませんでした。" in refused.content.decode()
    assert maker.department is not None
    with pytest.raises(RefusedError, match="第1版"):
        publishing.propose(camp.pk, 1, maker.department, by=maker)
    changed = reworded(camp, maker, "変更")
    assert 'value="publish"' in browser.get(address).content.decode()
    working.undo(camp.pk, changed, by=maker)  # and back: nothing has changed again
    with pytest.raises(RefusedError, match="第1版"):
        publishing.publish(camp.pk, 3, maker.department, by=maker)
    again = reworded(camp, maker, "変更")
    assert publishing.publish(camp.pk, again, maker.department, by=maker) == f"{ID}@2"
    with pytest.raises(RefusedError, match="第2版"):  # the button of an older page, too
        publishing.publish(camp.pk, again, maker.department, by=maker)
    assert procedures.newest_version(ID) == 2


def test_what_was_proposed_and_is_published_by_now_is_not_published_again(
    camp: WorkingVersion, maker: Officer, make_officer: Callable[..., Officer]
) -> None:
    assert maker.department is not None
    publishing.propose(camp.pk, 1, maker.department, by=maker)
    second_person.switch_on(by=make_officer(camp.tenant, role="administrator"))
    other = make_officer(camp.tenant, role="designer", name="承認 次郎")
    assert publishing.consent(camp.pk, 1, by=other) == f"{ID}@1"
    with pytest.raises(RefusedError):
        publishing.consent(camp.pk, 1, by=other)
    assert procedures.newest_version(ID) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_presses_at_once_one_publishes(
    at_once: Callable[..., list[str]], natori: Tenant, make_officer: Callable[..., Officer], clean_catalogue: None
) -> None:
    with tenant_scope(natori):
        maker = make_officer(natori, role="designer", name="様式 花子")
        row = working.create("camp", files(), note="x", by=maker)
        assert maker.department is not None
        publishing.publish(row.pk, 1, maker.department, by=maker)
        revision = reworded(row, maker, "変更")

    def press() -> str:
        try:
            with tenant_scope(natori):
                assert maker.department is not None
                return publishing.publish(row.pk, revision, maker.department, by=maker)
        except RefusedError as refused:
            return refused.code

    said = at_once(press, press)
    assert sorted(said) == [f"{ID}@2", "unchanged"]
    assert procedures.newest_version(ID) == 2


@pytest.fixture
def clean_catalogue() -> Iterator[None]:
    procedures.forget_catalogue()
    yield
    procedures.forget_catalogue()


@pytest.mark.parametrize(
    ("state", "said", "never"),
    [
        ("first", "受付はまだ始まっていません", "受付中です"),
        ("open", "受付中です。住民は、いまから第2版で申請します。", "受付はまだ始まっていません"),
        ("until", "受付中です（", "受付はまだ始まっていません"),
        ("from", "それまで申請はできません", "受付中です"),
        ("over", "に終わっています", "受付はまだ始まっていません"),
        ("stopped", "受付は止めてあります", "受付はまだ始まっていません"),
        ("apart", "オンライン受付に参加していない", "受付中です"),
    ],
)
def test_what_is_true_of_taking_it_online_is_said(
    state: str, said: str, never: str, browser: Client, camp: WorkingVersion, maker: Officer,
    make_officer: Callable[..., Officer], staff_client: Callable[..., Client],
) -> None:  # fmt: skip
    address, department = f"/staff/designer/{camp.pk}/publish/", str(maker.department_id)
    post = {"revision": "1", "act": "publish", "department": department}
    answer = browser.post(address, post, follow=True)
    if state != "first":
        admin = staff_client(make_officer(camp.tenant, role="administrator", name="管理 太郎"))
        admin.post("/staff/procedures/", {"open": ID})
        soon, past = timezone.now() + timedelta(days=3), timezone.now() - timedelta(days=3)
        changes = {
            "until": {"closes_at": soon}, "from": {"opens_at": soon}, "over": {"closes_at": past},
            "stopped": {"is_open": False},
        }.get(state, {})  # fmt: skip
        apps.get_model("procedures.Procedure").objects.update(**changes)
        if state == "apart":
            apps.get_model("tenants.Participation").objects.all().delete()
        procedures.forget_catalogue()
        post["revision"] = str(reworded(camp, maker, "変更"))
        answer = browser.post(address, post, follow=True)
    told = answer.content.decode()
    assert f"第{1 if state == 'first' else 2}版を公開しました。" in told
    assert said in told
    assert never not in told
