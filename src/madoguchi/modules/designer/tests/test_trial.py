"""The try-out reaches a decision and its letter, and leaves no case; what was typed becomes an example."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from madoguchi.kernel.people.api import Officer
from madoguchi.modules.designer.domain import tomlsync
from madoguchi.modules.designer.models import WorkingVersion
from madoguchi.modules.designer.queries import problems
from madoguchi.modules.designer.services import working
from madoguchi.modules.designer.tests.conftest import files

PERSON = {
    "applicant_name.family": "髙橋", "applicant_name.given": "桜", "applicant_kana.family": "タカハシ",
    "applicant_kana.given": "サクラ", "mail": "sakura@example.jp",
}  # fmt: skip


@pytest.fixture
def licence(maker: Officer) -> WorkingVersion:
    """A disposition with an attachment."""
    form = tomlsync.plain(files("disposition")["form.toml"])
    photo = {"id": "photo", "type": "file", "label": {"ja": "写真", "en": "Photo"}}
    form["page"][0]["field"].append(photo)
    made = files("disposition")
    made["form.toml"] = tomlsync.synced(made["form.toml"], form)
    return working.create("licence", made, note="始める", by=maker)


def test_filled_in_sent_decided_and_nothing_is_left(browser: Client, licence: WorkingVersion) -> None:
    home = f"/staff/designer/{licence.pk}/trial/"
    assert browser.post(home, {"example": ""})["Location"] == f"{home}at/applicant/"
    wrong = browser.post(f"{home}at/applicant/", {"applicant_name.family": "髙橋"})
    assert wrong.status_code == 422
    photo = SimpleUploadedFile("家.jpg", b"not looked at", "image/jpeg")
    assert browser.post(f"{home}at/applicant/", {**PERSON, "photo": photo})["Location"] == f"{home}check/"
    page = browser.get(f"{home}check/").content.decode()
    assert "髙橋" in page
    assert "家.jpg" in page
    assert "送る（試し）" in page
    assert browser.post(f"{home}desk/", {"outcome": "refused", "reason": ""}).status_code == 422  # a reason is needed
    decided = browser.post(f"{home}desk/", {"outcome": "refused", "reason": "場所がないため"}).content.decode()
    assert "決定しました（試し）" in decided
    letter = browser.post(f"{home}letter.pdf", {"outcome": "refused", "reason": "場所がないため"})
    assert letter.content.startswith(b"%PDF")
    for label in ("cases.Case", "cases.Submission", "forms.Draft", "notify.Outbox", "files.StoredFile"):
        assert apps.get_model(label).objects.count() == 0, label


def test_an_input_becomes_an_example(browser: Client, camp: WorkingVersion, maker: Officer) -> None:
    form = tomlsync.plain(camp.files["form.toml"])
    form["page"][0]["field"].append(
        {"id": "day", "type": "date", "label": {"ja": "使う日", "en": "Day"}, "required": True}
    )
    working.save(camp.pk, 1, lambda f: {**f, "form.toml": tomlsync.synced(f["form.toml"], form)}, note="日", by=maker)
    home = f"/staff/designer/{camp.pk}/trial/"
    browser.post(home, {"example": "plain.ok"})
    day = {"day.era": "", "day.year": "2026", "day.month": "12", "day.day": "24"}
    page = browser.get(f"{home}at/applicant/").content.decode()
    assert 'value="hanako@example.jp"' in page  # begun with the answers of the example
    browser.post(f"{home}at/applicant/", {**PERSON, **day})
    keep = {"revision": "2", "name": "plain", "title": "12月に使う", "kind": "ok"}
    assert browser.post(f"{home}check/", keep)["Location"] == f"/staff/designer/{camp.pk}/examples/"
    browser.post(f"{home}at/applicant/", {**PERSON, **dict.fromkeys(day, ""), "mail": "sakura@", "_anyway": "1"})
    keep = {"revision": "3", "name": "no-name", "title": "メールが途中", "kind": "ng"}
    assert browser.post(f"{home}check/", {**keep, "kind": "ok"}).status_code == 422
    assert browser.post(f"{home}check/", keep).status_code == 302
    row = WorkingVersion.objects.get(pk=camp.pk)
    assert problems(row.pack_id, row.files) == []
    assert tomlsync.plain(row.files["examples/plain.ok.toml"])["answers"]["day"] == "2026-12-24"
    assert {one["field"] for one in tomlsync.plain(row.files["examples/no-name.ng.toml"])["expect"]} == {"mail", "day"}


def test_a_document_is_begun_looked_at_and_told_its_faults(browser: Client, licence: WorkingVersion) -> None:
    home = f"/staff/designer/{licence.pk}/documents/"
    answer = browser.post(home, {"revision": "1", "name": "permit", "start": "decision"})
    assert answer["Location"] == f"{home}permit/"
    source = WorkingVersion.objects.get(pk=licence.pk).files["documents/permit.typ"]
    look = browser.post(answer["Location"], {"source": source, "act": "look", "example": "plain"})
    assert look.content.startswith(b"%PDF")
    bad = browser.post(answer["Location"], {"source": "#nonsense()", "act": "look"})
    assert bad.status_code == 422
    assert "unknown variable" in bad.content.decode()
    assert "#nonsense()" in bad.content.decode()


@pytest.mark.parametrize(
    "source",
    [
        '#import "@preview/cetz:0.3.0"', '#import "\\u{40}preview/cetz:0.3.0"', "#let p = data.x\n#import p: *",
        '#eval("1")', '#include "/../../../../etc/passwd"', '#plugin("x.wasm")', "#dictionary(std)",
        '#read("/../../../../../../etc/passwd")', '#read("../typesetting.py")',
    ],
)  # fmt: skip
def test_a_template_reaches_neither_files_nor_the_network(
    source: str, browser: Client, licence: WorkingVersion
) -> None:
    home = f"/staff/designer/{licence.pk}/documents/"
    browser.post(home, {"revision": "1", "name": "permit", "start": "decision"})
    answer = browser.post(f"{home}permit/", {"source": f'#set document(title: "x")\n{source}', "act": "look"})
    assert answer.status_code == 422
    assert not answer.content.startswith(b"%PDF")


FEES = """\
pay = { ja = "窓口で納めます。", en = "At the counter." }
[[fee]]
id = "site"
label = { ja = "使用料", en = "Charge" }
amount = 1000
times = "pairs"
"""


def test_what_no_fee_can_be_reckoned_for_is_refused_in_the_try_out_as_residents_are(
    browser: Client, camp: WorkingVersion, maker: Officer
) -> None:
    form = tomlsync.plain(camp.files["form.toml"])
    form["page"][0]["field"] += [
        {"id": "heads", "type": "number", "label": {"ja": "人数", "en": "People"}, "required": True},
        {
            "id": "pairs",
            "type": "calc",
            "gives": "number",
            "value": "heads * 0.5",
            "label": {"ja": "組", "en": "Pairs"},
        },
    ]
    new = {"form.toml": tomlsync.synced(camp.files["form.toml"], form), "fees.toml": FEES}
    working.save(camp.pk, 1, lambda f: {**f, **new}, note="x", by=maker)
    home = f"/staff/designer/{camp.pk}/trial/"
    browser.post(home, {"example": ""})
    odd = browser.post(f"{home}at/applicant/", {**PERSON, "heads": "3"})
    assert odd.status_code == 422
    assert "0以上の整数を入力してください" in odd.content.decode()
    keep = {"revision": "2", "name": "odd", "title": "3人", "kind": "ok"}
    assert browser.post(f"{home}check/", keep).status_code == 422, "residents are refused, so it is no passing example"
    assert browser.post(f"{home}check/", {**keep, "kind": "ng"}).status_code == 302
    row = WorkingVersion.objects.get(pk=camp.pk)
    assert [one["field"] for one in tomlsync.plain(row.files["examples/odd.ng.toml"])["expect"]] == ["heads"]
    assert "odd.ng" not in {one.spot.name for one in problems(row.pack_id, row.files)}
