"""Junk in every field of every form and in every address: a page that says what is wrong, never a crash.

The forms are read from the pages themselves, so a new field is attacked without a line here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import quote_from_bytes, urlencode

import pytest
from django.test import Client

from madoguchi.kernel.people.api import Role
from madoguchi.kernel.people.rules import role_may
from tests.attacks.addresses import Page, pages
from tests.attacks.paper import content, faults_of
from tests.attacks.picture import rows_of
from tests.attacks.rowless import LETS_GO
from tests.attacks.world import Body, World, holder, sign_in

SCRIPT = "<script>alert(1)</script>"
JUNK = {
    "nul": b"a\x00b",
    "huge number": b"9" * 5000,
    "negative": b"-1",
    "full-width digits": "９９９９９９９９９９９９９９９９９９９９".encode(),
    "superscript": "²".encode(),
    "not utf-8": b"\xff\xfe\xed\xa0\x80",
    "script": f"\"'>{SCRIPT}{{{{7*7}}}}".encode(),
    "long": "髙".encode() * 10_000,
    "empty": b"",
    "lines": b"a\r\nSet-Cookie: x=1\r\n\r\nb",
}
# What the two engines take differently, or may; the rest never reaches them.
FOR_ENGINES = {"nul", "huge number", "not utf-8", "long"}


def kinds(*names: str) -> list[object]:
    return [pytest.param(name, marks=() if name in FOR_ENGINES else pytest.mark.engine_free) for name in names]


@dataclass
class Form:
    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form(values.get("action", ""), values.get("method", "get").lower()))
        elif self.found and tag in {"input", "select", "textarea", "button"} and values.get("type") != "file":
            self.found[-1].fields += [(values["name"], values.get("value", ""))] if values.get("name") else []


def clients(body: Body) -> Iterator[tuple[Client, list[Page]]]:
    """Somebody of each side, with the pages to attack."""
    yield holder(body), [page for page in pages("resident") if page.name not in LETS_GO]
    for role in (Role.DECIDER, Role.ADMINISTRATOR):
        yield (
            sign_in(body.officers[role]),
            [p for p in pages("staff") if p.access and p.access.permission and role_may(role, p.access.permission)],
        )


Found = dict[tuple[str, ...], list[tuple[str, Form]]]


@pytest.fixture(scope="module")
def known() -> Found:
    """The forms of each side's pages, read once: the world is the same for every test of this file."""
    return {}


def forms_of(client: Client, some: list[Page], body: Body, known: Found) -> list[tuple[str, Form]]:
    """Every form that stands on one of the pages, once."""
    names = tuple(page.name for page in some)
    if names not in known:
        known[names] = _read_forms(client, some, body)
    return known[names]


def _read_forms(client: Client, some: list[Page], body: Body) -> list[tuple[str, Form]]:
    found: dict[tuple[str, tuple[str, ...]], tuple[str, Form]] = {}
    for page in some:
        if page.example.method != "GET" or not page.example.html:
            continue
        address = page.address(body)
        reader = _Forms()
        reader.feed(content(client.get(address)))
        for form in reader.found:
            form.action = form.action or address
            if form.action.endswith(("/logout/", "/leave/", "/discard/")):  # nothing to type there
                continue
            found.setdefault((form.action, tuple(name for name, _value in form.fields)), (address, form))
    return list(found.values())


def body_of(form: Form, junk: bytes) -> bytes:
    """The form as a browser would send it, junk in each field; hidden fields keep their names."""
    return "&".join(
        f"{quote_from_bytes(name.encode())}={quote_from_bytes(junk)}" for name, _value in form.fields
    ).encode()


@pytest.mark.parametrize("kind", kinds(*JUNK))
def test_junk_in_every_field_of_every_form(world: World, known: Found, kind: str) -> None:
    body, attacked = world.natori, 0
    for client, some in clients(body):
        client.raise_request_exception = True
        for address, form in forms_of(client, some, body, known):
            sent = body_of(form, JUNK[kind])
            if form.method == "post":
                answer = client.post(form.action, sent, content_type="application/x-www-form-urlencoded")
            else:
                answer = client.get(f"{form.action}?{sent.decode()}" if len(sent) < 9000 else form.action)
            attacked += 1
            assert answer.status_code < 500, (address, form.action)
            assert SCRIPT not in content(answer), (address, form.action)
            assert "Set-Cookie" not in answer.headers or "x=1" not in answer["Set-Cookie"], form.action
    assert attacked > 30, "the forms were found"


@pytest.mark.parametrize("kind", kinds("nul", "huge number", "superscript"))
def test_junk_in_one_field_with_the_rest_as_it_was(world: World, known: Found, kind: str) -> None:
    """Each field alone, the others as the page had them: the checks behind the first check are reached."""
    body = world.natori
    for client, some in clients(body):
        for _address, form in forms_of(client, some, body, known):
            if form.method != "post":
                continue
            # Of numbered controls alike (the cells of a table) one stands for all.
            alike = {re.sub(r"\d+", "0", name): place for place, (name, _value) in enumerate(form.fields)}
            for name, place in alike.items():
                values = [(one, value.encode()) for one, value in form.fields]
                values[place] = (values[place][0], JUNK[kind])
                sent = urlencode(values)
                answer = client.post(form.action, sent, content_type="application/x-www-form-urlencoded")
                assert answer.status_code < 500, (form.action, name)
                assert SCRIPT not in content(answer), (form.action, name)


QUERIES = ("q", "by", "page", "number", "lcd", "key", "to", "check", "done", "size", "state", "department", "next",
           "draft", "ended", "transferred", "sort", "channel", "why", "open")  # fmt: skip


@pytest.mark.parametrize("kind", kinds(*[kind for kind in JUNK if kind != "long"]))
def test_junk_in_every_query(world: World, kind: str) -> None:
    body = world.natori
    query = "&".join(f"{name}={quote_from_bytes(JUNK[kind][:300])}" for name in QUERIES)
    for client, some in clients(body):
        for page in some:
            if page.example.method == "GET":
                answer = client.get(f"{page.address(body)}?{query}")
                assert answer.status_code < 500, page
                assert SCRIPT not in content(answer), page


PARTS = ("x" * 300, "..", "%2e%2e", "%00", "%0d%0aSet-Cookie:x=1", "9" * 30, "0", "-1", "%ff", "<script>", "é", "%2F")


@pytest.mark.parametrize("part", PARTS)
def test_junk_instead_of_every_id(world: World, part: str) -> None:
    body = world.natori
    before = rows_of(body)
    for client, some in clients(body):
        for page in some:
            address = page.address(body)
            for value in {str(one) for one in page.example.values(body).values()} - {body.code}:
                answer = client.get(address.replace(f"/{value}", f"/{part}", 1))
                assert answer.status_code < 500, (page, answer.status_code)
                assert "<script>" not in content(answer), page
                if answer.status_code == 404:
                    assert faults_of(answer, language="ja") == [], page
    assert rows_of(body) == before
