"""Names and words as people and attackers write them: kept as typed to the officer's page and the PDF, and harmless."""

from __future__ import annotations

import html
import unicodedata
from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader

from madoguchi.kernel.notify.models import Outbox
from madoguchi.kernel.tenants.api import tenant_scope
from madoguchi.modules.cases.models import Case, Submission
from tests.attacks.dog import dog_pages, faults, fill_dog, send
from tests.attacks.paper import content, faults_of
from tests.attacks.world import Body, World, sign_in

pytestmark = pytest.mark.engine_free

HARMFUL = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{7*7}}{% raise %}",
    '#eval("1+1") $x$ @note *b*',  # Typst
    "=cmd|' /C calc'!A0",
    "%(number)s %s {0} \\n",
    "'; DROP TABLE cases_case; --",
    "&lt;b&gt;&amp;",
)
NAMES = (
    "髙﨑", "邉󠄀邊", "葛󠄁城", "𠮷野", "吉\ufa19", "ﾔﾏﾀﾞ", "Ā́̈", "O'Brien-Łukasz", "Nguyễn", "김철수", "عبد", "々〆ヶ",
)  # fmt: skip


def filed(body: Body, **changes: str) -> str:
    """File a death report with these words; returns its receipt number."""
    client = Client()
    pages = dog_pages("見本", matter="death", **changes)
    for name in ("former_municipality", "old_name"):
        for page in pages.values():
            page.pop(name, None)
    number, _code = send(client, body.tenant, fill_dog(client, body.tenant, pages))
    return number.replace("-", "")


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


@pytest.mark.parametrize("words", HARMFUL)
def test_harmful_words_are_shown_as_words(world: World, words: str) -> None:
    body = world.natori
    number = filed(body, **{"owner_name.family": words, "dog_name": words[:40]})
    clerk, shown = sign_in(body.officer), html.escape(words)
    for address, kept in {
        f"/staff/cases/{number}/": True,
        f"/staff/cases/{number}/print/": True,
        "/staff/cases/": True,
        "/staff/today/": False,
        f"/staff/cases/?q={words[:5]}": False,
    }.items():
        answer = clerk.get(address)
        page = content(answer)
        assert answer.status_code == 200, address
        assert words not in page.replace(shown, "") or words == shown, address
        assert not kept or html.unescape(shown) in html.unescape(page), address
        assert faults_of(answer, language="ja", body_name="名取市") == [], address
    pdf = clerk.get(f"/staff/cases/{number}/answers.pdf")
    assert pdf.status_code == 200
    assert "".join(words.split()) in "".join(text_of(pdf.content).split())
    with tenant_scope(body.tenant):
        assert Case.objects.get(receipt_number=number).applicant_name.startswith(words)
        for mail in Outbox.objects.filter(text__contains=number):
            assert "\r" not in mail.subject + mail.to
            assert "\n" not in mail.subject + mail.to


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_kept_as_typed(world: World, name: str) -> None:
    body = world.natori
    number = filed(body, **{"owner_name.family": name})
    with tenant_scope(body.tenant):
        kept = Submission.objects.get(case__receipt_number=number).answers["owner_name"]["family"]
    assert kept == unicodedata.normalize("NFC", name) if "\ufa19" not in name else kept == name
    clerk = sign_in(body.officer)
    for address in (f"/staff/cases/{number}/", f"/staff/cases/{number}/print/"):
        assert kept in html.unescape(content(clerk.get(address))), address
    printed = text_of(clerk.get(f"/staff/cases/{number}/answers.pdf").content)
    lost = [one for one in _bare(kept) if unicodedata.normalize("NFKC", one) not in _flat(printed)]
    # A mark that cannot be set on its letter is told, too.
    assert len(lost) <= printed.count("〓") <= len(lost) + len(kept) - len(_bare(kept)), (lost, printed)


def _flat(text: str) -> str:
    """As a PDF may hand its letters back: composed, and without the spaces that lie between glyphs."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _bare(name: str) -> str:
    """The letters without selectors and marks, which a PDF keeps in the shape of a glyph and not in its text."""
    marks = {"ﾞ", "ﾟ", *(chr(code) for code in range(0xE0100, 0xE01F0))}
    return "".join(one for one in name if not unicodedata.combining(one) and one not in marks)


@pytest.mark.parametrize("name", ["𪚥", "𰻞"])
def test_a_letter_without_a_glyph_leaves_its_mark_on_paper_and_stays_on_the_screen(world: World, name: str) -> None:
    body = world.natori
    number = filed(body, **{"owner_name.family": name})
    clerk = sign_in(body.officer)
    assert name in content(clerk.get(f"/staff/cases/{number}/"))
    printed = text_of(clerk.get(f"/staff/cases/{number}/answers.pdf").content)
    assert name in printed or "〓" in printed


def test_the_mark_that_turns_writing_round_does_not_come_through(world: World) -> None:
    body = world.natori
    number = filed(body, **{"owner_name.family": "髙\u202e橋\u2066\x00\u200b"})
    shown = content(sign_in(body.officer).get(f"/staff/cases/{number}/"))
    assert "髙橋" in shown
    assert not {"\u202e", "\u2066", "\x00", "\u200b"} & set(shown)


def test_half_width_kana_become_the_kana_of_the_register(world: World) -> None:
    body = world.natori
    number = filed(body, **{"owner_kana.family": "ﾜﾀﾅﾍﾞ", "owner_kana.given": "さくら"})
    with tenant_scope(body.tenant):
        answers = Submission.objects.get(case__receipt_number=number).answers
    assert answers["owner_kana"] == {"family": "ワタナベ", "given": "サクラ"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"owner_name.family": "髙" * 10_000}, "100"),
        ({"owner_name.family": "渡邉🐶"}, "絵文字"),
        ({"owner_name.family": "\ue000"}, "外字"),
        ({"owner_name.family": "\u200b \u3000"}, "入力してください"),
        ({"owner_kana.family": "渡辺"}, "カタカナ"),
        ({"mail": "a@b\nBcc: c@d.example"}, "メールアドレス"),
        ({"phone": "０２２" * 100}, "電話番号"),
    ],
)
def test_what_cannot_be_taken_is_told_beside_the_field_and_kept(
    world: World, changes: dict[str, str], words: str
) -> None:
    body, client = world.natori, Client()
    pages = dog_pages("見本")
    here = f"/{body.code}/p/inu/start/"
    for name in ("matter", "dog"):
        here = client.post(here, {**pages[name], "_next": "1"})["Location"]
    answer = client.post(here, {**pages["owner"], **changes, "_next": "1"}, follow=True)
    page = content(answer)
    assert answer.redirect_chain[-1][0].endswith("?check=1")
    assert any(words in fault for fault in faults(page)), faults(page)
    [(control, value)] = changes.items()
    assert f'name="{control}"' in page
    assert html.escape("".join(value.split("\n")[0].split())[:50].replace("\u200b", "")) in page


DATES = (
    ({"happened_on.month": "2", "happened_on.day": "30"}, "2月に30日はありません"),
    ({"happened_on.era": "平成", "happened_on.year": "31", "happened_on.month": "5", "happened_on.day": "1"}, "平成"),
    ({"happened_on.era": "令和", "happened_on.year": "1", "happened_on.month": "4", "happened_on.day": "30"}, "令和"),
    ({"happened_on.month": "13"}, "月"),
    ({"happened_on.year": "9999"}, "扱えない年"),
    ({"happened_on.year": "2090"}, "かそれより前"),
    ({"happened_on.year": "99999"}, "年"),
    ({"happened_on.year": ""}, "年"),
    ({"happened_on.day": "二"}, "日"),
)


@pytest.mark.parametrize(("changes", "words"), DATES)
def test_a_day_that_does_not_exist_is_told_in_words(world: World, changes: dict[str, str], words: str) -> None:
    body, client = world.natori, Client()
    values = {**dog_pages("見本")["matter"], **changes, "_next": "1"}
    page = content(client.post(f"/{body.code}/p/inu/start/", values, follow=True))
    assert any(words in fault for fault in faults(page)), faults(page)
    assert "不正な" not in page
    assert f'value="{values["happened_on.day"]}"' in page, "what was typed is kept"
