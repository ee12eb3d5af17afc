"""担当の割り振り: an answer of the form says which department of the body gets the case.

The pack names the answer (`[routing] by = "place"`: an address, a route, a choice). Each body says for itself where
what begins how goes, a line each: 「増田、手倉田 = kensetsu」. The longest beginning that fits wins; what fits
nowhere goes to the department that has the procedure.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from madoguchi.kit.tomlschema import Spec, Text
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.domain.card import FILE
from madoguchi.modules.procedures.domain.problems import Findings, PackProblem

KEY = "routing"
SPEC: Spec = Text(max=8000)


@dataclass(frozen=True, slots=True)
class Route:
    """What begins with ``start`` goes to the department with this code."""

    start: str
    department: str


def read(text: str) -> tuple[Route, ...]:
    """A body's lines; those that cannot be read are left out (`problems` names them)."""
    return tuple(route for _number, _line, found in _lines(text) for route in found)


def problems(text: str, departments: Iterable[str] | None, file: str) -> list[PackProblem]:
    """What is wrong with a body's lines. `departments`: the codes that there are, None where nobody knows."""
    known = None if departments is None else set(departments)
    found = []
    for number, line, routes in _lines(text):
        if not routes:
            found.append(
                PackProblem(
                    file, KEY,
                    f"{number}行目「{line[:30]}」は「町の名前、町の名前 = 部署のコード」の形で書いてください。",
                    f"Line {number}, “{line[:30]}”: write it as “place, place = code of the department”.",
                )
            )  # fmt: skip
        elif known is not None and routes[0].department not in known:
            code = routes[0].department
            found.append(
                PackProblem(
                    file, KEY, f"{number}行目：「{code}」というコードの部署はありません。",
                    f"Line {number}: there is no department with the code “{code}”.",
                )
            )  # fmt: skip
    return found


def _lines(text: str) -> Iterable[tuple[int, str, tuple[Route, ...]]]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        starts, _equals, code = _plain(line).rpartition("=")
        names = [one.strip() for one in starts.replace("、", ",").split(",") if one.strip()]
        yield number, line.strip(), tuple(Route(name, code.strip()) for name in names) if code.strip() else ()


def department_of(routes: Iterable[Route], answer: Any) -> str | None:
    """The code of the department for an answer, None where no line fits."""
    texts = [_plain(text) for text in _texts(answer)]
    fitting = [one for one in routes if any(text.startswith(one.start) for text in texts)]
    return max(fitting, key=lambda one: len(one.start)).department if fitting else None


def _texts(answer: Any) -> Iterable[str]:
    """What an answer says, part by part: the town of an address, the value of a choice."""
    if isinstance(answer, Mapping):
        answer = list(answer.values())
    if isinstance(answer, list):
        for one in answer:
            yield from _texts(one)
    elif answer is not None:
        yield str(answer)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def check(by: str, form: forms.Form, findings: Findings) -> None:
    """Note a `[routing]` that looks at no answer of the form."""
    one = next((field for field in form.fields if field.id == by), None)
    if one is None or not one.type.has_answer or one.is_group:
        findings.add(
            FILE, "routing.by", f"「{by}」は、この様式の（繰返しでない）項目ではありません。",
            f"“{by}” is no field of this form (outside of groups).",
        )  # fmt: skip
