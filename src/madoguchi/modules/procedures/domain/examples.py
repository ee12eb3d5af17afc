"""`examples/*.ok.toml` and `*.ng.toml`: answers that must pass, and answers that must be refused — the pack's tests."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from madoguchi.kit import tomlschema
from madoguchi.kit.tomlschema import Any as Whatever
from madoguchi.kit.tomlschema import Choice, Day, Int, ListOf, MapOf, Spec, Table, Text
from madoguchi.modules.procedures.domain.problems import Findings

_COMMON: dict[str, Spec] = {"title": Text(max=120), "today": Day(), "answers": MapOf(Whatever())}
_CHECK = Table(
    {"answers": MapOf(Whatever()), "verdict": Choice("yes", "unsure", "other", "no")}, {"rules": ListOf(Text())}
)
_OK = Table(_COMMON, optional={"fee": Int(0), "eligibility": ListOf(_CHECK)})
_NG = Table(
    {**_COMMON, "expect": ListOf(Table({"field": Text(), "code": Text()}), least=1)},
    optional={"eligibility": ListOf(_CHECK)},
)


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


def read_examples(files: Mapping[str, str], findings: Findings) -> tuple[Example, ...]:
    """Every readable example, by file name. At least one `ok` and one `ng` must be there."""
    found = []
    for name in sorted(name for name in files if name.startswith("examples/")):
        ok = name.endswith(".ok.toml")
        try:
            data = tomllib.loads(files[name])
        except tomllib.TOMLDecodeError as error:
            findings.add(name, "", f"TOMLとして読めません（{error}）。", f"Not readable as TOML ({error}).")
            continue
        problems = tomlschema.check(data, _OK if ok else _NG)
        findings.schema(name, problems)
        if not problems:
            expected = tuple(Expected(item["field"], item["code"]) for item in data.get("expect", ()))
            checked = tuple(
                Checked(item["answers"], item["verdict"], tuple(item.get("rules", ())))
                for item in data.get("eligibility", ())
            )
            found.append(
                Example(name, ok, data["title"], data["today"], data["answers"], expected, data.get("fee"), checked)
            )
    for ending, ja, en in ((".ok.toml", "通る例", "accepted"), (".ng.toml", "断られる例", "refused")):
        if not any(name.startswith("examples/") and name.endswith(ending) for name in files):
            findings.add(
                "examples", "", f"{ja}（*{ending}）が1つもありません。",
                f"There is no example that is {en} (*{ending}).",
            )  # fmt: skip
    return tuple(found)
