"""The dog form as a browser fills it in and sends it."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from madoguchi.kernel.tenants.api import Tenant


def photo(name: str = "鑑札.jpg") -> SimpleUploadedFile:
    picture = BytesIO()
    Image.new("RGB", (40, 30), "brown").save(picture, "JPEG")
    return SimpleUploadedFile(name, picture.getvalue(), "image/jpeg")


def dog_pages(mark: str, **changes: Any) -> dict[str, dict[str, Any]]:
    """The dog form as a browser posts it, page by page; `changes` by the names of controls."""
    pages: dict[str, dict[str, Any]] = {
        "matter": {
            "matter": "moved_in", "happened_on.era": "", "happened_on.year": "2026", "happened_on.month": "11",
            "happened_on.day": "18",
        },
        "dog": {
            "dog_name": f"こむぎ{mark}", "tag_known": "yes", "tag_number": "123", "tag_year.era": "令和",
            "tag_year.year": "3", "breed": "柴", "former_municipality": f"山形市{mark}",
        },
        "owner": {
            "owner_name.family": "髙橋", "owner_name.given": mark, "owner_kana.family": "タカハシ",
            "owner_kana.given": "サクラ", "owner_address.postal_code": "981-1224",
            "owner_address.prefecture": "宮城県", "owner_address.city": "名取市", "owner_address.town": f"増田{mark}",
            "owner_address.building": "", "old_name": f"旧{mark}", "phone": "022-123-4567", "mail": "sakura@example.jp",
        },
    }  # fmt: skip
    for name, value in changes.items():
        page = next((p for p in pages.values() if name in p), pages["dog"])
        page[name] = value
    return pages


def fill_dog(client: Client, body: Tenant, pages: Mapping[str, Mapping[str, Any]]) -> str:
    """Fill in the dog form up to the check page; returns the draft's public id."""
    address, draft = f"/{body.code}/p/inu/start/", ""
    for name, values in pages.items():
        answer = client.post(address, {**values, "_next": "1"})
        assert answer.status_code == 302, (name, answer.status_code, faults(answer.content.decode()))
        address = answer["Location"].split("?")[0]
        draft = address.split("/d/")[1].split("/")[0]
    assert address.endswith("/check/"), (address, faults(client.get(answer["Location"]).content.decode()))
    return draft


def faults(page: str) -> list[str]:
    """What the summary of a form page says must be mended."""
    summary = re.search('<div class="error-summary".*?</ol>', page, re.DOTALL)
    return [html.unescape(text) for text in re.findall("<li><a[^>]*>([^<]+)</a>", summary[0])] if summary else []


def send(client: Client, body: Tenant, draft: str) -> tuple[str, str]:
    """Press 送信する; returns receipt number and confirmation code as the page shows them."""
    home = f"/{body.code}/d/{draft}/"
    read = re.search('name="_read" value="([^"]*)"', client.get(f"{home}check/").content.decode())
    answer = client.post(f"{home}send/", {"declaration": "yes", "_read": read[1] if read else ""})
    assert answer.status_code == 302, answer.status_code
    return receipt(client.get(answer["Location"]).content.decode())


def receipt(page: str) -> tuple[str, str]:
    number, code = re.findall(r'class="copy-number">([^<]+)<', page)
    return number, code
