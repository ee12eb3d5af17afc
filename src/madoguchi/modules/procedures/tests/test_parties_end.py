"""Requests that end without an answer, and answers that live on under a newer version of the form."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.test import Client
from django.utils import timezone

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.services import offering
from madoguchi.modules.procedures.services.publish import publish
from madoguchi.modules.procedures.tests.browser import Browser
from madoguchi.modules.procedures.tests.tables import IRAI, Outbox, Submission
from madoguchi.modules.procedures.tests.test_parties import Applicant, answered


def test_declined_withdrawn_run_out_or_of_another_body_opens_nothing(
    irai: Tenant, sendai: Tenant, settings: Any
) -> None:
    applicant = Applicant(Client(), irai)
    draft = applicant.fill()
    link = applicant.ask(draft)
    assert Client().get(link.replace(irai.code, sendai.code)).status_code == 410
    stranger = Browser(Client(), irai)
    for letters in ("A" * 18, link.rstrip("/")[-18:][::-1]):
        assert stranger.client.post(stranger.url(f"party/{letters}/")).status_code in (410, 429)
    employer = Browser(Client(), irai)
    employer.post(link + "decline/", {"reason": ""})
    assert employer.status == 422
    employer.post(link + "decline/", {"reason": "当事業所の従業員ではありません"})
    assert "書けないことを伝えました" in employer.html
    employer.go(link)
    assert employer.status == 410
    applicant.go(f"d/{draft}/work/")
    assert "当事業所の従業員ではありません" in applicant.html
    second = applicant.ask(draft)
    assert second != link
    applicant.post(f"d/{draft}/work/", {"_withdraw": "employer.0"})
    employer.post(second)
    assert employer.status == 410
    third = applicant.ask(draft)
    with tenant_scope(irai):
        forms.PartyAsk.objects.filter(withdrawn_at=None).update(expires_at=timezone.now() - timedelta(seconds=1))
    employer.post(third)
    assert employer.status == 410
    applicant.go(f"d/{draft}/work/")
    assert "期限が過ぎました" in applicant.html


def test_mail_brings_the_link_and_nothing_of_the_answers_not_shared(irai: Tenant) -> None:
    applicant = Applicant(Client(), irai)
    draft = applicant.fill()
    applicant.ask(draft)
    applicant.post(f"d/{draft}/work/", {"_mail": "employer.0", "mail": "nobody"})
    assert "形が正しくありません" in applicant.html
    applicant.post(f"d/{draft}/work/", {"_mail": "employer.0", "mail": "jinji@example.jp"})
    assert "jinji@example.jp へ送りました" in applicant.html
    with tenant_scope(irai):
        mail = Outbox.objects.get(to="jinji@example.jp")
    assert "/party/" in mail.text
    assert "閖上 茂" not in mail.text
    assert "ひみつ" not in mail.text
    for _more in range(3):
        applicant.post(f"d/{draft}/work/", {"_mail": "employer.0", "mail": "jinji@example.jp"})
    assert "何度も送ったため" in applicant.html


def test_what_was_given_up_takes_the_parts_along(irai: Tenant) -> None:
    applicant = Applicant(Client(), irai)
    draft = applicant.fill()
    employer = answered(irai, applicant.ask(draft))
    with tenant_scope(irai):
        # What was sent lives as long as what it was sent for.
        forms.Draft.objects.exclude(public_id=draft).update(expires_at=timezone.now() - timedelta(days=1))
        assert forms.expire() == 0
    applicant.post(f"d/{draft}/discard/")
    with tenant_scope(irai):
        assert (forms.Draft.objects.count(), forms.PartyAsk.objects.count()) == (0, 0)
    employer.go(f"d/{re.search(r'/d/([a-z0-9]+)/', employer.here)[1]}/work/")  # type: ignore[index]
    assert employer.status in (403, 410)


def test_a_newer_version_keeps_what_was_answered(irai: Tenant, tmp_path: Path) -> None:
    applicant = Applicant(Client(), irai)
    draft = applicant.fill()
    answered(irai, applicant.ask(draft))
    folder = tmp_path / "irai"
    for file in IRAI.rglob("*.*"):
        target = folder / file.relative_to(IRAI)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(file.read_text("utf-8"), encoding="utf-8")
    card = folder / "pack.toml"
    card.write_text(card.read_text("utf-8").replace("version = 1", "version = 2"), encoding="utf-8")
    form = folder / "form.toml"
    text = form.read_text("utf-8").replace(
        'label = { ja = "備考", en = "Remark" }', 'label = { ja = "ひとこと", en = "A word" }'
    )
    form.write_text(text, encoding="utf-8")
    publish(folder)
    with tenant_scope(irai):
        offering.upgrade("irai", by=Actor.operator("test"), grace_days=0)
    applicant.go(f"d/{draft}/check/")
    applicant.send(draft)
    assert "受け付けました" in applicant.html
    with tenant_scope(irai):
        submission = Submission.objects.get()
    assert submission.form_key.endswith("irai@2")
    assert submission.answers["employer"][0]["hours"] == 38
