"""The installation that the journeys visit, with its mail, its officers' logins, and its clockwork."""

from __future__ import annotations

import fcntl
import shutil
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyotp
from playwright.sync_api import Browser

from tests.story.server import ROOT, Installation, installation
from tests.story.sink import Sink

DEMONSTRATION = ROOT / "src/madoguchi/site/demonstration/demonstration.toml"
NATORI, ISHINOMAKI, SHIROISHI, MIYAGI, SENDAI = "042072", "042021", "042064", "040002", "041009"


class House:
    """A running installation. `url`: its address; `sink`: the mails that have left it."""

    def __init__(self, place: Installation, sink: Sink) -> None:
        self.place = place
        self.sink = sink
        self.url = place.url
        plan = tomllib.loads(DEMONSTRATION.read_text("utf-8"))
        self.password: str = plan["password"]
        self._totp_secret: str = plan["totp_secret"]
        self._signed_in: dict[str, Any] = {}

    def code(self) -> str:
        """What the officer's authenticator app shows now; all of the demonstration have the same key in it."""
        return pyotp.TOTP(self._totp_secret).now()

    def sign_in(self, login: str, browser: Browser) -> Any:
        """Cookies of this officer, past the second factor; signed in on first need, as a code is good only once."""
        if login not in self._signed_in:
            context = browser.new_context(base_url=self.url, locale="ja-JP")
            page = context.new_page()
            page.goto("/staff/login/")
            page.get_by_label("ログインID").fill(login)
            page.get_by_label("パスワード").fill(self.password)
            page.get_by_role("button", name="次へ").click()
            page.get_by_label("確認コード").fill(self.code())
            page.get_by_role("button", name="ログインする").click()
            page.wait_for_url(lambda address: "/login/" not in address)
            self._signed_in[login] = context.storage_state()
            context.close()
        return self._signed_in[login]

    def forget_second_factors(self) -> None:
        """As if every officer's last code had been typed long ago, and the one that the app shows not yet."""
        self.place.python(
            "-m", "madoguchi", "shell", "-v0", "-c",
            "from importlib import import_module; from django.conf import settings; "
            "from django.contrib.sessions.models import Session; from madoguchi.kernel.people.api import Account; "
            "Account.objects.update(last_totp_step=None); "
            "store = import_module(settings.SESSION_ENGINE).SessionStore; "
            "opened = [store(one.session_key) for one in Session.objects.all()]; "
            "[(one.update({'people.proved': 0}), one.save()) for one in opened]",
        )  # fmt: skip

    def hold_back(self, file_id: str) -> None:
        """As if the virus scan had found something in this file."""
        self.place.python(
            "-m", "madoguchi", "shell", "-v0", "-c",
            "from django.apps import apps; from madoguchi.kernel.tenants.api import scope_over, tenants; "
            "scope = scope_over(tuple(tenants())); scope.__enter__(); "
            f"found = apps.get_model('files', 'StoredFile').objects.filter(pk={file_id!r}); "
            "found.update(state='refused', threat='Eicar-Test-Signature'); scope.__exit__(None, None, None)",
        )  # fmt: skip

    def set_minutes(self, body: str, *, form: int) -> None:
        """Change how long a form of this body may lie idle, as an operator would in the database."""
        self.place.python(
            "-m", "madoguchi", "shell", "-v0", "-c",
            "from madoguchi.kernel.tenants.api import Tenant; "
            f"Tenant.objects.filter(code={body!r}).update(form_minutes={form})",
        )  # fmt: skip


@contextmanager
def open_house(shared: Path | None = None) -> Iterator[House]:
    """Set up the demonstration in a temporary folder and run it; gone at the end.

    `shared`: a folder that the test processes of one run have in common. The first of them sets up the demonstration
    there, the others take copies of it.
    """
    options = {"MADOGUCHI_DEMO": "1", "MADOGUCHI_DIRECTORY_SECONDS": "0"}
    model = None if shared is None else Installation(_made_once(shared))
    with Sink() as sink, installation(smtp_port=sink.port, like=model, **options) as place:
        if model is None:
            place.set_up(demonstration=True)
        place.start()
        yield House(place, sink)


def _made_once(shared: Path) -> Path:
    """The folder of an installation that is set up and was never started."""
    made = shared / "demonstration"
    with (shared / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            with installation(MADOGUCHI_DEMO="1") as model:
                model.set_up(demonstration=True)
                shutil.copytree(model.home, shared / "unfinished", symlinks=True)
            (shared / "unfinished").rename(made)
    return made
