"""The try-out goes to a decision for every pack of the library: each accepted example passes, and the pretended officer
can give out the document of every outcome that it can have. And a mail address is confirmed without any mail."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client

from madoguchi.kernel.people.api import Officer
from madoguchi.kernel.tenants.api import Tenant
from madoguchi.modules.designer.domain import skeleton, tomlsync
from madoguchi.modules.designer.models import WorkingVersion
from madoguchi.modules.designer.services import paper, working
from madoguchi.modules.designer.tests.conftest import files
from madoguchi.modules.designer.web.staff import sitting
from madoguchi.modules.documents import api as documents

FOLDERS = sorted(path.parent for path in (Path(settings.MADOGUCHI_PACKS) / "procedures").glob("*/pack.toml"))


@pytest.mark.engine_free  # the try-out keeps nothing in the database
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_pack_goes_to_its_decision(folder: Path, in_natori: Tenant) -> None:
    source = {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}
    row = WorkingVersion(tenant=in_natori, pack_id=f"t042072-{folder.name}"[:40])
    row.files = skeleton.renamed(source, row.pack_id)
    trial = sitting.of(row)
    assert trial is not None
    pack = paper.compiled(row.pack_id, row.files)
    drawn: set[str] = set()
    for name in sorted(row.files):
        if not name.endswith(".ok.toml"):
            continue
        trial.begin(name.removeprefix("examples/").removesuffix(".toml"))
        outcome = trial.outcome()
        assert outcome.ok, (name, [(one.path, one.code) for one in outcome.faults])
        bill = paper.fixed_bill(pack, outcome)
        for one in paper.possible(pack, outcome):
            amount = paper.yen(pack, one.amount, outcome)
            assert (amount is not None) == bool(one.amount), (name, one.id)
            if one.document and one.document not in drawn:  # each template once: the answers are another test's
                drawn.add(one.document)
                letter = paper.decided(row, pack, one.id, paper.Granted("理由", amount, bill), outcome.answers)
                assert documents.render_pdf(letter.source, letter.data).startswith(b"%PDF-")
    assert drawn >= {*pack.documents}, "each document of the pack is given out in a try-out"
    for document, text in pack.documents.items():  # and looked at on its own page
        letter = paper.sample(row, document, text, trial.form, outcome.answers)
        assert documents.render_pdf(letter.source, letter.data).startswith(b"%PDF-")


@pytest.fixture
def asking(maker: Officer) -> WorkingVersion:
    """A form with a mail address that is confirmed by a code."""
    made = files()
    form = tomlsync.plain(made["form.toml"])
    form["page"][0]["field"][2] |= {"code": True, "required": True}
    return working.create("mail", {**made, "form.toml": tomlsync.synced(made["form.toml"], form)}, note="x", by=maker)


def test_a_mail_address_is_confirmed_without_any_mail(browser: Client, asking: WorkingVersion) -> None:
    home = f"/staff/designer/{asking.pk}/trial/"
    browser.post(home, {"example": ""})
    person = {
        "applicant_name.family": "髙橋", "applicant_name.given": "桜", "applicant_kana.family": "タカハシ",
        "applicant_kana.given": "サクラ", "mail": "sakura@example.jp",
    }  # fmt: skip
    page = browser.get(f"{home}at/applicant/").content.decode()
    assert 'name="_code"' in page
    assert 'name="mail.code"' in page
    assert f"メールの確認コードは {sitting.CODE} です" in page
    assert browser.post(f"{home}at/applicant/", person).status_code == 422, "an address is confirmed before it counts"
    assert browser.post(f"{home}at/applicant/", {**person, "mail": "sakura@", "_code": "mail"}).status_code == 422
    sent = browser.post(f"{home}at/applicant/", {**person, "_code": "mail"})
    assert sent.status_code == 200
    assert "に確認コードを送りました" in sent.content.decode()
    wrong = browser.post(f"{home}at/applicant/", {**person, "mail.code": "000000"})
    assert wrong.status_code == 422
    right = browser.post(f"{home}at/applicant/", {**person, "mail.code": sitting.CODE})
    assert right["Location"] == f"{home}check/"
    assert "確認済み" in browser.get(f"{home}check/").content.decode()
    keep = {"revision": "1", "name": "plain", "title": "確認したアドレス", "kind": "ok"}
    browser.post(f"{home}check/", keep)
    row = WorkingVersion.objects.get(pk=asking.pk)
    answers = tomlsync.plain(row.files["examples/plain.ok.toml"])["answers"]
    assert answers["mail"] == {"address": "sakura@example.jp", "confirmed": True}
    browser.post(home, {"example": "plain.ok"})
    assert browser.get(f"{home}at/applicant/").status_code == 200
    assert "送る（試し）" in browser.get(f"{home}check/").content.decode(), "an example that is confirmed stays so"
    assert apps.get_model("notify.Outbox").objects.count() == 0
