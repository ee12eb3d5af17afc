"""An id that was published keeps its type."""

from __future__ import annotations

from pathlib import Path

import pytest

from madoguchi.modules.procedures.domain.problems import PackError
from madoguchi.modules.procedures.services.publish import publish
from madoguchi.modules.procedures.tests.plant import Planted

pytestmark = pytest.mark.django_db
FIELD = """[[page.field]]
id = "%s"
type = "%s"
label = { ja = "しるし", en = "Mark" }
"""


def version(base: Path, number: int, *fields: tuple[str, str]) -> Path:
    """The dog pack with more optional fields at the end of its form."""
    planted = Planted(base / str(number))
    if number > 1:
        planted.version(number)
    text = (planted.folder / "form.toml").read_text("utf-8")
    before, rest = text.split('[[page.field]]\nid = "breed"\n')
    new = "".join(FIELD % one + "\n" for one in fields)
    planted.write("form.toml", f'{before}{new}[[page.field]]\nid = "breed"\n{rest}')
    return planted.folder


def test_an_id_is_not_given_to_another_type_however_many_versions_later(tmp_path: Path) -> None:
    publish(version(tmp_path, 1, ("t", "text")))
    publish(version(tmp_path, 2))  # taken out
    with pytest.raises(PackError) as refused:
        publish(version(tmp_path, 3, ("t", "date"), ("t_2", "date")))
    [one] = refused.value.problems
    assert (one.file, one.place) == ("form.toml", "t")
    assert "公開した inu@1 では種類 text" in one.ja
    assert "「t_3」" in one.ja
    assert "type text in the published inu@1" in one.en
    publish(version(tmp_path, 4, ("t_3", "date"), ("t", "text")))
