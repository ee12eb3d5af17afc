"""Eight processes wait for the instant of the opening and want the few places at once, over real HTTP: nobody gets in
before, and there are as many receipts as places, in the database too.

The full one (2,000 people for 300 places, on both engines): `make bench ONLY=places`.
"""

from __future__ import annotations

import time

from benchmarks.places import rush
from tests.story.server import Installation

PLACES, TRIES = 10, 48


def seconds_before(town: Installation) -> float:
    """Until the eight processes stand at the door: by how long one takes on this machine, as busy as it is."""
    begun = time.monotonic()
    town.python("-m", "benchmarks.places", "taken")
    return 5 + 10 * (time.monotonic() - begun)


def test_a_rush_over_http_gives_exactly_the_places_there_are(town: Installation) -> None:
    town.start()
    opens = time.time() + seconds_before(town)
    town.python("-m", "benchmarks.places", "open", str(PLACES), str(opens))
    try:
        _seconds, told = rush(town, TRIES, opens)
        assert told.pop("waited") > TRIES, "all stood at the door before it opened"
    finally:
        town.stop()
    assert told["receipt"] == PLACES, told
    assert told.total() == TRIES
    assert set(told) <= {"receipt", "full", "held"}, "nobody was told anything else"
    assert int(town.python("-m", "benchmarks.places", "taken")) == PLACES
