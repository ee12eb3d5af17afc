"""The time of a correction: a form has longer than the case, opens nothing else, and loses nothing that comes late."""

from __future__ import annotations

import io
import re
import time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.modules.cases.models import Case, Correction, Submission
from madoguchi.modules.cases.tests.conftest import FileCase, enter
from madoguchi.modules.cases.tests.test_resident_correction import asked
from madoguchi.modules.cases.tests.test_resident_pages import page_of


@pytest.fixture
def case(natori: Tenant, clerk: Officer, file_case: FileCase) -> Case:
    filed = file_case(natori)
    asked(natori, clerk, filed, "place", "map")
    return filed


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let minutes go by."""
    began, gone = time.time(), [0]
    monkeypatch.setattr(time, "time", lambda: began + gone[0] * 60)

    def minutes(number: int) -> None:
        gone[0] += number

    return minutes


def ticket_on(page: str) -> str:
    found = re.search(r'name="_ticket" value="([^"]+)"', page)
    assert found
    return found[1]


def open_form(client: Client, case: Case) -> str:
    answer = client.get(page_of(case, "correction/"))
    assert answer.status_code == 200
    return ticket_on(answer.content.decode())


def picture() -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (64, 48), "green").save(content, "JPEG")
    return SimpleUploadedFile("地図.jpg", content.getvalue())


def test_a_correction_has_the_time_of_a_form(inside: Client, case: Case, wait: Any) -> None:
    open_form(inside, case)
    assert inside.cookies[f"mdg_fix_{case.receipt_number}"]["max-age"] == 90 * 60
    wait(60)
    open_form(inside, case)
    wait(89)
    open_form(inside, case)
    wait(91)
    answer = inside.get(page_of(case, "correction/"))
    assert answer.status_code == 302
    assert "ended=1" in answer["Location"]


def test_the_form_does_not_renew_the_case(inside: Client, case: Case, wait: Any) -> None:
    open_form(inside, case)
    wait(31)
    open_form(inside, case)
    for rest in ("", "withdraw/", "receipt.pdf", "answers.pdf"):
        assert inside.get(page_of(case, rest)).status_code == 302, rest
    saved = inside.post(page_of(case, "correction/autosave/"), {"_fields": "place", "place": "x"})
    assert saved.status_code == 200
    assert inside.get(page_of(case)).status_code == 302


def test_the_address_of_the_form_gives_nothing_without_a_correction(
    client: Client, natori: Tenant, file_case: FileCase, wait: Any
) -> None:
    case = file_case(natori)
    enter(client, case)
    wait(31)
    answer = client.get(page_of(case, "correction/"))
    assert "/status/?" in answer["Location"]
    assert client.get(page_of(case)).status_code == 302


def test_an_answer_after_the_time_of_the_case_is_sent_and_told(
    inside: Client, natori: Tenant, case: Case, wait: Any
) -> None:
    open_form(inside, case)
    wait(60)
    fields = {"_fields": ["place", "map"], "place": "増田二丁目", "map": picture()}
    answer = inside.post(page_of(case, "correction/"), fields)
    with tenant_scope(natori):
        assert Submission.objects.count() == 2
    assert "sent=1" in answer["Location"]
    assert "お答えを送りました" in inside.get(answer["Location"]).content.decode()
    assert inside.get(page_of(case)).status_code == 302


def late(client: Client, case: Case, ticket: str, **fields: Any) -> Any:
    posted = {"_fields": ["place", "map"], "place": "増田三丁目の途中", "_ticket": ticket, **fields}
    answer = client.post(page_of(case, "correction/"), posted)
    assert answer.status_code == 302
    return answer


def test_a_late_answer_is_kept_with_its_files_and_shown_to_nobody(
    inside: Client, natori: Tenant, case: Case, wait: Any
) -> None:
    ticket = open_form(inside, case)
    wait(91)
    answer = late(inside, case, ticket, map=picture())
    assert "kept=1" in answer["Location"]
    assert "増田" not in answer["Location"]
    text = inside.get(answer["Location"]).content.decode()
    assert "いまの入力は保存しました。まだ送られていません" in text
    assert "三丁目" not in text
    assert inside.get(page_of(case, "correction/")).status_code == 302, "a ticket opens nothing"
    with tenant_scope(natori):
        assert Submission.objects.count() == 1
    enter(inside, case)
    text = inside.get(page_of(case, "correction/")).content.decode()
    assert "増田三丁目の途中" in text
    assert "地図.jpg" in text


def test_a_late_file_that_cannot_be_taken_is_told(inside: Client, case: Case, wait: Any) -> None:
    ticket = open_form(inside, case)
    wait(91)
    answer = late(inside, case, ticket, map=SimpleUploadedFile("地図.jpg", b"MZ" + b"\0" * 100))
    assert "refused=1" in answer["Location"]
    assert "ファイルを選び直して" in inside.get(answer["Location"]).content.decode()


@pytest.mark.parametrize("spoilt", ["forged", "none", "old", "other browser", "closed"])
def test_a_ticket_writes_only_what_it_was_drawn_for(
    inside: Client, natori: Tenant, case: Case, wait: Any, spoilt: str
) -> None:
    ticket = open_form(inside, case)
    poster = inside
    if spoilt == "closed":
        sent = inside.post(
            page_of(case, "correction/"), {"_fields": ["place", "map"], "place": "増田二丁目", "map": picture()}
        )
        assert sent.status_code == 302
    wait(24 * 60 + 1 if spoilt == "old" else 91)
    if spoilt == "other browser":
        poster = Client()
        poster.get("/042072/status/")
    answer = late(poster, case, {"forged": f"{ticket}x", "none": ""}.get(spoilt, ticket))
    assert "lost=1" in answer["Location"]
    assert "いまの入力は受け取れませんでした" in poster.get(answer["Location"]).content.decode()
    with tenant_scope(natori):
        assert Correction.objects.get().typed == {}
