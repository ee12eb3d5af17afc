"""What is wrong with a working version, in the words of its pages: by page, each with the box where it is put right."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.kernel.tenants.api import href
from madoguchi.kernel.ui.api import language
from madoguchi.kit.languages import LANGUAGES
from madoguchi.modules.designer import queries
from madoguchi.modules.designer.choices import MENU
from madoguchi.modules.designer.domain import structure, tomlsync
from madoguchi.modules.designer.domain.places import Spot
from madoguchi.modules.designer.domain.vocabulary import called, key_word
from madoguchi.modules.designer.models import WorkingVersion
from madoguchi.modules.designer.web.staff import naming
from madoguchi.modules.procedures import api as procedures

# Pages of one thing: what names the thing in their address, and the entry of the menu under which they are.
_OF_ONE = {
    "field": ("field", "form"), "page": ("page", "form"), "document": ("document", "documents"),
    "example": ("example", "examples"), "table": ("table", "tables"), "translating": ("lang", "languages"),
}  # fmt: skip
_NO_KEY = re.compile(r"「([a-z_]+)」がありません。")
_NO_TEXT = re.compile(r"(日本語|英語)の文（(ja|en)）がありません。")


@dataclass(frozen=True)
class Entry:
    """One thing to put right: the address of its box, what it is about, and what is wrong. `rule`, `place`: by which
    somebody may answer for it ("" = nobody may)."""

    href: str
    where: str
    sentence: str
    rule: str = ""
    place: str = ""


@dataclass
class Group:
    """What is wrong on one page of the menu."""

    title: str
    href: str
    entries: list[Entry] = field(default_factory=list)


def grouped(row: WorkingVersion, problems: Iterable[queries.Found]) -> list[Group]:
    """Every problem, those of one page of the menu together, in the order of the menu."""
    form = tomlsync.plain(row.files["form.toml"])
    groups: dict[str, Group] = {}
    for page, entry in _entries(row, list(problems), form):
        if page not in groups:
            groups[page] = Group(str(MENU[page]), href(None, f"designer:{page}", working=row.pk))
        groups[page].entries.append(entry)
    return [groups[page] for page in MENU if page in groups]


def _entries(row: WorkingVersion, problems: list[queries.Found], form: dict[str, Any]) -> Iterator[tuple[str, Entry]]:
    """Those of one example, which mostly come together when the form has changed, as one."""
    of_example = Counter(one.spot.name for one in problems if one.spot.page == "example")
    for one in problems:
        page = _OF_ONE.get(one.spot.page, ("", one.spot.page))[1]
        count = of_example.get(one.spot.name, 0) if one.spot.page == "example" else 1
        if count == 1:
            yield page, Entry(address(row, one.spot), where(one, form), sentence(one, form), one.rule, one.place)
        elif count:
            said = _(
                "いまの様式と%(n)sか所で合いません。新しい結果が正しければ、入力例の画面の"
                "「この新しい結果が正しい」で合わせられます。"
            ) % {"n": count}
            yield page, Entry(address(row, one.spot), where(one, form), said)
            of_example[one.spot.name] = 0  # told


def address(row: WorkingVersion, spot: Spot) -> str:
    """Where a problem is put right."""
    named: dict[str, Any] = {_OF_ONE[spot.page][0]: spot.name} if spot.page in _OF_ONE else {}
    return href(None, f"designer:{spot.page}", working=row.pk, **named) + spot.anchor


def on_page(problems: list[queries.Found], page: str, name: str, form: dict[str, Any]) -> list[tuple[str, str, str]]:
    """(control, what it is called, what is wrong) of every problem of one page of the designer."""
    here = [one for one in problems if (one.spot.page, one.spot.name) == (page, name)]
    words = [naming.setting(_text_of(one), *_words_of(one.spot, form)) for one in here]
    return [(one.spot.control, word, sentence(one, form)) for one, word in zip(here, words, strict=True)]


def where(one: queries.Found, form: dict[str, Any]) -> str:
    """What a problem is about: 項目「氏名」／見出し／英語."""
    spot = one.spot
    match spot.page:
        case "field" | "page":
            thing = _table(spot, form)
            kind = _("項目") if spot.page == "field" else _("ページ")
            said = _("%(kind)s「%(name)s」") % {"kind": kind, "name": called(thing) or spot.name}
            return naming.glued(said, naming.setting(_text_of(one), *_words_of(spot, form)))
        case "document":
            return _("書類「%(name)s」") % {"name": spot.name}
        case "table":
            return _("選択肢の表「%(name)s」") % {"name": spot.name}
        case "example":
            return _("入力例「%(name)s」") % {"name": spot.name}
        case "texts":
            known = procedures.SECTIONS.get(spot.control)
            return known.in_(language()) if known else spot.control
        case "translating":
            tongue = LANGUAGES[spot.name]
            return tongue.ja if language() == "ja" else tongue.en
    return naming.setting(_text_of(one), spot.page)


def _text_of(one: queries.Found) -> str:
    """The control of a problem; of a text that is missing in one language, which the sentence says, the text's own."""
    control = one.spot.control
    return control.rpartition(".")[0] if _NO_TEXT.fullmatch(one.ja) else control


def sentence(one: queries.Found, form: dict[str, Any]) -> str:
    """What is wrong; a setting that is missing by the name that its box has."""
    lang = language()
    if no_text := _NO_TEXT.fullmatch(one.ja):
        return _("日本語がありません。") if no_text[2] == "ja" else _("英語がありません。")
    missing = _NO_KEY.fullmatch(one.ja)
    if missing:
        place = ".".join(part for part in one.spot.control.split(".") if not part.isdigit())
        word = key_word(place, missing[1], *_words_of(one.spot, form))
        return _("「%(label)s」がありません。") % {"label": word}
    return one.told(lang)


def _words_of(spot: Spot, form: dict[str, Any]) -> tuple[str, ...]:
    return ("field", str(_table(spot, form).get("type", ""))) if spot.page == "field" else (spot.page,)


def _table(spot: Spot, form: dict[str, Any]) -> dict[str, Any]:
    find = {"field": structure.field, "page": structure.page}.get(spot.page)
    try:
        return find(form, spot.name) if find else {}
    except structure.NoSuchPlaceError:  # a block of shared fields
        return {}
