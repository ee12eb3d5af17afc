"""The papers say what they were given, in both languages, with our fonts only."""

from __future__ import annotations

import re
import threading
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from madoguchi.modules.documents.api import (
    TEMPLATES,
    TypesettingFailed,
    qr_svg,
    render,
    render_pdf,
    unprintable,
)
from madoguchi.modules.documents.tests.samples import BLANK_FORM, DECISION, RECEIPT, text_of

pytestmark = pytest.mark.engine_free

FIELD_TYPES = [
    "text", "textarea", "name", "kana", "org_name", "corporate_number", "date", "year_month", "fiscal_year", "number",
    "money", "phone", "email", "address", "choice", "choices", "yes_no", "file", "consent", "info", "bank_account",
    "lines", "grid", "written", "map",
]  # fmt: skip


def test_decision_carries_every_part_of_the_letter() -> None:
    text = text_of(render_pdf(TEMPLATES["decision"], DECISION))
    order = [
        "名総第12号", "令和8年11月22日", "〒981-1224", "髙橋𠮷之助様", "名取市長見本太郎", "（公印省略）",
        "行政文書不開示決定通知書", "次のとおり決定しました。", "記", "請求のあった文書会議録令和7年度分", "以上",
        "理由条例第7条第2号", "教示", "審査請求例文・要確認", "問い合わせ先",
    ]  # fmt: skip
    positions = [text.find(part) for part in order]
    assert -1 not in positions, dict(zip(order, positions, strict=True))
    assert positions == sorted(positions)


def test_unchecked_and_demo_marks_stand_only_where_asked_for() -> None:
    checked = dict(DECISION, appeal=[{"kind": "審査請求", "text": "本文"}])
    assert "例文・要確認" not in text_of(render_pdf(TEMPLATES["decision"], checked))
    assert "デモ" not in text_of(render_pdf(TEMPLATES["decision"], checked))
    marked = text_of(render_pdf(TEMPLATES["decision"], {**checked, "unchecked": True, "demo": True}))
    assert marked.index("例文・要確認") < marked.index(DECISION["title"])
    assert "デモ：実在の手続ではありません" in marked


def test_every_page_of_a_demonstration_letter_says_so_and_is_numbered() -> None:
    long = {**DECISION, "demo": True, "text": "長い本文です。\n" * 80}
    pages = [page.extract_text() for page in PdfReader(BytesIO(render_pdf(TEMPLATES["decision"], long))).pages]
    assert len(pages) > 2
    assert all("デモ：実在の手続ではありません" in page for page in pages)
    assert all(re.search(rf"{n}\s*/\s*{len(pages)}", page) for n, page in enumerate(pages, start=1))


def test_receipt_shows_time_in_japan_and_no_code_unless_given() -> None:
    text = text_of(render_pdf(TEMPLATES["receipt"], RECEIPT))
    for part in (
        "受付票",
        "K7M3-9XPA",
        "犬の死亡の届出",
        "令和8年11月22日12時03分",
        "名取市生活環境課",
        "令和8年11月26日",
    ):
        assert part in text
    assert "確認番号" not in text
    with_code = {**RECEIPT, "code": "ABCD-EFGH", "qr_svg": qr_svg("https://example.jp/s/")}
    assert "確認番号ABCD-EFGH" in text_of(render_pdf(TEMPLATES["receipt"], with_code))


def test_receipt_in_english() -> None:
    text = text_of(render_pdf(TEMPLATES["receipt"], RECEIPT, lang="en"))
    assert "22November2026,12:03" in text
    assert "26November2026" in text


def test_answers_lists_sections_groups_and_blanks() -> None:
    data = {
        "body": "名取市",
        "procedure": "犬の死亡の届出",
        "sections": [
            {
                "title": "犬について",
                "rows": [
                    {"label": "名前", "lines": ["ポチ"], "group": "犬 1"},
                    {"label": "毛色", "lines": [], "group": "犬 2"},
                    {"label": "住所", "lines": ["名取市", "増田"]},
                ],
            }
        ],
    }
    assert "犬について犬1名前ポチ犬2毛色記入なし住所名取市増田" in text_of(render_pdf(TEMPLATES["answers"], data))


def test_the_map_of_a_place_is_set_with_its_words() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 48" width="64" height="48">'
        '<rect width="64" height="48"/><text x="5" y="30" font-size="9">閖上</text></svg>'
    )
    figures = [{"svg": svg, "alt": "名取市の地図"}, {"svg": svg, "alt": "印の近く"}]
    data = {
        "body": "名取市",
        "procedure": "届出",
        "sections": [{"title": "場所", "rows": [{"label": "位置", "lines": ["公会堂の北"], "figures": figures}]}],
    }
    pdf = render_pdf(TEMPLATES["answers"], data)
    assert "位置公会堂の北" in text_of(pdf)
    assert "閖上" in text_of(pdf), "names on the map are text"
    assert len(pdf) > len(render_pdf(TEMPLATES["answers"], {**data, "sections": []}))


def test_blank_form_repeats_groups_and_marks_required_fields() -> None:
    text = text_of(render_pdf(TEMPLATES["blank_form"], BLANK_FORM))
    assert "提出先：名取市長様" in text
    assert "氏名（必須）" in text
    assert "死亡転居その他" in text
    assert text.count("犬の名前") == 2
    assert "犬1" in text
    assert "犬2" in text


@pytest.mark.parametrize("kind", [*FIELD_TYPES, "a_type_of_tomorrow"])
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_blank_form_has_room_for_every_field_type(kind: str, lang: str) -> None:
    field = {"kind": kind, "label": "題名", "help": "説明", "options": ["甲", "乙"]}
    data = {**BLANK_FORM, "sections": [{"title": "区分", "fields": [field]}]}
    text = text_of(render_pdf(TEMPLATES["blank_form"], data, lang=lang))
    assert ("説明" if kind == "info" else "題名") in text


@pytest.mark.parametrize(("name", "data"), [("decision", DECISION), ("receipt", RECEIPT), ("blank_form", BLANK_FORM)])
def test_declared_standards_title_language_and_embedded_fonts(name: str, data: dict[str, Any]) -> None:
    reader = PdfReader(BytesIO(render_pdf(TEMPLATES[name], data)))
    assert reader.metadata is not None
    assert reader.metadata.title
    assert reader.metadata.author == "名取市"
    root = reader.trailer["/Root"]
    assert root["/Lang"].startswith("ja")
    assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"].value is True
    xmp = root["/Metadata"].get_object().get_data().decode()
    assert re.search(r"pdfaid:part(=\"|>)2", xmp)
    assert re.search(r"pdfuaid:part(=\"|>)1", xmp)
    fonts = {
        font.get_object()["/BaseFont"].split("+")[1]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert {font.split("-")[0] for font in fonts} <= {"NotoSansJP", "NotoSerifJP"}


def test_typed_markup_stays_text() -> None:
    sly = '#set page(width: 1cm) *太字* $x$ \\ "引用" <b> @ref //注'
    text = text_of(render_pdf(TEMPLATES["decision"], {**DECISION, "text": sly}))
    assert "".join(sly.split()) in text


def test_characters_without_a_glyph_are_printed_as_geta_and_listed() -> None:
    data = {**DECISION, "reason": "😀がいた", "addressee": {"name": "渡邉\U000e01ef"}}
    rendered = render(TEMPLATES["decision"], data)
    assert [(u.character, u.where, u.kind) for u in rendered.unprintable] == [
        ("邉\U000e01ef", "addressee.name", "variant"),
        ("😀", "reason", "missing"),
    ]
    assert "〓がいた" in text_of(rendered.pdf)
    assert "渡邉様" in text_of(rendered.pdf)
    assert unprintable(data) == list(rendered.unprintable)


def test_names_with_rare_forms_are_printed_as_typed() -> None:
    rare = "髙﨑𠮷栁濵邊葛\U000e0100"
    rendered = render(TEMPLATES["decision"], {**DECISION, "addressee": {"name": rare}})
    assert rendered.unprintable == ()
    assert rare[:-1] in text_of(rendered.pdf).replace("\U000e0100", "")


def test_a_pack_brings_its_own_document() -> None:
    source = (
        '#import "/letter.typ": *\n#show: letter.with(data)\n#title-line(data)\n'
        '占用の場所は#data.answers.place.join("、")です。'
    )
    text = text_of(render_pdf(source, {**DECISION, "answers": {"place": ["増田", "閖上"]}}))
    assert "占用の場所は増田、閖上です。" in text


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ('#read("/../models.py")', "escape"),
        ('#read("/etc/passwd")', "not found"),
        ('#import "@preview/cetz:0.3.0": *', "packages"),
        ("#data.nothing", "data"),
        ("#let x = ", "expected"),
    ],
)
def test_a_wrong_template_is_refused_with_a_reason(source: str, said: str) -> None:
    with pytest.raises(TypesettingFailed, match=said):
        render_pdf(source, DECISION)


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="fr"):
        render_pdf(TEMPLATES["receipt"], RECEIPT, lang="fr")


def test_threads_share_the_typesetter() -> None:
    made: dict[int, str] = {}

    def make(number: int) -> None:
        for turn in range(3):
            made[number * 10 + turn] = text_of(
                render_pdf(TEMPLATES["receipt"], {**RECEIPT, "receipt_number": f"N{number}-{turn}"})
            )

    threads = [threading.Thread(target=make, args=(n,)) for n in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 12
    assert all(f"N{key // 10}-{key % 10}" in text for key, text in made.items())


def test_no_page_holds_the_contact_block_alone() -> None:
    """However long the letter is: some of these lengths end a line or two above the foot of the page."""
    parts: tuple[Any, ...] = (
        {},
        {"appeal": []},
        {"appeal": [], "reason": ""},
        {"appeal": [], "reason": "", "details": []},
    )
    for without in parts:
        for lines in range(1, 34, 3):
            letter = {**DECISION, **without, "text": "本文の行です。\n" * lines}
            last = PdfReader(BytesIO(render_pdf(TEMPLATES["decision"], letter))).pages[-1].extract_text()
            before = "".join(last.split("問い合わせ先", maxsplit=1)[0].split())
            assert "問い合わせ先" in last
            assert before.removeprefix(str(DECISION["number"])), (without, lines)


def test_a_firm_is_written_to_by_its_representative() -> None:
    addressee = {"name": "架空建設株式会社", "representative": "代表取締役 閖上 太郎"}
    text = text_of(render_pdf(TEMPLATES["decision"], {**DECISION, "addressee": addressee}))
    assert "架空建設株式会社代表取締役閖上太郎様" in text
    plain = text_of(render_pdf(TEMPLATES["decision"], {**DECISION, "addressee": {"name": "閖上 太郎"}}))
    assert "閖上太郎様" in plain


def test_the_slip_of_a_notification_names_the_notifier() -> None:
    slip = {**RECEIPT, "applicant": "閖上 太郎"}
    assert "申請者閖上太郎" in text_of(render_pdf(TEMPLATES["receipt"], slip))
    text = text_of(render_pdf(TEMPLATES["receipt"], {**slip, "applicant_label": "届出者"}))
    assert "届出者閖上太郎" in text
    assert "申請者" not in text
    assert "次の手続を受け付けました。" in text


def test_a_day_before_the_solar_calendar_is_written_in_western_years() -> None:
    """明治5年12月2日 was the last of the old calendar: an era year before it would be another day."""
    old = text_of(render_pdf(TEMPLATES["decision"], {**DECISION, "date": date(1872, 12, 31)}))
    assert "1872年12月31日" in old
    assert "明治6年1月1日" in text_of(render_pdf(TEMPLATES["decision"], {**DECISION, "date": date(1873, 1, 1)}))
    assert not unprintable({"born": datetime(1850, 5, 1, 12, 0, tzinfo=UTC)})
