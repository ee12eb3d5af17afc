"""Every pack of the project: its examples, its pages in both languages, its documents on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, RequestFactory

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.modules.cases.api import answer_lines
from madoguchi.modules.documents import api as documents
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.domain.pack import Pack
from madoguchi.modules.procedures.services import beginning, offering, publish
from madoguchi.modules.procedures.tests.browser import Browser

pytestmark = pytest.mark.engine_free

FOLDERS = sorted(path.parent for path in (Path(settings.MADOGUCHI_PACKS) / "procedures").glob("*/pack.toml"))
each_pack = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


def filled(pack: Pack) -> Iterator[tuple[dict[str, object], forms.Outcome]]:
    """What is typed in each ok example of the pack, and what comes of it."""
    for example in pack.examples:
        if example.ok:
            typed = forms.typed_from_answers(pack.form, example.answers)
            yield typed, forms.validate(pack.form, typed, today=example.today)


@each_pack
def test_it_has_examples_that_pass_and_that_are_refused(folder: Path) -> None:
    _source, pack = publish.check(folder)
    assert {example.ok for example in pack.examples} == {True, False}


@each_pack
def test_its_documents_can_be_set(folder: Path) -> None:
    _source, pack = publish.check(folder)
    appeals = {one.id: one for one in pack.card.appeals}
    for _typed, outcome in filled(pack):
        answers = answer_lines(forms.read_back(pack.form, outcome.answers, "ja"))
        for one in (one for one in pack.flow.outcomes.values() if one.document):
            data: documents.DecisionData = {
                "title": pack.card.title.ja,
                "body": "名取市",
                "addressee": {"name": "杜 さくら"},
                "sender": {"title": "名取市長"},
                "text": one.text.ja or "次のとおり決定しました。",
                "details": [{"label": "決定の内容", "lines": [one.label.ja]}],
                "reason": "理由の文",
                "appeal": [{"kind": appeals[name].kind, "text": appeals[name].text.ja} for name in one.appeal],
                "contact": {"office": "名取市 担当課"},
                "receipt_number": "ABCD-EFGH",
                "answers": answers,
            }
            template = pack.documents.get(one.document, documents.TEMPLATES["decision"])
            assert documents.render_pdf(template, data).startswith(b"%PDF-")


@each_pack
def test_its_pages_are_shown(folder: Path, natori: Tenant, make_department: Callable[[Tenant], Department]) -> None:
    publish.publish(folder)
    pack = publish.check(folder)[1]
    with tenant_scope(natori):
        offering.adopt(pack.id, department=make_department(natori), by=Actor.operator("test"), is_open=True)
    browser = Browser(Client(), natori)
    for lang, prefix in (("ja", ""), ("en", "/en")):
        browser.go(f"{prefix}/{natori.code}/p/{pack.id}/")
        assert browser.status == 200
        assert pack.card.title.in_(lang) in browser.html
    by_letter = bool(pack.card.letter and pack.card.letter.only)
    if by_letter or pack.card.follows:  # no page of its own begins it
        request = RequestFactory().get("/")
        with tenant_scope(natori):
            begun = beginning.begin(request, natori, pack.id, typed={}, origin="letters:0" if by_letter else "")
        browser.client.cookies.update(begun.answer(request).cookies)
        browser.go(begun.url)
    else:
        browser.post(f"p/{pack.id}/start/", {})
    draft = browser.draft
    for typed, outcome in filled(pack):
        with tenant_scope(natori):
            row = forms.Draft.objects.get(public_id=draft)
            row.typed = {name: value for name, value in typed.items() if pack.form.field(name).type.name != "file"}
            row.save()
        for page in outcome.pages:
            for lang, prefix in (("ja", ""), ("en", "/en")):
                browser.go(f"{prefix}/{natori.code}/d/{draft}/{page}/")
                assert browser.status == 200
                assert pack.form.page(page).title.in_(lang) in browser.html
        browser.go(f"d/{draft}/check/")
        assert browser.status == 200
