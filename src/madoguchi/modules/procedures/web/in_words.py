"""A body's own values as people read them: 700円, 5開庁日, a list as a table, a table of rates as prices.

Every page of the administrator that shows a value outside of its box asks here: two people at one value, a newer
version that meets it, what waits for a second person, what was changed when.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from madoguchi.kernel.tenants.api import departments
from madoguchi.kernel.ui.api import Grid
from madoguchi.kit import tomlschema
from madoguchi.kit.languages import TRANSLATED
from madoguchi.modules.procedures.choices import LANGUAGES
from madoguchi.modules.procedures.domain import lists, own_questions, own_words, rate_tables, routing
from madoguchi.modules.procedures.domain.pack import Pack
from madoguchi.modules.procedures.domain.rates import Rates
from madoguchi.modules.procedures.domain.upstream import usual
from madoguchi.modules.procedures.web.local_form import QUESTION_KINDS, label_of, rates_of

Block = str | tuple[str, str] | Grid
_UNITS: Mapping[str, Promise] = {
    "fee": gettext_lazy("%(n)s円"),
    "reduction": gettext_lazy("%(n)s％"),
    "privacy": gettext_lazy("%(n)s年"),
    "capacity": gettext_lazy("%(n)s人"),
    "working": gettext_lazy("%(n)s開庁日"),
    "calendar": gettext_lazy("%(n)s日"),
}


def blocks(pack: Pack, key: str, value: Any) -> list[Block]:
    """A value in paragraphs and tables; [] for none."""
    if value in (None, ""):
        return []
    if isinstance(value, Mapping):
        return [(lang, text) for lang in own_words.languages_of(value) if (text := in_language(value, lang))]
    if key.startswith(lists.KEY):
        return [lists.grid(str(value), _lang()) or str(value)]
    if key.startswith(rate_tables.KEY) and (rates := rates_of(pack, key, value)):
        return prices(rates)
    if key == routing.KEY:
        return [_routes(str(value))]
    return [_plain(pack, key, value)]


def _plain(pack: Pack, key: str, value: Any) -> str:
    kind = key.partition(".")[0]
    if isinstance(value, int):
        unit = _UNITS.get(pack.card.standard_period.unit if kind == "standard_period" else kind)
        return str(unit) % {"n": f"{value:,}"} if unit else f"{value:,}"
    if kind == "own" and key.endswith(".kind"):
        return str(QUESTION_KINDS.get(value, value))
    if kind == "own" and key.endswith(".required"):
        return _("必須") if value == own_questions.YES else _("任意")
    return str(value)


def prices(rates: Rates) -> list[Block]:
    """The tables of a table of rates, a line each."""
    return [one.in_(_lang()) for one in rate_tables.in_words(rates)]


def _routes(text: str) -> Grid:
    names = {one.code: one.in_(_lang()) for one in departments()}
    rows = []
    for line in text.splitlines():
        answers, _equals, code = line.replace("＝", "=").rpartition("=")
        if answers:
            rows.append((answers.strip(), names.get(code.strip(), code.strip())))
    return Grid((_("答えのことば"), _("担当部署")), tuple(rows))


def of_box(pack: Pack, key: str, language: str, text: str) -> list[Block]:
    """What stands in a box of the settings, in words; a number that cannot be read as it was typed."""
    if language:
        return [(language, text)] if text else []
    spec = pack.local_specs.get(key)
    if isinstance(spec, tomlschema.Int) and text.isascii() and text.isdigit():
        return blocks(pack, key, int(text))
    return blocks(pack, key, text)


def text(pack: Pack, key: str, value: Any, language: str = "") -> str:
    """A value in lines, a row of a table in each; "" for none. `language`: of a text that has several."""
    found: list[str] = []
    for one in blocks(pack, key, in_language(value, language) if language else value):
        if isinstance(one, Grid):
            found += ["、".join(cell for cell in row if cell) for row in one.rows]
        else:
            found.append(one if isinstance(one, str) else one[1])
    return "\n".join(found)


def in_language(value: Any, language: str) -> str:
    """The text of a body in a language; "" where it has none."""
    if not isinstance(value, Mapping):
        return str(value or "")
    if language in TRANSLATED:
        entry = own_words.entry_of(value, language)
        return entry.text if entry else ""
    return str(value.get(language) or "")


def languages(*values: Any) -> tuple[str, ...]:
    """The languages that any of these values of one key has; ("",) for what is no text for people."""
    there = [language for value in values for language in own_words.languages_of(value)]
    return tuple(dict.fromkeys(one for one in there if one)) or ("",)


def changes(pack: Pack, key: str, before: Any, after: Any) -> list[str] | None:
    """What is different between two lists or tables of rates, in sentences; None for a value of another kind, which is
    shown before and after."""
    rates = rates_of(pack, key, before), rates_of(pack, key, after)
    if rates[0] and rates[1]:
        return [one.in_(_lang()) for one in rate_tables.changes(rates[0], rates[1])]
    if key.startswith(lists.KEY):
        texts = [str(one or usual(pack, key) or "") for one in (before, after)]
        return [one.in_(_lang()) for one in lists.changes(*texts)]
    return None


def called(pack: Pack, key: str, language: str = "") -> str:
    """What a value is called, with the language of its text."""
    return label_of(pack, key, language if language in (*LANGUAGES, *TRANSLATED) else "")


def _lang() -> str:
    return get_language() or "ja"
