"""The whole main job, on the engine of the run."""

from __future__ import annotations

import os

from tests.story.story import ACTS, tell


def test_the_main_job_is_done_for_three_bodies() -> None:
    steps = tell(os.environ.get("DATABASE_URL", ""))
    assert len(ACTS) == 3
    assert steps >= 25
