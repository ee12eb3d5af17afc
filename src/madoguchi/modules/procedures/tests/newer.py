"""A second version of the dog pack: without the breed, with a colour that must be given."""

from __future__ import annotations

from pathlib import Path

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.modules.procedures.services import offering
from madoguchi.modules.procedures.services.publish import publish
from madoguchi.modules.procedures.tests.plant import Planted

COLOUR = """[[page.field]]
id = "colour"
type = "text"
label = { ja = "毛の色", en = "Colour" }
required = true
"""


def put_in_force(tenant: Tenant, base: Path, *swaps: tuple[str, str], grace_days: int = 0) -> None:
    """Publish it, with more changes of its form, and put it in force in a body."""
    planted = Planted(base).version(2)
    before, after = (planted.folder / "form.toml").read_text("utf-8").split('[[page.field]]\nid = "breed"\n')
    planted.write("form.toml", before + COLOUR + "\n" + after[after.index("[[page.field]]") :])
    for old, new in swaps:
        planted.swap("form.toml", old, new)
    for example in planted.folder.glob("examples/*.toml"):
        lines = [line for line in example.read_text("utf-8").splitlines() if not line.startswith("breed")]
        at = next(number for number, line in enumerate(lines) if line.startswith("dog_name"))
        example.write_text("\n".join([*lines[:at], 'colour = "茶"', *lines[at:]]), encoding="utf-8")
    publish(planted.folder)
    with tenant_scope(tenant):
        offering.upgrade("inu", by=Actor.operator("test"), grace_days=grace_days)
