"""A resident's browser that answers pages with stored answers, for tests: what a form draws is posted whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.tests.browser import Browser

NAME = {"family": "佐藤", "given": "花子"}
KANA = {"family": "サトウ", "given": "ハナコ"}
FROM = {"postal_code": "9811224", "prefecture": "宮城県", "city": "名取市", "town": "増田1丁目2-3", "building": ""}
TO = {"postal_code": "9860822", "prefecture": "宮城県", "city": "石巻市", "town": "中央2丁目4-5", "building": ""}


def posted(form: forms.Form, page_id: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The controls of a page as a browser posts them."""
    page = form.page(page_id)
    typed = forms.typed_from_answers(form, {one.id: answers[one.id] for one in page.fields if one.id in answers})
    data: dict[str, Any] = {"_fields": [one.id for one in page.fields]}
    for name, value in typed.items():
        _flat(name, value, data)
    return data


def _flat(name: str, value: Any, data: dict[str, Any]) -> None:
    if isinstance(value, Mapping) and isinstance(value.get("values"), list):
        data[name] = value["values"]
    elif isinstance(value, Mapping) and set(value) == {"value", "other"}:
        data[name] = value["value"]
        data[f"{name}.other"] = value["other"]
    elif isinstance(value, Mapping):
        for part, text in value.items():
            _flat(f"{name}.{part}", text, data)
    elif isinstance(value, list):
        data[f"{name}._rows"] = str(len(value))
        for number, row in enumerate(value):
            for part, text in row.items():
                _flat(f"{name}.{number}.{part}", text, data)
    elif value is not None and value is not False:
        data[name] = value


class Mover(Browser):
    """Walks through the questions of an event."""

    def answer(self, form: forms.Form, answers: Mapping[str, Any]) -> None:
        """Answer the page that is open."""
        page_id = self.here.rstrip("/").rsplit("/", 1)[1]
        if "/life/" in self.here:
            page_id = form.pages[0].id
        self.post(self.here, {**posted(form, page_id, answers), "_draft": self.hidden("_draft"), "_next": "1"})

    @property
    def bundle(self) -> str:
        found = re.search(r"/b/([a-z0-9]+)/", self.here)
        assert found, self.here
        return found[1]

    def send_all(self, *, but: str = "") -> None:
        """On the page that reads all back: consent to everything (`but` one part), and send."""
        data = dict(re.findall(r'type="hidden" name="(read\.[a-z_]+)" value="([0-9a-f]+)"', self.html))
        data |= {name.replace("read.", "declaration."): "yes" for name in data if name != f"read.{but}"}
        self.post(f"/life-send/{self.tenant.code}/{self.bundle}/", {**data, "_account": self.account()})
