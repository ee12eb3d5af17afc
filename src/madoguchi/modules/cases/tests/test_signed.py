"""What is issued is what the signatures room gave back; without a signature nothing is issued."""

from __future__ import annotations

import pytest

from madoguchi.kernel.files import api as files
from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Tenant
from madoguchi.modules.cases.models import Issuance
from madoguchi.modules.cases.services import decision, desk
from madoguchi.modules.cases.services.refusals import RefusedError
from madoguchi.modules.cases.services.turn import By
from madoguchi.modules.cases.tests.conftest import FileCase
from madoguchi.modules.signatures import api as signatures


@pytest.fixture
def number(in_natori: Tenant, clerk: Officer, decider: Officer, file_case: FileCase) -> str:
    number = file_case(in_natori).receipt_number
    desk.receive(number, By(clerk))
    decision.decide(number, By(decider), outcome="grant")
    return number


def test_a_body_without_a_certificate_issues_unsigned(number: str, clerk: Officer) -> None:
    assert decision.issue(number, By(clerk)).certificate == ""


def test_the_signed_document_is_the_one_that_goes_out(
    number: str, clerk: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signatures, "sign", lambda pdf: signatures.Signed(pdf + b"%signed", "f" * 64))
    issued = decision.issue(number, By(clerk))
    assert issued.certificate == "f" * 64
    with files.open_file(files.get(issued.file_id)) as stored:
        assert stored.read().endswith(b"%signed")


@pytest.mark.parametrize(
    ("why", "said"), [(signatures.Hindrance.STAMP, "少し待って"), (signatures.Hindrance.CHAIN, "運用の担当者に連絡")]
)
def test_without_its_signature_nothing_is_issued_and_no_number_used(
    why: signatures.Hindrance, said: str, number: str, clerk: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(pdf: bytes) -> signatures.Signed:
        raise signatures.UnsignableError(why, "of the tests")

    with monkeypatch.context() as broken:
        broken.setattr(signatures, "sign", fails)
        with pytest.raises(RefusedError, match=said) as error:
            decision.issue(number, By(clerk))
    assert error.value.code == "unsignable"
    assert not Issuance.objects.exists()
    assert decision.issue(number, By(clerk)).document_number == "環第1号"
