"""What somebody has typed on a page, in the words of its controls."""

from __future__ import annotations

import re
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _

from madoguchi.kernel.ui.api import language
from madoguchi.kit.wareki import format_both
from madoguchi.modules.designer.choices import COMPARISONS
from madoguchi.modules.designer.domain import conditions
from madoguchi.modules.designer.domain.vocabulary import GLUE, key_word, language_word

# Controls that say how the page works, not what somebody has typed.
_OF_THE_PAGE = re.compile(
    r"^(csrfmiddlewaretoken|revision|act|back|undo|restore|sure|shown|from_before|from_after|from_left|fits|index|page|_language)$"
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
            words.append(language_word(part) or key_word(".".join(seen), part, *pages))
    return GLUE.join(words)


def glued(*words: str) -> str:
    """Parts of a place in one: 項目「氏名」／見出し."""
    return GLUE.join(word for word in words if word)


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
