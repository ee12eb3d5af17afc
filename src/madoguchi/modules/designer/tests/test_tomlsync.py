"""What was not touched keeps its bytes; what comes out says exactly what was wanted."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.modules.designer.domain import structure, tomlsync

FORMS = sorted(Path(django_settings.MADOGUCHI_PACKS).glob("procedures/*/form.toml"))
SOURCE = """# 申請の様式
[meta]
applicant_mail = "mail"   # お知らせの送り先

[[page]]
id = "one"
title = { ja = "1", en = "1" }

# 名前
[[page.field]]
id = "mail"
type = "email"   # 2回は聞かない
label.ja = "メール"
label.en = "Mail"

[[page]]
id = "two"
title = { ja = "2", en = "2" }

[[page.field]]
id = "dogs"
type = "group"
label = { ja = "犬", en = "Dogs" }

[[page.field.field]]
id = "name"
type = "text"
label = { ja = "名", en = "Name" }
"""


def test_a_changed_label_changes_one_line() -> None:
    form = tomlsync.plain(SOURCE)
    form["page"][0]["field"][0]["label"]["ja"] = "電子メール"
    assert tomlsync.synced(SOURCE, form) == SOURCE.replace('label.ja = "メール"', 'label.ja = "電子メール"')


def test_a_moved_field_takes_its_lines_and_remarks_along() -> None:
    form = structure.move(tomlsync.plain(SOURCE), "mail", 1)
    text = tomlsync.synced(SOURCE, form)
    assert tomlsync.plain(text) == form
    assert "# 申請の様式" in text
    assert 'type = "email"   # 2回は聞かない' in text
    assert text.index("dogs") > text.index("2回は聞かない") > text.index('id = "two"')


def test_a_renamed_field_keeps_its_remarks() -> None:
    form = tomlsync.plain(SOURCE)
    form["page"][0]["field"][0]["id"] = "address"
    assert "# 2回は聞かない" in tomlsync.synced(SOURCE, form)


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.parent.name)
def test_delivered_forms_lose_no_line_when_pages_are_turned_round(path: Path) -> None:
    text = path.read_text()
    form = tomlsync.plain(text)
    turned = copy.deepcopy(form)
    turned["page"].reverse()
    for page in turned["page"]:
        page["field"].reverse()
    new = tomlsync.synced(text, turned)
    assert tomlsync.plain(new) == turned
    lines = sorted(line for line in text.splitlines() if line.strip())
    assert sorted(line for line in new.splitlines() if line.strip()) == lines
    assert tomlsync.synced(text, form) == text


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_any_order_of_edits_says_what_was_wanted(data: st.DataObject) -> None:
    text, form = SOURCE, tomlsync.plain(SOURCE)
    for _ in range(data.draw(st.integers(1, 6))):
        names = [path for path, _one in structure.walk(form)]
        act = data.draw(st.sampled_from(["move", "copy", "remove", "add", "label"]))
        name = data.draw(st.sampled_from(names)) if names else ""
        form = _edit(form, act, name, data.draw(st.text(max_size=8)))
        text = tomlsync.synced(text, form)
        assert tomlsync.plain(text) == form
        assert text.startswith("# 申請の様式")


def _edit(form: dict[str, Any], act: str, name: str, said: str) -> dict[str, Any]:
    if act == "add" or not name:
        new = structure.new_field("text", structure.fresh_id(form, "x"), {"ja": said or "x", "en": "x"})
        return structure.add_field(form, "two", new)
    if act == "move":
        return structure.move(form, name, 1)
    if act == "copy":
        return structure.duplicate(form, name)[0]
    if act == "remove":
        return structure.remove(form, name)
    changed = copy.deepcopy(form)
    structure.field(changed, name)["label"] = {"ja": said, "en": "x"}
    return changed
