"""Whatever two people change in a real pack at once, its place and values are said in words."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from madoguchi.kernel.ui.api import Grid
from madoguchi.modules.designer.domain import tomlsync
from madoguchi.modules.designer.domain.merge import Merge
from madoguchi.modules.designer.domain.naming import Names, told
from madoguchi.modules.designer.models import WorkingVersion

# Rows in rows in rows, parts of others, blocks, tables of rates, questions before the form, a letter, stages.
PACKS = ("gakudo", "doro-senyo", "kodomo-iryo", "akiya", "kyufu", "reform-hokoku", "anketo")
FILES = ("form.toml", "pack.toml", "flow.toml", "fees.toml", "eligibility.toml")
# What clerks write themselves in Latin letters, and what stands in help of the form ("2026-11-22", "decided.on").
OWN_WORDS = re.compile(r"（[^）]*）|「[^」]*」|MB|CSV")


def files_of(pack_id: str) -> dict[str, str]:
    folder = settings.MADOGUCHI_PACKS / "procedures" / pack_id
    paths = [one for one in folder.rglob("*") if one.suffix in (".toml", ".csv", ".md")]
    return {str(one.relative_to(folder)): one.read_text("utf-8") for one in paths}


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield from leaves(one, (*path, key))
    if isinstance(value, str | int) and not isinstance(value, bool):
        yield path, value


def changed(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    new = copy.deepcopy(data)
    holder = new
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    return new


@pytest.mark.parametrize("pack_id", PACKS)
def test_no_place_of_a_pack_is_named_by_its_key(pack_id: str) -> None:
    files = files_of(pack_id)
    names, shapes = Names(files), set()
    for name in FILES:
        base = tomlsync.plain(files.get(name, ""))
        for path, value in leaves(base):
            shape = (name, *[step for step in path if isinstance(step, str)])
            if path[-1] in ("id", "use", "prefix") or shape in shapes:
                continue
            shapes.add(shape)
            merge = Merge()
            others = [changed(base, path, value + one) for one in (("A", "B") if isinstance(value, str) else (1, 2))]
            merge.value(f"{name}:", base, *others)
            for one in merge.conflicts:
                said = names.place(one.key)
                assert said, one.key
                assert not re.search("[a-z]{3}", OWN_WORDS.sub("", said)), (one.key, said)


def test_a_field_of_a_block_and_a_row_of_a_table_of_rates_are_named() -> None:
    names = Names(files_of("hoiku"))
    assert names.place("form.toml:page.guardian.field.use-guardian.fields.address.help.ja").endswith(
        "まとまり「人（氏名・生年月日・住所・連絡先）」／まとまりの中の項目／項目「住所」／説明／日本語"
    )
    road = files_of("doro-senyo")
    base = tomlsync.plain(road["fees.toml"])
    theirs, mine = copy.deepcopy(base), copy.deepcopy(base)
    theirs["rate"][0]["row"][0]["amount"], mine["rate"][0]["row"][0]["amount"] = "210", "220"
    mine["rate"][0]["row"][1]["amount"] = "9"
    merge = Merge()
    merge.value("fees.toml:", base, theirs, mine)
    (one,) = told(merge.conflicts, road)
    assert re.fullmatch("手数料／料金表／「.*から」／料金／「足場」／金額（円）", one.title), one.title
    assert (one.theirs, one.mine) == (["210円"], ["220円"])
    assert "受け付けたときのまま" in one.effect


def test_values_are_said_as_people_read_them() -> None:
    names = Names(files_of("gakudo"))
    for key, value, said in (
        ("fees.toml:fee.x.amount", 1500, ["1,500円"]),
        ("pack.toml:standard_period.days", 5, ["5開庁日"]),
        ("pack.toml:law.x.checked_on", date(2026, 11, 22), ["2026年11月22日（日）（令和8年）"]),
        ("pack.toml:law.x.checked_on", "2026-11-22", ["2026年11月22日（日）（令和8年）"]),
        ("form.toml:page.x.field.y.required", True, ["必須"]),
        (
            "form.toml:page.x.field.y.when", "work_proof == 'link'",
            ["「勤め先にリンクを渡して、画面で書いてもらう」のとき"],
        ),
        ("form.toml:page.x.party", "employer", ["勤め先"]),
        (
            "pack.toml:capacity.once", [["child_name", "child_birth"], "phone"],
            ["・氏名＋生年月日", "・昼間に連絡のつく電話番号"],
        ),
        (
            "tables/x.csv:", "value,label_ja,places\na,午前,4\n",
            [Grid(("呼び名", "英語", "定員"), (("午前", "午前", "4"),))],
        ),
    ):  # fmt: skip
        assert names.value(key, value) == said, key


def test_a_page_says_what_is_wrong_in_the_words_of_the_list_below_it(browser: Client, camp: WorkingVersion) -> None:
    source = camp.files["examples/plain.ok.toml"]
    camp.files = {**camp.files, "examples/plain.ok.toml": source[source.index("\n") + 1 :]}
    camp.save()
    page = browser.get(f"/staff/designer/{camp.pk}/examples/plain.ok/").content.decode()
    assert "「title」がありません" not in page
    assert page.count("「題名」がありません") == 2
