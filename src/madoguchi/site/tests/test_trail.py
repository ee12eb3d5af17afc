"""The operator's acts are in the audit of every body that they concern."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from madoguchi.kernel.audit.api import targets_in_words, timeline
from madoguchi.kernel.tenants.api import Tenant, tenant_by_code, tenant_scope
from madoguchi.site import events
from madoguchi.site.operation import trail

pytestmark = pytest.mark.django_db
SOURCE = Path(trail.__file__).resolve().parents[2]
TARGET = re.compile(r'(?:target=|def target\(.*\n.*\n.*return )f"([a-z]+\.[a-z_]+):\{')
HEAD = "団体コード,名称,英語名,ふりがな,種別,パス,電話,電子申請開始日,電子申請終了日\n"
ROW = "{code},{name},Town,まち,town,{path},{phone},{starts},{ends}\n"


def run(file: Path, *rows: dict[str, str]) -> None:
    plain = {"phone": "022-000-0000", "starts": "2026-04-01", "ends": ""}
    file.write_text(HEAD + "".join(ROW.format(**{**plain, **row}) for row in rows), encoding="utf-8")
    call_command("import_bodies", str(file), verbosity=0)


def changes(code: str) -> list[dict]:
    body = tenant_by_code(code)
    assert body is not None
    with tenant_scope(body):
        return [entry.data for entry in timeline(f"tenants.tenant:{code}") if entry.word == events.BODY_IMPORTED.name]


def test_an_import_is_recorded_where_something_changed(natori: Tenant, tmp_path: Path) -> None:
    zao = {"code": "043010", "name": "蔵王町", "path": "zao"}
    ogawara = {"code": "043214", "name": "大河原町", "path": "ogawara"}
    file = tmp_path / "bodies.csv"
    run(file, zao, ogawara)
    (added,) = changes("043010")
    assert "name" in added["fields"]
    assert added["periods"] == [["2026-04-01", None]]
    text = file.read_text(encoding="utf-8").replace(
        "zao,022-000-0000,2026-04-01,", "zao,022-000-0000,2026-04-01,2027-03-31"
    )
    file.write_text(text, encoding="utf-8")
    call_command("import_bodies", str(file), verbosity=0)
    assert [data["fields"] for data in changes("043010")][1:] == [["participation"]]
    assert changes("043010")[1]["periods"] == [["2026-04-01", "2027-03-31"]]
    assert len(changes("043214")) == 1, "nothing changed there"
    assert changes("042072") == []


def test_a_check_or_a_refused_file_records_nothing(natori: Tenant, tmp_path: Path) -> None:
    file = tmp_path / "bodies.csv"
    file.write_text(HEAD + "042072,名取市,Natori,なとりし,city,natori,x,2026-04-01,2025-01-01\n", encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("import_bodies", str(file), verbosity=0)
    file.write_text(HEAD + "042072,名取の市,Natori,なとりし,city,natori,022-000-0000,,\n", encoding="utf-8")
    call_command("import_bodies", str(file), "--check", verbosity=0)
    assert changes("042072") == []


def test_what_concerns_all_is_in_every_body(natori: Tenant, sendai: Tenant) -> None:
    trail.everywhere(events.BACKUP_MADE, "site.backup:a.tar", rows=3, files=1)
    for body in (natori, sendai):
        with tenant_scope(body):
            (entry,) = timeline("site.backup:a.tar")
        assert (entry.word, entry.data) == ("site.backup.made", {"rows": 3, "files": 1})


def test_every_kind_of_target_has_words(natori: Tenant) -> None:
    sources = [p.read_text() for p in SOURCE.glob("*/*/**/*.py") if "tests" not in p.parts]
    written = {kind for text in sources for kind in TARGET.findall(text)}
    assert len(written) > 10
    with tenant_scope(natori):
        assert [kind for kind in written if targets_in_words([f"{kind}:0"])[f"{kind}:0"] == f"{kind}:0"] == []
