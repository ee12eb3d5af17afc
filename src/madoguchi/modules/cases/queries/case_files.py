"""Which stored files belong to a case: those of its submissions, and the documents that went out."""

from __future__ import annotations

from madoguchi.kernel.files import api as files
from madoguchi.modules.cases.models import Case


def file_of(case: Case, file_id: str) -> files.FileRef | None:
    """The file with this id if it belongs to the case, else None. An id alone opens nothing."""
    try:
        ref = files.get(file_id)
    except files.FileMissing:
        return None
    return ref if ref.owner in owners(case) else None


def owners(case: Case) -> set[str]:
    """The owners under which the files room keeps the case's files. Two queries."""
    return {
        *(f"cases.submission:{pk}" for pk in case.submissions.values_list("pk", flat=True)),
        *(f"cases.decision:{pk}" for pk in case.decisions.values_list("pk", flat=True)),
    }
