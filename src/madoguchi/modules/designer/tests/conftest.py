"""A 様式担当 of 名取市 with a browser, and a working version to work on."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Tenant
from madoguchi.modules.designer.domain import skeleton
from madoguchi.modules.designer.models import WorkingVersion
from madoguchi.modules.designer.services import working
from madoguchi.modules.procedures import api as procedures

BEGUN = skeleton.Begun(
    "キャンプ場を使う申込み", "Book a camp site", "きゃんぷじょうをつかうもうしこみ", "contract", "名取市キャンプ場条例"
)
TODAY = date(2026, 11, 22)


def blank(kind: str = "contract") -> dict[str, str]:
    """What a new procedure begins with: its texts are to be written."""
    begun = skeleton.Begun(BEGUN.title, BEGUN.title_en, BEGUN.kana, kind, BEGUN.law)
    return skeleton.files_of("t042072-camp", begun, TODAY)


def files(kind: str = "contract") -> dict[str, str]:
    """The same with its texts written."""
    return {
        name: text.replace(procedures.WRITE_HERE.ja, "").replace(f"{procedures.WRITE_HERE.en} ", "")
        for name, text in blank(kind).items()
    }


def revision_of(html: str) -> str:
    found = re.search('name="revision" value="([0-9]+)"', html)
    assert found
    return found[1]


@pytest.fixture
def maker(in_natori: Tenant, make_officer: Callable[..., Officer]) -> Officer:
    return make_officer(in_natori, role="designer", name="様式 花子")


@pytest.fixture
def browser(maker: Officer, staff_client: Callable[[Officer], Client]) -> Client:
    return staff_client(maker)


@pytest.fixture
def camp(maker: Officer) -> WorkingVersion:
    return working.create("camp", files(), note="始める", by=maker)
