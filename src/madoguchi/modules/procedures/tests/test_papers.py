"""What stands on papers of packs that reckon or choose: ages on the 罹災証明書, who signs a 開示決定."""

from __future__ import annotations

from io import BytesIO

import pypdf
import pytest

from madoguchi.modules.cases.api import answer_lines
from madoguchi.modules.documents import api as documents
from madoguchi.modules.forms import api as forms
from madoguchi.modules.procedures.services import publish


def paper(pack_id: str, example: str, outcome_id: str) -> str:
    """The text of the document that this outcome of an ok example prints, addressed to the case's applicant."""
    _source, pack = publish.check(publish.procedures_folder() / pack_id)
    answers = next(one.answers for one in pack.examples if one.file == f"examples/{example}.ok.toml")
    applicant = forms.applicant(pack.form, answers)
    outcome = pack.flow.outcomes[outcome_id]
    data: documents.DecisionData = {
        "title": outcome.title.ja,
        "body": "名取市",
        "addressee": {"name": applicant.name, "address": applicant.address},
        "sender": {"title": "名取市長"},
        "text": outcome.text.ja,
        "details": [{"label": "決定の内容", "lines": [outcome.label.ja]}],
        "reason": "理由の文",
        "contact": {"office": "名取市 担当課"},
        "receipt_number": "ABCD-EFGH",
        "answers": answer_lines(forms.read_back(pack.form, answers, "ja")),
    }
    pdf = documents.render_pdf(pack.documents[outcome.document], data)
    return "".join(pypdf.PdfReader(BytesIO(pdf)).pages[0].extract_text().split())


def test_the_certificate_gives_the_head_and_the_ages_on_the_day_of_the_damage() -> None:
    text = paper("risai", "flood-on-site", "zenkai")
    assert "世帯主の住所〒981-1224宮城県名取市愛島9丁目9番9号世帯主の氏名愛島健一" in text
    # Born on 3 March 1978, 30 November 1980 and 29 February 2012; damaged on 18 October 2026.
    assert "愛島健一世帯主48歳愛島里美夫・妻45歳愛島蓮子14歳" in text


def test_what_a_representative_asked_for_is_addressed_to_the_person_represented() -> None:
    text = paper("risai", "by-representative", "hankai")
    assert "閖上ハル様" in text
    assert "相互台" not in text


@pytest.mark.parametrize(
    ("example", "sender"), [("board-of-education", "名取市教育委員会"), ("contract-by-post", "名取市長")]
)
@pytest.mark.parametrize("outcome", ["full", "partial", "refuse"])
def test_the_agency_that_was_asked_signs_the_decision(example: str, sender: str, outcome: str) -> None:
    assert f"{sender}（公印省略）" in paper("kaiji", example, outcome)
