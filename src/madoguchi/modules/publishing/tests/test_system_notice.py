"""The operator's command."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from madoguchi.kernel.tenants.api import Tenant
from madoguchi.modules.publishing.models import SystemNotice


def run(*words: str) -> str:
    out = StringIO()
    call_command("system_notice", *words, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_add_list_withdraw(natori: Tenant, tmp_path: Path) -> None:
    text = tmp_path / "body.md"
    text.write_text("午前2時から**止まります**。", encoding="utf-8")
    said = run("add", "保守", "--body-file", str(text), "--starts", "2026-11-30T18:00", "--ends", "2026-12-01T06:00")
    notice = SystemNotice.objects.get()
    assert notice.public_id in said
    assert f"{timezone.localtime(notice.starts_at):%m-%d %H:%M}" == "11-30 18:00"
    assert notice.body == "午前2時から**止まります**。"
    assert "2026-11-30T18:00\t2026-12-01T06:00\t保守" in run("list")
    run("withdraw", notice.public_id)
    assert "withdrawn" in run("list")


@pytest.mark.django_db
def test_what_goes_wrong_is_told_and_changes_nothing(natori: Tenant, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="題名"):
        run("add", " ", "--body", "本文")
    with pytest.raises(CommandError, match="終わり"):
        run("add", "題", "--body", "本文", "--starts", "2026-11-30", "--ends", "2026-11-29")
    with pytest.raises(CommandError, match="読めません"):
        run("add", "題", "--body-file", str(tmp_path / "none.md"))
    with pytest.raises(CommandError, match="番号 xyz"):
        run("withdraw", "xyz")
    with pytest.raises(CommandError):
        run("add", "題", "--body", "本文", "--starts", "あした")
    assert not SystemNotice.objects.exists()
