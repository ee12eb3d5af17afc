"""The floors of the house, from the top down: the one place that a new room edits.

INSTALLED_APPS, the URL maps, the import contracts and the house tests are all made from these tuples.
Rooms on one line are strangers to each other; a room may use the rooms on the lines below it and the kernel.
"""

from __future__ import annotations

KERNEL: tuple[str, ...] = (
    "retention",
    "residents",
    "files",
    "people",
    "identity",
    "vault",
    "notify",
    "jobs",
    "audit",
    "ui",
    "tenants",
)

MODULES: tuple[tuple[str, ...], ...] = (
    ("portal",),
    ("sharing",),
    ("designer",),
    ("life_events", "letters"),
    ("procedures",),
    ("publishing",),
    ("cases",),
    ("forms", "places"),
    ("documents", "gis", "signatures"),
)


def room_packages() -> list[str]:
    """Dotted names of every room, the lowest first: ["madoguchi.kernel.tenants", …, "madoguchi.modules.portal"]."""
    kernel = [f"madoguchi.kernel.{room}" for room in reversed(KERNEL)]
    modules = [f"madoguchi.modules.{room}" for floor in reversed(MODULES) for room in floor]
    return kernel + modules
