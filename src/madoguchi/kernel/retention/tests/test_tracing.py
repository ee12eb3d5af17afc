"""Following a thing through the rooms: the top floor first, and until nothing more is found."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from madoguchi.kernel.retention.domain import holders
from madoguchi.kernel.retention.domain.holders import Share, register_holder
from madoguchi.kernel.retention.domain.trail import Trail
from madoguchi.kernel.retention.services.tracing import trace

pytestmark = pytest.mark.engine_free


class One:
    def count(self) -> int:
        return 1


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(holders, "_holders", {})
    return


def test_an_upper_room_is_told_what_a_lower_one_found_and_stands_first() -> None:
    def upper(trail: Trail) -> list[Share]:
        return [Share(f"letter of {number}", One()) for number in trail.of("number")]

    def lower(trail: Trail) -> list[Share]:
        trail.add("number", (f"N{key}" for key in trail.of("case")))
        return [Share(f"case {key}", One()) for key in trail.of("case")]

    register_holder("cases", lower)
    register_holder("letters", upper)
    assert [(held.room, held.share.what) for held in trace("case", "1", "2")] == [
        ("letters", "letter of N1"), ("letters", "letter of N2"), ("cases", "case 1"), ("cases", "case 2"),
    ]  # fmt: skip


def test_a_trail_takes_nothing_empty_and_nothing_twice() -> None:
    trail = Trail("case", "1")
    trail.add("mail", ["", "a", "a"])
    assert (trail.of("mail"), trail.of("nothing"), len(trail)) == (["a"], [], 2)
