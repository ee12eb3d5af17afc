"""verify finds a file that an answer names and nobody has, wherever the answer hides it."""

from __future__ import annotations

import pytest

from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.modules.cases.queries.soundness import named_files, soundness
from madoguchi.modules.cases.tests.conftest import FileCase


def test_files_are_found_in_fields_and_rows() -> None:
    answers = {
        "photo": [{"id": "a", "name": "x", "size": 1, "kind": "pdf", "sha256": "…"}],
        "rows": [{"proof": [{"id": "b", "sha256": "…"}]}, {"text": "id sha256"}],
        "name": {"family": "杜", "given": "さくら"},
    }
    assert list(named_files(answers)) == ["a", "b"]


@pytest.mark.django_db
def test_a_case_without_its_file_is_found(natori: Tenant, file_case: FileCase) -> None:
    case = file_case(natori, answers={"photo": [{"id": "00000000-0000-0000-0000-000000000001", "sha256": "…"}]})
    with tenant_scope(natori):
        found = soundness()
    assert (found.cases, found.submissions, found.without_submission) == (1, 1, [])
    assert found.missing_files == [f"{case.receipt_number}: 00000000-0000-0000-0000-000000000001"]
    assert not found.sound
