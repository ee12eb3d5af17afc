"""Places and values of a pack in the words of its pages: what two people changed at once, what was typed on a page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from madoguchi.kernel.ui.api import language
from madoguchi.kit.languages import LANGUAGES
from madoguchi.kit.wareki import format_both
from madoguchi.modules.designer.choices import COMPARISONS, TYPES, VALUES, words_at
from madoguchi.modules.designer.domain import conditions, sections, tomlsync
from madoguchi.modules.designer.domain.merge import MISSING, ORDER
from madoguchi.modules.designer.domain.packfiles import Files
from madoguchi.modules.procedures import api as procedures

_GLUE = "／"
# On which page of the designer a file is edited, and a table of the form.
_PAGES = {"pack.toml": "card", "flow.toml": "flow", "fees.toml": "fees", "eligibility.toml": "eligibility"}
_OF_FORM = {"check": "rules", "meta": "rules", "party": "others", "confidential": "others"}
# Controls that say how the page works, not what somebody has typed.
_OF_THE_PAGE = re.compile(
    r"^(csrfmiddlewaretoken|revision|act|back|undo|restore|sure|shown|fits|index|page|_language)$"
    r"|^choice:|^key\.|\._(?!typed|value|key)"
)


def setting(path: str, *pages: str) -> str:
    """What a control is called, by its name ("options.0.label.ja"): 「選択肢 1／選択肢のことば／日本語」. `pages`:
    where it stands (`choices.words_at`)."""
    words: list[str] = []
    seen: list[str] = []
    for part in path.split("."):
        if part.isdigit():
            words[-1:] = [f"{words[-1]} {int(part) + 1}"] if words else [part]
        elif not part.startswith("_") or part == "_key":
            seen.append(part)
            words.append(_language(part) or key_word(".".join(seen), part, *pages))
    return _GLUE.join(words)


def glued(*words: str) -> str:
    """Parts of a place in one: 項目「氏名」／見出し."""
    return _GLUE.join(word for word in words if word)


def said_of(what: str, sentence: str) -> str:
    """A sentence about something: 「見出し：英語がありません。」"""
    return _("%(label)s：%(text)s") % {"label": what, "text": sentence} if what else sentence


def typed(post: QueryDict) -> list[tuple[str, list[str], None]]:
    """What somebody has typed on a page, in the words of its controls: rows of a summary list."""
    return [
        (setting(name), text.splitlines(), None)
        for name, texts in post.lists()
        if not _OF_THE_PAGE.search(name) and (text := "\n".join(texts).strip())
    ]


def key_word(place: str, key: str, *pages: str) -> str:
    """What a setting is called; some have words of their own at their place ("rate.row.key") or on their page."""
    words = words_at(*pages)
    known = words.get(place, words.get(key))
    return str(known[0]) if known else key


def place(key: str, *versions: Files) -> str:
    """What a place that was merged is called ("form.toml:page.applicant.field.c.options"), in the words of the first
    version of the files that has it: ページ「申請者」／項目「区画」／選択肢."""
    name, _colon, path = key.partition(":")
    known = [files for files in versions if name in files]
    words = [_file(name)]
    if path and name.endswith(".md"):
        words.append(_section(path))
    elif path:
        page = _PAGES.get(name, "")
        told = [_steps(path, tomlsync.plain(files[name]), page) for files in known if name.endswith(".toml")]
        # The first that has the place; of the order of a list, which is no value, any.
        words += min(told, key=lambda one: one[1])[0] if told else [path]
    return _GLUE.join(word for word in words if word)


def place_in(file: str, path: str, data: Mapping[str, Any]) -> str:
    """What a place of one file is called; `data`: what the file says, if it is data."""
    if file.endswith(".md"):
        return _GLUE.join((_("案内文"), _section(path)))
    return _GLUE.join(word for word in (_file(file), *_steps(path, data, _PAGES.get(file, ""))[0]) if word)


def _section(name: str) -> str:
    return procedures.SECTIONS[name].in_(language()) if name in procedures.SECTIONS else name


def _file(name: str) -> str:
    """What the page is called on which a file is edited; "" for the form, which all else is about."""
    pages = {
        "form.toml": "", "pack.toml": _("手続の情報"), "flow.toml": _("流れ"), "fees.toml": _("手数料"),
        "eligibility.toml": _("対象の確認"),
    }  # fmt: skip
    if name in pages:
        return pages[name]
    folder, _slash, rest = name.partition("/")
    inner = rest.rpartition(".")[0]
    match folder:
        case "documents":
            return _("書類「%(name)s」") % {"name": inner}
        case "tables":
            return _("選択肢の表「%(name)s」") % {"name": inner}
        case "examples":
            return _("入力例「%(name)s」") % {"name": inner}
        case "texts" if inner in LANGUAGES:
            tongue = LANGUAGES[inner]
            said = tongue.ja if language() == "ja" else tongue.en
            return _GLUE.join((_("案内文") if name.endswith(".md") else _("ことば"), said))
    return name


def _steps(path: str, value: Any, page: str) -> tuple[list[str], bool]:
    """The words of the parts of a path as far as the data has them, and whether some are left."""
    words: list[str] = []
    seen = ""
    while path:
        if isinstance(value, Mapping):
            key = max((str(one) for one in value if _begins(path, str(one))), key=len, default="")
            if not key:
                break
            value, path, seen = value[key], path[len(key) + 1 :], f"{seen}.{key}".lstrip(".")
            page = page or _OF_FORM.get(key, "")
            if not (key in ("page", "field") and isinstance(value, list)):
                words.append(_language(key) or key_word(seen, key, page))
        else:
            rows = value if isinstance(value, list) else []
            named = [one for one in rows if isinstance(one, Mapping) and _begins(path, _name(one))]
            if not named:
                break
            row = max(named, key=lambda one: len(_name(one)))
            path = path[len(_name(row)) + 1 :]
            kind = {"page": _("ページ"), "field": _("項目")}.get(seen.rpartition(".")[2], "")
            words.append(_("%(kind)s「%(name)s」") % {"kind": kind, "name": called(row) or _name(row)})
            if kind:
                page = str(row.get("type", "page"))
            value, seen = row, "" if kind else seen
    return [*words, *([_last(path, page)] if path else [])], bool(path)


def _language(key: str) -> str:
    return {"ja": _("日本語"), "en": _("英語")}.get(key, "")


def _last(path: str, page: str) -> str:
    return _("並び順") if path == ORDER else key_word(path, path.rpartition(".")[2], page)


def _begins(path: str, key: str) -> bool:
    return bool(key) and (path == key or path.startswith(f"{key}."))


def _name(row: Mapping[str, Any]) -> str:
    return str(next((row[key] for key in ("id", "value", "key") if key in row), ""))


def called(row: Mapping[str, Any]) -> str:
    """The label or title of a table; "" without one."""
    texts = [row[key] for key in ("label", "title", "text") if isinstance(row.get(key), Mapping)]
    if not texts:
        return ""
    return str((language() == "en" and texts[0].get("en")) or texts[0].get("ja", ""))


def condition(source: str, fields: conditions.Fields) -> str:
    """A condition as a sentence, where choosing can say it; else the expression that it is."""
    chosen = conditions.held(source, fields) if source else None
    if chosen is None:
        return source
    glue = _("、または ") if chosen.joined == "or" else _("、かつ ")
    return glue.join(_compared(row, fields[row.field]) for row in chosen.rows)


def _compared(row: conditions.Row, known: conditions.Choosable) -> str:
    said = {"field": known.label, "comparison": COMPARISONS[row.comparison]}
    if row.comparison in ("filled", "empty"):
        return _("「%(field)s」に%(comparison)s") % said
    value = dict(known.options).get(row.value, row.value)
    if known.kind in ("yes_no", "consent"):
        value = _("はい") if row.value == "yes" else _("いいえ")
    elif row.value == "today":
        value = _("今日")
    elif known.kind in conditions.DAYS and (day := conditions.day_of(row.value)):
        value = format_both(date.fromisoformat(day)) if language() == "ja" else day
    return _("「%(field)s」が「%(value)s」%(comparison)s") % {**said, "value": value}


def shown(value: Any, key: str = "") -> list[str]:
    """A value as its page shows it, in lines; [] for one that is not there. `key`: which setting it is."""
    match value:
        case _ if value is MISSING:
            return []
        case bool():
            return [_("はい") if value else _("いいえ")]
        case str():
            return str(_value(key, value)).split("\n")
        case date():
            return [value.isoformat()]
        case Mapping():
            return [line for name, one in value.items() for line in _told(str(name), one)]
        case list() if all(isinstance(one, Mapping) for one in value):
            return [line for one in value for line in _row(one, key)]
        case list():
            return ["、".join(" ".join(shown(one, key)) for one in value)]
    return [str(value)]


def _value(key: str, value: str) -> Any:
    if key == "type" and value in TYPES:
        return TYPES[value][0]
    tables: Mapping[str, Mapping[Any, procedures.Words]] = {
        "category": procedures.CATEGORIES, "life_events": procedures.LIFE_EVENTS, "kind": procedures.KINDS,
        "identity": procedures.IDENTITIES,
    }  # fmt: skip
    if value in tables.get(key, {}):
        return tables[key][value].in_(language())
    return VALUES.get(key, {}).get(value, value)


def _told(key: str, value: Any) -> list[str]:
    word = _language(key) or key_word("question.type" if key == "type" else key, key)
    lines = shown(value, key)
    if len(lines) == 1:
        return [_("%(label)s：%(text)s") % {"label": word, "text": lines[0]}]
    return [_("%(label)s：%(text)s") % {"label": word, "text": ""}, *[f"　{line}" for line in lines]]


def _row(one: Mapping[str, Any], key: str) -> list[str]:
    title = called(one)
    if title and set(one) <= {"value", "id", "label"}:
        return [f"・{title}（{_name(one)}）"]
    first, *rest = shown(one, key) or [""]
    return [f"・{first}", *[f"　{line}" for line in rest]]


def sections_of(text: str) -> list[str]:
    """A Markdown file in lines, its sections under their titles."""
    return [line for name, body in sections.read(text) for line in (f"■ {_section(name)}", *body.split("\n"))]
