"""Permissions fail closed; a body keeps an administrator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from madoguchi.kernel.people import rules
from madoguchi.kernel.people.api import can, permission, register_permissions

TODAY = date(2026, 11, 22)


@dataclass
class Post:
    role: str = "administrator"
    valid_from: date = date(2026, 4, 1)
    valid_until: date | None = None
    usable: bool = True


@pytest.fixture(autouse=True)
def _own_register(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "_registered", dict(rules._registered))


def test_a_permission_nobody_registered_is_refused_to_everyone() -> None:
    unregistered = permission("tests.anything", "x", ["administrator"])
    assert not any(rules.role_may(role, unregistered.name) for role in ("administrator", "clerk", ""))
    register_permissions(unregistered)
    assert rules.role_may("administrator", "tests.anything")
    assert not rules.role_may("clerk", "tests.anything")


def test_nobody_may_without_a_post() -> None:
    assert not can(None, "people.manage_officers")


def test_one_name_with_two_sets_of_roles_is_a_mistake() -> None:
    register_permissions(permission("tests.one", "x", ["clerk"]))
    register_permissions(permission("tests.one", "y", ["clerk"]))
    with pytest.raises(rules.PermissionConflictError):
        register_permissions(permission("tests.one", "x", ["clerk", "viewer"]))


def test_a_name_says_its_room() -> None:
    with pytest.raises(ValueError, match=r"room\.verb"):
        permission("everything", "x", ["clerk"])


@pytest.mark.parametrize(
    ("other", "kept"),
    [
        (Post(), True),
        (Post(role="decider"), False),
        (Post(usable=False), False),
        (Post(valid_from=date(2026, 11, 23)), False),
        (Post(valid_until=date(2026, 11, 21)), False),
        (Post(valid_until=date(2027, 3, 31)), False),
    ],
)
def test_who_counts_as_the_other_administrator(other: Post, kept: bool) -> None:
    assert rules.keeps_an_administrator([other], TODAY) is kept


def test_without_others_no_administrator_is_kept() -> None:
    assert not rules.keeps_an_administrator([], TODAY)
