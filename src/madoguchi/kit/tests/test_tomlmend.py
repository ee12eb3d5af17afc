"""What is wrong with a document is mended so far that the rest can be read; what cannot be is refused."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.kit.tomlmend import STAND_IN, NotMendableError, mended
from madoguchi.kit.tomlschema import Bool, Choice, Day, Int, ListOf, Local, MapOf, OneOf, Table, Tagged, Text, check

_ROW = Table({"id": Text(pattern="[a-z]+"), "label": Local(en=True)}, {"amount": Int(1, 9), "when": Text(max=5)})
_PACK = Table(
    {"title": Local(en=True), "row": ListOf(_ROW, least=1, unique="id")},
    {"from": Day(), "mode": Choice("a", "b"), "names": MapOf(Text(), pattern="[a-z]+"), "sure": OneOf(Bool(), Text())},
)


def test_a_text_that_is_missing_gets_a_stand_in_and_the_rest_stays():
    found = mended({"title": {"ja": "題名"}, "row": [{"id": "one", "label": {"ja": "行", "en": "Row"}}]}, _PACK)
    assert found["title"] == {"ja": "題名", "en": STAND_IN}
    assert found["row"] == [{"id": "one", "label": {"ja": "行", "en": "Row"}}]


def test_what_may_be_left_out_goes_and_numbers_keep_to_their_bounds():
    row = {"id": "one", "label": {"ja": "行", "en": "Row"}, "amount": 12, "when": "too long", "unknown": 1}
    found = mended({"title": "題名", "row": [row], "mode": "c", "names": {"A": "x", "b": 3}, "from": "today"}, _PACK)
    assert found["row"][0] == {"id": "one", "label": {"ja": "行", "en": "Row"}, "amount": 9, "when": "too l"}
    assert "mode" not in found
    assert found["names"] == {"b": STAND_IN}
    assert isinstance(found["from"], date)


def test_a_row_that_nothing_can_stand_in_for_is_refused_and_never_dropped():
    with pytest.raises(NotMendableError):
        mended({"title": {"ja": "題名", "en": "Title"}, "row": [{"label": {"ja": "行"}}]}, _PACK)
    with pytest.raises(NotMendableError):
        mended({"type": "unheard"}, Tagged("type", {"text": Table({"type": Text()})}))


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-20, 20) | st.text(max_size=6) | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["title", "row", "ja", "en", "id", "label", "mode", "names", "sure"]), inner)
    ),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None)
@given(_ANYTHING)
def test_what_was_mended_has_no_faults(value):
    try:
        found = mended(value, _PACK)
    except NotMendableError:
        return
    assert check(found, _PACK) == []
