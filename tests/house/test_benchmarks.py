"""What `make bench` publishes must be publishable: a new rule of the linter would stop it unseen."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import long_form
from madoguchi.modules.procedures.services.publish import check

pytestmark = pytest.mark.engine_free
PACKS = Path(long_form.__file__).parent / "packs" / "procedures"


def test_the_packs_of_the_benchmarks_have_no_faults(tmp_path: Path) -> None:
    folders = [*PACKS.iterdir(), long_form.write(tmp_path)]
    assert len(folders) > 3
    for folder in folders:
        _source, pack = check(folder)
        assert pack.id == folder.name
