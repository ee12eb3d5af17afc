"""理由の例文: put where the reason is written, never decided as it stands."""

from __future__ import annotations

from django.test import Client

from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.modules.cases.models import Case, Decision
from madoguchi.modules.cases.services import desk
from madoguchi.modules.cases.services.turn import By
from madoguchi.modules.cases.tests.conftest import FileCase
from madoguchi.modules.cases.tests.test_conditions_of_a_case import press
from madoguchi.modules.cases.tests.test_staff_pages import page_of

BEGUN = "【例文・要確認】幅が○○mになるため。"


def received(natori: Tenant, clerk: Officer, file_case: FileCase) -> Case:
    case = file_case(natori)
    with tenant_scope(natori):
        return desk.receive(case.receipt_number, By(clerk))


def test_an_example_goes_below_what_is_written_and_decides_nothing(
    chief: Client, natori: Tenant, clerk: Officer, file_case: FileCase
) -> None:
    case = received(natori, clerk, file_case)
    page = chief.get(page_of(case)).content.decode()
    assert BEGUN in page
    assert "別の理由" not in page, "of an outcome that this case cannot have"
    typed = {
        "act": "example.narrow",
        "decide.outcome": "",
        "decide.reason": "現地を確かめた。",
        "decide.text": "書きかけ",
    }
    answer = chief.post(page_of(case, "acts/decide/"), {"version": case.version, **typed})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert f"現地を確かめた。\n{BEGUN}</textarea>" in page
    assert "書きかけ</textarea>" in page
    assert 'value="refusal" checked' in page, "the only outcome that the example is for"
    with tenant_scope(natori):
        assert not Decision.objects.exists()


def test_what_only_the_case_can_say_must_be_written(
    chief: Client, natori: Tenant, clerk: Officer, file_case: FileCase
) -> None:
    case = received(natori, clerk, file_case)
    answer = press(chief, case, **{"decide.outcome": "refusal", "decide.reason": BEGUN})
    assert answer.status_code == 409
    assert "例文の「○○」が残っています。" in answer.content.decode()
    assert f"{BEGUN}</textarea>" in answer.content.decode()
    answer = press(chief, case, **{"decide.outcome": "refusal", "decide.reason": "幅が1.2mになるため。"})
    assert answer.status_code == 302
    with tenant_scope(natori):
        assert Decision.objects.get().reason == "幅が1.2mになるため。"


def test_an_example_that_is_not_there_changes_nothing(
    chief: Client, natori: Tenant, clerk: Officer, file_case: FileCase
) -> None:
    case = received(natori, clerk, file_case)
    for name in ("other", "nothing", ""):
        values = {"version": case.version, "act": f"example.{name}", "decide.reason": "x"}
        answer = chief.post(page_of(case, "acts/decide/"), values)
        assert (answer.status_code, answer["Location"]) == (302, page_of(case))
