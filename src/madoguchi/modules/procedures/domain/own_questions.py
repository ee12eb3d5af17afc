"""団体の質問: what one body asks in the places that a pack leaves for it. The body's values, read and checked.

Every `own_question` of a form opens four keys and a fifth for choices, without being named in `local`:
own.ID.label, .help (ja/en), .kind, .required, .options (a line each, 「日本語 | English」).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from madoguchi.kit.tomlschema import Choice, Spec, Text
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.choices import Words
from madoguchi.modules.procedures.domain import own_words
from madoguchi.modules.procedures.domain.problems import PackProblem

PREFIX = "own."
MOST_OPTIONS = 30
YES, NO = "yes", "no"


def keys(form: forms.Form) -> dict[str, Spec]:
    """The values that a body may set for the questions of its own."""
    found: dict[str, Spec] = {}
    for one in forms.question_places(form):
        name = f"{PREFIX}{one.id}"
        found |= {
            f"{name}.label": own_words.SPEC,
            f"{name}.help": own_words.SPEC,
            f"{name}.kind": Choice(*forms.QUESTION_KINDS),
            f"{name}.options": Text(max=2000),
            f"{name}.required": Choice(YES, NO),
        }
    return found


def read(form: forms.Form, values: Mapping[str, Any]) -> tuple[forms.OwnQuestion, ...]:
    """The questions that a body asks; a place without a whole question asks nothing."""
    found = []
    for one in forms.question_places(form):
        label, kind = values.get(f"{PREFIX}{one.id}.label"), values.get(f"{PREFIX}{one.id}.kind", "text")
        options = _options(values.get(f"{PREFIX}{one.id}.options", ""))
        if not label or (kind in forms.WITH_OPTIONS and len(options) < 2):
            continue
        found.append(
            forms.OwnQuestion(
                one.id,
                _words(label),
                kind,
                _words(values.get(f"{PREFIX}{one.id}.help", {"ja": ""})),
                options if kind in forms.WITH_OPTIONS else (),
                values.get(f"{PREFIX}{one.id}.required") == YES,
            )
        )
    return tuple(found)


def problems(form: forms.Form, values: Mapping[str, Any], file: str) -> list[PackProblem]:
    """What keeps a body's question from being asked. `values`: by dotted key."""
    found: list[PackProblem] = []
    for one in forms.question_places(form):
        name = f"{PREFIX}{one.id}"
        own = {key: value for key, value in values.items() if key.startswith(f"{name}.")}
        if own and f"{name}.label" not in own:
            found.append(PackProblem(file, f"{name}.label", "質問の文を入力してください。", "Write the question."))
        if own.get(f"{name}.kind") in forms.WITH_OPTIONS:
            options = _options(str(own.get(f"{name}.options", "")))
            if not 2 <= len(options) <= MOST_OPTIONS or len({text.ja for text in options}) < len(options):
                found.append(
                    PackProblem(
                        file, f"{name}.options",
                        f"選択肢を1行に1つ、2個から{MOST_OPTIONS}個まで、違うことばで書いてください。",
                        f"Write 2 to {MOST_OPTIONS} options, one to a line, each in other words.",
                    )
                )  # fmt: skip
    return found


def _options(text: str) -> tuple[forms.Text, ...]:
    lines = (line.replace("｜", "|").partition("|") for line in text.splitlines() if line.strip())
    return tuple(forms.Text(ja.strip(), en.strip()) for ja, _bar, en in lines if ja.strip())


def _words(value: Mapping[str, Any]) -> forms.Text:
    said = own_words.in_words(value, Words("", ""))
    return forms.Text(said.ja, str(value.get("en") or ""), said.others)
