"""What the desk is told about a case's version."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from madoguchi.kernel.tenants.api import Tenant, tenant_scope
from madoguchi.modules.procedures.models import Procedure
from madoguchi.modules.procedures.queries.packs import UnknownPackError
from madoguchi.modules.procedures.services import desk, offering
from madoguchi.modules.procedures.services.publish import procedures_folder, publish
from madoguchi.modules.procedures.tests.plant import Planted
from madoguchi.modules.procedures.tests.test_offering import BY, settings_of


def test_form_flow_and_texts(dog: Procedure, natori: Tenant) -> None:
    with tenant_scope(natori):
        local = {"texts": {"paper": {"ja": "{body}の{office}へ", "en": "To {office}, {body}"}}}
        offering.configure("inu", settings_of(dog, local=local), by=BY)
        assert desk.form_for("inu@1").field("dog_name")
        assert desk.flow_for("inu@1").base == "notification"
        assert desk.texts_for("inu@1", "ja")["paper"] == "名取市の環境課へ"
        assert desk.texts_for("inu@1", "en")["paper"] == "To 環境課, Natori City"
    assert "窓口または郵送" in desk.texts_for("inu@1", "ja")["paper"], "without a body, as published"


def test_notices_and_documents(natori: Tenant, tmp_path: Path) -> None:
    planted = Planted(tmp_path).disposition().write("documents/permit.typ", "= 許可")
    publish(planted.swap("flow.toml", 'document = "decision"\n[[outcome]]', 'document = "permit"\n[[outcome]]').folder)
    with tenant_scope(natori):
        notice = desk.appeals_for("inu@1")["review"]
        assert (notice.kind, notice.text.ja) == ("審査請求", "名取市長に対して審査請求ができます。")
        assert notice.text.en == "You may ask Mayor of Natori City for a review."
        assert notice.unchecked
        (reason,) = desk.reasons_for("inu@1")
        assert reason.begin() == "【例文・要確認】名取市の基準に、○○が合わないため。"
        assert replace(reason, unchecked=False).begin() == "名取市の基準に、○○が合わないため。"
        assert desk.document_for("inu@1", "permit").typst == "= 許可"
        assert desk.document_for("inu@1", "permit").unchecked
        assert desk.document_for("inu@1", "decision").typst == ""
        with pytest.raises(LookupError):
            desk.document_for("inu@1", "nothing")


def test_every_paper_of_a_pack_with_unchecked_law_says_so(natori: Tenant) -> None:
    publish(procedures_folder() / "risai")
    with tenant_scope(natori):
        assert desk.document_for("risai@1", "certificate").unchecked


def test_what_an_outcome_says_names_the_body(natori: Tenant, tmp_path: Path) -> None:
    says = (
        'label = { ja = "許可", en = "Permitted" }\ntext = { ja = "{head}が許可します。", en = "Permitted by {body}." }'
    )
    planted = Planted(tmp_path).disposition()
    publish(planted.swap("flow.toml", 'label = { ja = "許可", en = "Permitted" }', says).folder)
    with tenant_scope(natori):
        assert desk.outcome_text("inu@1", "permit", "ja") == "名取市長が許可します。"
        assert desk.outcome_text("inu@1", "permit", "en") == "Permitted by Natori City."
        assert desk.outcome_text("inu@1", "refuse", "ja") == ""


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["inu@1", "inu@99", "", "neko"])
def test_unknown_versions(key: str) -> None:
    for ask in (desk.form_for, desk.flow_for, desk.appeals_for, lambda key: desk.texts_for(key, "ja")):
        with pytest.raises(UnknownPackError):
            ask(key)


@pytest.mark.django_db
def test_a_bill_under_the_amounts_of_the_filing(tmp_path: Path) -> None:
    publish(Path("packs/procedures/sodai"))
    key = "sodai@1"
    day = date(2026, 11, 27)
    futons = desk.bill_for(key, {"items": [{"item": "futon", "number": 4}]}, day, {})
    assert [(line.id, line.amount, line.times) for line in futons.lines] == [("class_1", 400, 4)]
    raised = desk.bill_for(key, {"items": [{"item": "futon", "number": 1}]}, day, {"class_1": 350})
    assert raised.total == 350
    assert raised.rule != futons.rule, "the rule names the amounts that it was reckoned by"
    assert desk.bill_for("sodai@1", {}, day, {}).total == 0


@pytest.mark.django_db
def test_what_a_table_reckons_is_reckoned_by_the_same_rules_again(tmp_path: Path) -> None:
    matters = ("death", "owner_address", "dog_place", "new_owner", "moved_in")
    rows = "".join(
        f'  {{ key = "{one}", label = {{ ja = "届", en = "Report" }}, amount = "120" }},\n' for one in matters
    )
    fees = (
        'pay = { ja = "窓口", en = "Counter" }\n[[rate]]\nid = "paper"\nfrom = 2020-04-01\nrow = [\n' + rows + "]\n"
        '[[fee]]\nid = "paper"\nlabel = { ja = "写し", en = "Copy" }\nrate = "paper"\nkey = "matter"\nquantity = "2"\n'
    )
    publish(Planted(tmp_path).write("fees.toml", fees).folder)
    first = desk.bill_for("inu@1", {"matter": "death"}, date(2026, 11, 27), {})
    again = desk.bill_for(
        "inu@1", {"matter": "death"}, date(2026, 11, 27), {line.id: line.amount for line in first.lines}
    )
    assert (first.total, again.total) == (240, 240)
    assert again.rule == first.rule
