"""From arrival to verdict: nothing is lost, nothing unclean is read, nothing stands in the way of the rest."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from madoguchi.kernel.audit import api as audit
from madoguchi.kernel.files import api as files
from madoguchi.kernel.files.adapters.fake import FakeEngine
from madoguchi.kernel.files.domain.references import object_key
from madoguchi.kernel.files.jobs import rescan_files, scan_files
from madoguchi.kernel.files.models import StoredFile
from madoguchi.kernel.files.services import followers
from madoguchi.kernel.files.services.storage import storage
from madoguchi.kernel.files.tests import samples, scanner
from madoguchi.kernel.files.tests.samples import LIMITS, upload
from madoguchi.kernel.files.tests.scanner import OURS, needs_clamd
from madoguchi.kernel.tenants.api import Tenant, tenant_scope

DRAFT = "forms.draft:1"
BAD = samples.PDF.replace(b"%%EOF", b"%%EOF " + OURS)


@pytest.fixture
def engine(settings: Settings) -> FakeEngine:
    """A scanner is set up (its address is never called)."""
    settings.MADOGUCHI_CLAMD = "/nonexistent/clamd.ctl"
    return FakeEngine({OURS: "Madoguchi.Test", b"GUESSED-AT": "Heuristics.Test"})


@pytest.fixture
def told() -> Iterator[list[files.FileRef]]:
    """What the room of the owner is told."""
    heard: list[files.FileRef] = []
    files.follow_verdicts("forms.draft", heard.append)
    files.follow_verdicts("tests.paper", heard.append)
    yield heard
    followers._listeners.pop("forms.draft")
    followers._listeners.pop("tests.paper")


def arrive(tenant: Tenant, content: bytes = samples.PDF, owner: str = DRAFT) -> str:
    with tenant_scope(tenant):
        return files.receive(tenant, upload("a.pdf", content), LIMITS, owner=owner).id


def state(tenant: Tenant, file_id: str) -> tuple[str, str]:
    with tenant_scope(tenant):
        ref = files.get(file_id)
        return ref.state, ref.threat


def events(tenant: Tenant, file_id: str) -> list[str]:
    with tenant_scope(tenant):
        return [entry.word for entry in audit.timeline(f"files.file:{file_id}")]


def test_what_arrives_waits_and_then_has_its_verdict(
    natori: Tenant, sendai: Tenant, engine: FakeEngine, told: list[files.FileRef]
) -> None:
    good, bad, guess = arrive(natori), arrive(natori, BAD), arrive(sendai, samples.PDF + b"GUESSED-AT")
    assert [state(natori, good), state(natori, bad), state(sendai, guess)] == [("unchecked", "")] * 3
    done = files.scan_waiting(engine)
    assert (done.judged, done.unsafe, done.unjudged, done.down) == (3, 2, 0, "")
    assert state(natori, good) == ("clean", "")
    assert state(natori, bad) == ("refused", "Madoguchi.Test")
    assert state(sendai, guess) == ("suspicious", "Heuristics.Test")
    assert [ref.id for ref in told] == [bad, guess]
    assert events(natori, bad) == ["files.file.found_unsafe"]
    assert events(natori, good) == []
    assert files.scan_waiting(engine).judged == 0
    assert engine.asked == 3


def test_without_a_scanner_files_are_accepted_as_before(natori: Tenant) -> None:
    assert state(natori, arrive(natori, BAD)) == ("accepted", "")
    scan_files()
    rescan_files()
    assert files.waiting().count == 0


def test_what_we_made_ourselves_does_not_wait(natori: Tenant, engine: FakeEngine) -> None:
    with tenant_scope(natori):
        made = files.store_bytes(natori, "決定.pdf", samples.PDF, "pdf", "cases.decision:1")
    assert made.state == "accepted"
    assert files.scan_waiting(engine).judged == 0


def test_a_scanner_that_is_down_loses_nothing(natori: Tenant, engine: FakeEngine) -> None:
    waits = arrive(natori)
    engine.down = True
    for _ in range(2):
        assert files.scan_waiting(engine).down == "Connection refused"
    scan_files()  # nobody is at the address of the settings either: the job does not fail
    assert state(natori, waits) == ("unchecked", "")
    assert files.waiting().count == 1
    engine.down = False
    assert files.scan_waiting(engine).judged == 1
    assert state(natori, waits) == ("clean", "")


def test_a_scanner_that_goes_down_in_between_keeps_the_verdicts_it_gave(natori: Tenant, engine: FakeEngine) -> None:
    first, second = arrive(natori), arrive(natori)
    scan = engine.scan

    def once(*given: object, **more: object) -> str:
        engine.down = engine.asked == 1
        return scan(*given, **more)  # type: ignore[arg-type]

    engine.scan = once  # type: ignore[method-assign]
    done = files.scan_waiting(engine)
    assert (done.judged, done.down) == (1, "Connection refused")
    assert {state(natori, one)[0] for one in (first, second)} == {"clean", "unchecked"}


def test_one_that_cannot_be_judged_stays_unread_and_stands_behind_the_others(
    natori: Tenant, engine: FakeEngine
) -> None:
    odd = arrive(natori, samples.PDF + b"ODD")
    engine.refuses = {b"ODD": "too_large"}
    assert files.scan_waiting(engine).unjudged == 1
    later = arrive(natori)
    with tenant_scope(natori):
        gone = arrive(natori)
        storage().delete(object_key(natori.code, gone))
    done = files.scan_waiting(engine)
    assert (done.judged, done.unjudged) == (1, 2)
    assert state(natori, later)[0] == "clean"
    assert state(natori, odd) == ("unchecked", "")
    assert {one.id: one.trouble for one in files.held()} == {odd: "too_large", gone: "missing"}
    assert (files.waiting().count, files.waiting().unjudged) == (2, 2)


def test_new_signatures_are_held_against_what_came_lately(
    natori: Tenant, engine: FakeEngine, told: list[files.FileRef]
) -> None:
    lately, long_ago = arrive(natori, samples.PDF + b"NEW"), arrive(natori, samples.PDF + b"NEW")
    assert files.scan_waiting(engine).unsafe == 0
    with tenant_scope(natori):
        StoredFile.objects.filter(pk=long_ago).update(created_at=timezone.now() - timedelta(days=31))
    assert files.rescan(engine).judged == 0, "the signatures are the same"
    engine.renew("Fake 1/2", {b"NEW": "Worm.New"})
    assert files.rescan(engine).unsafe == 1
    assert state(natori, lately) == ("refused", "Worm.New")
    assert state(natori, long_ago) == ("clean", "")
    assert [ref.id for ref in told] == [lately]
    assert files.rescan(engine).judged == 0
    engine.renew("Fake 1/3", {})  # it was a false alarm
    assert files.rescan(engine).judged == 1
    assert state(natori, lately) == ("clean", "")
    assert sorted(events(natori, lately)) == ["files.file.cleared", "files.file.found_unsafe"]


def test_everything_takes_in_what_came_before_the_scanner(natori: Tenant, settings: Settings) -> None:
    before = arrive(natori, BAD)
    settings.MADOGUCHI_CLAMD = "/nonexistent/clamd.ctl"
    engine = FakeEngine({OURS: "Madoguchi.Test"})
    assert files.scan_waiting(engine).judged == 0
    assert files.rescan(engine, everything=True).unsafe == 1
    assert state(natori, before) == ("refused", "Madoguchi.Test")


def test_a_file_deleted_meanwhile_and_a_claim_of_an_unsafe_one(
    natori: Tenant, engine: FakeEngine, told: list[files.FileRef]
) -> None:
    bad, gone = arrive(natori, BAD), arrive(natori)
    scan = engine.scan

    def deleting(*given: object, **more: object) -> str:
        with tenant_scope(natori):
            files.release_files([gone], DRAFT)
        return scan(*given, **more)  # type: ignore[arg-type]

    engine.scan = deleting  # type: ignore[method-assign]
    files.scan_waiting(engine)
    with tenant_scope(natori):
        assert files.get_many([gone]) == {}
        files.claim([bad], "tests.paper:1", of=[DRAFT])
        files.claim([bad], "tests.paper:1", of=[DRAFT])
    assert [ref.owner for ref in told] == [DRAFT, "tests.paper:1"]


def test_when_the_room_cannot_be_told_the_file_stays_unread(natori: Tenant, engine: FakeEngine) -> None:
    def fail(ref: files.FileRef) -> None:
        raise RuntimeError(ref.id)

    bad = arrive(natori, BAD, owner="tests.broken:1")
    files.follow_verdicts("tests.broken", fail)
    try:
        behind = arrive(natori)
        done = files.scan_waiting(engine)
    finally:
        followers._listeners.pop("tests.broken")
    assert (done.judged, done.unjudged) == (1, 1)
    assert state(natori, bad) == ("unchecked", "")
    assert events(natori, bad) == []
    assert state(natori, behind) == ("clean", "")
    assert files.scan_waiting(engine).judged == 1
    assert state(natori, bad) == ("refused", "Madoguchi.Test")


@needs_clamd
def test_the_real_scanner_by_job_and_by_command(natori: Tenant, settings: Settings) -> None:
    with scanner.clamd() as (address, process):
        settings.MADOGUCHI_CLAMD = address
        good, bad = arrive(natori), arrive(natori, BAD)
        scan_files()
        assert state(natori, good) == ("clean", "")
        assert state(natori, bad) == ("refused", "Madoguchi.Test.UNOFFICIAL")
        out = io.StringIO()
        call_command("files", "status", stdout=out)
        assert "scanner\tClamAV " in out.getvalue()
        assert "refused\t1" in out.getvalue()
        with pytest.raises(CommandError) as held:
            call_command("files", "held", stdout=out)
        assert held.value.returncode == 3
        assert "Madoguchi.Test" in out.getvalue()
        assert "a.pdf" not in out.getvalue()
        out = io.StringIO()
        call_command("files", "scan", "--all", stdout=out)
        assert out.getvalue().splitlines() == ["judged\t2", "unsafe\t1", "unjudged\t0"]
        process.kill()
        process.wait()
        waits = arrive(natori)
        for command in (("status",), ("scan",)):
            with pytest.raises(CommandError):
                call_command("files", *command, stdout=out)
    assert state(natori, waits) == ("unchecked", "")


def test_commands_without_a_scanner(natori: Tenant) -> None:
    out, err = io.StringIO(), io.StringIO()
    call_command("files", "status", stdout=out)
    assert "scanner\t-" in out.getvalue()
    call_command("files", "held", stdout=out, stderr=err)
    assert err.getvalue()
    with pytest.raises(CommandError):
        call_command("files", "scan", stdout=out)
