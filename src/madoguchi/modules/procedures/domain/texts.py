"""`texts/<lang>.md`: the sections of a procedure's page, by the id in their heading (`## who`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches

from madoguchi.kit import languages
from madoguchi.modules.procedures.choices import LANGUAGES, REQUIRED_SECTIONS, SECTIONS
from madoguchi.modules.procedures.domain.problems import Findings

Sections = Mapping[str, str]
_HEADING = re.compile(r"^## +(.+?) *$", re.MULTILINE)
_HTML = re.compile(r"<[a-zA-Z/!]")


def read_texts(files: Mapping[str, str], findings: Findings) -> dict[str, Sections]:
    """The sections of each language: {"ja": {"lead": "…Markdown…"}, "en": {…}}. Faults go to `findings`."""
    texts: dict[str, Sections] = {
        lang: _sections(f"texts/{lang}.md", files.get(f"texts/{lang}.md", ""), findings) for lang in LANGUAGES
    }
    for lang, other in (("ja", "en"), ("en", "ja")):
        name = languages.LANGUAGES[lang]
        for section in texts[other]:
            if section not in texts[lang]:
                findings.add(
                    f"texts/{lang}.md", f"## {section}", f"{name.ja}の文がありません。",
                    f"There is no {name.en} text.",
                )  # fmt: skip
    for section in REQUIRED_SECTIONS:
        if section not in texts["ja"] and section not in texts["en"]:
            findings.add(
                "texts/ja.md", f"## {section}", f"「{section}」（{SECTIONS[section].ja}）がありません。",
                f"The section “{section}” is missing.",
            )  # fmt: skip
    return texts


def _sections(file: str, text: str, findings: Findings) -> dict[str, str]:
    parts = _HEADING.split(text)
    if parts[0].strip():
        findings.add(
            file, "", "最初の見出し（## lead など）より前に文があります。",
            "There is text before the first heading.",
        )  # fmt: skip
    sections: dict[str, str] = {}
    for name, body in zip(parts[1::2], parts[2::2], strict=True):
        place = f"## {name}"
        if name not in SECTIONS:
            near = get_close_matches(name, list(SECTIONS), n=1)
            hint = (f"「{near[0]}」ではありませんか。", f" Did you mean “{near[0]}”?") if near else ("", "")
            findings.add(
                file, place, f"「{name}」という見出しはありません。{hint[0]}", f"There is no section “{name}”.{hint[1]}"
            )
        elif name in sections:
            findings.add(file, place, "同じ見出しが2度あります。", "This section appears twice.")
        elif not body.strip():
            findings.add(file, place, "本文がありません。", "This section is empty.")
        elif _HTML.search(body):
            findings.add(file, place, "HTMLは書けません（Markdownだけです）。", "Write Markdown, not HTML.")
        else:
            sections[name] = body.strip()
    return sections
