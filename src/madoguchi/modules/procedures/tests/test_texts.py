"""Sections of a procedure's page."""

from __future__ import annotations

from madoguchi.modules.procedures.domain.problems import Findings
from madoguchi.modules.procedures.domain.texts import read_texts
from madoguchi.modules.procedures.domain.wording import BodyWords, head_of

GOOD = "".join(f"## {section}\n\nText of {section}.\n\n" for section in ("lead", "who", "prepare", "after"))


def read(ja: str, en: str = GOOD) -> tuple[dict[str, object], list[str]]:
    findings = Findings()
    texts = read_texts({"texts/ja.md": ja, "texts/en.md": en}, findings)
    return dict(texts), [f"{p.file} {p.place}: {p.en}" for p in findings.found]


def test_sections_are_read_by_their_ids() -> None:
    texts, problems = read(GOOD)
    assert problems == []
    assert texts["ja"] == {name: f"Text of {name}." for name in ("lead", "who", "prepare", "after")}


def test_faults_are_named_with_their_place() -> None:
    ja = "Before.\n" + GOOD.replace("## after", "## aftr") + "## who\n\nAgain.\n## notes\n\n\n## fee\n<b>bold</b>\n"
    _texts, problems = read(ja)
    assert problems == [
        "texts/ja.md : There is text before the first heading.",
        "texts/ja.md ## aftr: There is no section “aftr”. Did you mean “after”?",
        "texts/ja.md ## who: This section appears twice.",
        "texts/ja.md ## notes: This section is empty.",
        "texts/ja.md ## fee: Write Markdown, not HTML.",
        "texts/ja.md ## after: There is no Japanese text.",
    ]


def test_a_section_missing_in_both_languages() -> None:
    short = GOOD.replace("## who\n\nText of who.\n\n", "")
    assert read(short, short)[1] == ["texts/ja.md ## who: The section “who” is missing."]


def test_the_words_of_the_body_are_filled_in() -> None:
    words = BodyWords("名取市", "名取市長", "環境課")
    assert words.fill("{body}の{office}へ。{head} {other}") == "名取市の環境課へ。名取市長 {other}"
    assert [head_of("名取市", "市長"), head_of("宮城県", "知事"), head_of("名取市", "")] == [
        "名取市長",
        "宮城県知事",
        "名取市",
    ]
