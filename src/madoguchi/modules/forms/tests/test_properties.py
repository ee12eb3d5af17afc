"""Whatever is typed: what is hidden never appears, and clean answers stay what they are."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from madoguchi.modules.forms.domain.reading import typed_from_answers
from madoguchi.modules.forms.tests.dog import DOG, choice, judge

_JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["value", "other", "year", "family"]), inner)
    ),
    max_leaves=8,
)
_TEXTS = st.text(max_size=12) | st.sampled_from(["1", "令和", "2026", "11", "yes", "death", "move", "bed", "髙"])
_TYPED = st.fixed_dictionaries(
    {},
    optional={
        "matter": st.builds(choice, st.sampled_from(["death", "move", "x", ""])),
        "died_on": st.fixed_dictionaries({"era": _TEXTS, "year": _TEXTS, "month": _TEXTS, "day": _TEXTS}),
        "moved_on": st.fixed_dictionaries({"year": st.sampled_from(["2026", "x"]), "month": _TEXTS, "day": _TEXTS}),
        "note": _TEXTS, "reason": _TEXTS, "city": _TEXTS, "who": _TEXTS,
        "told": st.sampled_from(["yes", "no", "", "x"]),
        "owner": st.fixed_dictionaries({"family": _TEXTS, "given": _TEXTS, "single": _TEXTS}) | _JUNK,
        "agree": _TEXTS,
        "items": st.lists(
            st.fixed_dictionaries(
                {"kind": st.builds(choice, st.sampled_from(["bed", "desk", ""])), "number": _TEXTS, "size": _TEXTS}
            ) | _JUNK,
            max_size=4,
        ) | _JUNK,
    },
)  # fmt: skip


@settings(max_examples=200)
@given(_TYPED)
def test_hidden_answers_never_appear(typed: dict[str, Any]) -> None:
    outcome = judge(DOG, typed)
    assert set(outcome.answers) <= outcome.visible
    death = outcome.answers.get("matter") == "death"
    assert not (death and {"moved_on", "city", "told", "who"} & set(outcome.answers))
    for index, row in enumerate(outcome.env["items"] or ()):
        assert "size" not in (outcome.answers["items"][index]) or row["kind"] == "bed"


_GOOD = st.fixed_dictionaries(
    {
        "matter": st.just(choice("death")) | st.just(choice("move")),
        "owner": st.fixed_dictionaries({"family": _TEXTS, "given": _TEXTS, "single": st.just("yes")}),
        "agree": st.just("yes"),
        "reason": _TEXTS,
        "city": _TEXTS,
        "note": _TEXTS,
        "told": st.sampled_from(["yes", "no", ""]),
        "who": _TEXTS,
        "items": st.lists(
            st.fixed_dictionaries(
                {
                    "kind": st.sampled_from([choice("bed"), choice("desk")]),
                    "number": st.sampled_from(["1", "２", " 1"]),
                    "size": st.sampled_from(["3", "1,000"]),
                }
            ),
            min_size=1,
            max_size=3,
        ),
        **{
            name: st.fixed_dictionaries(
                {
                    "era": st.sampled_from(["", "R", "令和", "西暦"]),
                    "year": st.sampled_from(["8", "2026", "元"]),
                    "month": st.sampled_from(["6", "０７"]),
                    "day": st.sampled_from(["1", "30"]),
                }
            )
            for name in ("died_on", "moved_on")
        },
    }
)


@settings(max_examples=200, suppress_health_check=[HealthCheck.filter_too_much])
@given(_GOOD)
def test_validating_clean_answers_again_changes_nothing(typed: dict[str, Any]) -> None:
    first = judge(DOG, typed)
    assume(first.ok)
    second = judge(DOG, typed_from_answers(DOG, first.answers))
    assert second.answers == first.answers
    assert second.ok
