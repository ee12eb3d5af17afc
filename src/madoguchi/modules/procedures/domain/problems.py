"""What is wrong with a pack: each fault with its file and place, all of them at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from madoguchi.kit import tomlschema
from madoguchi.kit.tomlmend import NotMendableError, mended

if TYPE_CHECKING:
    from madoguchi.modules.procedures.domain.pack import Pack


@dataclass(frozen=True, slots=True)
class PackProblem:
    """One fault. `file`: path inside the pack ("form.toml"); `place`: "page[0].field[2].label" or "".

    `rule`: the name by which it can be overruled (`advice`), "" for a fault that stands whatever anybody says.
    """

    file: str
    place: str
    ja: str
    en: str
    rule: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.ja} / {self.en}"

    @property
    def where(self) -> str:
        """The file and the place in it."""
        return f"{self.file}: {self.place}" if self.place else self.file

    def told(self, language: str | None) -> str:
        """The problem in one language: Japanese, or English for every other; with its rule, if it has one."""
        rule = f" [{self.rule}]" if self.rule else ""
        return f"{self.where}: {self.ja if language == 'ja' else self.en}{rule}"


class PackError(ValueError):
    """A pack that cannot be used; `problems` lists every fault found. `rest`: the pack as far as it stands, for whoever
    can tell more about it; `whole`: nothing but texts had to be stood in for in its form."""

    def __init__(
        self, pack_id: str, problems: Iterable[PackProblem], rest: Pack | None = None, *, whole: bool = False
    ) -> None:
        self.pack_id, self.rest, self.whole = pack_id, rest, whole
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{pack_id}/{problem}" for problem in self.problems))


class Findings:
    """Collects faults of one pack while its files are read; never stops the reading."""

    def __init__(self) -> None:
        self.found: list[PackProblem] = []
        self._stood_in: set[tuple[str, str]] = set()

    def add(self, file: str, place: str, ja: str, en: str) -> None:
        """Note a fault; not one of a stand-in, whose real fault has been told."""
        if not any(file == other and f"{place}.".startswith(f"{told}.") for other, told in self._stood_in):
            self.found.append(PackProblem(file, place, ja, en))

    def schema(self, file: str, problems: Iterable[tomlschema.Problem]) -> None:
        """Take over what `kit.tomlschema.check` found in a file."""
        self.found.extend(PackProblem(file, p.path, p.message_ja, p.message_en) for p in problems)

    def shaped(self, file: str, data: object, spec: tomlschema.Spec) -> Any:
        """Note what is wrong with the shape of a file, and give what can be read on with; None where nothing can."""
        problems = tomlschema.check(data, spec)
        self.schema(file, problems)
        self._stood_in |= {(file, one.path) for one in problems}
        try:
            return mended(data, spec)
        except NotMendableError:
            return None
