"""What a page promises is there: links, pictures, make targets; fragments of the changelog have their form."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).resolve().parents[2]
KINDS = ("added", "changed", "fixed", "removed", "upgrade")


def pages() -> list[Path]:
    """Every Markdown page of the house; texts of packs and guidance are pages of the product."""
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "tests").rglob("README.md")]
    found += [*(ROOT / "src" / "madoguchi").glob("*/README.md"), *(ROOT / "src" / "madoguchi").glob("*/*/README.md")]
    return sorted(found)


def broken_links(page: Path) -> list[str]:
    """Relative links and pictures of a page that lead to no file."""
    targets = re.findall(r"\]\(([^)\s]+)\)", re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(), flags=re.DOTALL))
    relative = [unquote(t.split("#")[0]) for t in targets if not re.match(r"[a-z]+:|#", t)]
    return [target for target in relative if not (page.parent / target).exists()]


def unknown_targets(text: str, makefile: str) -> set[str]:
    """Names after `make` in code of a page that the Makefile does not know."""
    known = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    code = "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL))
    return set(re.findall(r"(?<![\w/-])make ([a-z][a-z-]+)", code)) - known


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_links_and_targets_of_a_page_are_there(page: Path) -> None:
    assert broken_links(page) == []
    assert unknown_targets(page.read_text(), (ROOT / "Makefile").read_text()) == set()


def test_a_planted_broken_link_and_target_are_caught(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("[here](page.md#part) [gone](gone.md) ![gone](a.png) [far](https://example.jp) `[no](link)`")
    assert broken_links(page) == ["gone.md", "a.png"]
    assert unknown_targets("make haste; `make tea` and `make run`", "run: setup\n") == {"tea"}


def faults_of_fragment(name: str, text: str) -> list[str]:
    """What is wrong with a changelog fragment (CONTRIBUTING.md says its form)."""
    faults = []
    if not re.fullmatch(rf"(?:{'|'.join(KINDS)})-[a-z0-9-]+\.md", name):
        faults.append("the name is not <kind>-<slug>.md")
    paragraphs = [p for p in text.split("\n\n") if p.strip()]
    japanese = [bool(re.search(r"[ぁ-ん]", p)) for p in paragraphs]
    if japanese != [False, True]:
        faults.append("not one paragraph in English, then one in Japanese")
    return faults


def test_fragments_have_their_form() -> None:
    found = {p.name: faults_of_fragment(p.name, p.read_text()) for p in (ROOT / "docs/releases/next").iterdir()}
    assert found
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_a_planted_fragment_without_form_is_caught() -> None:
    assert len(faults_of_fragment("news.md", "Only English.")) == 2
    assert faults_of_fragment("fixed-a-door.md", "A door closes.\n\n戸が閉まります。") == []


def test_both_readmes_tell_the_same() -> None:
    """Same headings, links and commands in English and Japanese."""
    english, japanese = ((ROOT / name).read_text() for name in ("README.md", "README.ja.md"))
    assert english.count("\n## ") == japanese.count("\n## ")
    links = [set(re.findall(r"\]\(([^)]+)\)", text)) - {"README.md", "README.ja.md"} for text in (english, japanese)]
    assert links[0] == links[1]
    assert set(re.findall(r"make [a-z-]+", english)) == set(re.findall(r"make [a-z-]+", japanese))
