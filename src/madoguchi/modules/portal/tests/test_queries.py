from __future__ import annotations

from collections.abc import Callable

from madoguchi.kernel.tenants.api import Tenant
from madoguchi.modules.portal import queries


def test_the_index_has_every_municipality_under_its_row_and_the_prefecture_apart(bodies: list[Tenant]) -> None:
    [region] = queries.regions(queries.places(), "ja")
    counts = {row.letter: len(row.places) for row in region.index}
    assert counts == {"あ": 7, "か": 5, "さ": 8, "た": 4, "な": 1, "は": 1, "ま": 5, "や": 1, "ら": 1, "わ": 2}
    assert region.prefecture is not None
    assert region.prefecture.body.code == "040002"
    assert [place.body.name for place in region.index[0].places][:3] == ["石巻市", "岩沼市", "大河原町"]


def test_the_english_index_goes_by_english_letters(bodies: list[Tenant]) -> None:
    [region] = queries.regions(queries.places(), "en")
    assert [row.letter for row in region.index] == sorted(row.letter for row in region.index)
    assert sum(len(row.places) for row in region.index) == 35
    assert [place.body.name_en for place in region.index[0].places] == ["Higashimatsushima City"]


def test_the_map_is_left_out_when_a_municipality_would_be_missing(natori: Tenant, miyagi: Tenant) -> None:
    [region] = queries.regions(queries.places(), "ja")
    assert [square.place.body for square in region.squares] == [natori]
    tokyo = Tenant.objects.create(
        code="131041", name="新宿区", name_en="Shinjuku", kana="しんじゅくく", kind="city", path="s"
    )
    other = queries.regions([*queries.places(), queries.place_of(tokyo)], "ja")
    assert [(region.key, bool(region.squares)) for region in other] == [("04", True), ("13", False)]


def test_search_puts_the_best_first(bodies: list[Tenant]) -> None:
    def names(query: str) -> list[str]:
        return [place.body.name for place in queries.matching(query, queries.places())]

    assert names("名取") == ["名取市"]
    assert names("まつしま") == ["松島町", "東松島市"]
    assert names("zzz") == []


def test_the_bodies_come_from_memory(bodies: list[Tenant], django_assert_num_queries: Callable[..., object]) -> None:
    queries.places()
    with django_assert_num_queries(0):  # type: ignore[attr-defined]
        assert len(queries.regions(queries.places(), "ja")[0].squares) == 35
        queries.matching("い", queries.places())


def test_the_prefecture_of_a_body(natori: Tenant, miyagi: Tenant) -> None:
    found = queries.prefecture_of(natori)
    assert found is not None
    assert found.body == miyagi
    assert queries.prefecture_of(miyagi) is None


def test_no_prefecture_where_it_is_not_a_body_here(natori: Tenant) -> None:
    assert queries.prefecture_of(natori) is None
