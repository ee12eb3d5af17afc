"""`examples/*.ok.toml` and `*.ng.toml`: answers that must pass, and answers that must be refused — the pack's tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from madoguchi.kit import toml, tomlschema
from madoguchi.kit.tomlschema import Any as Whatever
from madoguchi.kit.tomlschema import Choice, Day, Int, ListOf, MapOf, OneOf, Spec, Table, Text
from madoguchi.modules.procedures.domain.problems import Findings

_COMMON: dict[str, Spec] = {"title": Text(max=120), "today": Day(), "answers": MapOf(Whatever())}
# What others answer: a table each, or one for each row that they are asked about.
_PARTY: Mapping[str, Spec] = {"party": MapOf(OneOf(MapOf(Whatever()), ListOf(MapOf(Whatever()), least=1)))}
_CHECK = Table(
    {"answers": MapOf(Whatever()), "verdict": Choice("yes", "unsure", "other", "no")}, {"rules": ListOf(Text())}
)
_MORE: Mapping[str, Spec] = {**_PARTY, "eligibility": ListOf(_CHECK)}
_OK = Table(_COMMON, optional={"fee": Int(0), **_MORE})
_NG = Table({**_COMMON, "expect": ListOf(Table({"field": Text(), "code": Text()}), least=1)}, optional=_MORE)


@dataclass(frozen=True, slots=True)
class Expected:
    """An error that must come: `field` is a path ("dogs.0.name"), `code` the message's code."""

    field: str
    code: str


@dataclass(frozen=True, slots=True)
class Checked:
    """Answers to the questions before the form, the verdict that must come, and the rules (ids) that must speak."""

    answers: Mapping[str, Any]
    verdict: str
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Example:
    """One example. `ok` tells whether it must pass; `fee` (yen) is checked where it is given; `checked`: what the
    questions before the form must say."""

    file: str
    ok: bool
    title: str
    today: date
    answers: Mapping[str, Any]
    expected: tuple[Expected, ...] = ()
    fee: int | None = None
    checked: tuple[Checked, ...] = ()


def _of_others(parties: Mapping[str, Any]) -> dict[str, Any]:
    """What others answer, as the rows of their groups, each with by whom it is."""
    return {
        name: [{f"{name}_by": "（リンクから）", **row} for row in (given if isinstance(given, list) else [given])]
        for name, given in parties.items()
    }


def answers_in(data: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of an example's file, those of others among them, as far as they can be read."""
    answers, parties = data.get("answers", {}), data.get("party", {})
    own = dict(answers) if isinstance(answers, Mapping) else {}
    return {**own, **(_of_others(parties) if isinstance(parties, Mapping) else {})}


def read_examples(files: Mapping[str, str], findings: Findings) -> tuple[Example, ...]:
    """Every readable example, by file name. At least one `ok` and one `ng` must be there."""
    found = []
    for name in sorted(name for name in files if name.startswith("examples/")):
        ok = name.endswith(".ok.toml")
        try:
            data = toml.loads(files[name])
        except toml.TOMLDecodeError as error:
            findings.add(name, "", f"TOMLとして読めません（{error}）。", f"Not readable as TOML ({error}).")
            continue
        problems = tomlschema.check(data, _OK if ok else _NG)
        findings.schema(name, problems)
        if not problems:
            expected = tuple(Expected(item["field"], item["code"]) for item in data.get("expect", ()))
            answers = answers_in(data)
            checked = tuple(
                Checked(item["answers"], item["verdict"], tuple(item.get("rules", ())))
                for item in data.get("eligibility", ())
            )
            fee = data.get("fee")
            found.append(Example(name, ok, data["title"], data["today"], answers, expected, fee, checked))
    for ending, ja, en in ((".ok.toml", "通る例", "accepted"), (".ng.toml", "断られる例", "refused")):
        if not any(name.startswith("examples/") and name.endswith(ending) for name in files):
            findings.add(
                "examples", "", f"{ja}（*{ending}）が1つもありません。",
                f"There is no example that is {en} (*{ending}).",
            )  # fmt: skip
    return tuple(found)
