"""The administrator's form for a body's own values, made from what the pack opens (`local` in pack.toml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from madoguchi.kit import money, tomlschema
from madoguchi.kit.languages import LANGUAGES, SOURCES, base
from madoguchi.modules.procedures.choices import LOCAL_VALUES, SECTIONS, local_value
from madoguchi.modules.procedures.domain import capacity, lists, own_questions, own_words, rate_tables, rounds, routing
from madoguchi.modules.procedures.domain.overlay import Values, unflatten
from madoguchi.modules.procedures.domain.pack import Pack
from madoguchi.modules.procedures.domain.rates import Rates
from madoguchi.modules.procedures.domain.upstream import usual as usual_of

QUESTION_KINDS = {
    "text": gettext_lazy("1行の文字"),
    "textarea": gettext_lazy("何行でも書ける文章"),
    "yes_no": gettext_lazy("はい・いいえ"),
    "choice": gettext_lazy("1つ選ぶ"),
    "choices": gettext_lazy("いくつでも選ぶ"),
    "number": gettext_lazy("数"),
    "date": gettext_lazy("日付"),
}
QUESTION_PARTS = {
    "label": gettext_lazy("質問の文"),
    "help": gettext_lazy("説明"),
    "kind": gettext_lazy("答え方"),
    "options": gettext_lazy("選択肢"),
    "required": gettext_lazy("必須か任意か"),
}


@dataclass(frozen=True)
class Control:
    """One box. `name` posts it, `kind` is "line", "lines" (Markdown), "list" (lines of a table), "rates" (of a table of
    rates) or "number"; `usual` is the pack's own value, in words."""

    key: str
    name: str
    label: str
    kind: str
    value: str
    usual: str
    language: str = ""
    options: tuple[tuple[str, str], ...] = ()
    help: str = ""

    @property
    def begin(self) -> str:
        """The act of the button that puts the common text into this box."""
        return f"begin:{self.name}"


def controls(pack: Pack, values: Values, posted: Mapping[str, str] | None = None) -> list[Control]:
    """The boxes of a pack (without any body's values), filled with what was posted, else with the body's values."""
    found: list[Control] = []
    for key, spec in pack.local_specs.items():
        if key in rounds.KEYS:  # begun on a page of its own
            continue
        usual = usual_of(pack, key)
        for language in _languages(spec):
            name = f"local.{key}.{language}" if language else f"local.{key}"
            label = label_of(pack, key, language)
            value = _text(values.get(key), language)
            if posted is not None:
                value = posted.get(name, "")
                if posted.get("act") == f"begin:{name}":
                    value = _text(usual, language)
            help, options = _beside(pack, key)
            found.append(
                Control(key, name, label, _kind(key, spec), value, _text(usual, language), language, options, help)
            )
    return found


def _kind(key: str, spec: tomlschema.Spec) -> str:
    if isinstance(spec, tomlschema.Int):
        return "number"
    if isinstance(spec, tomlschema.Choice):
        return "choice"
    if key.startswith(lists.KEY):
        return "list"
    if key.startswith(rate_tables.KEY):
        return "rates"
    return "lines" if key.startswith("texts.") or key.endswith(".options") or key == routing.KEY else "line"


def _beside(pack: Pack, key: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The help and the options of a box."""
    if key == routing.KEY:
        return _routing_help(pack), ()
    if not key.startswith(own_questions.PREFIX):
        return "", ()
    if key.endswith(".label"):
        return _("空のときは、たずねません。共通の様式のこの場所に出ます。"), ()
    if key.endswith(".options"):
        return _("1行に1つ。英語は「はい | Yes」のように書き添えます。"), ()
    if key.endswith(".required"):
        return "", ((own_questions.NO, _("任意")), (own_questions.YES, _("必須")))
    return "", tuple((kind, str(said)) for kind, said in QUESTION_KINDS.items()) if key.endswith(".kind") else ()


def _routing_help(pack: Pack) -> str:
    fields = [pack.form.field(name) for name in pack.card.routed_by]
    if all(one.type.name == "address" for one in fields):
        said = _(
            "1行に「町の名前、町の名前 = 部署のコード」と書きます。"
            "「増田1丁目」のように丁目も書けます。建物の名前は見ません。"
        )
    else:
        said = _(
            "1行に「答えのことば、答えのことば = 部署のコード」と書きます。見るのは、次の項目の答えです：%(fields)s。"
            "「県道10号」のように、この順に続けて書けます。"
        ) % {"fields": "、".join(one.label.in_(_language()) for one in fields)}
        if words := routing.words_of(pack.form, pack.card.routed_by):
            said += _("選択肢のことば：%(words)s。") % {"words": "、".join(words)}
    return said + _("どの行にも合わない案件は、上の担当部署に届きます。")


@dataclass(frozen=True)
class Read:
    """What was posted: the overlay, and messages by control name for what cannot be read."""

    local: dict[str, Any]
    errors: dict[str, str]


def read(pack: Pack, posted: Mapping[str, str], before: Values) -> Read:
    """The overlay from the posted boxes, with the translations that the body's texts had `before`; an empty box means
    the pack's own value, an empty English one that the pack's English stands, or the Japanese where that says something
    else."""
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for key, spec in pack.local_specs.items():
        languages = _languages(spec)
        texts = {language: _posted(posted, key, language) for language in languages}
        if not any(texts.values()):
            continue
        if isinstance(spec, tomlschema.Int):
            number = _number(texts[""])
            if number is None or tomlschema.check(number, spec, key):
                low, high = spec.min or 0, spec.max
                errors[f"local.{key}"] = _("%(what)s：%(low)sから%(high)sまでの整数で入力してください。") % {
                    "what": label_of(pack, key),
                    "low": low,
                    "high": f"{high:,}",
                }
            else:
                values[key] = number
        elif languages == ("",):
            values[key] = texts[""]
        else:
            if not texts["ja"]:
                errors[f"local.{key}.ja"] = _(
                    "%(what)s：日本語の文を入力してください。英語だけを変えるときは「共通の文から始める」を押してください。"
                ) % {"what": label_of(pack, key, "ja")}
            said = {language: text for language, text in texts.items() if text}
            values[key] = own_words.with_translations(before.get(key), said) if texts["ja"] else said
    return Read(unflatten(values), errors)


def _languages(spec: tomlschema.Spec) -> tuple[str, ...]:
    return ("",) if isinstance(spec, tomlschema.Int | tomlschema.Text | tomlschema.Choice) else ("ja", "en")


def _posted(posted: Mapping[str, str], key: str, language: str) -> str:
    name = f"local.{key}.{language}" if language else f"local.{key}"
    return posted.get(name, "").replace("\r\n", "\n").strip()


def _number(text: str) -> int | None:
    try:
        return money.parse_yen(text)
    except money.MoneyError:
        return None


def _text(value: Any, language: str) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):  # a body's own text may have no English
        return str(value.get(language) or "")
    return str(value)


def rates_of(pack: Pack, key: str, value: Any) -> Rates | None:
    """The prices that a value of a body says, or the pack's for None; None where it is no table of rates that can be
    read."""
    usual = pack.fees.tables.get(key.removeprefix(rate_tables.KEY)) if key.startswith(rate_tables.KEY) else None
    return rate_tables.read(str(value), usual)[0] if usual and value else usual


def label_of(pack: Pack, key: str, language: str = "") -> str:
    """What the box of a key is called, with its language."""
    if not language:
        return _label(pack, key)
    if language in LANGUAGES and language not in SOURCES:
        one = LANGUAGES[language]
        return f"{_label(pack, key)}（{one.ja if base(_language()) == 'ja' else one.en}）"
    return _label(pack, key) + {"ja": _("（日本語）"), "en": _("（英語）")}[language]


def title_of(pack: Pack, key: str, language: str) -> str:
    """What a text is called, also one that the body may not change."""
    if key in pack.local_specs:
        return label_of(pack, key, language)
    section = SECTIONS.get(key.removeprefix("texts."))
    name = (section or LOCAL_VALUES[key]).in_(_language())
    return _("%(name)s（共通の文。この団体では変えられません）") % {"name": name}


def _language() -> str:
    return get_language() or "ja"


def _label(pack: Pack, key: str) -> str:
    kind, _dot, rest = key.partition(".")
    words = local_value(key)
    called = words.in_(_language()) if words else key
    if key not in pack.local_specs:  # of another version, in the history
        return (
            called if rest in SECTIONS or not words else _("%(what)s（いまの版では変えられません）") % {"what": called}
        )
    if kind == "fee":
        label = next(rule.label for rule in pack.fees.rules if rule.id == rest.removesuffix(".amount"))
        return _("手数料「%(fee)s」（円）") % {"fee": label.in_(_language())}
    if kind == "rate":
        fees = [rule.label.in_(_language()) for rule in pack.fees.rules if rule.priced and rule.priced.table == rest]
        return _("料金表「%(fee)s」") % {"fee": "・".join(fees)}
    if kind == "reduction":
        reduction = next(one.label for one in pack.fees.reductions if one.id == rest.removesuffix(".percent"))
        return _("減免「%(name)s」の割合（％）") % {"name": reduction.in_(_language())}
    if kind == "capacity" and rest not in ("round", "waiting"):
        return _capacity_label(pack, rest)
    if kind == "own":
        name, _dot, part = rest.rpartition(".")
        place = pack.form.field(name).label.in_(_language())
        return _("%(place)s：%(part)s") % {"place": place, "part": QUESTION_PARTS[part]}
    if kind == "table" and pack.lists:
        return _("選択肢の一覧「%(name)s」") % {"name": pack.lists.label(rest).in_(_language())}
    return called


def _capacity_label(pack: Pack, rest: str) -> str:
    option = rest.removeprefix("limits.")
    if option == rest or pack.card.capacity is None:
        return _("定員（人）")
    labels = dict(capacity.options(pack.card.capacity, pack.form))
    return _("「%(choice)s」の定員（人）") % {"choice": labels[option].ja}
