"""The operator's commands: what they do, what they refuse, how they end."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from madoguchi.kernel.audit.api import timeline
from madoguchi.kernel.people.models import Account, Officer
from madoguchi.kernel.people.services.account import create
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope

pytestmark = pytest.mark.django_db
PERSON = ("--name", "鈴木 次郎", "--email", "jiro@example.jp")


def run(*args: str) -> str:
    out = io.StringIO()
    call_command(*args, stdout=out)
    return out.getvalue()


def test_add_officer_prints_a_link_that_works(client: Client, natori: Tenant) -> None:
    printed = run("add_officer", "042072", "jiro", *PERSON, "--role", "administrator")
    link = printed.splitlines()[-1]
    assert link.startswith("http://127.0.0.1:8000/staff/invitation/042072/")
    page = client.get(link.removeprefix("http://127.0.0.1:8000")).content.decode()
    assert 'value="jiro"' in page


def test_add_officer_again_replaces_the_open_invitation(client: Client, natori: Tenant) -> None:
    command = ("add_officer", "042072", "jiro", *PERSON, "--role", "administrator")
    first = run(*command).splitlines()[-1]
    printed = run("add_officer", "042072", "JIRO", *command[3:])
    assert "前のアドレスは、もう使えません" in printed
    second = printed.splitlines()[-1]
    pages = [client.get(link.removeprefix("http://127.0.0.1:8000")).content.decode() for link in (first, second)]
    assert ['value="jiro"' in page for page in pages] == [False, True]


def test_add_officer_takes_a_password(
    natori: Tenant, make_department: Callable[..., Department], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_department(natori)
    monkeypatch.setattr("sys.stdin", io.StringIO("nagai-aikotoba-desu\n"))
    run("add_officer", "042072", "Jiro", *PERSON, "--department", "kankyo", "--password-stdin")
    account = Account.objects.get(login="jiro")
    assert account.check_password("nagai-aikotoba-desu")
    with tenant_scope(natori):
        officer = Officer.objects.get(account=account)
        (entry,) = timeline(f"people.officer:{officer.pk}")
    assert (officer.role, entry.actor.kind.value) == ("clerk", "operator")


def test_add_officer_adds_a_post_to_a_login_that_exists(
    natori: Tenant, sendai: Tenant, make_officer: Callable[..., Officer], make_department: Callable[..., Department]
) -> None:
    officer = make_officer(sendai, login="jiro")
    make_department(natori)
    run("add_officer", "042072", "jiro", "--department", "kankyo", "--role", "viewer")
    with tenant_scope(natori):
        assert Officer.objects.get(account=officer.account).role == "viewer"


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("999999", "jiro", *PERSON), "団体がありません"),
        (("042072", "jiro"), "--name と --email"),
        (("042072", "jiro", *PERSON), "部署を選んでください"),
        (("042072", "jiro", *PERSON, "--department", "no"), "部署 no がありません。使えるもの：kankyo 環境課。"),
        (("042072", "あ", *PERSON, "--department", "kankyo"), "半角の英数字"),
        (("042072", "jiro", "--name", "x", "--email", "x", "--department", "kankyo"), "名前@example.jp"),
        (("042072", "jiro", *PERSON, "--department", "kankyo", "--password-stdin"), "パスワード"),
    ],
)
def test_add_officer_refuses(
    args: tuple, words: str, natori: Tenant, make_department: Callable[..., Department], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_department(natori)
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    with pytest.raises(CommandError, match=words) as refused:
        run("add_officer", *args)
    assert refused.value.returncode == 1
    assert not Account.objects.exists(), "all or nothing"


def test_reset_second_factor(
    natori: Tenant, make_officer: Callable[..., Officer], staff_client: Callable[[Officer], Client]
) -> None:
    officer = make_officer(natori, login="jiro")
    client = staff_client(officer)
    run("reset_second_factor", "JIRO")
    officer.account.refresh_from_db()
    assert not officer.account.has_second_factor
    assert client.get("/staff/profile/").status_code == 302
    with tenant_scope(natori):
        (entry,) = timeline(f"people.account:{officer.account_id}")
    assert (entry.word, entry.actor.kind.value) == ("people.second_factor.reset", "operator")


def test_lock_account(
    natori: Tenant, make_officer: Callable[..., Officer], staff_client: Callable[[Officer], Client]
) -> None:
    officer = make_officer(natori, login="jiro")
    run("lock_account", "jiro")
    assert staff_client(officer).get("/staff/profile/").status_code == 302
    run("lock_account", "jiro", "--unlock")
    assert staff_client(officer).get("/staff/profile/").status_code == 200


def test_demo_code(natori: Tenant, make_officer: Callable[..., Officer], settings: object) -> None:
    settings.MADOGUCHI_DEMO = True
    create(
        login="demo", name="デモ", email="demo@example.jp", password="demo", demonstration_secret="JBSWY3DPEHPK3PXP" * 2
    )
    make_officer(natori, login="real")
    assert run("demo_code", "demo").strip().isdigit()
    with pytest.raises(CommandError, match="デモ用アカウントだけ"):
        run("demo_code", "real")
    settings.MADOGUCHI_DEMO = False
    with pytest.raises(CommandError, match="デモ環境"):
        run("demo_code", "demo")


@pytest.mark.parametrize("command", ["reset_second_factor", "demo_code", "lock_account"])
def test_an_unknown_login_is_named(command: str) -> None:
    with pytest.raises(CommandError, match="ログインID nobody がありません") as refused:
        run(command, "nobody")
    assert refused.value.returncode == 1


def test_add_officer_reads_days_in_both_calendars_and_refuses_what_is_none(natori: Tenant) -> None:
    with pytest.raises(CommandError, match="2026年に、その日はありません"):
        run("add_officer", "042072", "jiro", *PERSON, "--role", "administrator", "--from", "2026-02-30")
    run("add_officer", "042072", "jiro", *PERSON, "--role", "administrator", "--from", "令和8年4月1日")


def test_add_officer_refuses_a_name_that_no_column_holds(natori: Tenant) -> None:
    with pytest.raises(CommandError, match="100文字まで"):
        run(
            "add_officer",
            "042072",
            "jiro",
            "--name",
            "長" * 10_000,
            "--email",
            "a@example.jp",
            "--role",
            "administrator",
        )
