"""From the first page to the receipt, as a browser without JavaScript goes."""

from __future__ import annotations

from madoguchi.kernel.tenants.api import tenant_scope
from madoguchi.modules.cases.models import Case, Submission
from madoguchi.modules.forms.models import Draft
from madoguchi.modules.procedures.tests.browser import Browser


def test_from_the_first_page_to_the_receipt(browser: Browser) -> None:
    draft = browser.fill()
    assert "髙橋" in browser.html
    browser.send(draft)
    assert browser.here == browser.url(f"d/{draft}/receipt/")
    with tenant_scope(browser.tenant):
        case = Case.objects.get()
        assert case.subject_key == "inu@1"
        assert case.applicant_mail == "sakura@example.jp"
        assert Submission.objects.get().answers["owner_name"] == {"family": "髙橋", "given": "さくら"}
        assert not Draft.objects.exists()
