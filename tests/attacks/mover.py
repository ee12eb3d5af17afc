"""A bundle of a life event, for the data that is attacked."""

from __future__ import annotations

from madoguchi.kernel.tenants.api import current_tenant
from madoguchi.modules.forms import api as forms
from madoguchi.modules.life_events import queries as life_events
from madoguchi.modules.life_events.services import bundle as bundles


def begin_bundle(code: str, mark: str) -> tuple[str, str]:
    """Somebody moves within the body of the open scope, with a dog: every fact is answered, the dog's report is chosen
    and not sent. Returns the bundle's public id and code."""
    event = life_events.event("hikkoshi")
    assert event is not None
    address = {
        "postal_code": "981-1224",
        "prefecture": "宮城県",
        "city": current_tenant().name,
        "town": f"増田{mark}",
        "building": "",
    }
    answers = {
        "from_body": code, "to_body": code, "moved_on": "2026-11-18", "whole": True, "matters": ["dog"],
        "your_name": {"family": "髙橋", "given": mark}, "your_kana": {"family": "タカハシ", "given": "サクラ"},
        "phone": "022-123-4567", "from_address": {**address, "building": "旧"}, "to_address": address,
        "dog_name": f"こむぎ{mark}",
    }  # fmt: skip
    begun = bundles.start(
        event, "where", forms.typed_from_answers(event.form, answers), language="ja", public_id="", codes=()
    )
    forms.save_some(begun.draft, event.form, forms.typed_from_answers(event.form, answers))
    begun = bundles.of_draft(forms.resume(begun.code)) or begun
    bundles.choose(begun, ["dog_here"])
    return begun.id, begun.code
