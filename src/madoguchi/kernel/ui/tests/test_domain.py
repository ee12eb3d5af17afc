"""Menus and languages."""

from __future__ import annotations

import pytest

from madoguchi.kernel.ui.domain.languages import in_language
from madoguchi.kernel.ui.domain.menus import MenuLink, Menus, ResidentEntry, StaffEntry, in_groups


@pytest.mark.parametrize(
    ("path", "ja", "en"),
    [
        ("/", "/", "/en/"),
        ("/en/", "/", "/en/"),
        ("/042072/p/inu/", "/042072/p/inu/", "/en/042072/p/inu/"),
        ("/en/042072/p/inu/", "/042072/p/inu/", "/en/042072/p/inu/"),
        ("/english/", "/english/", "/en/english/"),
        ("//example.com/", "/example.com/", "/en/example.com/"),
        ("/en//example.com/", "/example.com/", "/en/example.com/"),
        ("/en/staff/", "/staff/", "/en/staff/"),
    ],
)
def test_the_same_page_in_the_other_language(path: str, ja: str, en: str):
    assert in_language(path, "ja") == ja
    assert in_language(path, "en") == en


def test_entries_come_in_their_order_and_once():
    menus = Menus()
    menus.add_staff(StaffEntry("後", "b:b", None, 20, "", None))
    menus.add_staff(StaffEntry("先", "a:a", None, 10, "", None))
    menus.add_staff(StaffEntry("後（新）", "b:b", None, 20, "", None))
    assert [entry.label for entry in menus.staff()] == ["先", "後（新）"]


def test_one_page_may_stand_in_header_and_footer():
    menus = Menus()
    menus.add_resident(ResidentEntry("照会", "a:a", 1, "header"))
    menus.add_resident(ResidentEntry("照会", "a:a", 1, "footer"))
    assert len(menus.resident("header")) == len(menus.resident("footer")) == 1


def test_a_place_that_no_layout_has_is_refused():
    with pytest.raises(ValueError, match="sidebar"):
        Menus().add_resident(ResidentEntry("照会", "a:a", 1, "sidebar"))


def test_groups_keep_the_order_of_their_first_link():
    links = [
        (heading, MenuLink(name, "/", None, current=False)) for heading, name in [("", "a"), ("管理", "b"), ("", "c")]
    ]
    groups = in_groups(links)
    assert [(group.heading, [link.label for link in group.links]) for group in groups] == [
        ("", ["a", "c"]),
        ("管理", ["b"]),
    ]
