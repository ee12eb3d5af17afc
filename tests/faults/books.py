"""What must hold after any fault: receipts, cases, mails and files agree."""

from __future__ import annotations

import json
from collections import Counter

from tests.faults.resident import Record
from tests.story.server import Installation
from tests.story.sink import Received, Sink


def settle(one: Installation, *, again: int = 3) -> dict[str, object]:
    """Stop everything, do what is still due (as if the leases had run out), and read the books."""
    one.stop()
    return json.loads(one.python("-m", "tests.faults.ledger", str(again)))


def check(books: dict[str, object], record: Record, sink: Sink) -> None:
    """Every receipt shown has its case; no draft has two; no mail is lost; repeats are the same mail, and counted."""
    assert not record.failed, record.failed[:5]
    cases = books["cases"]
    assert isinstance(cases, list)
    by_mail = Counter(case["applicant_mail"] for case in cases)
    assert not [mail for mail, count in by_mail.items() if count > 1], "a case is doubled"
    numbers = {case["applicant_mail"]: case["receipt_number"] for case in cases}
    assert {mail: numbers.get(mail) for mail in record.receipts} == record.receipts, "a receipt without its case"
    assert Counter(books["submissions"]) == Counter(numbers.values()), "one submission for each case"  # type: ignore[arg-type]
    assert books["filed"] == len(cases), "one event for each case"
    assert (books["unsealed"], books["broken"]) == (0, []), "the audit is chained whole, whoever was killed"
    assert books["photos"] == [1] * len(cases)
    assert books["missing"] == books["damaged"] == [], "a file that a row names is not there"
    _mails(books["mails"], numbers, sink.mails)  # type: ignore[arg-type]


def _mails(outbox: list[dict[str, object]], numbers: dict[str, str], came: list[Received]) -> None:
    assert {row["state"] for row in outbox} <= {"sent"}, "a mail was not sent"
    owed = Counter(row["to"] for row in outbox if row["kind"] == "cases.filed")
    assert owed == Counter(dict.fromkeys(numbers, 1)), "one receipt by mail for each case"
    known = {row["message_id"]: row for row in outbox}
    arrived = Counter(mail.message_id for mail in came)
    assert set(arrived) == set(known), "a mail is lost, or was never written down"
    for message_id, times in arrived.items():
        assert times <= int(str(known[message_id]["attempts"])), "a repeat that was not counted"
    assert {mail.message_id: mail.recipient for mail in came} == {key: row["to"] for key, row in known.items()}
