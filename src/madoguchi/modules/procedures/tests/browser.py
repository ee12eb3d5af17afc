"""A resident's browser without JavaScript, for tests: presses buttons, follows redirects, keeps cookies."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpResponse
from django.test import Client

from madoguchi.kernel.tenants.api import Tenant

# A death report, page by page, as the browser posts it.
MATTER = {
    "matter": "death",
    "happened_on.era": "",
    "happened_on.year": "2026",
    "happened_on.month": "11",
    "happened_on.day": "18",
}
DOG = {
    "dog_name": "こむぎ",
    "tag_known": "yes",
    "tag_number": "123",
    "tag_year.era": "令和",
    "tag_year.year": "3",
    "breed": "柴",
}
OWNER = {
    "owner_name.family": "髙橋", "owner_name.given": "さくら",
    "owner_kana.family": "タカハシ", "owner_kana.given": "サクラ",
    "owner_address.postal_code": "981-1224", "owner_address.prefecture": "宮城県", "owner_address.city": "名取市",
    "owner_address.town": "増田9丁目9-9", "owner_address.building": "",
    "phone": "022-123-4567", "mail": "sakura@example.jp",
}  # fmt: skip
PAGES = {"matter": MATTER, "dog": DOG, "owner": OWNER}


class Browser:
    """One browser. `here` is the address of the last page, `html` its text."""

    def __init__(self, client: Client, tenant: Tenant) -> None:
        self.client = client
        self.tenant = tenant
        self.here = ""
        self.html = ""
        self.status = 0

    def url(self, path: str) -> str:
        return f"/{self.tenant.code}/{path}"

    def go(self, path: str) -> HttpResponse:
        """Open a page of the body ("p/inu/") or a full address, following redirects."""
        return self._arrive(self.client.get(path if path.startswith("/") else self.url(path), follow=True))

    def post(self, path: str, data: dict[str, Any] | None = None) -> HttpResponse:
        """Post to a page, following redirects."""
        return self._arrive(self.client.post(path if path.startswith("/") else self.url(path), data or {}, follow=True))

    def _arrive(self, response: Any) -> HttpResponse:
        self.here = (
            response.redirect_chain[-1][0].split("?")[0] if response.redirect_chain else response.request["PATH_INFO"]
        )
        self.html = response.content.decode() if not response.streaming else ""
        self.status = response.status_code
        return response

    @property
    def draft(self) -> str:
        """The public id of the draft whose page is open."""
        found = re.search(r"/d/([a-z0-9]+)/", self.here)
        assert found, self.here
        return found[1]

    def begin(self, **answers: str) -> str:
        """Fill in the first page; returns the draft's public id."""
        self.go("p/inu/start/")
        self.post("p/inu/start/", {**MATTER, **answers, "_next": "1"})
        return self.draft

    def fill(self, **answers: str) -> str:
        """Fill in every page up to the check page; returns the draft's public id."""
        draft = self.begin(**answers)
        for page in ("dog", "owner"):
            assert self.here.endswith(f"/{page}/"), self.here
            self.post(self.here, {**PAGES[page], **answers, "_next": "1"})
        assert self.here == self.url(f"d/{draft}/check/"), self.html
        return draft

    def send(self, draft: str) -> HttpResponse:
        """Read the check page and press 送信する, with the choice of an account as it stands there."""
        html = self.client.get(self.url(f"d/{draft}/check/")).content.decode()
        data = {"declaration": "yes", "_read": self.hidden("_read", html), "_account": self.account(html)}
        return self.post(f"d/{draft}/send/", data)

    def read(self, draft: str) -> str:
        """Look at the check page; returns the fingerprint that its form sends along."""
        return self.hidden("_read", self.client.get(self.url(f"d/{draft}/check/")).content.decode())

    def account(self, html: str = "") -> str:
        """What the page's choice of an account says while nobody touches it, "" for no account and without a choice."""
        found = re.search(r'name="_account" value="([^"]+)" checked', html or self.html)
        return found[1] if found else ""

    def hidden(self, name: str, html: str = "") -> str:
        """The first hidden value of that name on the page, "" without."""
        found = re.search(rf'type="hidden" name="{re.escape(name)}" value="([^"]*)"', html or self.html)
        return found[1] if found else ""
