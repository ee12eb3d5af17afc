"""Two administrators at one procedure: at once in two tabs, and one as the second person of the other."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from django.test import Client

from madoguchi.kernel.audit.api import timeline
from madoguchi.kernel.people.api import Officer, RefusedError
from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.modules.procedures.models import Procedure, ProposedChange
from madoguchi.modules.procedures.queries import second_person
from madoguchi.modules.procedures.services import consenting, offering, rounds, translating
from madoguchi.modules.procedures.services.publish import publish
from madoguchi.modules.procedures.tests.conftest import PACKS
from madoguchi.modules.procedures.tests.plant import Planted
from madoguchi.modules.procedures.tests.test_offering import BY

ONE = "/staff/procedures/inu/"
DAYS = "local.standard_period.days"
Post = dict[str, str]


@pytest.fixture
def first(dog: Procedure, natori: Tenant, make_officer: Callable[..., Officer]) -> Officer:
    return make_officer(natori, "administrator", name="管理 一子")


@pytest.fixture
def second(dog: Procedure, natori: Tenant, make_officer: Callable[..., Officer]) -> Officer:
    return make_officer(natori, "administrator", name="管理 二郎")


def row_of(tenant: Tenant) -> Procedure:
    with tenant_scope(tenant):
        return Procedure.objects.get()


def drawn(client: Client) -> Post:
    """The form as the browser would post it without a change."""
    page = client.get(ONE).content.decode()
    form = page[page.index('name="_base"') - 200 :]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search('name="([^"]+)"', tag), re.search('value="([^"]*)"', tag)
        if name and (not re.search('type="(radio|checkbox)"', tag) or " checked" in tag):
            found[name[1]] = unescape(value[1]) if value else ""
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\n?([^<]*)</textarea>', form):
        found[name] = unescape(text)
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)"[^>]* selected', options)
        found[name] = chosen[1] if chosen else ""
    found.pop("csrfmiddlewaretoken", None)
    return found


def test_what_two_tabs_have_changed_is_put_together(
    natori: Tenant, first: Officer, second: Officer, staff_client: Callable[[Officer], Client]
) -> None:
    one, two = staff_client(first), staff_client(second)
    stale = drawn(two)
    assert one.post(ONE, {**drawn(one), DAYS: "21", "act": "confirmed"}).status_code == 302
    answer = two.post(ONE, {**stale, "closes_at": "2099-01-01T00:00", "act": "confirmed"}, follow=True)
    assert "ほかの人がその間に変えたところと合わせました" in answer.content.decode()
    row = row_of(natori)
    assert row.local["standard_period"]["days"] == 21
    assert row.closes_at is not None


def test_where_both_have_changed_one_value_both_are_shown_and_nothing_is_lost(
    natori: Tenant, first: Officer, second: Officer, staff_client: Callable[[Officer], Client]
) -> None:
    one, two = staff_client(first), staff_client(second)
    stale = drawn(two)
    one.post(ONE, {**drawn(one), DAYS: "21", "act": "confirmed"})
    answer = two.post(ONE, {**stale, DAYS: "31", "stopped_note": "直しています", "is_open": "no", "act": "confirmed"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "同じところをこのあいだに変えました" in page
    assert all(f"<p>{days}開庁日</p>" in page for days in ("21", "31")), "both values, beside each other"
    assert 'value="31"' in page
    assert "直しています" in page
    assert row_of(natori).local["standard_period"]["days"] == 21
    found = re.search('name="_base" value="([^"]*)"', page)
    assert found
    again = {**stale, "_base": unescape(found[1]), DAYS: "31", "act": "confirmed"}
    theirs = two.post(ONE, {**again, "act": f"theirs:{DAYS}"}).content.decode()
    assert 'value="21"' in theirs
    assert two.post(ONE, again).status_code == 302  # knowing what the other one has written
    assert row_of(natori).local["standard_period"]["days"] == 31


def test_at_the_same_instant_the_later_one_is_told(natori: Tenant, dog: Procedure) -> None:
    with tenant_scope(natori):
        row = Procedure.objects.get()
        wanted = offering.Settings(True, None, None, row.department_id, {}, seen=row.updated_at)
        offering.configure("inu", wanted, by=BY)
        with pytest.raises(offering.ChangedMeanwhileError):
            offering.configure("inu", wanted, by=BY)


@pytest.fixture
def by_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """The body wants a second person."""
    monkeypatch.setattr(second_person, "_rules", [lambda: True])


def test_with_a_second_person_nothing_changes_before_the_other_says_yes(
    by_two: None, natori: Tenant, first: Officer, second: Officer, staff_client: Callable[[Officer], Client]
) -> None:
    one, two = staff_client(first), staff_client(second)
    before = row_of(natori).local
    assert one.post(ONE, {**drawn(one), DAYS: "21", "act": "confirmed"}).status_code == 302
    assert row_of(natori).local == before
    page = two.get(ONE).content.decode()
    assert "承認を待っている変更" in page
    assert "21" in page
    with tenant_scope(natori):
        change = ProposedChange.objects.get()
    assert 'value="consent"' not in one.get(ONE).content.decode()
    own = one.post(ONE, {"act": "consent", "change": str(change.pk)})
    assert "求めた人は承認できません" in own.content.decode()
    busy = two.post(ONE, {**drawn(two), "closes_at": "2099-01-01T00:00", "act": "confirmed"})
    assert busy.status_code == 422
    assert "承認を待っている変更があります" in busy.content.decode()
    assert "2099-01-01T00:00" in busy.content.decode()
    assert row_of(natori).local == before
    assert two.post(ONE, {"act": "consent", "change": str(change.pk)}).status_code == 302
    assert row_of(natori).local["standard_period"]["days"] == 21
    with tenant_scope(natori):
        assert not ProposedChange.objects.exists()
        told = [entry.sentence("ja") for entry in timeline("procedures.procedure:inu")]
    assert told[-3:] == ["手続の変更の承認を求めました", "手続の変更を承認しました", "手続の団体独自の値を変えました"]


def test_what_waits_is_taken_back_and_a_moved_value_is_not_overwritten(
    by_two: None, natori: Tenant, first: Officer, second: Officer
) -> None:
    with tenant_scope(natori):
        row = Procedure.objects.get()
        wanted = offering.Settings(False, None, None, row.department_id, {"office": "環境の窓口"})
        assert consenting.ask("inu", wanted, by=first)
        consenting.withdraw("inu", by=second)
        assert not ProposedChange.objects.exists()
        assert consenting.ask("inu", wanted, by=first)
        offering.set_open("inu", is_open=False, by=BY)  # stopping waits for nobody
        change = ProposedChange.objects.get()
        with pytest.raises(RefusedError, match="別に変わりました"):
            consenting.consent("inu", change.pk, by=second)
        with pytest.raises(RefusedError, match="承認が要ります"):
            offering.configure("inu", wanted, by=BY)
        assert Procedure.objects.get().local == {}


def test_a_newer_version_takes_a_second_person_too(
    by_two: None,
    natori: Tenant,
    first: Officer,
    second: Officer,
    staff_client: Callable[[Officer], Client],
    tmp_path: Path,
) -> None:
    publish(Planted(tmp_path).version(2).folder)
    one, two = staff_client(first), staff_client(second)
    assert one.post(f"{ONE}version/", {"version": "2", "grace_days": "0"}).status_code == 302
    with tenant_scope(natori):
        assert Procedure.objects.select_related("in_force").get().in_force.version == 1
        change = ProposedChange.objects.get()
    assert "第2版にする" in two.get(ONE).content.decode()
    assert two.post(ONE, {"act": "consent", "change": str(change.pk)}).status_code == 302
    with tenant_scope(natori):
        assert Procedure.objects.select_related("in_force").get().in_force.version == 2


def test_the_language_button_keeps_what_is_typed(
    natori: Tenant, first: Officer, staff_client: Callable[[Officer], Client]
) -> None:
    one = staff_client(first)
    page = one.post(ONE, {**drawn(one), DAYS: "21", "_language": "en", "act": "save"}).content.decode()
    assert '<html lang="en"' in page
    assert 'value="21"' in page
    assert "開庁日" not in page
    assert row_of(natori).local == {}


def test_the_bodys_own_words_in_another_language_wait_for_the_second_person(
    by_two: None, natori: Tenant, first: Officer, second: Officer, staff_client: Callable[[Officer], Client]
) -> None:
    with tenant_scope(natori):
        department = Procedure.objects.get().department
        own = {"texts": {"paper": {"ja": "1階でも届け出られます。"}}}
        offering.adopt("inu", department=department, by=BY, local=own)
        with pytest.raises(RefusedError, match="承認が要ります"):
            translating.translate("inu", "vi", {"texts.paper": "Tầng 1."}, by=BY)
    one, two = staff_client(first), staff_client(second)
    words = f"{ONE}words/vi/"
    refused = one.post(words, {"text.texts.paper": "<b>x</b>"})
    assert refused.status_code == 422
    assert one.post(words, {"text.texts.paper": "Tầng 1."}).status_code == 302
    assert row_of(natori).local == own
    page = two.get(ONE).content.decode()
    assert "Tầng 1." in page
    assert "ベトナム語" in page
    busy = two.post(words, {"text.texts.paper": "Ở tầng 1."})
    assert busy.status_code == 422
    assert "承認を待っている変更があります" in busy.content.decode()
    assert "Ở tầng 1." in busy.content.decode(), "nothing typed is lost"
    with tenant_scope(natori):
        change = ProposedChange.objects.get()
    assert two.post(ONE, {"act": "consent", "change": str(change.pk)}).status_code == 302
    assert row_of(natori).local["texts"]["paper"]["vi"]["is"] == "Tầng 1."


def test_a_new_round_waits_for_the_second_person_and_other_values_end_none(
    by_two: None, natori: Tenant, first: Officer, second: Officer, staff_client: Callable[[Officer], Client]
) -> None:
    publish(PACKS / "koza")
    with tenant_scope(natori):
        department = Procedure.objects.get(pack_id="inu").department
        offering.adopt("koza", department=department, by=BY, is_open=True)
    one, two = staff_client(first), staff_client(second)
    koza = "/staff/procedures/koza/"
    assert one.post(f"{koza}round/", {"name": "第2回"}).status_code == 422
    assert one.post(f"{koza}round/", {"name": "r2"}).status_code == 302
    with tenant_scope(natori):
        assert Procedure.objects.get(pack_id="koza").local == {}
        change = ProposedChange.objects.get()
    assert "新しい回「r2」を始める" in two.get(koza).content.decode()
    own = one.post(koza, {"act": "consent", "change": str(change.pk)})
    assert "求めた人は承認できません" in own.content.decode()
    busy = two.post(f"{koza}round/", {"name": "r3"}).content.decode()
    assert "承認を待っている変更があります" in busy
    assert 'value="r3"' in busy
    assert two.post(koza, {"act": "consent", "change": str(change.pk)}).status_code == 302
    with tenant_scope(natori):
        row = Procedure.objects.get(pack_id="koza")
        assert row.local["capacity"]["round"] == "r2"
        with pytest.raises(RefusedError, match="承認が要ります"):
            rounds.begin("koza", "r3", by=BY)
        told = [entry.sentence("ja") for entry in timeline("procedures.procedure:koza")]
        assert "手続の新しい回を始めました" in told
        wanted = offering.Settings(True, None, None, row.department_id, {"office": "講座の窓口"})
        assert consenting.ask("koza", wanted, by=first)
        change = ProposedChange.objects.get()
        assert list(change.data) == ["local.office"], "nobody has asked to end the round"
        consenting.consent("koza", change.pk, by=second)
        assert Procedure.objects.get(pack_id="koza").local["capacity"]["round"] == "r2"
