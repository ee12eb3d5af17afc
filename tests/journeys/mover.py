"""Somebody who moves from 名取市 to 石巻市: what is answered, and the way to the list."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from tests.journeys.answers import Answers
from tests.journeys.form import Form


def day(ahead: int, name: str) -> Answers:
    """The three boxes of a day so many days from now."""
    when = timezone.localdate() + timedelta(days=ahead)
    return {f"{name}.year": str(when.year), f"{name}.month": str(when.month), f"{name}.day": str(when.day)}


def address(name: str, postal: str, city: str, town: str) -> Answers:
    return {
        f"{name}.postal_code": postal, f"{name}.prefecture": "宮城県", f"{name}.city": city, f"{name}.town": town,
    }  # fmt: skip


TRIAGE: list[Answers] = [
    {"from_body": "042072", "to_body": "042021", **day(20, "moved_on")},
    {"whole": "yes", "family": ["school"]},
    {"matters": ["water", "bulky", "car"]},
]
FACTS: list[Answers] = [
    {
        "your_name.family": "佐藤", "your_name.given": "花子",
        "your_kana.family": "サトウ", "your_kana.given": "ハナコ",
        "phone": "022-123-4567", "mail": "hikkoshi@example.jp",
    },
    {
        **address("from_address", "981-1224", "名取市", "増田1丁目2-3"),
        **address("to_address", "986-0822", "石巻市", "中央2丁目4-5"),
    },
]  # fmt: skip
PARTS: list[Answers] = [
    {"items.0.item": "chair", "items.0.number": "1", "not_refused": ["yes"]},
    {"put_at": "front", "needs_help": "no"},
    day(14, "wished_on"),
    {"settlement": "as_now", "stop_witness": "no"},
    {
        "start_housing": "house", "start_use": "home", "start_well": "no", "start_witness": "no", "payment": "slip",
        "bill_elsewhere": "no",
    },
]  # fmt: skip


def to_the_list(form: Form, body: str) -> None:
    """From a body's first page to あなたの手続."""
    form.page.goto(f"/{body}/")
    form.page.locator("a.tile", has_text="引越し").click()
    form.page.get_by_role("link", name="質問に答えて、一覧を作る").click()
    for answers in TRIAGE:
        form.fill(answers)
        form.go_on()
    form.page.wait_for_url("**/list/")


def begin_move(form: Form, body: str) -> str:
    """A bundle in which something is chosen; returns its public id."""
    to_the_list(form, body)
    form.hand.choose(form.page.locator("#now-suido_stop"))
    form.page.get_by_role("button", name="えらんだ手続に進む").click()
    form.page.wait_for_url("**/q/you/")
    return form.page.url.split("/")[-4]
