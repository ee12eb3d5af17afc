"""Which stored files belong to a case: those of its submissions, and the documents that went out."""

from __future__ import annotations

from typing import Any

from madoguchi.kernel.files import api as files
from madoguchi.modules.cases.models import Case
from madoguchi.modules.cases.queries.soundness import named_files


def file_of(case: Case, file_id: str) -> files.FileRef | None:
    """The file with this id if it belongs to the case, else None. An id alone opens nothing."""
    try:
        ref = files.get(file_id)
    except files.FileMissing:
        return None
    return ref if ref.owner in owners(case) else None


def withheld(answers: Any) -> dict[str, str]:
    """id → state of those files named in the answers that may not be read now. One query, none without files."""
    found = files.get_many(named_files(answers))
    return {ref.id: ref.state for ref in found.values() if ref.state not in files.READABLE}


def owners(case: Case) -> set[str]:
    """The owners under which the files room keeps the case's files. Two queries."""
    return {
        *(f"cases.submission:{pk}" for pk in case.submissions.values_list("pk", flat=True)),
        *(f"cases.decision:{pk}" for pk in case.decisions.values_list("pk", flat=True)),
    }
