"""The master key of the vault as an operator keeps it: made, split, lost, brought back, exchanged."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from pytest_django import Settings

from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.kernel.vault import api as vault
from madoguchi.site.key import make_vault_file, vault_keys, vault_text
from madoguchi.site.operation import trail, vaults
from madoguchi.site.tests.installation import Installation

Secret, DataKey = apps.get_model("vault", "Secret"), apps.get_model("vault", "DataKey")
SEAL = (
    "from madoguchi.kernel.tenants import api as tenants; from madoguchi.kernel.vault import api as vault\n"
    "body = tenants.tenants()[0]\n"
    "with tenants.tenant_scope(body): {}"
)
SEALS = SEAL.format("vault.keep(body, 'cases.sealed:1', {'shien': b'hideout'})")
READS = SEAL.format("print(vault.read(body, 'cases.sealed:1', 'shien').decode())")


@pytest.fixture
def sealed(natori: Tenant, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tenant:
    """A body with something sealed, and the key file in a folder of its own."""
    monkeypatch.delenv("MADOGUCHI_VAULT_KEY", raising=False)
    settings.MADOGUCHI_VAULT_KEY_FILE = tmp_path / "vault-key"
    make_vault_file(settings.MADOGUCHI_VAULT_KEY_FILE)
    reload(settings)
    with tenant_scope(natori):
        vault.keep(natori, "cases.sealed:1", {"shien": b"hideout"})
    return natori


def reload(settings: Settings) -> None:
    """As when the processes are started again."""
    file = settings.MADOGUCHI_VAULT_KEY_FILE
    settings.MADOGUCHI_VAULT_KEYS = vault_keys(file.parent, file, production=True)
    vault.forget_keys()


def run(*arguments: str, typed: str = "", monkeypatch: pytest.MonkeyPatch | None = None) -> str:
    out = StringIO()
    if monkeypatch is not None:
        monkeypatch.setattr("sys.stdin", StringIO(typed))
    call_command("vault", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_a_lost_key_comes_back_from_any_three_of_five(
    sealed: Tenant, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = settings.MADOGUCHI_VAULT_KEY_FILE
    before = file.read_text()
    lines = run("split").split()
    assert len(lines) == 5
    assert before.strip() not in "".join(lines)
    file.unlink()
    reload(settings)
    (fault,) = vaults.same_key()
    assert fault.level == "fault"
    for command in (("rotate",), ("status",), ("split",)):
        with pytest.raises(CommandError):
            run(*command)
    for typed, words in (
        ("\n".join(lines[:2]), "3"), (f"{lines[0]}\n{lines[0]}\n{lines[1]}", "2度|twice"),
        (lines[0][:-1] + ("A" if lines[0][-1] != "A" else "B"), "写し間違い|mistyped"),
        ("ひみつ", "形ではない|no share"),
    ):  # fmt: skip
        with pytest.raises(CommandError, match=words):
            run("restore", typed=typed, monkeypatch=monkeypatch)
        assert not file.exists()
    typed = "\n".join(line.lower().replace("-", " ") for line in (lines[4], lines[0], lines[2]))
    run("restore", typed=typed, monkeypatch=monkeypatch)
    assert (file.read_text(), file.stat().st_mode & 0o777) == (before, 0o600)
    reload(settings)
    (good,) = vaults.same_key()
    assert good.level == "ok"
    with tenant_scope(sealed):
        assert vault.read(sealed, "cases.sealed:1", "shien") == b"hideout"


def test_a_former_key_comes_back_below_todays(
    sealed: Tenant, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = settings.MADOGUCHI_VAULT_KEY_FILE
    lines, former = run("split"), file.read_text().strip()
    run("new-key")
    new = file.read_text().split()[0]
    for kept in (f"{new}\n", f"{new}\n{former}\n"):
        file.write_text(kept)
        reload(settings)
        run("restore", typed=lines, monkeypatch=monkeypatch)
        assert file.read_text().split() == [new, former]


def test_a_row_that_does_not_open_keeps_no_other_body_from_its_new_keys(
    sealed: Tenant, sendai: Tenant, settings: Settings
) -> None:
    with tenant_scope(sendai):
        vault.keep(sendai, "cases.sealed:1", {"shien": b"shelter"})
        vault.keep(sendai, "cases.sealed:2", {"shien": b"house"})
        Secret.objects.filter(holder="cases.sealed:2").update(holder="cases.sealed:3")
    run("new-key")
    reload(settings)
    with pytest.raises(CommandError, match=rf"1.*\n{sendai.code}\tcases\.sealed:3 shien"):
        run("rotate")
    settings.MADOGUCHI_VAULT_KEYS = settings.MADOGUCHI_VAULT_KEYS[:1]
    vault.forget_keys()
    for body, plain in ((sealed, b"hideout"), (sendai, b"shelter")):
        with tenant_scope(body):
            assert vault.read(body, "cases.sealed:1", "shien") == plain
            assert DataKey.objects.exclude(retired_at=None).exists()


def test_the_shares_of_another_key_change_nothing(
    sealed: Tenant, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = settings.MADOGUCHI_VAULT_KEYS
    settings.MADOGUCHI_VAULT_KEYS = (vault.new_key(),)
    lines = run("split", "--shares", "2", "--needed", "2")
    settings.MADOGUCHI_VAULT_KEYS = mine
    before = settings.MADOGUCHI_VAULT_KEY_FILE.read_text()
    with pytest.raises(CommandError, match=r"親鍵ではありません|not those of"):
        run("restore", typed=lines, monkeypatch=monkeypatch)
    assert settings.MADOGUCHI_VAULT_KEY_FILE.read_text() == before
    with pytest.raises(CommandError):
        run("split", "--shares", "2", "--needed", "3")


def test_the_master_key_is_exchanged_and_the_former_one_is_needed_no_more(
    sealed: Tenant, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = settings.MADOGUCHI_VAULT_KEY_FILE
    run("new-key")
    assert len(file.read_text().split()) == 2
    reload(settings)
    assert [line.split("\t")[1:] for line in run("status").splitlines()] == [["current", "unused"], ["former", "used"]]
    assert "1" in run("rotate", "--body", sealed.code)
    assert [line.split("\t")[2] for line in run("status").splitlines()] == ["used", "unused"]
    file.write_text(file.read_text().split()[0])
    reload(settings)
    with tenant_scope(sealed):
        assert vault.read(sealed, "cases.sealed:1", "shien") == b"hideout"
    monkeypatch.setenv("MADOGUCHI_VAULT_KEY", vault_text(settings.MADOGUCHI_VAULT_KEYS[0]))
    shown = run("new-key").strip()
    assert (len(shown), shown in file.read_text()) == (44, False), "a key in the environment is only shown"
    with pytest.raises(CommandError):
        run("restore", typed="", monkeypatch=monkeypatch)


def test_who_has_lost_the_key_goes_on_with_a_new_one_only_on_purpose(sealed: Tenant, settings: Settings) -> None:
    settings.MADOGUCHI_VAULT_KEYS = (vault.new_key(),)
    with pytest.raises(CommandError, match="--new-key"):
        vaults.refuse_wrong_key()
    vault.give_up_lost_keys(by=trail.operator())
    vaults.refuse_wrong_key()


@pytest.mark.engine_free
def test_keys_are_read_from_the_environment_or_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = vault.new_key(), vault.new_key()
    file = tmp_path / "vault-key"
    monkeypatch.delenv("MADOGUCHI_VAULT_KEY", raising=False)
    assert vault_keys(tmp_path, file, production=True) == (), "a production makes none of itself"
    (made,) = vault_keys(tmp_path, file, production=False)
    assert vault_keys(tmp_path, file, production=True) == (made,)
    assert file.stat().st_mode & 0o777 == 0o600
    monkeypatch.setenv("MADOGUCHI_VAULT_KEY", f"{vault_text(one)}, {vault_text(other)}")
    assert vault_keys(tmp_path, file, production=True) == (one, other)
    for wrong in ("abc", vault_text(one)[:-4], "鍵" * 44, "!" * 44):
        monkeypatch.setenv("MADOGUCHI_VAULT_KEY", wrong)
        with pytest.raises(ImproperlyConfigured):
            vault_keys(tmp_path, file, production=True)
    monkeypatch.delenv("MADOGUCHI_VAULT_KEY")
    file.write_text("\n")
    with pytest.raises(ImproperlyConfigured):
        vault_keys(tmp_path, file, production=False)


def test_a_backup_without_the_key_is_refused_and_with_it_opens(
    make_set_up: Callable[[], Installation], make_installation: Callable[[], Installation]
) -> None:
    """As an operator sees it, in processes of its own."""
    first = make_set_up()
    first.fill()
    first.ok("shell", "--no-imports", "-c", SEALS)
    archive = first.home / "backup.tar"
    first.ok("backup", str(archive))
    assert (first.home / "vault-key").read_bytes().strip() not in archive.read_bytes()
    assert b"hideout" not in archive.read_bytes()
    second = make_installation()
    shutil.copy(first.home / "secret-key", second.home)
    refused = second.run("restore", str(archive))
    assert refused.returncode == 1
    assert "another master key of the vault" in refused.stderr
    assert not (second.home / "vault-key").exists(), "what the refused command made is gone"
    shutil.copy(first.home / "vault-key", second.home)
    second.ok("restore", str(archive))
    assert second.ok("shell", "--no-imports", "-c", READS).strip() == "hideout"
    (second.home / "vault-key").unlink()
    started = second.run("run", "--port", "1")
    assert started.returncode == 1
    assert "is not this database's" in started.stderr + started.stdout
