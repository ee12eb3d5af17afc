"""Lists of options that a body sets for itself: slots with places, chosen by residents, read back at the desk."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.modules.forms import api as forms
from madoguchi.modules.places import api as places
from madoguchi.modules.procedures.choices import Opening
from madoguchi.modules.procedures.domain.pack import compile_pack, localise, overlay_problems, overlay_values
from madoguchi.modules.procedures.domain.source import read_folder
from madoguchi.modules.procedures.models import Procedure
from madoguchi.modules.procedures.queries import catalogue, offers
from madoguchi.modules.procedures.services import desk, offering
from madoguchi.modules.procedures.services.publish import publish
from madoguchi.modules.procedures.tests.browser import Browser
from madoguchi.modules.procedures.tests.conftest import PACKS
from madoguchi.modules.procedures.tests.test_offering import settings_of

BY = Actor.operator("test")
SLOTS = "value,label_ja,places\nx1,1月5日 午前,1\nx2,1月5日 午後,\nx3,1月6日 午前,0\n"
SLOT = {"slot": "x1", "way": "visit", "_fields": ["slot", "way", "needs"], "_next": "1"}


@pytest.fixture
def ninshin(natori: Tenant, make_department: Callable[[Tenant], Department]) -> Procedure:
    """The interviews of the pack with the slots of 名取市."""
    publish(PACKS / "ninshin")
    places.forget_left()
    department, local = make_department(natori), {"table": {"slots": SLOTS}}
    with tenant_scope(natori):
        return offering.adopt("ninshin", department=department, by=BY, local=local, is_open=True)


def test_residents_see_the_bodys_slots_with_their_places(ninshin: Procedure, natori: Tenant) -> None:
    browser = Browser(Client(), natori)
    html = browser.go("p/ninshin/start/").content.decode()
    assert "1月5日 午前【あと1人】" in html
    assert "1月5日 午後【あと2人】" in html, "where the list does not say, the pack's limit holds"
    assert "1月6日 午前【満員】" in html
    assert "12月7日" not in html, "the sample of the pack"
    html = browser.go(f"/en/{natori.code}/p/ninshin/start/").content.decode()
    assert "1月5日 午前" in html, "a body may leave the English out"


def test_only_what_is_on_the_list_can_be_chosen(ninshin: Procedure, natori: Tenant) -> None:
    browser = Browser(Client(), natori)
    browser.post("p/ninshin/start/", SLOT)
    assert browser.here.endswith("/you/")
    browser.post("p/ninshin/start/", {**SLOT, "slot": "d1207-0930"})
    assert browser.here.endswith("/slot/"), "a slot of the pack is none of the body's"
    assert "を一覧から選び直してください" in browser.html


def test_the_desk_reads_the_bodys_words_and_the_value_of_what_was_taken_off(ninshin: Procedure, natori: Tenant) -> None:
    def said() -> list[str]:
        form = desk.form_for("ninshin@1")
        assert desk.form_filed("procedures/ninshin@1") is form
        return forms.read_back(form, {"slot": "x2"}, "ja")[0].rows[0].lines

    with tenant_scope(natori):
        assert said() == ["1月5日 午後"]
        offering.configure(
            "ninshin", settings_of(ninshin, local={"table": {"slots": SLOTS.replace("x2", "x9")}}), by=BY
        )
        catalogue.forget_catalogue()
        assert said() == ["x2"]
        assert places.left("procedures/ninshin")["procedures/ninshin/slot:x9"].free == 2, "its pool is made"
    assert "12月7日" in desk.form_for("ninshin@1").field("slot").type.label("d1207-0930").ja, "without a body"


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("value\nx1\n", "The column \"label_ja\" is missing."),
        ("value,label_ja\nx1,午前\nx1,午後\n", "line 3: \"x1\" is on a line before."),
        ("value,label_ja,places\nx1,午前,many\n", "line 2: places is a whole number."),
        ("value,label_ja\n午前,午前\n", "line 2: The value \"午前\" may have letters"),
    ],
)  # fmt: skip
def test_a_list_that_does_not_fit_is_refused_whole(table: str, said: str) -> None:
    pack = compile_pack(read_folder(PACKS / "ninshin"))
    local = {"table": {"slots": table}}
    problems = overlay_problems(pack, local)
    assert {one.place for one in problems} == {"table.slots"}
    assert any(said in one.en for one in problems), [one.en for one in problems]
    assert overlay_values(pack, local) == {}, "and would not count"


def test_an_option_that_the_form_asks_for_must_be_on_the_list(tmp_path: Path) -> None:
    """A newer version asks for an option that the body's list does not have: the pack's own list holds again."""
    folder = tmp_path / "ninshin"
    shutil.copytree(PACKS / "ninshin", folder)
    form = (folder / "form.toml").read_text(encoding="utf-8")
    asked = form.replace(
        "when = \"'interpreter' in needs\"", "when = \"slot == 'd1207-0930' and 'interpreter' in needs\""
    )
    assert asked != form
    (folder / "form.toml").write_text(asked, encoding="utf-8")
    pack = compile_pack(read_folder(folder))
    local = {"table": {"slots": SLOTS}}
    assert [one.place for one in overlay_problems(pack, local)] == ["table.slots"]
    assert localise(pack, overlay_values(pack, local)).form is pack.form


def test_the_same_list_is_compiled_once_and_a_shorter_one_has_fewer_wishes() -> None:
    pack = compile_pack(read_folder(PACKS / "hoiku"))
    values = {"table.nurseries": "value,label_ja\nk1,かもめ保育所\nk2,つばめ保育園\n"}
    own = localise(pack, values)
    assert own.form is localise(pack, dict(values)).form
    assert own.form.field("nurseries").type.ranks == ("1", "2")
    assert pack.form.field("nurseries").type.label("k1").ja == "k1"
    assert own.form.hash != pack.form.hash


def test_the_administrator_edits_the_list_where_the_other_values_are(
    ninshin: Procedure,
    natori: Tenant,
    make_officer: Callable[..., Officer],
    staff_client: Callable[[Officer], Client],
) -> None:
    client = staff_client(make_officer(natori, "administrator"))
    page = "/staff/procedures/ninshin/"
    html = client.get(page).content.decode()
    assert "選択肢の一覧「面談の日時」" in html
    assert "x2,1月5日 午後," in html
    typed = {"is_open": "yes", "department": str(ninshin.department_id)}
    answer = client.post(page, {**typed, "local.table.slots": "value,label_ja\nx1,\n"})
    assert answer.status_code == 422
    assert "選択肢の一覧「面談の日時」：2行目：value、label_ja のどれかが空です。" in answer.content.decode()
    answer = client.post(page, {**typed, "local.table.slots": "value,label_ja\nx5,2月1日 午前\n"})
    assert answer.status_code == 302
    with tenant_scope(natori):
        assert Procedure.objects.get().local == {"table": {"slots": "value,label_ja\nx5,2月1日 午前"}}


def test_a_production_takes_nothing_while_a_list_is_a_sample(
    ninshin: Procedure, natori: Tenant, settings: Settings
) -> None:
    settings.MADOGUCHI_PRODUCTION = True
    browser = Browser(Client(), natori)
    with tenant_scope(natori):
        assert [one.opening for one in offers.for_administration(timezone.now())] == [Opening.OPEN]
        offering.configure("ninshin", settings_of(ninshin, local={}), by=BY)
        catalogue.forget_catalogue()
        (row,) = offers.for_administration(timezone.now())
    assert (row.sampled, row.barred, row.opening) == (True, False, Opening.CLOSED)
    browser.go("p/ninshin/start/")
    assert browser.here.endswith("/p/ninshin/"), "its page says that it is closed"
