"""The paper form carries everything that the pages say."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from madoguchi.kernel.audit.api import Actor
from madoguchi.kernel.tenants.api import Department, Tenant, tenant_scope
from madoguchi.modules.documents.tests.samples import text_of
from madoguchi.modules.procedures.models import Procedure
from madoguchi.modules.procedures.queries import catalogue
from madoguchi.modules.procedures.services import blank_form, offering
from madoguchi.modules.procedures.services.publish import procedures_folder, publish


@pytest.mark.parametrize("pack_id", ["risai", "kensho"])
def test_consents_and_notes_are_printed_in_full(
    pack_id: str, db: None, natori: Tenant, make_department: Callable[[Tenant], Department]
) -> None:
    publish(procedures_folder() / pack_id)
    department = make_department(natori)
    with tenant_scope(natori):
        offering.adopt(pack_id, department=department, by=Actor.operator("test"), is_open=True)
        offer = catalogue.offer(pack_id)
        assert offer is not None
        text = text_of(blank_form.blank_form_pdf(offer, "ja"))
    sentences = [one.type.text.ja for one in offer.pack.form.fields if one.type.name in ("consent", "info")]
    assert sentences
    for sentence in sentences:
        assert "".join(sentence.split()) in text


def test_the_sheet_says_when_a_question_counts_and_where_to_send_it(dog: Procedure, natori: Tenant) -> None:
    natori.address, natori.postal_code = "名取市増田字柳田80", "9811292"
    with tenant_scope(natori):
        offer = catalogue.offer("inu")
        assert offer is not None
        text = text_of(blank_form.blank_form_pdf(offer, "ja"))
        english = text_of(blank_form.blank_form_pdf(offer, "en"))
    assert "「飼い主が変わった（譲り受けた）」のとき" in text
    assert "「鑑札の番号は分かりますか」が「はい」のとき" in text
    assert "〒981-1292名取市増田字柳田80" in text
    assert "電話022-111-2222" in text
    assert "記入した内容は事実のとおりです" in text
    assert "入力" not in text
    assert "if“Thedoghasanewowner”" in english
    assert "WhatIhavewrittenistrue" in english


def test_the_sheet_says_what_it_costs(
    db: None, natori: Tenant, make_department: Callable[[Tenant], Department]
) -> None:
    publish(procedures_folder() / "inkan")
    with tenant_scope(natori):
        offering.adopt("inkan", department=make_department(natori), by=Actor.operator("test"), is_open=True)
        offer = catalogue.offer("inkan")
        assert offer is not None
        text = text_of(blank_form.blank_form_pdf(offer, "ja"))
    assert "印鑑登録証明書1通につき300円" in text
