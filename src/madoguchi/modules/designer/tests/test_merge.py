"""Two people at once: what does not touch is put together, what does is shown to both."""

from __future__ import annotations

import copy
from typing import Any

from madoguchi.modules.designer.domain import structure, tomlsync
from madoguchi.modules.designer.domain.merge import MINE, Merge
from madoguchi.modules.designer.tests.conftest import files


def _with(form: dict[str, Any]) -> dict[str, str]:
    base = files()
    return {**base, "form.toml": tomlsync.synced(base["form.toml"], form)}


def _form() -> dict[str, Any]:
    return copy.deepcopy(tomlsync.plain(files()["form.toml"]))


def test_different_fields_and_files_meet_without_a_word() -> None:
    theirs, mine = _form(), _form()
    structure.field(theirs, "mail")["label"]["ja"] = "電子メール"
    mine = structure.add_field(mine, "applicant", structure.new_field("text", "site", {"ja": "区画", "en": "Site"}))
    mine = structure.move(mine, "site", -1)
    merge = Merge()
    merged = merge.files(files(), _with(theirs), {**_with(mine), "documents/a.typ": "x"})
    form = tomlsync.plain(merged["form.toml"])
    assert merge.conflicts == []
    assert [path for path, _ in structure.walk(form)] == ["applicant_name", "applicant_kana", "site", "mail"]
    assert structure.field(form, "mail")["label"]["ja"] == "電子メール"
    assert merged["documents/a.typ"] == "x"


def test_one_label_changed_twice_is_a_conflict_and_the_choice_decides() -> None:
    theirs, mine = _form(), _form()
    structure.field(theirs, "mail")["label"] = {"ja": "電子メール", "en": "E-mail address"}
    structure.field(mine, "mail")["label"] = {"ja": "連絡先", "en": "Contact"}
    merge = Merge()
    merged = merge.files(files(), _with(theirs), _with(mine))
    key = "form.toml:page.applicant.field.mail.label.ja"
    assert [(one.key, one.theirs, one.mine) for one in merge.conflicts] == [(key, "電子メール", "連絡先")]
    assert "Contact" in merged["form.toml"]  # the English was changed by one only
    chosen = Merge({key: MINE})
    assert "連絡先" in chosen.files(files(), _with(theirs), _with(mine))["form.toml"]
    assert chosen.conflicts == []


def test_a_field_that_one_takes_out_and_the_other_changes_is_a_conflict() -> None:
    theirs, mine = structure.remove(_form(), "mail"), _form()
    structure.field(mine, "mail")["required"] = True
    merge = Merge()
    merge.files(files(), _with(theirs), _with(mine))
    assert [one.key for one in merge.conflicts] == ["form.toml:page.applicant.field.mail"]


def test_both_changed_the_order() -> None:
    theirs, mine = structure.move(_form(), "mail", -1), structure.move(_form(), "applicant_name", 1)
    merge = Merge()
    merge.files(files(), _with(theirs), _with(mine))
    assert [one.key for one in merge.conflicts] == ["form.toml:page.applicant.field.order"]


def test_sections_of_texts_merge_by_their_heading() -> None:
    base = files()
    theirs = {**base, "texts/ja.md": base["texts/ja.md"].replace("要るものがなければ、その旨。", "印鑑は要りません。")}
    mine = {**base, "texts/ja.md": base["texts/ja.md"] + "\n## notes\n雨の日は休みです。\n"}
    merge = Merge()
    merged = merge.files(base, theirs, mine)
    assert merge.conflicts == []
    assert "印鑑は要りません。" in merged["texts/ja.md"]
    assert "雨の日は休みです。" in merged["texts/ja.md"]


def test_two_options_of_one_list_and_two_fields_beside_a_block_do_not_meet() -> None:
    options = [{"value": one, "label": {"ja": one, "en": one}} for one in ("tent", "car")]
    choice = {"id": "site", "type": "choice", "label": {"ja": "区画", "en": "Site"}, "options": options}
    form = structure.add_block(structure.add_field(_form(), "applicant", choice), "applicant", "bank")[0]
    theirs, mine = copy.deepcopy(form), copy.deepcopy(form)
    structure.field(theirs, "site")["options"][0]["label"]["ja"] = "テント"
    structure.field(mine, "site")["options"][1]["label"]["ja"] = "車"
    structure.field(mine, "mail")["label"]["ja"] = "連絡先"
    merge = Merge()
    merged = tomlsync.plain(merge.files(_with(form), _with(theirs), _with(mine))["form.toml"])
    assert merge.conflicts == []
    assert [one["label"]["ja"] for one in structure.field(merged, "site")["options"]] == ["テント", "車"]
    assert structure.field(merged, "mail")["label"]["ja"] == "連絡先"
