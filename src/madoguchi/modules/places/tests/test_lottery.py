"""The draw, and that anybody can reckon it again with a program that shares nothing with this room."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from madoguchi.kernel.audit.api import timeline
from madoguchi.kernel.people.api import RefusedError
from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.modules.places.choices import Mode, Standing
from madoguchi.modules.places.domain import draw
from madoguchi.modules.places.models import Entry, Pool, Seat
from madoguchi.modules.places.queries.standing import place_of
from madoguchi.modules.places.services import entry, lottery, pools
from madoguchi.modules.places.services.promotion import tend
from madoguchi.modules.places.services.refusals import NoPlaceError
from madoguchi.modules.places.tests.conftest import BY, MakePool, enter

VERIFY = Path(__file__).resolve().parents[5] / "tools" / "verify_draw.py"
Outbox = apps.get_model("notify", "Outbox")


def verify(file: Path, *more: str) -> tuple[int, str]:
    ran = subprocess.run(
        [sys.executable, "-I", str(VERIFY), str(file), *more], check=False, capture_output=True, text=True
    )
    return ran.returncode, ran.stdout


def lot(make_pool: MakePool, **changes: Any) -> Pool:
    closes = timezone.now() + timedelta(hours=1)
    return make_pool(**{"mode": Mode.LOTTERY, "limit": 3, "waiting": 2, "closes_at": closes, **changes})


def published(client: Client, pool: Pool) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(client.get(f"/042072/draws/{pool.pk}/draw.json").content)
    return found


def test_a_draw_from_commitment_to_result_is_verified_by_the_separate_script(
    make_pool: MakePool, in_natori: Tenant, client: Client, tmp_path: Path
) -> None:
    pool = lot(make_pool)
    before = published(client, pool)
    assert (before["seed"], before["entries"], len(before["commitment"])) == ("", [], 64)
    made = next(one for one in timeline(pool.target) if one.word == "places.pool.made")
    assert made.data["commitment"] == before["commitment"], "in the sealed audit from the first moment"
    for name in range(9):
        enter(f"n{name}", mail=f"n{name}@example.jp")
    entry.withdraw("test:n8")  # before the closing: not on the list
    assert pool.closes_at
    lottery.close(pool.pk, pool.closes_at)
    listed = published(client, pool)
    assert (len(listed["entries"]), listed["seed"]) == (8, "")
    entry.withdraw("test:n7")  # after it: on the list, and passed over
    with pytest.raises(NoPlaceError), transaction.atomic():
        enter("late", now=pool.closes_at - timedelta(seconds=1))
    assert lottery.hold_draws(pool.closes_at) == 1
    assert lottery.hold_draws(pool.closes_at) == 0, "once"
    done = published(client, pool)
    assert done["entries_digest"] == listed["entries_digest"]
    file = tmp_path / "draw.json"
    file.write_text(json.dumps(done), encoding="utf-8")
    code, said = verify(file, before["commitment"])
    assert (code, said) == (0, "RIGHT: 講座 午前: 8 entries; 3 confirmed, 2 waiting, 2 lost, 1 withdrawn\n")
    assert Seat.objects.filter(kind="place", state="taken").count() == 3
    assert Outbox.objects.count() == 7, "each is told but who has withdrawn"
    for line in done["result"]:
        assert place_of(Entry.objects.get(ticket=line["ticket"]).holder).drawn_order == line["order"]  # type: ignore[union-attr]
    # the line of the draw moves up in its order
    winner = Entry.objects.filter(standing=Standing.CONFIRMED).first()
    first = Entry.objects.filter(standing=Standing.WAITING).order_by("drawn_order").first()
    assert winner
    assert first
    assert place_of(first.holder).number == 1  # type: ignore[union-attr]
    entry.withdraw(winner.holder)
    assert tend() == 1
    first.refresh_from_db()
    assert first.standing == Standing.OFFERED
    assert published(client, pool)["result"] == done["result"], "what was drawn stays published as it was"


TAMPER: dict[str, tuple[str, Any]] = {
    "another seed": ("seed", "ab" * 32),
    "an entry more": ("entries", lambda found: [*found["entries"], "f" * 24]),
    "an entry fewer": ("entries", lambda found: found["entries"][1:]),
    "another public value": ("public_value", "38915.87"),
    "more places": ("limit", 4),
    "two change places": (
        "result",
        lambda found: [{**line, "order": len(found["result"]) + 1 - line["order"]} for line in found["result"]],
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPER)
def test_the_script_finds_what_was_tampered_with(what: str, tmp_path: Path) -> None:
    seed = draw.new_seed()
    tickets = [f"{number:024x}" for number in range(12)]
    order = draw.order(seed, "", tickets)
    results = draw.results(order, limit=3, waiting=2)
    found = {
        "mode": "lottery", "title": "x", "commitment": draw.commitment(seed), "entries": tickets, "public_source": "",
        "entries_digest": draw.digest(tickets), "public_value": "", "seed": seed, "limit": 3, "waiting": 2,
        "result": [{"order": n, "ticket": one, "result": results[one]} for n, one in enumerate(order, start=1)],
    }  # fmt: skip
    file = tmp_path / "draw.json"
    file.write_text(json.dumps(found))
    assert verify(file)[0] == 0
    assert verify(file, "0" * 64)[0] == 1, "not what was written down before"
    key, change = TAMPER[what]
    file.write_text(json.dumps({**found, key: change(found) if callable(change) else change}))
    code, said = verify(file)
    assert code == 1
    assert "WRONG" in said


def test_the_script_is_short_and_stands_alone() -> None:
    text = VERIFY.read_text()
    assert len(text.splitlines()) <= 100
    assert "madoguchi" not in text


def test_with_a_public_value_named_beforehand_the_draw_waits_for_it(
    make_pool: MakePool, in_natori: Tenant, client: Client, tmp_path: Path
) -> None:
    pool = lot(make_pool, public_source=("12月2日の日経平均の終値", "Nikkei close of 2 December"))
    enter("a"), enter("b")
    with pytest.raises(RefusedError):
        lottery.set_public_value(pool.pk, "1", by=BY)
    assert pool.closes_at
    assert lottery.hold_draws(pool.closes_at) == 0, "closed, and waits"
    pools.set_limit(pool.pk, limit=1, waiting=0, by=BY)
    lottery.set_public_value(pool.pk, " 38,915.87 ", by=BY)
    with pytest.raises(RefusedError):
        lottery.set_public_value(pool.pk, "38,915.88", by=BY)
    found = published(client, pool)
    assert (found["public_value"], [line["result"] for line in found["result"]]) == ("38,915.87", ["confirmed", "lost"])
    file = tmp_path / "draw.json"
    file.write_text(json.dumps(found))
    assert verify(file)[0] == 0


def test_each_choice_has_its_own_draw_and_limit(make_pool: MakePool, in_natori: Tenant) -> None:
    morning = lot(make_pool, limit=1, waiting=0)
    evening = lot(make_pool, key="procedures/koza/slot:pm", limit=2, waiting=0)
    assert morning.commitment != evening.commitment
    for name in "abcd":
        enter(name)
        enter(f"{name}2", key=evening.key)
    assert morning.closes_at
    lottery.hold_draws(timezone.now() + timedelta(hours=2))
    for pool, winners in ((morning, 1), (evening, 2)):
        assert Entry.objects.filter(pool=pool, standing=Standing.CONFIRMED).count() == winners
        assert Entry.objects.filter(pool=pool, standing=Standing.LOST).count() == 4 - winners


def test_an_order_only_gives_everybody_a_number(make_pool: MakePool, in_natori: Tenant) -> None:
    pool = lot(make_pool, mode=Mode.ORDER, limit=0, waiting=0)
    for name in "abc":
        enter(name)
    assert pool.closes_at
    lottery.hold_draws(pool.closes_at)
    assert sorted(Entry.objects.values_list("drawn_order", "standing")) == [(n, "ordered") for n in (1, 2, 3)]


def test_nobody_gets_between_the_list_and_its_closing(
    make_pool: MakePool, natori: Tenant, real_threads: None, transactional_db: None
) -> None:
    """One is just entering when the list is closed: it is on the list, or told that it is closed; never neither."""
    pool = lot(make_pool)
    assert pool.closes_at
    entered, closing = threading.Event(), threading.Event()

    def close() -> None:
        entered.wait(5)
        closing.set()
        with tenant_scope(natori):
            lottery.close(pool.pk, pool.closes_at)  # type: ignore[arg-type]
        connection.close()

    other = threading.Thread(target=close)
    other.start()
    with tenant_scope(natori), transaction.atomic():
        enter("a")
        entered.set()
        closing.wait(5)
        other.join(0.3)  # it waits for us
        assert other.is_alive()
    other.join(10)
    with tenant_scope(natori):
        pool.refresh_from_db()
        assert pool.closed_at
        assert Entry.objects.filter(listed=True).count() == 1
        with pytest.raises(NoPlaceError):
            enter("b")


def test_the_page_says_what_is_out_and_looks_a_ticket_up(
    make_pool: MakePool, in_natori: Tenant, client: Client
) -> None:
    pool = lot(make_pool)
    mine = enter("a")
    page = f"/042072/draws/{pool.pk}/"
    assert pool.commitment in client.get(page).content.decode()
    assert pool.closes_at
    lottery.hold_draws(pool.closes_at)
    pool.refresh_from_db()
    html = client.get(page, {"ticket": mine.ticket}).content.decode()
    assert pool.seed in html
    assert "抽選の順番は1番" in html
    assert "この番号は、応募の一覧にありません" in client.get(page, {"ticket": "x"}).content.decode()
    assert client.get(f"/042072/draws/{make_pool(key='first').pk}/").status_code == 404, "no lots are drawn there"
    assert client.get(f"{page}entries.txt").content.decode() == f"{mine.ticket}\n"
    assert client.get(f"{page}result.csv").content.decode().splitlines()[1] == f"1,{mine.ticket},confirmed"
