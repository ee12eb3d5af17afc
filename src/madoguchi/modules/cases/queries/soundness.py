"""Whether the desk's rows agree with each other and with the stored files, for `madoguchi verify`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef

from madoguchi.kernel.files import api as files
from madoguchi.modules.cases.models import Case, Submission

_BATCH = 500


@dataclass
class Soundness:
    """Counts of the open scope, and what does not agree: numbers of cases, and "case number: file id" lines."""

    cases: int = 0
    submissions: int = 0
    without_submission: list[str] = field(default_factory=list)
    missing_files: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not self.without_submission and not self.missing_files


def soundness() -> Soundness:
    """Look at every case and submission of the open scope, in batches (constant memory)."""
    found = Soundness(cases=Case.objects.count(), submissions=Submission.objects.count())
    first = Submission.objects.filter(case=OuterRef("pk"))
    found.without_submission = list(
        Case.objects.annotate(has=Exists(first)).filter(has=False).values_list("receipt_number", flat=True)
    )
    rows = Submission.objects.values_list("case__receipt_number", "answers").order_by("pk")
    batch: list[tuple[str, str]] = []
    for number, answers in rows.iterator(chunk_size=_BATCH):
        batch += [(number, file_id) for file_id in named_files(answers)]
        if len(batch) >= _BATCH:
            found.missing_files += _missing(batch)
            batch = []
    found.missing_files += _missing(batch)
    return found


def _missing(named: list[tuple[str, str]]) -> list[str]:
    there = files.get_many({file_id for _, file_id in named})
    return [f"{number}: {file_id}" for number, file_id in named if file_id not in there]


def named_files(answers: Any) -> Iterator[str]:
    """Ids of the files that answers name, wherever they lie (a stored file is a table with `sha256` and `id`)."""
    if isinstance(answers, dict):
        if "sha256" in answers and "id" in answers:
            yield str(answers["id"])
        else:
            for value in answers.values():
                yield from named_files(value)
    elif isinstance(answers, list):
        for value in answers:
            yield from named_files(value)
