"""Eight processes want the last places at once, over real HTTP: as many receipts as places, in the database too.

The full one (2,000 people for 300 places, on both engines): `make bench ONLY=places`.
"""

from __future__ import annotations

from benchmarks.places import rush
from tests.story.server import Installation

PLACES, TRIES = 10, 48


def test_a_rush_over_http_gives_exactly_the_places_there_are(town: Installation) -> None:
    town.python("-m", "benchmarks.places", "open", str(PLACES))
    town.start()
    try:
        _seconds, told = rush(town, TRIES)
    finally:
        town.stop()
    assert told["receipt"] == PLACES, told
    assert told.total() == TRIES
    assert set(told) <= {"receipt", "full", "held"}, "nobody was told anything else"
    assert int(town.python("-m", "benchmarks.places", "taken")) == PLACES
