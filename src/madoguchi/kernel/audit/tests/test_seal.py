"""Sealing in the database: exactly once, in order, per body; and every break made by hand is named."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from madoguchi.kernel.audit.api import Actor, Verdict, event, inspect, record, seal_due, sign_days
from madoguchi.kernel.audit.domain import sealing_key
from madoguchi.kernel.audit.models import DailyRoot, Event, Seal
from madoguchi.kernel.audit.services import seal as sealer
from madoguchi.kernel.audit.tests.byhand import by_hand
from madoguchi.kernel.tenants.api import Tenant, tenant_scope

pytestmark = pytest.mark.django_db
DONE = event("audit.sample.done", "済みました。", "Done.")
TOMORROW = timedelta(days=1)
ZERO = "0" * 64


def happen(tenant: Tenant, times: int = 1) -> list[int]:
    with tenant_scope(tenant):
        return [
            record(
                DONE, tenant=tenant, actor=Actor.system("見本"), target=f"audit.sample:{n}", data={"n": n, "名": "甲"}
            )
            for n in range(times)
        ]


def said(verdict: Verdict) -> list[tuple[str, int | None, int | None]]:
    return [(fault.kind.value, fault.place, fault.event) for fault in verdict.faults]


@pytest.fixture
def sealed(natori: Tenant) -> list[int]:
    """Six sealed events of Natori; place n holds the n-th."""
    ids = happen(natori, 6)
    assert seal_due() == 6
    return ids


def test_each_body_has_a_chain_of_its_own_and_is_sealed_once(natori: Tenant, sendai: Tenant) -> None:
    happen(natori, 3)
    happen(sendai, 2)
    assert (seal_due(), seal_due()) == (5, 0)
    happen(natori)
    assert inspect(natori).tail == 1
    assert seal_due() == 1
    for body, count in ((natori, 4), (sendai, 2)):
        with tenant_scope(body):
            assert list(Seal.objects.values_list("place", flat=True)) == list(range(1, count + 1))
        assert inspect(body) == Verdict((), count, 0, 0, None)


def test_events_are_chained_in_batches(natori: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealer, "BATCH", 2)
    happen(natori, 5)
    assert seal_due() == 5
    assert inspect(natori).faults == ()


def test_what_waiting_and_a_batch_cost(natori: Tenant, sealed: list[int]) -> None:
    counts = []
    for waiting in (0, 1, 3):
        happen(natori, waiting)
        with CaptureQueriesContext(connection) as queries:
            seal_due()
        counts.append(len([one for one in queries if "audit_" in one["sql"]]))
    # last seal, the one an hour before, who waits; then both of that body, the events, the last place, the seals
    assert counts == [3, 8, 8]
    assert inspect(natori).faults == ()


def test_a_body_that_cannot_be_sealed_keeps_no_other_waiting_and_loses_nothing(
    natori: Tenant, sendai: Tenant, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Natori's fails for hours while Sendai's goes on; afterwards also what Natori could not get sealed is sealed."""
    seal_some = sealer._seal_some

    def fail(tenant: Tenant) -> int:
        if tenant == natori:
            raise OSError("broken")
        return seal_some(tenant)

    happen(natori, 2)
    monkeypatch.setattr(sealer, "_seal_some", fail)
    for _hours in range(3):
        happen(sendai, 1)
        assert seal_due() == 1
        by_hand("UPDATE audit_seal SET sealed_at = %s", values=(timezone.now() - timedelta(hours=3),))
    happen(sendai, 1)
    assert seal_due() == 1
    assert "042072 could not be sealed" in caplog.text
    monkeypatch.undo()
    assert inspect(natori).faults == ()
    assert (seal_due(), seal_due(every_body=True)) == (0, 2)
    assert inspect(natori) == Verdict((), 2, 0, 0, None)


def test_an_event_that_turns_up_below_sealed_ones_is_sealed(natori: Tenant, sealed: list[int]) -> None:
    """Its transaction was open while later ones were committed and sealed."""
    by_hand(f"DELETE FROM audit_seal WHERE event_id = {sealed[5]}")
    happen(natori)
    with tenant_scope(natori):
        late, last = Event.objects.get(pk=sealed[5]), Event.objects.order_by("-id").first()
        assert last is not None
        seal = Seal(
            tenant=natori, place=6, event_id=last.pk, salt="00" * 16, leaf=ZERO, hash=ZERO, sealed_at=timezone.now()
        )
        seal.save()
    assert seal_due() == 1
    with tenant_scope(natori):
        assert Seal.objects.get(place=7).event_id == late.pk


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        (["UPDATE audit_event SET target = 'x' WHERE id = {3}"], [("changed", 3, 3)]),
        (["UPDATE audit_event SET at = {moment} WHERE id = {1}"], [("changed", 1, 1)]),
        (["DELETE FROM audit_event WHERE id = {4}"], [("removed", 4, 4)]),
        (["DELETE FROM audit_event WHERE id = {6}"], [("removed", 6, 6)]),
        (
            ["DELETE FROM audit_seal WHERE place = 2", "DELETE FROM audit_event WHERE id = {2}"],
            [("seal_removed", 2, None)],
        ),
        (["UPDATE audit_seal SET hash = leaf WHERE place = 5"], [("seal_changed", 5, 5)]),
        (
            [
                "UPDATE audit_seal SET place = 100 WHERE place = 2",
                "UPDATE audit_seal SET place = 2 WHERE place = 3",
                "UPDATE audit_seal SET place = 3 WHERE place = 100",
            ],
            [("moved", 2, 3), ("moved", 3, 2)],
        ),
    ],
    ids=["changed", "moment", "removed", "last-removed", "with-its-seal", "seal", "reordered"],
)
def test_what_was_done_by_hand_is_named_at_the_entry(
    natori: Tenant, sealed: list[int], statements: list[str], found: list[tuple[str, int, int | None]]
) -> None:
    moment = "'2026-01-01 00:00:00'" if connection.vendor == "sqlite" else "'2026-01-01 00:00:00+00'"
    with tenant_scope(natori):
        by_hand(*(one.format(0, *sealed, moment=moment) for one in statements))
    assert said(inspect(natori)) == [(kind, place, sealed[nth - 1] if nth else None) for kind, place, nth in found]


def test_an_event_inserted_by_hand_among_old_ones_is_named(natori: Tenant, sealed: list[int]) -> None:
    """Ids are given in order; one that turns up more than an hour late was put there by hand, and is not sealed."""
    with tenant_scope(natori):
        hour_ago = timezone.now() - timedelta(hours=2)
        by_hand("UPDATE audit_seal SET sealed_at = %s WHERE place < 6", values=(hour_ago,))
        by_hand(f"DELETE FROM audit_seal WHERE event_id = {sealed[2]}")  # as good as one that never had a seal
    assert seal_due() == 0
    assert ("unsealed", None, sealed[2]) in said(inspect(natori))


def test_a_day_is_signed_once_and_what_it_says_is_held_against_the_chain(natori: Tenant, sealed: list[int]) -> None:
    assert sign_days() == 0  # today is not over
    now = timezone.now() + TOMORROW
    assert (sign_days(now), sign_days(now)) == (1, 0)
    with tenant_scope(natori):
        root = DailyRoot.objects.get()
        assert (root.first, root.last) == (1, 6)
        assert sealing_key.holds(root.public_key, root.statement, root.signature)
        assert json.loads(root.statement)["body"] == "042072"
    happen(natori, 2)
    seal_due()
    assert inspect(natori) == Verdict((), 8, 1, 0, None)
    with tenant_scope(natori):
        by_hand("DELETE FROM audit_seal WHERE place > 4", f"DELETE FROM audit_event WHERE id >= {sealed[4]}")
    assert said(inspect(natori)) == [("truncated", 5, None)]


def test_a_chain_written_anew_contradicts_its_signed_day(natori: Tenant, sealed: list[int]) -> None:
    """Who may write everything can make a chain that fits; what was signed and published stays."""
    sign_days(timezone.now() + TOMORROW)
    with tenant_scope(natori):
        by_hand(
            f"UPDATE audit_event SET target = 'x' WHERE id = {sealed[0]}",
            "DELETE FROM audit_seal",
        )
        assert sealer._seal_some(natori) == 6
    assert said(inspect(natori)) == [("root", 6, None)]


def test_a_new_server_key_is_vouched_for_by_the_former_one(natori: Tenant, settings: Settings) -> None:
    happen(natori)
    seal_due()
    sign_days(timezone.now() + TOMORROW)
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key-" * 5, [old]
    with tenant_scope(natori):
        by_hand("UPDATE audit_seal SET sealed_at = sealed_at")
    happen(natori)
    seal_due()
    sign_days(timezone.now() + 2 * TOMORROW)
    with tenant_scope(natori):
        first, second = DailyRoot.objects.all()
    assert first.public_key != second.public_key
    assert sealing_key.holds(first.public_key, second.statement, second.former_signature)
    assert inspect(natori).faults == ()


@pytest.mark.parametrize("table", ["audit_seal", "audit_dailyroot"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET tenant_id = tenant_id", "DELETE FROM {}"])
def test_not_even_sql_changes_a_seal(natori: Tenant, sealed: list[int], table: str, verb: str) -> None:
    sign_days(timezone.now() + TOMORROW)
    said = "permission denied" if connection.vendor == "postgresql" else "never changed"
    with (
        tenant_scope(natori),
        pytest.raises(DatabaseError, match=said),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(verb.format(table))


def test_the_command_names_the_entry_and_its_exit_code_tells(natori: Tenant, sealed: list[int]) -> None:
    happen(natori)
    out, err = StringIO(), StringIO()
    call_command("audit", "verify", "--body", "042072", stdout=out)
    assert "封印した記録6件、日ごとの署名0日分、封印を待つ記録1件" in out.getvalue()
    with tenant_scope(natori):
        by_hand(f"UPDATE audit_event SET target = 'x' WHERE id = {sealed[2]}")
    with pytest.raises(CommandError, match="1件") as broken:
        call_command("audit", "verify", stdout=out, stderr=err)
    assert broken.value.returncode == 3
    assert err.getvalue().startswith(f"042072\t3番目\t記録 {sealed[2]}\tchanged\t")


@pytest.mark.django_db(transaction=True)
def test_two_sealers_at_once_seal_each_event_once(natori: Tenant, real_threads: None) -> None:
    happen(natori, 40)
    begin = threading.Barrier(3)

    def run() -> None:
        begin.wait()
        try:
            seal_due()
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seal_due()
    assert inspect(natori) == Verdict((), 40, 0, 0, None)
