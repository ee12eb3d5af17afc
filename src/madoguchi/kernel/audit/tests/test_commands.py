"""`madoguchi audit`: the operator reads what was done, all bodies or one, as lines or as JSON."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from madoguchi.kernel.audit.api import Actor, event, record
from madoguchi.kernel.tenants.api import Tenant, tenant_scope

pytestmark = pytest.mark.django_db
HAPPENED = event("audit.sample.happened", ja="起こりました", en="It happened")


@pytest.fixture(autouse=True)
def _two_bodies(natori: Tenant, sendai: Tenant) -> None:
    for body in (natori, sendai):
        with tenant_scope(body):
            record(HAPPENED, tenant=body, actor=Actor.operator("root"), target="cases.case:1", data={"n": 7})


def said(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("audit", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_every_body_and_one_body() -> None:
    assert [line.split("\t")[1] for line in said()] == ["042072", "041009"]
    (line,) = said("--body", "041009")
    assert line.split("\t")[1:] == ["041009", HAPPENED.name, "operator root", "cases.case:1", "起こりました"]
    with pytest.raises(CommandError, match="999999"):
        said("--body", "999999")


def test_since_and_json() -> None:
    assert said("--since", "2999-01-01") == []
    first, _second = (json.loads(line) for line in said("--json", "--since", "令和8年1月1日"))
    assert (first["body"], first["actor"]["label"], first["data"]) == ("042072", "root", {"n": 7})
