"""`eligibility.toml` 対象の確認: a few questions before the form, and what their answers say about who may use it.

It is advice, never a gate: whoever is told 「対象ではありません」 may file (行政手続法 7条: what arrives is examined).
The questions are a form of one page, so that types, conditions and faults are those of the form engine; nothing is
stored. A question may be one of the procedure's own form (`field = "cause"`): then its answer goes on into the form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from madoguchi.kit import toml
from madoguchi.kit.languages import text_of
from madoguchi.kit.tomlschema import Any as Whatever
from madoguchi.kit.tomlschema import Bool, Choice, ListOf, Local, MapOf, Table, Text
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.choices import Kind, Words
from madoguchi.modules.procedures.domain import lint, translations
from madoguchi.modules.procedures.domain.problems import Findings

FILE = "eligibility.toml"
PAGE = "eligibility"
MOST_QUESTIONS = 8
# What can be asked of somebody who has not begun yet: nothing that says who they are, and nothing to upload.
ASKED = (
    "choice", "choices", "linked", "yes_no", "number", "money", "quantity", "date", "birth", "year_month",
    "fiscal_year", "info",
)  # fmt: skip
_BOTH = Local(en=True)
_ID = Text(pattern="[a-z][a-z0-9_]*", max=50)
_GO = Table(
    {"text": _BOTH},
    {
        "procedure": Text(pattern="[a-z][a-z0-9-]*", max=40),
        "body": Text(pattern=r"\d{6}"),
        "link": Text(pattern=r"https://\S+", max=300),
    },
)


class Verdict(StrEnum):
    """What the answers say. A rule says one of the last three; YES is what no rule speaks against."""

    YES = "yes"
    UNSURE = "unsure"
    OTHER = "other"
    NO = "no"


_WEIGHT = {Verdict.YES: 0, Verdict.UNSURE: 1, Verdict.OTHER: 2, Verdict.NO: 3}
RULE = Table(
    {
        "id": _ID,
        "when": Text(max=1000),
        "verdict": Choice(Verdict.NO, Verdict.OTHER, Verdict.UNSURE),
        "reason": _BOTH,
        "go": _GO,
    },
    {"law": Text(max=200)},
)
SCHEMA = Table(
    {"question": ListOf(MapOf(Whatever()), least=1, most=MOST_QUESTIONS), "rule": ListOf(RULE, least=1, unique="id")},
    {"lead": _BOTH, "may_file": Bool()},
)


@dataclass(frozen=True, slots=True)
class Go:
    """Where to go instead, in words; and, where there is one, a procedure (of another body, by its code) or a link."""

    text: Words
    procedure: str = ""
    body: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: where `when` holds, this is the verdict, why, by which law or source ("" = none named), where to go."""

    id: str
    when: forms.AnswerExpression
    verdict: Verdict
    reason: Words
    go: Go
    law: str = ""


@dataclass(frozen=True)
class Eligibility:
    """The pre-check of a pack. `form`: its questions as a form of one page; `handed`: ids of the questions that the
    procedure's form asks too, whose answers go on into it; `may_file`: False only where no public law is at stake."""

    form: forms.Form
    rules: tuple[Rule, ...]
    handed: tuple[str, ...] = ()
    lead: Words | None = None
    may_file: bool = True

    def judge(self, outcome: forms.Outcome) -> tuple[Verdict, tuple[Rule, ...]]:
        """The verdict on faultless answers, and every rule that speaks, the gravest first."""
        spoken = [rule for rule in self.rules if rule.when(outcome.env)]
        spoken.sort(key=lambda rule: -_WEIGHT[rule.verdict])
        return (spoken[0].verdict if spoken else Verdict.YES), tuple(spoken)

    def answer(self, answers: Mapping[str, Any], today: date) -> forms.Outcome:
        """What these answers (in their stored shapes) come to, for examples."""
        return forms.validate(self.form, forms.typed_from_answers(self.form, answers), today=today)


def read_eligibility(
    text: str | None,
    form_data: Mapping[str, Any] | None,
    tables: Mapping[str, str],
    kind: Kind | None,
    findings: Findings,
    catalogues: Mapping[str, translations.Catalogue] | None = None,
) -> Eligibility | None:
    """The pre-check of a pack; None without the file, or with faults (in `findings`).

    `form_data`: the parsed `form.toml`, from which questions are taken over; `tables`: its tables of options;
    `catalogues`: the translations of the pack, which the questions and reasons get beside their Japanese.
    """
    if text is None:
        return None
    try:
        data = toml.loads(text)
    except toml.TOMLDecodeError as error:
        findings.add(FILE, "", f"TOMLとして読めません（{error}）。", f"Not readable as TOML ({error}).")
        return None
    translations.put_in(FILE, data, catalogues or {})
    before = len(findings.found)
    data = findings.shaped(FILE, data, SCHEMA)
    if data is None:
        return None
    known = _fields(form_data or {})
    questions = [
        _question(item, f"question[{number}]", known, findings) for number, item in enumerate(data["question"])
    ]
    form = _compiled([one for one in questions if one is not None], tables, findings)
    if not data.get("may_file", True) and kind not in (None, Kind.CONTRACT, Kind.VOLUNTARY):
        findings.add(
            FILE, "may_file",
            "申請・届出は、対象でなさそうな方からも受け付けます（行政手続法7条・37条）。may_file は外してください。",
            "What arrives must be examined (Administrative Procedure Act, art. 7, 37): take may_file out.",
        )  # fmt: skip
    if form is None:
        return None
    rules = tuple(_rule(item, f"rule[{number}]", form, findings) for number, item in enumerate(data["rule"]))
    if len(findings.found) > before:
        return None
    return Eligibility(
        form,
        tuple(rule for rule in rules if rule),
        tuple(str(item["field"]) for item in data["question"] if "field" in item),
        text_of(data["lead"]) if "lead" in data else None,
        data.get("may_file", True),
    )


def _fields(form_data: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The fields of `form.toml` by id, those of its blocks too; groups' own fields are no questions here."""
    whole = forms.Expanded(form_data).data
    pages = whole.get("page")
    found: dict[str, Mapping[str, Any]] = {}
    for page in pages if isinstance(pages, list) else ():
        fields = page.get("field") if isinstance(page, Mapping) else None
        for one in fields if isinstance(fields, list) else ():
            if isinstance(one, Mapping) and isinstance(one.get("id"), str):
                found[one["id"]] = one
    return found


def _question(
    item: Mapping[str, Any], place: str, known: Mapping[str, Mapping[str, Any]], findings: Findings
) -> dict[str, Any] | None:
    """A question as a field. One of the form is asked as it is there, but for what is written here; its condition
    there looks at other answers and does not count, and what is optional there is asked here for its answer."""
    field: dict[str, Any] = dict(item)
    if "field" in item:
        name = field.pop("field")
        if not isinstance(name, str) or name not in known:
            findings.add(
                FILE, f"{place}.field", f"様式に「{name}」という項目はありません。", f"The form has no field “{name}”."
            )
            return None
        for key in ("id", "type", "options", "from_table"):
            if key in field:
                findings.add(
                    FILE, f"{place}.{key}", f"様式の項目をそのまま尋ねるので、{key} は書けません。",
                    f"This is a question of the form: {key} is as it is there.",
                )  # fmt: skip
                return None
        field = {**known[name], "required": True, **field}
        if "when" not in item:
            field.pop("when", None)
    kind = field.get("type")
    if kind not in ASKED:
        listed = " ".join(ASKED)
        findings.add(
            FILE, f"{place}.type", f"対象の確認では、{listed} だけを尋ねられます（だれかが分かることは尋ねません）。",
            f"Only {listed} can be asked before the form: nothing that says who somebody is.",
        )  # fmt: skip
        return None
    lint.lint_field(field, FILE, place, {}, findings)
    return field


def _compiled(questions: list[dict[str, Any]], tables: Mapping[str, str], findings: Findings) -> forms.Form | None:
    if not questions:
        return None
    heading = {"ja": "対象の確認", "en": "Is this for you?"}
    used = {str(one.get("from_table")) for one in questions}
    form, problems, _whole = forms.compile_as_far(
        {"page": [{"id": PAGE, "title": heading, "field": questions}]},
        {name: text for name, text in tables.items() if name in used},
    )
    for one in problems:
        place = one.path.replace("page[0].field[", "question[", 1)
        findings.add(FILE, place, one.message_ja, one.message_en)
    return form


def _rule(item: Mapping[str, Any], place: str, form: forms.Form, findings: Findings) -> Rule | None:
    go = item["go"]
    if "body" in go and "procedure" not in go:
        findings.add(
            FILE, f"{place}.go.body", "body は procedure といっしょに書いてください。", "body goes with procedure."
        )
    try:
        when = forms.answer_expression(form, item["when"], forms.Kind.BOOL)
    except forms.ExpressionError as error:
        for fault in error.faults:
            findings.add(FILE, f"{place}.when", f"{fault.ja}（{item['when']}）", f"{fault.en} ({item['when']})")
        return None
    for one in forms.judged_condition(form, when, f"{place}.when"):
        findings.add(FILE, one.path, one.message_ja, one.message_en)
    return Rule(
        item["id"],
        when,
        Verdict(item["verdict"]),
        text_of(item["reason"]),
        Go(text_of(go["text"]), go.get("procedure", ""), go.get("body", ""), go.get("link", "")),
        item.get("law", ""),
    )
