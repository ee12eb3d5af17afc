"""Every bad state that `doctor` can meet is told as bad, with what to do. (Settings and roles: test_doctor.)"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from pytest_django import Settings

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.audit.tests.byhand import by_hand
from madoguchi.kernel.jobs import api as jobs
from madoguchi.kernel.notify.api import Mail, send
from madoguchi.kernel.tenants import api as tenants
from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.site import events
from madoguchi.site.key import secret_key
from madoguchi.site.operation import doctor, machine, trail, work
from madoguchi.site.operation.finding import Finding

Check = Callable[[], Iterable[Finding]]
Outbox = apps.get_model("notify.Outbox")
Event = apps.get_model("audit.Event")
DBTaskResult = apps.get_model("django_tasks_database.DBTaskResult")


def bad(check: Check, level: str = "fault") -> str:
    """What the check finds bad; each with what to do."""
    found = [one for one in check() if one.level == level]
    assert all(one.mend for one in found)
    return "\n".join(one.what for one in found)


@pytest.mark.engine_free
def test_the_machine(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [one for check in (machine.clock, machine.texts, machine.packs_folder) for one in check()] == []
    (tmp_path / "file").touch()
    settings.MADOGUCHI_FILES_ROOT = tmp_path / "file" / "below"
    assert "はフォルダーではありません" in bad(machine.storage)
    settings.MADOGUCHI_FILES_ROOT = tmp_path / "files"
    monkeypatch.setattr("os.access", lambda *_: False)
    assert "を読み書きできません" in bad(machine.storage)
    assert "がないか、読めません" in bad(machine.packs_folder)
    monkeypatch.undo()
    monkeypatch.setattr(machine, "FREE_BYTES", 2**63)
    assert "の空きは" in bad(machine.storage)
    settings.MADOGUCHI_PACKS = tmp_path
    assert "手続を公開できません" in bad(machine.packs_folder)
    settings.LOCALE_PATHS = [tmp_path]
    assert "画面の訳が作られていません" in bad(machine.texts)
    settings.STATICFILES_DIRS, settings.STATICFILES_FINDERS = (
        [],
        ["django.contrib.staticfiles.finders.FileSystemFinder"],
    )
    assert "体裁のファイル" in bad(machine.static_files)
    monkeypatch.setattr("time.time", lambda: 1_000_000.0)
    assert "この製品を入れた日より前" in bad(machine.clock)


@pytest.mark.engine_free
def test_a_folder_that_cannot_be_looked_at_is_told_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def closed() -> Iterable[Finding]:
        raise PermissionError(13, "Permission denied", "/srv/madoguchi")

    monkeypatch.setattr(doctor, "OF_THE_MACHINE", (closed,))
    monkeypatch.setattr(doctor, "OF_WHAT_IS_STORED", ())
    monkeypatch.setattr(doctor.connection, "ensure_connection", lambda: None)
    (found,) = doctor.examine()
    assert (found.level, "chown" in found.mend) == ("fault", True)
    assert "/srv/madoguchi Permission denied" in found.what


@pytest.mark.engine_free
def test_a_key_that_was_cut_stops_every_command(tmp_path: Path) -> None:
    (tmp_path / "secret-key").write_text("")
    with pytest.raises(ImproperlyConfigured, match=r"空か、途中で切れて|is empty or cut"):
        secret_key(tmp_path, production=False)


def test_mail_that_waits_or_was_given_up(natori: Tenant) -> None:
    assert list(work.unsent()) == []
    with tenant_scope(natori):
        send(natori, Mail("a@example.jp", "x", "y", "site.sample"))
        send(natori, Mail("b@example.jp", "x", "y", "site.sample"))
        assert list(work.unsent()) == []
        Outbox.objects.filter(to="a@example.jp").update(next_try_at=timezone.now() - timedelta(hours=1))
        Outbox.objects.filter(to="b@example.jp").update(state="dead")
    told = bad(work.unsent, "warning")
    assert "1通のメールを送れませんでした" in told
    assert "1通のメールが、送る時刻を10分以上過ぎても" in told


@pytest.mark.django_db
def test_jobs_that_wait_or_were_given_up() -> None:
    assert "実行係がしばらく動いていません" in bad(work.background, "warning")
    apps.get_model("jobs.Worker").objects.create(
        id="w", host="h", pid=1, started_at=timezone.now(), seen_at=timezone.now()
    )
    assert bad(work.background, "warning") == ""
    for job in list(jobs.all_jobs())[:2]:
        jobs.enqueue(job)
    first, second = DBTaskResult.objects.all()
    DBTaskResult.objects.filter(pk=first.pk).update(enqueued_at=timezone.now() - timedelta(hours=1))
    assert "1件の処理が10分以上待っています" in bad(work.background, "warning")
    DBTaskResult.objects.filter(pk=second.pk).update(status="FAILED")
    assert "1件の処理を、実行できませんでした" in bad(work.background, "warning")


def test_a_clock_that_was_set_back(natori: Tenant) -> None:
    assert list(work.clock()) == []
    with tenant_scope(natori):
        later = timezone.now() + timedelta(hours=2)
        Event.objects.create(tenant=natori, at=later, word="x", actor_kind="operator", actor_label="x", target="x:1")
    assert "いま" in bad(work.clock)


def test_a_backup_that_was_never_made_or_is_old(
    natori: Tenant, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "まだ一度も" in bad(work.backups, "note"), "a trial"
    settings.MADOGUCHI_PRODUCTION = True
    assert "まだ一度も" in bad(work.backups, "warning")
    trail.everywhere(events.BACKUP_MADE, "site.backup:a.tar")
    assert [one.level for one in work.backups()] == ["ok"]
    monkeypatch.setattr(work, "BACKUP_DAYS", 0)
    assert "最後のバックアップは" in bad(work.backups, "warning")


@pytest.mark.django_db
def test_a_database_without_the_keys_mark_or_newer_than_the_program() -> None:
    assert "印が、このデータベースにまだありません" in bad(doctor.same_key, "warning")
    tenants.remember_key()
    assert list(doctor.same_key()) == []
    assert "新しい版" not in bad(doctor.engine.database)
    if connection.vendor == "postgresql":
        pytest.skip("only on SQLite: the restricted role may not write the table of migrations")
    MigrationRecorder.Migration.objects.create(app="cases", name="0099_later")
    assert "新しい版です（cases 0099_later）" in bad(doctor.engine.database)


def test_an_audit_that_is_not_sealed_not_signed_or_was_changed(natori: Tenant, settings: Settings) -> None:
    """Behind is told only while a worker runs: without one `background` says what is missing."""
    with tenant_scope(natori):
        long_ago = timezone.now() - timedelta(minutes=5)
        actor = audit.Actor.system("test")
        pk = audit.record(events.BACKUP_MADE, tenant=natori, actor=actor, target="site.backup:1", at=long_ago)
    assert list(work.seals()) == []
    worker = jobs.Worker()
    worker.sign_on()
    assert "封印が遅れています" in bad(work.seals, "warning")
    audit.seal_due()
    assert [one.level for one in work.seals()] == ["ok"]
    with tenant_scope(natori):
        by_hand("UPDATE audit_seal SET sealed_at = %s", values=(timezone.now() - timedelta(hours=27),))
    assert "日ごとの署名がありません：名取市" in bad(work.seals)
    audit.sign_days(timezone.now() + timedelta(days=1))
    assert [one.level for one in work.seals()] == ["ok"]
    Path(settings.MADOGUCHI_SIGNED_DAYS, "042072.json").unlink()
    assert "控えが、ここにありません：名取市" in bad(work.seals, "warning")
    with tenant_scope(natori):
        by_hand(f"UPDATE audit_event SET actor_label = 'x' WHERE id = {pk}")
    assert "違います：名取市" in bad(work.seals)
