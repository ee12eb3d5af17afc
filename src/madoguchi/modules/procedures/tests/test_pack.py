"""Every rule of the loader, with a planted violation that it must catch."""

from __future__ import annotations

from pathlib import Path

import pytest

from madoguchi.modules.procedures.domain.pack import localise, overlay_problems, overlay_values
from madoguchi.modules.procedures.domain.trial import run_examples
from madoguchi.modules.procedures.tests.plant import APPEAL, FEES, Planted

FIELD = """
[[page.field]]
id = "%s"
type = "text"
label = { ja = "%s", en = "%s" }
"""


@pytest.fixture
def planted(tmp_path: Path) -> Planted:
    return Planted(tmp_path)


def test_the_dog_pack_is_sound(planted: Planted) -> None:
    pack = planted.pack()
    assert pack.key == "inu@1"
    assert [page.id for page in pack.form.pages] == ["matter", "dog", "owner"]
    assert run_examples(pack) == []


def test_a_disposition_with_its_notices_is_sound(planted: Planted) -> None:
    pack = planted.disposition().pack()
    assert pack.card.unchecked == [
        "法令 狂犬病予防法第4条第4項・第5項",
        "法令 狂犬病予防法施行規則第8条・第9条",
        "理由 基準に合わない場合",
        "教示 審査請求",
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("pack.toml", 'id = "inu"', 'id = "neko"', "pack.toml: id: The id must be the folder's name, “inu”."),
        ("pack.toml", "category =", "categroy =", 'There is no key "categroy". Did you mean "category"?'),
        ("pack.toml", '"pets"', '"pet"', "pack.toml: category:"),
        ("pack.toml", ', en = "Dog: report a death or a change of registration"', "", "pack.toml: title.en:"),
        ("pack.toml", 'kana = "いぬ', 'kana = "犬', "pack.toml: kana: Must begin with kana."),
        ("pack.toml", "days = 3", "days = 0", "pack.toml: standard_period.days:"),
        ("pack.toml", "[standard_period]\ndays = 3\nunit = \"working\"", "", "pack.toml: standard_period:"),
        ("pack.toml", "[[law]]", "[[lw]]", 'There is no key "lw". Did you mean "law"?'),
        ("pack.toml", 'checked_by = ""', 'checked_by = "総務課"', "Give both checked_by and checked_on"),
        ("pack.toml", '"texts.notes"]', '"texts.nots"]', '“texts.nots”. Did you mean “texts.notes”?'),
        ("pack.toml", '"texts.notes"]', '"fee.tag.amount"]', "This pack has no value “fee.tag.amount”."),
        ("pack.toml", '"texts.notes"]', '"office"]', "“office” is there twice."),
        ("pack.toml", "dog_sex = {", "cat_sex = {", "form.toml: page[1].field[6]: Asking the sex needs a reason"),
        ("pack.toml", "dog_sex = {", "cat_sex = {", "pack.toml: asked.cat_sex: The form has no field “cat_sex”."),
        ("pack.toml", "[standard_period]", "[standard_period", "pack.toml: : Not readable as TOML"),
        ("pack.toml", 'identity = "none"', 'identity = "mail"', "form.toml: meta.applicant_mail:"),
        ("pack.toml", 'identity = "none"', 'identity = "document_copy"', "form.toml: page: identity"),
        ("pack.toml", 'kind = "notification"', 'kind = "disposition"', "pack.toml: disposition: A disposition needs"),
        ("pack.toml", 'kind = "notification"', 'kind = "disposition"', "pack.toml: appeal: A disposition needs"),
        ("form.toml", 'type = "yes_no"', 'type = "yesno"', "form.toml: page[1].field[1].type:"),
        ("form.toml", 'when = "tag_known"', 'when = "tag_knwn"', "form.toml: page[1].field[2].when:"),
        ("form.toml", "matter == 'dog_place'", "matter == 'cat_place'", "There is no option “cat_place”"),
        ("form.toml", 'when = "matter == \'dog_place\'"', "when = \"matter == 'death' and matter == 'dog_place'\"",
         "form.toml: dog_address.when: This condition can never be met"),
        ("form.toml", 'id = "dog"\n', 'id = "check"\n', "form.toml: page[1].id: “check” cannot be a page's id"),
        ("form.toml", "max_length = 15", 'max_length = 15\nwhen = "length(dog_name) > 3"',
         "form.toml: microchip.when: The browser cannot judge this condition"),
        ("pack.toml", "[standard_period]", APPEAL[APPEAL.index("[[appeal]]"):] + "[standard_period]",
         "pack.toml: appeal: Only a pack of kind"),
        ("flow.toml", '"notification"', '"notificaton"', "flow.toml: extends:"),
        ("flow.toml", '"notification"', '"by_mail"', "flow.toml: extends: by_mail needs identity"),
        ("flow.toml", "days = 14", "days = 400", "flow.toml: correction.days:"),
        ("texts/en.md", "## after", "## afterwards", "texts/en.md: ## afterwards: There is no section"),
    ],
)  # fmt: skip
def test_a_planted_fault_is_told_with_its_place(planted: Planted, file: str, old: str, new: str, expected: str) -> None:
    problems = planted.swap(file, old, new).problems()
    assert [one for one in problems if expected in one], problems


def test_the_refusal_of_a_certificate_must_name_its_law(planted: Planted) -> None:
    planted.disposition().swap("pack.toml", 'kind = "disposition"', 'kind = "certificate"')
    assert planted.problems() == []
    law = APPEAL[: APPEAL.index("[[appeal]]")]
    problems = planted.swap("pack.toml", law, "\n").problems()
    assert [one for one in problems if one.startswith("pack.toml: disposition: A pack with an appeal notice")]


def test_a_disposition_offers_a_reason_for_every_outcome_that_needs_one(planted: Planted) -> None:
    planted.disposition()
    assert "理由 基準に合わない場合" in planted.pack().unchecked
    problems = planted.swap("pack.toml", 'outcomes = ["refuse"]', 'outcomes = ["permit"]').problems()
    assert problems == [
        "pack.toml: reason[0].outcomes: “permit” is no outcome that needs a reason.",
        "pack.toml: reason: A disposition needs at least one [[reason]] for “refuse”.",
    ]


def test_conditions_that_the_browser_cannot_judge_are_for_required_fields(planted: Planted) -> None:
    unseen = 'max_length = 15\nwhen = "length(dog_name) > 3"'
    assert planted.swap("form.toml", "max_length = 15", unseen).problems()
    assert planted.swap("form.toml", unseen, unseen.replace("dog_name) > 3", "matter) > 7")).problems() == []


@pytest.mark.parametrize(
    ("field_id", "ja", "en", "caught"),
    [
        ("number", "個人番号", "Number", "individual number must not be asked"),
        ("number", "マイナンバー（12桁）", "Number", "individual number must not be asked"),
        ("number", "番号", "My Number", "individual number must not be asked"),
        ("my_number", "番号", "Number", "individual number must not be asked"),
        ("owner_sex", "区分", "Kind", "Asking the sex needs a reason"),
        ("kind", "飼い主の性別", "Kind", "Asking the sex needs a reason"),
        ("kind", "届出人（印）", "Person", "Seals are abolished"),
        ("owner_seal", "届出人", "Person", "Seals are abolished"),
    ],
)
def test_what_must_not_be_asked(planted: Planted, field_id: str, ja: str, en: str, caught: str) -> None:
    assert [one for one in planted.add("form.toml", FIELD % (field_id, ja, en)).problems() if caught in one]


@pytest.mark.parametrize(
    ("field_id", "ja", "en"),
    [("card", "マイナンバーカードの写し（表面）", "Copy of the My Number card"),
     ("print_copies", "印刷の部数", "Copies"),
     ("registered_seal_card", "印鑑登録証の番号", "Number of the registration card")],
)  # fmt: skip
def test_what_only_looks_alike_may_be_asked(planted: Planted, field_id: str, ja: str, en: str) -> None:
    problems = planted.add("form.toml", FIELD % (field_id, ja, en)).problems()
    assert not [one for one in problems if "individual number" in one]
    assert field_id == "registered_seal_card" or problems == []


def test_conditions_in_a_circle_are_caught(planted: Planted) -> None:
    planted.swap("form.toml", 'id = "tag_known"\ntype', 'id = "tag_known"\nwhen = "not is_empty(tag_number)"\ntype')
    assert [one for one in planted.problems() if "go round in a circle" in one]


def test_an_unreachable_state_is_caught(planted: Planted) -> None:
    state = '[[state]]\nid = "limbo"\nphase = "office"\n'
    words = 'label = { ja = "宙", en = "Limbo" }\nplain = { ja = "宙", en = "Limbo" }\n'
    assert [one for one in planted.add("flow.toml", f"\n{state}{words}").problems() if "limbo" in one]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("reason_required = true\ndocument", "document", "outcome.refuse"),
        ('appeal = ["review"]', "", "outcome.refuse"),
        ('appeal = ["review"]', 'appeal = ["revue"]', "revue"),
        ('document = "decision"\nappeal', 'document = "refusal"\nappeal', "refusal"),
    ],
)
def test_an_unfavourable_disposition_needs_reason_and_notice(
    planted: Planted, old: str, new: str, expected: str
) -> None:
    planted.disposition().swap("pack.toml", "reason_required = true", "reason_required = false")
    problems = planted.swap("flow.toml", old, new).problems()
    assert [one for one in problems if one.startswith("flow.toml") and expected in one], problems


def test_the_condition_of_an_outcome_is_about_the_answers(planted: Planted) -> None:
    planted.disposition().swap("flow.toml", 'id = "permit"', 'id = "permit"\nwhen = "matter == \'death\'"')
    assert planted.problems() == []
    problems = planted.swap("flow.toml", "matter ==", "mater ==").problems()
    assert [one for one in problems if one.startswith("flow.toml: outcome.permit.when:")], problems


def test_documents_and_notices_that_nobody_names_are_caught(planted: Planted) -> None:
    suit = '\n[[appeal]]\nid = "suit"\nkind = "取消訴訟"\nchecked_by = ""\nchecked_on = ""\n'
    planted.disposition().write("documents/permit.typ", "= x").add(
        "pack.toml", f'{suit}text = {{ ja = "x", en = "x" }}\n'
    )
    assert planted.problems() == [
        "documents/permit.typ: : No outcome names this document.",
        "pack.toml: appeal.suit: No outcome names this appeal text.",
    ]


def test_a_pack_needs_an_example_of_each_sort(planted: Planted) -> None:
    for path in (planted.folder / "examples").iterdir():
        path.unlink()
    assert planted.problems() == [
        "examples: : There is no example that is accepted (*.ok.toml).",
        "examples: : There is no example that is refused (*.ng.toml).",
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("death.ok.toml", 'dog_name = "こむぎ"', "", "This should pass, but is refused (required)."),
        ("death.ok.toml", 'dog_name = "こむぎ"', 'dog_name = "こむぎ"\nold_name = "山形市"', "This is not asked"),
        ("death.ok.toml", 'dog_name = "こむぎ"', 'dog_name = "こむぎ"\ncat_name = "たま"', "no field “cat_name”"),
        ("death.ok.toml", "[answers]", "fee = 300\n[answers]", "The fee should be 300 yen but is 0."),
        ("death-in-future.ng.toml", "2026-11-23", "2026-11-22", "Should be refused with “date_too_late”"),
        ("death-in-future.ng.toml", 'phone = "0221234567"', "", "An error that is not expected: “check”."),
    ],
)  # fmt: skip
def test_examples_are_run(planted: Planted, file: str, old: str, new: str, expected: str) -> None:
    problems = run_examples(planted.swap(f"examples/{file}", old, new).pack())
    assert [one for one in problems if expected in one.en], problems


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("amount = 1600", "amount = 16.5", "fees.toml: fee[0].amount:"),
        ("amount = 1600", "amount = -1", "fees.toml: fee[0].amount:"),
        ("when = \"matter == 'moved_in'\"", 'times = "copies"', "fees.toml: fee[0].times:"),
        ("when = \"matter == 'moved_in'\"", 'times = "dog_name"', "fees.toml: fee[0].times:"),
        ("when = \"matter == 'moved_in'\"", 'when = "1 + 1"', "fees.toml: fee[0].when:"),
        ('pay = { ja = "窓口", en = "Counter" }', "", "fees.toml: pay:"),
        ("amount = 1600", "amuont = 1600", "Did you mean"),
    ],
)
def test_faults_of_fees(planted: Planted, old: str, new: str, expected: str) -> None:
    problems = planted.write("fees.toml", FEES).swap("fees.toml", old, new).problems()
    assert [one for one in problems if expected in one], problems


def test_a_fee_follows_the_answers(planted: Planted) -> None:
    planted.write("fees.toml", FEES).swap("examples/moved-in.ok.toml", "[answers]", "fee = 1600\n[answers]")
    planted.swap("examples/death.ok.toml", "[answers]", "fee = 0\n[answers]")
    assert run_examples(planted.pack()) == []


# --- overlays --------------------------------------------------------------------------------------------------


def with_fee(planted: Planted) -> Planted:
    return planted.write("fees.toml", FEES).swap("pack.toml", '"office", ', '"office", "fee.tag.amount", "pay", ')


def test_an_overlay_changes_what_the_pack_opens(planted: Planted) -> None:
    pack = with_fee(planted).pack()
    table = {
        "office": {"ja": "生活環境課", "en": "Living Environment"}, "fee": {"tag": {"amount": 1000}},
        "standard_period": {"days": 7}, "texts": {"paper": {"ja": "市役所1階へ", "en": "Ground floor"}},
    }  # fmt: skip
    assert overlay_problems(pack, table) == []
    local = localise(pack, overlay_values(pack, table))
    assert local.card.office.ja == "生活環境課"
    assert local.fees.rules[0].amount == 1000
    assert local.fees.rule_hash != pack.fees.rule_hash
    assert (local.card.standard_period.days, local.card.standard_period.unit) == (7, "working")
    assert local.texts["en"]["paper"] == "Ground floor"
    assert local.texts["ja"]["lead"] == pack.texts["ja"]["lead"]
    assert pack.fees.rules[0].amount == 1600, "the published pack itself never changes"


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ({"title": {"ja": "x", "en": "x"}}, "title: No such value."),
        ({"ofice": "環境課"}, "ofice: No such value. Did you mean “office”?"),
        ({"online": {"ja": "x", "en": "x"}}, "online: “online” is not open to the bodies (local in pack.toml)."),
        ({"texts": {"lead": {"ja": "x", "en": "x"}}}, "texts.lead: “texts.lead” is not open"),
        ({"fee": {"tag": {"amount": -1}}}, "fee.tag.amount:"),
        ({"fee": {"tag": {"amount": "1000"}}}, "fee.tag.amount:"),
        ({"fee": {"tag": {"label": "x"}}}, "fee.tag.label: No such value."),
        ({"fee": {"other": {"amount": 1}}}, "fee.other: No such value."),
        ({"texts": {"paper": {"en": "English only"}}}, "texts.paper.ja:"),
        ({"texts": {"paper": {"ja": "{nope}円"}}}, "texts.paper.ja: There is no value for {nope}. You can use {body}"),
        ({"standard_period": {"unit": "calendar"}}, "standard_period.unit: No such value."),
    ],
)
def test_an_overlay_touches_nothing_else(planted: Planted, table: dict[str, object], expected: str) -> None:
    problems = [f"{one.place}: {one.en}" for one in overlay_problems(with_fee(planted).pack(), table)]
    assert len(problems) == 1
    assert expected in problems[0]


def test_values_that_a_newer_version_no_longer_opens_are_left_out(planted: Planted) -> None:
    pack = planted.pack()
    assert overlay_values(pack, {"fee": {"tag": {"amount": 1}}, "standard_period": {"days": 9}}) == {
        "standard_period.days": 9
    }
