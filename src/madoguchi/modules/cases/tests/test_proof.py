"""受付の証明: the file that a resident takes home, and the script that checks it without us."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.audit.tests.byhand import by_hand
from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.modules.cases.models import Case
from madoguchi.modules.cases.services.proof import proof_of
from madoguchi.modules.cases.tests.conftest import FileCase

pytestmark = pytest.mark.django_db
SCRIPT = Path(__file__).resolve().parents[5] / "tools" / "verify_receipt.py"
Proof = dict[str, Any]
Check = Callable[..., tuple[list[str], list[str]]]


@pytest.fixture(scope="session")
def check() -> Check:
    """The published script's own verdict: what is wrong, and what is in doubt."""
    spec = importlib.util.spec_from_file_location("verify_receipt", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Check = module.check
    return found


@pytest.fixture
def case(natori: Tenant, file_case: FileCase) -> Case:
    file_case(natori, secret="before")
    case = file_case(natori)
    for n in range(3):
        file_case(natori, secret=f"after-{n}")
    return case


def made(tenant: Tenant, case: Case) -> Proof:
    with tenant_scope(tenant):
        found = proof_of(tenant, case)
        assert found
        return json.loads(json.dumps(found[0]))


def roots(client: Client) -> Proof:
    found: Proof = client.get("/042072/seals/roots.json").json()
    return found


def tomorrow() -> None:
    audit.sign_days(timezone.now() + timedelta(days=1))


def test_the_page_waits_for_the_seal_then_promises_then_proves(inside: Client, natori: Tenant, case: Case) -> None:
    page = f"/042072/cases/{case.receipt_number}/proof/"
    assert "10秒ほど" in inside.get(page).content.decode()
    assert inside.get(f"{page}proof.json").status_code == 404
    audit.seal_due()
    assert "仮の証明" in inside.get(page).content.decode()
    tomorrow()
    assert "届いた日の署名が済んでいます" in inside.get(page).content.decode()
    answer = inside.get(f"{page}proof.json")
    assert answer["Content-Disposition"] == f'attachment; filename="{case.receipt_number}-proof.json"'
    assert "no-store" in answer["Cache-Control"]
    assert answer.json()["receipt"]["answers"]["owner"] == "見本 太郎"
    shown = inside.get(f"/042072/cases/{case.receipt_number}/").content.decode()
    assert page in shown


def test_a_stranger_gets_nothing(client: Client, case: Case) -> None:
    audit.seal_due()
    for rest in ("proof/", "proof/proof.json"):
        answer = client.get(f"/042072/cases/{case.receipt_number}/{rest}")
        assert answer.status_code == 302
        assert "/status/?number=" in answer["Location"]


def test_the_script_alone_proves_a_receipt(
    client: Client, natori: Tenant, case: Case, tmp_path: Path, check: Check
) -> None:
    audit.seal_due()
    promise = made(natori, case)
    assert check(promise, roots(client), "") == ([], [])
    tomorrow()
    proof, published = made(natori, case), roots(client)
    assert len(proof["path"]) == 3  # five events
    for name, content in (("promise", promise), ("proof", proof), ("roots", published)):
        (tmp_path / f"{name}.json").write_text(json.dumps(content, ensure_ascii=False))

    def run(*arguments: str) -> tuple[int, str]:
        command = [sys.executable, "-I", str(SCRIPT), *arguments]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout

    fingerprint = published["keys"][0]["fingerprint"]
    for given in (["roots.json", fingerprint], ["roots.json"], [fingerprint]):
        code, said = run("proof.json", *given)
        assert (code, said.splitlines()[0][:5]) == (0, "RIGHT"), said
        assert case.receipt_number in said
        assert run("promise.json", *given)[0] == 3
    for name in ("proof", "promise"):
        code, said = run(f"{name}.json")
        assert (code, said.splitlines()[0][:11], fingerprint in said) == (4, "UNCONFIRMED", True)
    code, said = run("proof.json", "roots.json", "0000-0000-0000-0000-0000-0000-0000-0000")
    assert (code, said[:5]) == (1, "WRONG")
    assert run()[0] == 2


FORGERIES: dict[str, Callable[[Proof], object]] = {
    "number": lambda proof: proof["receipt"].update(number="AAAAAAAAA"),
    "moment": lambda proof: proof["receipt"].update(filed_at="2026-11-01T00:00:00.000000+00:00"),
    "answers": lambda proof: proof["receipt"]["answers"].update(size="large"),
    "event": lambda proof: proof["event"].update(target="cases.case:999"),
    "word": lambda proof: proof["event"].update(word="cases.decision.made"),
    "salt": lambda proof: proof.update(salt="00" * 16),
    "nonce": lambda proof: proof.update(nonce="00" * 16),
    "path": lambda proof: proof.update(path=proof["path"][1:]),
    "place": lambda proof: proof.update(place=99),
    "neighbour": lambda proof: proof.update(place=proof["place"] + 1),
    "statement": lambda proof: proof["signed"].update(statement=proof["signed"]["statement"].replace("2026", "2025")),
    "signature": lambda proof: proof["signed"].update(signature="00" * 64),
}


@pytest.mark.parametrize("what", FORGERIES)
def test_the_script_notices_every_forgery(what: str, client: Client, natori: Tenant, case: Case, check: Check) -> None:
    audit.seal_due()
    if what != "place":
        tomorrow()
    proof = made(natori, case)
    FORGERIES[what](proof)
    assert check(proof, None, "")[0] != []


def test_a_proof_that_anybody_signed_is_unconfirmed_at_best(
    client: Client, natori: Tenant, case: Case, check: Check, settings: Settings
) -> None:
    """Somebody makes a file that is sound in itself, under a key of his own."""
    audit.seal_due()
    genuine = settings.SECRET_KEY
    published = roots(client)
    settings.SECRET_KEY = "a key of his own " * 4
    promise = made(natori, case)
    tomorrow()
    forged = made(natori, case)
    faults, doubts = check(forged, None, "")
    assert (faults, len(doubts)) == ([], 1)
    assert check(promise, published, "") == ([], ["the key is not among the published ones"])
    assert "another key" in check(forged, None, published["keys"][0]["fingerprint"])[0][0]
    with tenant_scope(natori):
        by_hand("DELETE FROM audit_dailyroot")
    for file in Path(settings.MADOGUCHI_SIGNED_DAYS).iterdir():
        file.unlink()
    settings.SECRET_KEY = genuine
    tomorrow()
    assert check(forged, roots(client), "") == (["the signed day is not the published one"], [])


def test_a_list_that_does_not_reach_that_day_contradicts_nothing(
    client: Client, natori: Tenant, case: Case, check: Check, file_case: FileCase
) -> None:
    proofs, lists = [], [roots(client)]
    for days in (1, 2, 3):
        one = file_case(natori, secret=f"day-{days}")
        audit.seal_due()
        audit.sign_days(timezone.now() + timedelta(days=days))
        proofs.append(made(natori, one))
        lists.append(roots(client))
    fingerprint = lists[0]["keys"][0]["fingerprint"]
    young = lists[3] | {"roots": lists[3]["roots"][:1]}
    for published, word in ((lists[0], "newer"), (lists[1], "newer"), (young, "older")):
        for key in ("", fingerprint):
            faults, doubts = check(proofs[1], published, key)
            assert faults == []
            assert word in doubts[0]
    gap = lists[3] | {"roots": lists[3]["roots"][::2]}
    assert check(proofs[1], gap, "") == (["the signed day is not the published one"], [])


def test_a_proof_under_a_list_of_others_is_refused(
    client: Client, natori: Tenant, sendai: Tenant, case: Case, check: Check
) -> None:
    audit.seal_due()
    tomorrow()
    proof = made(natori, case)
    assert "another body" in " ".join(check(proof, client.get("/041009/seals/roots.json").json(), "")[0])


def test_the_audit_learns_nothing_of_the_answers(natori: Tenant, file_case: FileCase) -> None:
    """Two cases with the same answers have other hashes, for each has a nonce of its own."""
    one, two = file_case(natori, secret="a"), file_case(natori, secret="b")
    with tenant_scope(natori):
        first, second = (audit.timeline(case.target)[0].data for case in (one, two))
    assert len(first["answers"]) == 64
    assert first["answers"] != second["answers"]
    assert one.receipt_number not in json.dumps(first)
