"""The result of an example that is another one after a change: shown beside the old one in words, and taken over by one
button, for one example or for all that were looked at."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from madoguchi.kernel.audit.api import timeline
from madoguchi.kernel.people.api import Officer
from madoguchi.modules.designer import queries
from madoguchi.modules.designer.domain import tomlsync
from madoguchi.modules.designer.models import WorkingVersion
from madoguchi.modules.designer.services import working
from madoguchi.modules.designer.tests.conftest import files

FEES = """\
pay = { ja = "窓口で納めます。", en = "At the counter." }
[[fee]]
id = "site"
label = { ja = "使用料", en = "Charge" }
amount = AMOUNT
times = "nights"
"""
ELIGIBILITY = """\
[[question]]
id = "grown"
type = "yes_no"
label = { ja = "18歳以上ですか", en = "Are you 18?" }
required = true
[[rule]]
id = "young"
when = "grown == false"
verdict = "VERDICT"
reason = { ja = "18歳からです。", en = "From 18." }
go = { text = { ja = "親に頼んでください。", en = "Ask your parents." } }
"""
CHECKED = """
[[eligibility]]
answers = { grown = false }
verdict = "no"
rules = ["young"]
[[eligibility]]
answers = { grown = true }
verdict = "yes"
"""
TEXT = {"ja": "x", "en": "x"}


def made(amount: int, factor: int, most: int, verdict: str) -> dict[str, str]:
    """The camp site by the night: a fee, a sum that is worked out, a limit, a question before the form."""
    found = files()
    form = tomlsync.plain(found["form.toml"])
    form["page"][0]["field"] += [
        {"id": "nights", "type": "number", "label": {"ja": "泊数", "en": "Nights"}, "required": True, "max": most},
        {"id": "points", "type": "calc", "gives": "number", "value": f"nights * {factor}",
         "label": {"ja": "点", "en": "Points"}},
        {"id": "car", "type": "text", "label": {"ja": "車", "en": "Car"}, "when": f"nights > {factor - 2}",
         "required": True},
    ]  # fmt: skip
    found["form.toml"] = tomlsync.synced(found["form.toml"], form)
    found["fees.toml"] = FEES.replace("AMOUNT", str(amount))
    found["eligibility.toml"] = ELIGIBILITY.replace("VERDICT", verdict)
    plain = found["examples/plain.ok.toml"].replace(
        "[answers]", 'fee = 2000\n\n# how many\n[answers]\nnights = 2\npoints = 4\ncar = "石巻1"'
    )
    found["examples/plain.ok.toml"] = plain + CHECKED
    found["examples/no-name.ng.toml"] = found["examples/no-name.ng.toml"].replace(
        "[answers]", '[answers]\nnights = 5\ncar = "石巻1"'
    )
    return found


@pytest.fixture
def camp(maker: Officer) -> WorkingVersion:
    row = working.create("camp", made(1000, 2, 9, "no"), note="x", by=maker)
    assert queries.problems(row.pack_id, row.files) == []
    working.save(row.pk, 1, lambda old: {**made(1500, 4, 4, "other"), **examples(old)}, note="変更", by=maker)
    return row


def examples(old: Any) -> dict[str, str]:
    return {name: text for name, text in old.items() if name.startswith("examples/")}


def now(camp: WorkingVersion) -> WorkingVersion:
    return WorkingVersion.objects.get(pk=camp.pk)


def test_old_and_new_stand_beside_each_other_and_one_button_takes_the_new_one_over(
    browser: Client, camp: WorkingVersion
) -> None:
    address = f"/staff/designer/{camp.pk}/examples/"
    page = "".join(browser.get(address).content.decode().split())
    for what, old, new in (
        ("手数料", "2,000円", "3,000円"),
        ("点", "4", "8"),
        ("車", "石巻1", "（この答えでは尋ねない）"),
        ("対象の確認", "対象ではありません18歳からです。", "別の手続です18歳からです。"),
        ("出る誤り", "「氏名」を入力してください。", "「氏名」を入力してください。「泊数」は4"),
    ):
        assert what in page
        assert old in page.replace("<br>", "")
        assert new in page.replace("<br>", ""), (what, new)
    assert browser.get(f"{address}plain.ok/").content.decode().count('name="accept"') == 1
    answer = browser.post(address, {"revision": "2", "accept": "plain.ok"})
    assert answer.status_code == 302
    row = now(camp)
    kept = tomlsync.plain(row.files["examples/plain.ok.toml"])
    assert (kept["fee"], kept["answers"]["points"], "car" in kept["answers"]) == (3000, 8, False)
    assert [one["verdict"] for one in kept["eligibility"]] == ["other", "yes"]
    assert "# how many" in row.files["examples/plain.ok.toml"], "its remarks stay"
    names = {one.spot.name for one in queries.problems(row.pack_id, row.files) if one.spot.page == "example"}
    assert names == {"no-name.ng"}, "and the other one waits"
    said = "入力例の新しい結果が正しいとした：すべて入力した例"
    assert said in browser.get(f"/staff/designer/{camp.pk}/history/").content.decode()
    assert any(entry.data.get("note") == said for entry in timeline(row.target))


def test_all_at_once_and_only_what_was_looked_at(browser: Client, camp: WorkingVersion, maker: Officer) -> None:
    address = f"/staff/designer/{camp.pk}/examples/"
    fees = FEES.replace("AMOUNT", "7000")
    working.save(camp.pk, 2, lambda old: {**old, "fees.toml": fees}, note="ほかの人", by=maker)
    browser.post(address, {"revision": "2", "accept": "*"})  # the page of before the colleague's change
    row = now(camp)
    assert tomlsync.plain(row.files["examples/plain.ok.toml"])["fee"] == 3000, "what was seen, not what nobody saw"
    assert len(tomlsync.plain(row.files["examples/no-name.ng.toml"])["expect"]) == 2
    assert "14,000円" in browser.get(address).content.decode(), "and the colleague's result is still to be looked at"
    browser.post(address, {"revision": str(row.revision), "accept": "*"})
    row = now(camp)
    left = [one.rule for one in queries.problems(row.pack_id, row.files)]
    assert left == ["no_example"], "no example shows the car any more: that is no result, and is told as it was"
    assert "結果が変わった入力例" not in browser.get(address).content.decode()
    browser.post(f"/staff/designer/{camp.pk}/history/", {"undo": str(row.revision)})
    assert tomlsync.plain(now(camp).files["examples/plain.ok.toml"])["fee"] == 3000, "and it can be taken back"


def test_what_is_refused_now_is_no_result_to_take_over(browser: Client, camp: WorkingVersion, maker: Officer) -> None:
    strict = made(1500, 2, 1, "other")
    working.save(camp.pk, 2, lambda old: {**strict, **examples(old)}, note="x", by=maker)
    page = browser.get(f"/staff/designer/{camp.pk}/examples/").content.decode()
    assert 'value="plain.ok"' in page, "the questions before the form still have another result"
    browser.post(f"/staff/designer/{camp.pk}/examples/", {"revision": "3", "accept": "plain.ok"})
    kept = tomlsync.plain(now(camp).files["examples/plain.ok.toml"])
    assert (kept["fee"], kept["answers"]["points"]) == (2000, 4), "it is to pass and does not: to be filled in anew"
    assert "直すところがあります" in browser.get(f"/staff/designer/{camp.pk}/examples/").content.decode()
