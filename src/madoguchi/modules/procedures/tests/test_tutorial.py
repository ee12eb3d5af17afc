"""The tutorial 手続を1つ足す, word for word out of its Markdown: each frame is run, and what it promises comes."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as now
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from madoguchi.conftest import make_tenant
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.modules.forms.api import TYPES
from madoguchi.modules.procedures.tests.browser import Browser
from madoguchi.modules.procedures.tests.tables import Case

pytestmark = pytest.mark.engine_free

TUTORIAL = Path(__file__).resolve().parents[5] / "docs" / "tutorials" / "手続を1つ足す.md"
EXPORT = re.compile(r"^export MADOGUCHI_\w+=.*\n", re.M)
OURS = ".venv/bin/madoguchi "


def frames() -> Iterator[tuple[str, str]]:
    """The kind of each frame and what stands in it, from first to last."""
    yield from re.findall(r"^```(\w+)\n(.*?)^```$", TUTORIAL.read_text(encoding="utf-8"), re.M | re.S)


def madoguchi(line: str) -> str:
    """What one of our commands writes, its verdict last; it must fail where the tutorial says `|| true` only."""
    command, _bar, rest = line.removeprefix(OURS).partition("|")
    out, failed = StringIO(), ""
    try:
        with translation.override("ja"):
            call_command(*shlex.split(command), stdout=out, stderr=out)
    except CommandError as error:
        failed = f"CommandError: {error}\n"
    assert bool(failed) is ("true" in rest), line + out.getvalue() + failed
    return out.getvalue() + failed


def shell(lines: list[str], folder: Path) -> None:
    """Run what is no command of ours in a real shell."""
    script = "set -eu\n" + "".join(lines)
    subprocess.run(["/bin/bash", "-c", script], cwd=folder, check=True, env={"PATH": "/usr/bin:/bin"})


def test_every_frame_does_what_the_tutorial_says(
    db: None, make_department: Callable[..., Department], settings: Settings, tmp_path: Path
) -> None:
    town = make_tenant("043613", "亘理町", "Watari Town", "わたりちょう", "town", "watari")
    make_department(town, "kensetsu", "建設課")
    shutil.copytree(now.MADOGUCHI_PACKS, tmp_path / "madoguchi" / "packs")
    settings.MADOGUCHI_PACKS = tmp_path / "machi" / "packs"
    said, filed, exported = "", False, [line for _kind, text in frames() for line in EXPORT.findall(text)]
    for kind, text in frames():
        if kind == "text":
            for line in text.splitlines():
                assert re.search("^" + re.escape(line).replace("…", ".*") + "$", said, re.M), f"{line}\nbut\n{said}"
        if kind != "bash":
            continue
        waiting, said = [] if EXPORT.search(text) else exported[:], ""
        for line in text.splitlines(keepends=True):
            if line.startswith(OURS + "setup --demonstration"):  # a minute; the town above is what it makes of it
                said += madoguchi(OURS + "publish bohanto") + "setup: 用意ができました。\n"
            elif line.startswith(OURS):
                shell(waiting, tmp_path / "madoguchi")
                waiting = exported[:]
                said += madoguchi(line)
            elif line != "make packs\n":
                waiting.append(line)
        shell(waiting, tmp_path / "madoguchi")
        if "adopt" in text and not filed:
            file_the_first_example(town)
            filed = True
    assert filed
    assert not (tmp_path / "machi").exists(), "it is tidied up"


def file_the_first_example(town: Tenant) -> None:
    """As a resident, at the address that the tutorial names."""
    browser = Browser(Client(), town)
    browser.go("p/bohanto/")
    assert "7開庁日" in browser.html
    assert "建設課" in browser.html
    browser.go("p/bohanto/start/")
    lamp = {
        "trouble": "out", "number_known": "yes", "pole_number": "亘理 0123",
        "noticed_on.era": "", "noticed_on.year": "2026", "noticed_on.month": "11", "noticed_on.day": "20",
    }  # fmt: skip
    browser.post("p/bohanto/start/", {**lamp, "_next": "1"})
    browser.post(browser.here, {"reply": "no", "_next": "1"})
    browser.send(browser.draft)
    with tenant_scope(town):
        assert Case.objects.get().subject_key == "bohanto@1", browser.html


def test_it_names_every_flow() -> None:
    text = TUTORIAL.read_text(encoding="utf-8")
    assert re.search(r"流れは4つの型", text)
    for flow in ("examined", "notification", "instant", "by_mail"):
        assert f"`{flow}`" in text
    assert len(TYPES) > 22, "no number of types is named: it grows"
    assert not re.search(r"\d+種類", text)
