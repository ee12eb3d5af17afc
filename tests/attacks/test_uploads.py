"""Files that are not what they say, through the real form page."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from madoguchi.kernel.files.models import StoredFile
from madoguchi.kernel.tenants.api import tenant_scope
from madoguchi.modules.cases.models import Submission
from tests.attacks.dog import dog_pages, faults, fill_dog, photo, send
from tests.attacks.paper import STRANGERS_FILE, content
from tests.attacks.world import Body, World, sign_in

JPEG = photo().read()
REFUSED = {
    "empty": (b"", "鑑札.jpg", "0バイト"),
    "too large": (JPEG + b"\x00" * (10 * 1024 * 1024), "鑑札.jpg", "大きすぎ"),
    "a web page as picture": (b"<html><script>alert(1)</script></html>", "鑑札.jpg", "HTML"),
    "a program as picture": (b"MZ\x90\x00" + b"\x00" * 500, "鑑札.png", "プログラム"),
    "a picture with a picture's name of svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "鑑札.svg", "SVG"),
    "cut off": (JPEG[:100], "鑑札.jpg", "壊れて"),
    "a zip": (b"PK\x03\x04" + b"\x00" * 500, "鑑札.pdf", "保存し直して"),
}


def at_the_dog(body: Body) -> tuple[Client, str]:
    """A browser on the page with the photograph."""
    client = Client()
    answer = client.post(f"/{body.code}/p/inu/start/", {**dog_pages("見本")["matter"], "_next": "1"})
    return client, answer["Location"]


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_taken_is_told_and_the_page_is_kept(world: World, case: str) -> None:
    data, name, words = REFUSED[case]
    body = world.natori
    client, here = at_the_dog(body)
    with tenant_scope(body.tenant):
        before = StoredFile.objects.count()
    upload = SimpleUploadedFile(name, data, "image/jpeg")
    answer = client.post(here, {**dog_pages("見本")["dog"], "former_tag_photo": upload, "_next": "1"}, follow=True)
    page = content(answer)
    assert any(words in fault for fault in faults(page)), (answer.status_code, faults(page))
    assert 'value="こむぎ見本"' in content(client.get(here))
    with tenant_scope(body.tenant):
        assert StoredFile.objects.count() == before


TRICKS = {
    "../../../etc/passwd.jpg": "passwd.jpg",
    "..\\..\\windows\\system32\\鑑札.jpg": "鑑札.jpg",
    "C:\\fakepath\\鑑札.jpg": "鑑札.jpg",
    "鑑札\u202egpj.exe.jpg": "鑑札gpj.exe.jpg",
    "<script>alert(1)</script>.jpg": "script>.jpg",
    'a"; filename="b.html.jpg': "b.html.jpg",
    "CON.jpg": "CON.jpg",
    "=cmd.jpg": "=cmd.jpg",
    "髙" * 300 + ".jpg": "髙",
    "か\u3099.jpg": ".jpg",
}


@pytest.mark.parametrize("name", TRICKS)
def test_a_name_that_plays_tricks_is_only_a_name(world: World, name: str) -> None:
    body, client = world.natori, Client()
    pages = dog_pages("見本", former_tag_photo=_named(name))
    number, _code = send(client, body.tenant, fill_dog(client, body.tenant, pages))
    number = number.replace("-", "")
    with tenant_scope(body.tenant):
        [kept] = Submission.objects.get(case__receipt_number=number).answers["former_tag_photo"]
        stored = StoredFile.objects.get(pk=kept["id"])
    assert TRICKS[name] in stored.name
    assert not re.search(r"[/\\\x00-\x1f\u202a-\u202e]", stored.name), stored.name
    clerk = sign_in(body.officer)
    page = clerk.get(f"/staff/cases/{number}/")
    assert "<script>alert" not in content(page)
    answer = clerk.get(f"/staff/cases/{number}/files/{kept['id']}/")
    assert answer.getvalue() == JPEG
    disposition = answer["Content-Disposition"]
    assert disposition.startswith("attachment; filename=")
    assert disposition.count("filename=") == 1
    sent = unquote(disposition.split("filename*=UTF-8''")[1])
    assert not re.search(r'[/\\:"<>|?*\r\n]', sent), sent
    assert sent.endswith((".jpg", ".jpeg"))
    assert answer["Content-Security-Policy"] == STRANGERS_FILE


def _named(name: str) -> SimpleUploadedFile:
    """As a hostile client sends it: Django's own class would already take the folders off."""
    upload = SimpleUploadedFile("x.jpg", JPEG, "image/jpeg")
    upload._name = name
    return upload


@pytest.mark.parametrize(
    "file_id", ["../secret-key", "..%2f..%2fsecret-key", "%2e%2e/%2e%2e/secret-key", "x" * 500, "0"]
)
def test_no_path_leads_out_of_the_files(world: World, file_id: str) -> None:
    body = world.natori
    clerk = sign_in(body.officer)
    for address in (
        f"/staff/cases/{body.cases['arrived']}/files/{file_id}/",
        f"/{body.code}/d/{body.draft}/files/{file_id}/",
    ):
        for tail in ("", "preview/"):
            assert clerk.get(address + tail).status_code in {404}, address
