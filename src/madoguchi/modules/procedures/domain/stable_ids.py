"""An id keeps its meaning for ever: what one version asks under an id, no later one asks under it as another type.

Answers of all versions are exported under one table (`forms.export_columns`) and carried over from version to version;
an id taken out and given again to another kind of question would put both into one column.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.domain.pack import Pack
from madoguchi.modules.procedures.domain.problems import PackProblem

FILE = "form.toml"


def problems(pack: Pack, earlier: Iterable[Pack]) -> list[PackProblem]:
    """Every id whose type is not the one that an earlier version of the pack published, with another id to take."""
    known: dict[str, tuple[str, str]] = {}
    for one in sorted(earlier, key=lambda other: other.version):
        known |= {path: (kind, one.key) for path, kind in _kinds(one.form)}
    mine = dict(_kinds(pack.form))
    taken = {*known, *mine}
    return [
        _problem(path, kind, *known[path], _free(path, taken))
        for path, kind in mine.items()
        if path in known and known[path][0] != kind
    ]


def _kinds(form: forms.Form) -> Iterator[tuple[str, str]]:
    """What is kept under each path: the type, that of a calculated value with what it gives, those of columns."""
    for one in form.walk():
        if one.is_group or one.type.has_answer:
            gives = getattr(one.type, "gives", "")
            yield one.path, f"{one.type.name} {gives}".strip()
            for column in getattr(one.type, "asked", ()):
                yield f"{one.path}.{column.id}", column.type.name


def _free(path: str, taken: set[str]) -> str:
    """An id like this one that no version has had there."""
    outer, dot, name = path.rpartition(".")
    number = 2
    while f"{outer}{dot}{name}_{number}" in taken:
        number += 1
    return f"{name}_{number}"


def _problem(path: str, kind: str, before: str, key: str, free: str) -> PackProblem:
    name = path.rpartition(".")[2]
    return PackProblem(
        FILE,
        path,
        f"「{name}」は、公開した {key} では種類 {before} の項目です。種類の違う項目（{kind}）には使えません。"
        f"名前を「{free}」などに変えてください。",
        f"“{name}” is a field of type {before} in the published {key} and cannot be one of type {kind}. "
        f"Give it another id, such as “{free}”.",
    )
