"""One try-out: what an officer has typed as a resident would, kept in the officer's own session and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils import timezone

from madoguchi.kernel.people.api import StaffRequest
from madoguchi.kit import toml
from madoguchi.modules.designer import queries
from madoguchi.modules.designer.models import WorkingVersion
from madoguchi.modules.designer.services import paper
from madoguchi.modules.designer.web.staff import working
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures import api as procedures

# Nothing is mailed in a try-out: whoever tries a form out reads the code of a mail address on the page.
CODE = "123456"
MOST = 200_000  # letters that one try-out may hold in the session


@dataclass(frozen=True)
class Pretended:
    """A file that was chosen but not taken."""

    name: str
    size: int
    kind: str
    sha256: str = ""


@dataclass
class Sitting:
    """One try-out: what is typed, the files that were chosen, the addresses that are confirmed. Begun from an example
    it is the day of that example, and places need not lie in this body: examples are of no one body."""

    row: WorkingVersion
    form: forms.Form
    typed: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Pretended] = field(default_factory=dict)
    proofs: forms.Proofs = field(default_factory=forms.Proofs)
    example: str = ""
    today: date = field(default_factory=timezone.localdate)

    def outcome(self, pages: Sequence[str] | None = None) -> forms.Outcome:
        return forms.validate(
            self.form, self.typed, today=self.today, files=self.files, pages=pages, here=not self.example,
            proven=self.proofs.proven,
        )  # fmt: skip

    def begin(self, example: str) -> None:
        """From nothing, or with the answers of an example ("plain.ok"), those of other parties too."""
        self.typed, self.files, self.proofs, self.example = {}, {}, forms.Proofs(), ""
        self.today = timezone.localdate()
        source = self.row.files.get(f"examples/{example}.toml")
        if source is None:
            return
        given = toml.loads(source)
        answers = self._with_files(procedures.example_answers(given))
        self.typed, self.example = dict(forms.typed_from_answers(self.form, answers)), example
        self.proofs = forms.proof.taken(self.form, self.typed)
        if type(given.get("today")) is date:
            self.today = given["today"]

    def _with_files(self, value: Any) -> Any:
        """The answers of an example with its described files as ids of pretended ones."""
        if isinstance(value, Mapping):
            return {key: self._with_files(inner) for key, inner in value.items()}
        if not isinstance(value, list):
            return value
        found = []
        for one in value:
            if isinstance(one, Mapping) and {"name", "size", "kind"} <= set(one):
                key = f"f{len(self.files)}"
                self.files[key] = Pretended(str(one["name"]), int(one["size"]), str(one["kind"]))
                found.append(key)
            else:
                found.append(self._with_files(one))
        return found

    def keep(self, request: StaffRequest) -> None:
        request.session[_key(self.row)] = {
            "typed": self.typed,
            "files": {key: [one.name, one.size, one.kind] for key, one in self.files.items()},
            "proofs": dict(self.proofs.kept),
            "example": self.example,
            "today": self.today.isoformat(),
        }


def _key(row: WorkingVersion) -> str:
    return f"designer-trial-{row.pk}"


def of(row: WorkingVersion) -> Sitting | None:
    """An empty try-out; None while the form has faults. As soon as the whole pack compiles, what no fee can be reckoned
    for is refused as it is to residents."""
    form = queries.compiled_form(row.files)
    if form is None:
        return None
    with suppress(procedures.PackError):
        form = procedures.guarded(form, paper.compiled(row.pack_id, row.files).fees)
    # Whoever tries a form out is the applicant and everybody else who fills in a part of it.
    return Sitting(row, replace(form, locked=frozenset()))


def resumed(request: StaffRequest, working_id: int) -> tuple[WorkingVersion, Sitting | None]:
    """The working version and the officer's try-out of it, as far as it has come."""
    row = working.found(working_id)
    sitting, kept = of(row), request.session.get(_key(row)) or {}
    if sitting is not None and kept:
        sitting.typed, sitting.example = kept.get("typed", {}), kept.get("example", "")
        sitting.files = {key: Pretended(*value) for key, value in kept.get("files", {}).items()}
        sitting.proofs = forms.Proofs(kept.get("proofs", {}))
        sitting.today = date.fromisoformat(kept["today"]) if "today" in kept else sitting.today
    return row, sitting
