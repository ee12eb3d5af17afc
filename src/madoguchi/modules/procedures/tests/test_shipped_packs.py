"""The packs that come with the product: what a compiler of TOML cannot see, that their papers can be typeset."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.modules.documents import api as documents
from madoguchi.modules.documents.tests.samples import text_of
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.domain.examples import Example
from madoguchi.modules.procedures.domain.pack import Pack, compile_pack
from madoguchi.modules.procedures.domain.source import read_folder
from madoguchi.modules.procedures.queries import catalogue
from madoguchi.modules.procedures.services import blank_form, offering
from madoguchi.modules.procedures.services.publish import folders, procedures_folder, publish

IDS = [folder.name for folder in folders(procedures_folder(), [])]


def _pack(pack_id: str) -> Pack:
    return compile_pack(read_folder(procedures_folder() / pack_id))


def _answers(pack: Pack, example: Example) -> dict[str, list[str]]:
    """Field id → lines, as a decision's document gets them."""
    outcome = forms.validate(pack.form, forms.typed_from_answers(pack.form, example.answers), today=example.today)
    found: dict[str, list[str]] = {}
    for section in forms.read_back(pack.form, outcome.answers, "ja"):
        for row in section.rows:
            found.setdefault(row.field_id, []).extend(row.lines)
    return found


def _papers() -> Iterator[tuple[str, str]]:
    """Each document once, with the first outcome that goes out by it."""
    for pack_id in IDS:
        first: dict[str, str] = {}
        for outcome in _pack(pack_id).flow.outcomes.values():
            if outcome.document and outcome.document != "decision":
                first.setdefault(outcome.document, outcome.id)
        yield from ((pack_id, outcome_id) for outcome_id in first.values())


@pytest.mark.parametrize(("pack_id", "outcome_id"), list(_papers()))
def test_a_packs_own_document_can_be_typeset_with_every_example(pack_id: str, outcome_id: str) -> None:
    pack = _pack(pack_id)
    outcome = pack.flow.outcomes[outcome_id]
    for example in (one for one in pack.examples if one.ok):
        data: documents.DecisionData = {
            "title": pack.card.title.ja,
            "body": "名取市",
            "addressee": {"name": "杜　さくら", "address": "宮城県名取市増田9丁目9-9"},
            "sender": {"title": "名取市長", "name": "模擬　太郎"},
            "text": f"{outcome.text.ja}\n\n条件を1つ付けます。",
            "details": [
                {"label": "件名", "lines": [pack.card.title.ja]},
                {"label": "決定の内容", "lines": [outcome.label.ja]},
            ],
            "reason": "書類がそろっていないため。",
            "receipt_number": "ABCD-EFGH",
            "answers": _answers(pack, example),
        }
        text = text_of(documents.render_pdf(pack.documents[outcome.document], data))
        assert "名取市長" in text, example.file
        assert "条件を1つ付けます。" in text, f"{example.file}: the officer's own words are not printed"


@pytest.mark.parametrize("pack_id", IDS)
def test_the_paper_form_says_what_is_agreed_to(
    pack_id: str, db: None, natori: Tenant, make_department: Callable[[Tenant], Department]
) -> None:
    publish(procedures_folder() / pack_id)
    department = make_department(natori)
    with tenant_scope(natori):
        offering.adopt(pack_id, department=department, by=Actor.operator("test"), is_open=True)
        offer = catalogue.offer(pack_id)
        assert offer is not None
        text = text_of(blank_form.blank_form_pdf(offer, "ja"))
    for one in offer.pack.form.fields:
        sentence = getattr(one.type, "text", None)
        if sentence:
            assert "".join(sentence.ja.split()) in text, one.id
