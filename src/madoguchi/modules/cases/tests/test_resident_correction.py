"""The resident's page of a correction: what it opens, keeps and refuses."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from PIL import Image

from madoguchi.kernel.files import api as files
from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.modules.cases.models import Case, Correction, Submission
from madoguchi.modules.cases.services import correction, desk
from madoguchi.modules.cases.services.correction import Asked
from madoguchi.modules.cases.services.turn import By
from madoguchi.modules.cases.tests.conftest import FILED_AT, FileCase, enter
from madoguchi.modules.cases.tests.test_resident_pages import page_of


@pytest.fixture
def case(natori: Tenant, file_case: FileCase) -> Case:
    return file_case(natori)


def asked(natori: Tenant, clerk: Officer, case: Case, *fields: str) -> None:
    with tenant_scope(natori):
        desk.receive(case.receipt_number, By(clerk), now=FILED_AT)
        correction.ask(
            case.receipt_number,
            By(clerk),
            fields=[Asked(field, f"{field}が読めません") for field in fields],
            due_on=FILED_AT.date() + timedelta(days=14),
            message="お手数をおかけします",
            now=FILED_AT,
        )


def test_the_correction_page_opens_only_the_named_fields(
    inside: Client, natori: Tenant, clerk: Officer, case: Case
) -> None:
    asked(natori, clerk, case, "place")
    status = inside.get(page_of(case)).content.decode()
    assert "あなたの番です" in status
    page = inside.get(page_of(case, "correction/")).content.decode()
    assert "placeが読めません" in page
    assert 'name="place"' in page
    assert "増田一丁目" in page
    assert 'name="owner"' not in page
    answer = inside.post(page_of(case, "correction/"), {"place": "増田二丁目", "owner": "別人", "_fields": ["place"]})
    assert answer.status_code == 302
    with tenant_scope(natori):
        sent = Submission.objects.get(seq=2)
    assert (sent.answers["place"], sent.answers["owner"]) == ("増田二丁目", "見本 太郎")
    assert "お答えを送りました" in inside.get(answer["Location"], follow=True).content.decode()


def test_a_forged_field_is_refused_by_the_correction_page(
    inside: Client, natori: Tenant, clerk: Officer, case: Case
) -> None:
    asked(natori, clerk, case, "place")
    forged = {"place": "増田二丁目", "owner": "別人", "_fields": ["place", "owner"]}
    answer = inside.post(page_of(case, "correction/"), forged)
    assert answer["Location"].endswith("?refused=not_named")
    assert "お願いした項目だけ" in inside.get(answer["Location"]).content.decode()
    with tenant_scope(natori):
        assert Submission.objects.count() == 1


def test_another_language_keeps_what_was_typed_and_sends_nothing(
    inside: Client, natori: Tenant, clerk: Officer, case: Case
) -> None:
    asked(natori, clerk, case, "place")
    page = inside.get(page_of(case, "correction/")).content.decode()
    assert re.search(r'<button type="submit" form="correction" name="_language" value="en"', page)
    typed = {"place": "増田二丁目まで打って", "_fields": ["place"]}
    answer = inside.post(page_of(case, "correction/"), {**typed, "_language": "en"})
    assert answer["Location"] == "/en" + page_of(case, "correction/")
    page = inside.get(answer["Location"]).content.decode()
    assert '<html lang="en"' in page
    assert 'value="増田二丁目まで打って"' in page
    answer = inside.post(page_of(case, "correction/"), {**typed, "_furigana": "1"})
    assert answer.cookies["mdg_furigana"].value == "1"
    with tenant_scope(natori):
        assert Submission.objects.count() == 1


def test_a_bad_answer_keeps_what_was_typed(inside: Client, natori: Tenant, clerk: Officer, case: Case) -> None:
    asked(natori, clerk, case, "place", "size")
    answer = inside.post(page_of(case, "correction/"), {"place": "", "size": "large", "_fields": ["place", "size"]})
    assert answer["Location"] == page_of(case, "correction/?check=1"), "refresh and Back send nothing again"
    page = inside.get(answer["Location"]).content.decode()
    assert 'href="#f-place"' in page
    assert "「場所」を入力してください" in page
    assert 'name="metres"' in page  # came to light


@pytest.mark.parametrize("button", ["_list", "_map", "_swap"])
def test_a_button_that_only_draws_the_page_anew_sends_and_loses_nothing(
    inside: Client, natori: Tenant, clerk: Officer, case: Case, button: str
) -> None:
    asked(natori, clerk, case, "place")
    answer = inside.post(page_of(case, "correction/"), {"place": "増田", "_fields": "place", button: "place"})
    assert answer["Location"].startswith(page_of(case, "correction/"))
    assert 'value="増田"' in inside.get(answer["Location"]).content.decode()
    with tenant_scope(natori):
        assert Submission.objects.count() == 1


def test_what_was_typed_is_kept_while_typing_and_after_the_time_out(
    inside: Client, natori: Tenant, clerk: Officer, case: Case
) -> None:
    asked(natori, clerk, case, "place")
    saved = inside.post(page_of(case, "correction/autosave/"), {"_fields": "place", "place": "増田三丁目の途中"})
    assert set(saved.json()) == {"saved_at"}
    other = Client()
    assert other.post(page_of(case, "correction/autosave/"), {"_fields": "place", "place": "x"}).status_code == 403
    enter(other, case)
    assert "増田三丁目の途中" in other.get(page_of(case, "correction/")).content.decode()
    other.post(page_of(case, "correction/"), {"_fields": "place", "place": "増田三丁目1"})
    with tenant_scope(natori):
        assert Submission.objects.latest("seq").answers["place"] == "増田三丁目1"
        assert Correction.objects.get().typed == {}
    assert inside.post(page_of(case, "correction/autosave/"), {"place": "x"}).status_code == 409


def test_an_uploaded_file_survives_an_error_elsewhere(
    inside: Client, natori: Tenant, clerk: Officer, case: Case
) -> None:
    asked(natori, clerk, case, "place", "map")
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), "green").save(picture, "JPEG")
    upload = SimpleUploadedFile("地図.jpg", picture.getvalue())
    fields = {"_fields": ["place", "map"]}
    answer = inside.post(page_of(case, "correction/"), {**fields, "place": "", "map": upload})
    page = inside.get(answer["Location"]).content.decode()
    assert "地図.jpg" in page
    kept = re.search(r'name="map\.kept" value="([^"]+)"', page)
    assert kept
    assert inside.get(page_of(case, f"correction/files/{kept[1]}/"))["Content-Type"] == "image/jpeg"
    sent = inside.post(page_of(case, "correction/"), {**fields, "place": "増田二丁目", "map.kept": kept[1]})
    assert sent.status_code == 302
    with tenant_scope(natori):
        assert Submission.objects.get(seq=2).answers["map"][0]["id"] == kept[1]


def test_a_file_that_cannot_be_taken_says_why_and_can_be_replaced(
    inside: Client, natori: Tenant, clerk: Officer, case: Case
) -> None:
    asked(natori, clerk, case, "map")
    fields = {"_fields": ["map"]}
    for content, words in ((b"", "空"), (b"MZ" + b"\0" * 100, "プログラム")):
        upload = SimpleUploadedFile("地図.jpg", content)
        answer = inside.post(page_of(case, "correction/"), {**fields, "map": upload})
        assert words in inside.get(answer["Location"]).content.decode()
        forged = answer["Location"].replace("told=", "told=x")
        assert words not in inside.get(forged).content.decode()


def test_a_refused_file_is_told_in_the_language_of_the_page(
    inside: Client, natori: Tenant, clerk: Officer, case: Case
) -> None:
    asked(natori, clerk, case, "map")
    upload = SimpleUploadedFile("map.jpg", b"MZ" + b"\0" * 100)
    answer = inside.post(page_of(case, "correction/"), {"_fields": ["map"], "map": upload})
    page = inside.get("/en" + answer["Location"]).content.decode()
    assert "program" in page
    assert 'href="#f-map"' in page


def test_only_known_words_in_the_address_are_told(inside: Client, natori: Tenant, clerk: Officer, case: Case) -> None:
    asked(natori, clerk, case, "place")
    for query in ("refused=<b>x</b>", "refused=fee_changed", "told=x"):
        page = inside.get(page_of(case, f"correction/?{query}")).content.decode()
        assert "まだ送られていません" not in page
        assert "error-summary" not in page


def test_without_a_correction_the_page_leads_back(inside: Client, case: Case) -> None:
    answer = inside.get(page_of(case, "correction/"))
    assert (answer.status_code, answer["Location"]) == (302, page_of(case))


@pytest.mark.parametrize("moment", ["cases_submission", 'UPDATE "cases_correction"'])
def test_what_is_typed_for_a_correction_that_the_office_replaces_meanwhile_waits_in_the_new_one(
    inside: Client, natori: Tenant, clerk: Officer, case: Case, moment: str
) -> None:
    """`moment`: the statement of the request after which the office acts: the page is read, what was typed is kept."""
    asked(natori, clerk, case, "place")
    inside.post(page_of(case, "correction/autosave/"), {"_fields": "place", "place": "打ちかけ"})
    between = Between(moment, lambda: replace_correction(clerk, case))
    with connection.execute_wrapper(between):
        answer = inside.post(page_of(case, "correction/"), {"place": "増田二丁目", "_fields": ["place"]})
    assert between.done
    assert answer["Location"].endswith("?refused=not_now")
    page = inside.get(answer["Location"]).content.decode()
    assert "まだ送られていません" in page
    assert "sizeが読めません" in page
    assert 'value="増田二丁目"' in page
    with tenant_scope(natori):
        assert Submission.objects.count() == 1
        assert Correction.objects.earliest("pk").typed == {}


class Between:
    """Does something once, after the first statement that has these words in it."""

    def __init__(self, words: str, then: Callable[[], Any]) -> None:
        self.words, self.then, self.done = words, then, False

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if self.words in sql and not self.done:
            self.done = True
            self.then()
        return result


def replace_correction(clerk: Officer, case: Case) -> None:
    desk.withdraw_correction(case.receipt_number, By(clerk), reason="ほかの項目でした", now=FILED_AT)
    correction.ask(
        case.receipt_number,
        By(clerk),
        fields=[Asked("place", "placeが読めません"), Asked("size", "sizeが読めません")],
        due_on=FILED_AT.date() + timedelta(days=14),
        now=FILED_AT,
    )


def jpeg(colour: str = "green", name: str = "地図.jpg") -> SimpleUploadedFile:
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(picture, "JPEG")
    return SimpleUploadedFile(name, picture.getvalue())


def test_a_file_that_a_script_sends_at_once_is_kept_and_nothing_is_answered_yet(
    inside: Client, natori: Tenant, clerk: Officer, case: Case
) -> None:
    asked(natori, clerk, case, "place", "map")
    address = page_of(case, "correction/")
    page = inside.get(address + "?check=1").content.decode()
    form = re.search(r'<form [^>]*id="correction"[^>]*>', page)
    assert form
    assert f'action="{address}"' in form[0]
    assert "data-uploads" in form[0]
    posted = {"_fields": ["place", "map"], "place": "増田", "_upload": "1"}
    for _again in range(2):  # a browser sends again what it had no answer to
        answer = inside.post(address, {**posted, "map": jpeg()})
        assert answer["Location"] == address
    page = inside.get(address).content.decode()
    assert page.count('name="map.kept"') == 1
    assert re.search(r'data-autosave-status[^>]*>保存しました <time datetime="', page)
    assert inside.get(re.search(r'src="([^"]+correction/files/[^"]+)"', page)[1]).status_code == 200  # type: ignore[index]
    answer = inside.post(address, {**posted, "map": jpeg("red", "別の地図.jpg")})
    told = inside.get(answer["Location"]).content.decode()
    assert "別の地図.jpg" not in told
    assert 'href="#f-map"' in told, "there is room for one: said at once, as in the form"
    with tenant_scope(natori):
        assert Submission.objects.count() == 1


def test_what_another_tab_has_sent_stays_until_its_button_is_pressed(
    inside: Client, natori: Tenant, clerk: Officer, case: Case
) -> None:
    asked(natori, clerk, case, "place", "map")
    address, fields = page_of(case, "correction/"), {"_fields": ["place", "map"]}
    inside.post(address, {**fields, "place": "増田", "_upload": "1", "map": jpeg()})
    inside.post(page_of(case, "correction/autosave/"), {**fields, "place": "増田二丁目"})  # drawn before the file came
    page = inside.get(address).content.decode()
    kept = re.search(r'name="map\.kept" value="([^"]+)"', page)
    assert kept
    assert 'value="増田二丁目"' in page
    inside.post(address, {**fields, "place": "増田二丁目", "map.kept": kept[1], "_remove_file": kept[1]})
    assert kept[1] not in inside.get(address).content.decode()
    with tenant_scope(natori):
        assert files.owned_by(Correction.objects.get().owner) == []
