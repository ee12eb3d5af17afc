"""A body's own values are shown as people read them, whatever page shows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.conf import settings
from django.utils import translation

from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.kernel.ui.api import Grid
from madoguchi.modules.procedures.domain.diff import compare
from madoguchi.modules.procedures.domain.pack import Pack, compile_pack
from madoguchi.modules.procedures.domain.source import read_folder
from madoguchi.modules.procedures.web import in_words

SLOTS = "value,label_ja,places\na,午前,5\nb,午後,6\n"


def pack_of(name: str) -> Pack:
    return compile_pack(read_folder(settings.MADOGUCHI_PACKS / "procedures" / name))


def test_every_kind_of_value() -> None:
    koza, sodai, slots, inu = (pack_of(name) for name in ("koza", "sodai", "nyusatsu", "inu"))
    for pack, key, value, said in (
        (sodai, "fee.class_1.amount", 1700, ["1,700円"]),
        (koza, "capacity.limit", 24, ["24人"]),
        (inu, "standard_period.days", 5, ["5開庁日"]),
        (inu, "privacy.retention_years", 5, ["5年"]),
        (koza, "own.own1.kind", "choice", ["1つ選ぶ"]),
        (koza, "own.own1.required", "yes", ["必須"]),
        (inu, "texts.notes", {"ja": "こちら", "en": "Here"}, [("ja", "こちら"), ("en", "Here")]),
        (
            slots, "table.slots", SLOTS,
            [Grid(("呼び名", "英語", "定員"), (("午前", "午前", "5"), ("午後", "午後", "6")))],
        ),
        (inu, "office", None, []),
    ):  # fmt: skip
        assert in_words.blocks(pack, key, value) == said, key
    newer = SLOTS.replace("午前,5", "午前,4").replace("b,午後", "c,夜")
    assert in_words.changes(slots, "table.slots", SLOTS, newer) == [
        "「午前（定員5）」が「午前（定員4）」に変わりました", "「午後（定員6）」がなくなりました",
        "「夜（定員6）」が加わりました",
    ]  # fmt: skip
    assert in_words.called(inu, "fee.gone.amount") == "手数料の額（いまの版では変えられません）"
    assert in_words.of_box(inu, "standard_period.days", "", "12") == ["12開庁日"]
    assert in_words.of_box(inu, "standard_period.days", "", "１２日") == ["１２日"], "as it was typed"


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_value_is_called_the_same_in_its_box_in_the_history_and_between_versions(language: str) -> None:
    inu = pack_of("inu")
    bare = replace(inu, card=replace(inu.card, local=()), local_specs={})
    own = ("texts.paper", "office", "standard_period.days", "privacy.retention_years")
    others = (
        "law.x.name", "law.x.article", "fee.x.amount", "reduction.x.percent", "rate.x", "table.x", "online", "pay",
        "disposition.law", "capacity.limit",
    )  # fmt: skip
    with translation.override(language):
        for key in (*own, *others):
            noun = in_words.called(bare, key).partition("（いまの" if language == "ja" else " (")[0]
            opened = replace(bare, card=replace(bare.card, local=(key,)))
            told = next(one for one in compare(bare, opened) if one.kind == "local")
            assert noun in (told.ja if language == "ja" else told.en), key
            assert key not in own or in_words.called(inu, key) == noun


@pytest.mark.django_db
def test_routes_name_departments(natori: Tenant, make_department: Callable[[Tenant], Department]) -> None:
    department = make_department(natori)
    with tenant_scope(natori):
        (grid,) = in_words.blocks(pack_of("sodai"), "routing", f"増田、閖上 = {department.code}\n")
    assert isinstance(grid, Grid)
    assert grid.rows == (("増田、閖上", department.name),)
