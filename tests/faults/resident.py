"""Residents who file over real HTTP and, as people do, press again when a page did not come."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO

import httpx
from PIL import Image

from tests.attacks.dog import dog_pages
from tests.faults.town import CODE

_HIDDEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_READ = re.compile(r'name="_read" value="([^"]+)"')
_NUMBERS = re.compile(r'class="copy-number">([^<]+)<')
PATIENCE = 120.0  # on a busy machine a server takes long to come back, and three kills may follow each other
READING = 0.1  # seconds a page is looked at; without it the crowd takes the processor from what it watches
PHOTO_NAME = "kansatsu.jpg"


class GaveUpError(AssertionError):
    """A page did not come for so long that the service has to be called down."""


@dataclass
class Record:
    """What residents were shown: `receipts` by mail address; `troubles`: what went wrong on the way, counted."""

    receipts: dict[str, str] = field(default_factory=dict)
    troubles: dict[str, int] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def trouble(self, what: str) -> None:
        with self.lock:
            self.troubles[what] = self.troubles.get(what, 0) + 1


def _photo() -> bytes:
    picture = BytesIO()
    Image.new("RGB", (40, 30), "brown").save(picture, "JPEG")
    return picture.getvalue()


PHOTO = _photo()


class Resident:
    """One browser. Every step is repeated until it is answered: a lost answer may have done its work all the same."""

    def __init__(self, url: str, record: Record) -> None:
        self.url = url
        self.record = record
        self.browser = httpx.Client(base_url=url, timeout=20, follow_redirects=True)

    def file(self, mail: str, *, mark: str = "見本") -> str:
        """From the first page to the receipt, `mark` in what is typed; returns the receipt number shown."""
        pages = dog_pages(mark, mail=mail)
        here = f"/{CODE}/p/inu/start/"
        for name, values in pages.items():
            files = {"former_tag_photo": (PHOTO_NAME, PHOTO, "image/jpeg")} if name == "dog" else None
            here = self._post(here, here, {**values, "_next": "1"}, files, until=lambda at, was=here: at != was)
            time.sleep(READING)
        assert here.endswith("/check/"), here
        home = here.removesuffix("check/")
        self._post(here, f"{home}send/", {"declaration": "yes"}, None, until=lambda at: at.endswith("/receipt/"))
        answer = self._get(f"{home}receipt/")
        number = _NUMBERS.findall(answer.text)[0].replace("-", "")
        with self.record.lock:
            self.record.receipts[mail] = number
        return number

    def _get(self, path: str) -> httpx.Response:
        return self._insist(lambda: self.browser.get(path))

    def _post(
        self,
        page: str,
        action: str,
        values: dict[str, str],
        files: dict[str, tuple[str, bytes, str]] | None,
        *,
        until: Callable[[str], bool],
    ) -> str:
        """Open the page, post its form, and do so again when no answer came; returns the path arrived at."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            shown = self._get(page)
            if until(shown.url.path) and shown.url.path != page:
                return shown.url.path  # the first post had done its work
            token = _HIDDEN.search(shown.text)
            assert token, shown.url
            read = _READ.search(shown.text)
            body = {**values, "csrfmiddlewaretoken": token[1], **({"_read": read[1]} if read else {})}
            try:
                # A photograph whose answer was lost stands on the page already, and is not chosen again.
                answer = self.browser.post(action, data=body, files=None if PHOTO_NAME in shown.text else files)
            except httpx.TransportError as error:
                self.record.trouble(type(error).__name__)
                continue
            if answer.status_code >= 500:
                self.record.trouble(str(answer.status_code))
                time.sleep(0.2)
                continue
            assert answer.status_code == 200, (answer.status_code, action, answer.text[:500])
            if until(answer.url.path):
                return answer.url.path
            raise AssertionError(f"{action} leads to {answer.url.path}")
        raise GaveUpError(action)

    def _insist(self, ask: Callable[[], httpx.Response]) -> httpx.Response:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                answer = ask()
            except httpx.TransportError as error:
                self.record.trouble(type(error).__name__)
            else:
                if answer.status_code < 500:
                    return answer
                self.record.trouble(str(answer.status_code))
            time.sleep(0.2)
        raise GaveUpError(str(self.url))


class Crowd:
    """`with Crowd(url, 4) as crowd:` four residents file one after the other until the block ends."""

    def __init__(self, url: str, number: int) -> None:
        self.url = url
        self.record = Record()
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._live, args=(n,), daemon=True) for n in range(number)]

    def __enter__(self) -> Crowd:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(PATIENCE * 2)
        assert not any(thread.is_alive() for thread in self._threads), "a resident still waits"

    def wait_for(self, receipts: int) -> None:
        """Until so many receipts have been shown."""
        until = time.monotonic() + PATIENCE
        while len(self.record.receipts) < receipts:
            assert time.monotonic() < until, (len(self.record.receipts), self.record.failed)
            time.sleep(0.2)

    def _live(self, number: int) -> None:
        count = 0
        while not self._over.is_set():
            count += 1
            one = Resident(self.url, self.record)
            try:
                one.file(f"r{number}-{count}@example.jp")
            except Exception as error:  # told by the test at the end, with everything else
                self.record.failed.append(f"r{number}-{count}: {type(error).__name__}: {error}")
            finally:
                one.browser.close()
