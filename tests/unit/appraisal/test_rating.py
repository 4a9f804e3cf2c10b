"""The quadrant, the suggestion and the band: every cell, every rule, every gap."""

import itertools
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.appraisal.rating import (
    QUADRANT,
    Level,
    Predicate,
    explain_predicate,
    explain_results,
    level_in_band,
    predicate,
    suggest_results,
)
from processes.appraisal.rule_set import RULES, RuleNumbers

A, M, B = Level.ABOVE, Level.MEETS, Level.BELOW
P = Predicate
levels = st.sampled_from(Level)
results = st.lists(st.tuples(st.booleans(), levels), max_size=12)


def main(text):
    """Main results from their letters: a above, m as expected, b below."""
    return [(True, {"a": A, "m": M, "b": B}[letter]) for letter in text]


def additional(text):
    return [(False, level) for _is_main, level in main(text)]


# The predicate

CELLS = [
    (A, A, P.VERY_GOOD),
    (A, M, P.GOOD),
    (A, B, P.POOR),
    (M, A, P.GOOD),
    (M, M, P.GOOD),
    (M, B, P.POOR),
    (B, A, P.NEEDS_IMPROVEMENT),
    (B, M, P.NEEDS_IMPROVEMENT),
    (B, B, P.VERY_POOR),
]


@pytest.mark.parametrize(("result", "behaviour", "expected"), CELLS)
def test_two_ratings_make_the_predicate_of_their_cell(result, behaviour, expected):
    assert predicate(result, behaviour) is expected


def test_the_quadrant_has_every_cell_and_no_other():
    assert set(QUADRANT) == set(itertools.product(Level, Level))


@pytest.mark.parametrize(
    ("result", "behaviour"),
    [(None, None), *((None, x) for x in Level), *((x, None) for x in Level)],
)
def test_without_both_ratings_there_is_no_predicate(result, behaviour):
    assert predicate(result, behaviour) is None


def test_stored_values_serve_as_well_as_members():
    assert predicate("above", "below") is P.POOR


@pytest.mark.parametrize("pair", [("sesuai", "meets"), ("meets", "sesuai"), ("", "meets")])
def test_what_is_no_level_is_refused(pair):
    with pytest.raises(ValueError, match="is not a valid Level"):
        predicate(*pair)


@given(levels, levels, levels)
def test_a_better_rating_of_results_never_makes_a_worse_predicate(one, other, behaviour):
    better, worse = sorted((one, other), key=lambda level: level.siasn_code)
    codes = [predicate(level, behaviour).siasn_code for level in (better, worse)]
    assert codes == sorted(codes)


# National codes


def test_ratings_have_the_codes_of_the_national_system():
    assert {level: level.siasn_code for level in Level} == {A: 1, M: 2, B: 3}


def test_predicates_have_the_codes_of_the_national_system():
    assert {one: one.siasn_code for one in Predicate} == {
        P.VERY_GOOD: 1,
        P.GOOD: 2,
        P.NEEDS_IMPROVEMENT: 3,
        P.POOR: 4,
        P.VERY_POOR: 5,
    }


# The suggestion

SUGGESTIONS = [
    pytest.param(main("aaam") + additional("m"), A, id="most above, no main below"),
    pytest.param(main("mmmb") + additional("m"), M, id="most as expected, few main below"),
    pytest.param(main("aaa"), A, id="all above"),
    pytest.param(main("mmm"), M, id="all as expected"),
    pytest.param(main("bbb"), B, id="all below"),
    pytest.param(main("bbm") + additional("a"), None, id="half below"),
    pytest.param(main("bbm") + additional("b"), B, id="most below"),
    pytest.param(main("aamm"), None, id="half above, half as expected"),
    pytest.param(main("amb"), None, id="one of each"),
    pytest.param(main("aaab"), None, id="most above, but a main one below"),
    pytest.param(main("aaam") + additional("b"), A, id="most above, an additional one below"),
    pytest.param(main("mmb"), M, id="a third of the main ones below"),
    pytest.param(
        main("mmmbb") + additional("mm"), None, id="more than a third of the main ones below"
    ),
    pytest.param(main("m") + additional("mmbb"), M, id="only additional ones below"),
    pytest.param(additional("aam"), A, id="no main ones at all, most above"),
    pytest.param(additional("mmb"), M, id="no main ones at all, most as expected"),
    pytest.param(main("b") + additional("bba"), B, id="additional ones count for most"),
    pytest.param(main("a"), A, id="a single one"),
    pytest.param([], None, id="none"),
]


@pytest.mark.parametrize(("items", "expected"), SUGGESTIONS)
def test_the_guide_suggests(items, expected):
    assert suggest_results(items) is expected


def test_most_may_be_set_stricter():
    items = main("aaam") + additional("m")
    assert suggest_results(items, most=Fraction(3, 5)) is None
    assert suggest_results(items, most=Fraction(59, 100)) is A


def test_a_small_part_may_be_set_smaller():
    assert suggest_results(main("mmb"), small_part=Fraction(1, 4)) is None
    assert suggest_results(main("mmmb"), small_part=Fraction(1, 4)) is M


def test_the_shares_of_a_rule_set_are_followed():
    rules = replace(RULES, most=Fraction(2, 3), small_part=Fraction(0))
    assert suggest_results(main("mmm"), rules=rules) is M
    assert suggest_results(main("mmmmmb"), rules=rules) is None


@pytest.mark.parametrize("most", [Fraction(49, 100), Fraction(1), Fraction(-1)])
def test_a_most_that_could_be_two_ratings_or_none_is_refused(most):
    with pytest.raises(ValueError, match="most"):
        suggest_results(main("am"), most=most)


@pytest.mark.parametrize("small_part", [Fraction(-1, 3), Fraction(4, 3)])
def test_a_small_part_that_is_no_share_is_refused(small_part):
    with pytest.raises(ValueError, match="small_part"):
        RuleNumbers(small_part=small_part)


@given(results)
def test_the_suggestion_is_the_guide_written_out(items):
    def most(level):
        return 2 * sum(one is level for _is_main, one in items) > len(items)

    main_levels = [level for is_main, level in items if is_main]
    below = main_levels.count(B)
    rules = {
        A: most(A) and below == 0,
        M: most(M) and 3 * below <= len(main_levels),
        B: most(B),
    }
    holding = [level for level, holds in rules.items() if holds]
    assert [suggest_results(items)] == (holding or [None])


@given(results, st.randoms(use_true_random=False))
def test_the_order_of_results_does_not_matter(items, random):
    shuffled = random.sample(items, len(items))
    assert suggest_results(shuffled) is suggest_results(items)


@given(results, st.integers(2, 4))
def test_the_same_shares_make_the_same_suggestion(items, times):
    assert suggest_results(items * times) is suggest_results(items)


@given(st.lists(st.booleans(), min_size=1, max_size=9), levels)
def test_where_all_are_alike_the_suggestion_is_that(kinds, level):
    assert suggest_results([(is_main, level) for is_main in kinds]) is level


# The measured band


@pytest.mark.parametrize(("value", "expected"), [(78, B), (80, M), (85, M), (90, M), (91, A)])
def test_eighty_to_ninety_percent(value, expected):
    assert level_in_band(value, 80, 90) is expected


@pytest.mark.parametrize(("value", "expected"), [(5, A), (7, M), (14, M), (16, B)])
def test_one_to_two_weeks_where_fewer_days_are_better(value, expected):
    assert level_in_band(value, 7, 14, lower_is_better=True) is expected


def test_the_ends_of_a_band_are_exact():
    low, high = Decimal("0.1"), Decimal("0.3")
    assert level_in_band(Decimal("0.1") + Decimal("0.2"), low, high) is M
    assert level_in_band(Decimal("0.30000000000000000001"), low, high) is A


def test_a_band_may_be_one_number():
    assert [level_in_band(value, 12, 12) for value in (11, 12, 13)] == [B, M, A]


def test_a_band_upside_down_is_refused():
    with pytest.raises(ValueError, match="below its beginning"):
        level_in_band(85, 90, 80)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_a_number_that_is_none_is_refused(number):
    with pytest.raises(ValueError, match="finite"):
        level_in_band(Decimal(number), 80, 90)


numbers = st.integers(-1000, 1000) | st.decimals(-1000, 1000, places=4)


@given(numbers, numbers, numbers)
def test_turning_the_scale_round_turns_the_rating_round(value, one, other):
    low, high = sorted((one, other))
    turned = level_in_band(-value, -high, -low, lower_is_better=True)
    assert turned is level_in_band(value, low, high)


@given(numbers, numbers, numbers, numbers)
def test_more_is_never_rated_worse_where_more_is_better(one, other, end, other_end):
    less, more = sorted((one, other))
    low, high = sorted((end, other_end))
    codes = [level_in_band(value, low, high).siasn_code for value in (more, less)]
    assert codes == sorted(codes)


# Why this predicate

REASONS = {
    (A, A): "both_above",
    (A, M): "as_expected",
    (A, B): "behaviour_below",
    (M, A): "as_expected",
    (M, M): "as_expected",
    (M, B): "behaviour_below",
    (B, A): "results_below",
    (B, M): "results_below",
    (B, B): "both_below",
}


@pytest.mark.parametrize(("pair", "reason"), REASONS.items())
def test_the_predicate_is_explained_by_its_cell(pair, reason):
    steps = explain_predicate(*pair)
    assert [step.code for step in steps] == ["results", "behaviour", "cell"]
    assert [step.params["level"] for step in steps[:2]] == list(pair)
    assert steps[2].params == {"predicate": predicate(*pair), "reason": reason}


@pytest.mark.parametrize(
    ("pair", "codes"),
    [
        ((None, M), ["results_missing", "behaviour"]),
        ((M, None), ["results", "behaviour_missing"]),
        ((None, None), ["results_missing", "behaviour_missing"]),
    ],
)
def test_a_missing_rating_is_named(pair, codes):
    assert [step.code for step in explain_predicate(*pair)] == codes


def test_the_suggestion_is_explained_step_by_step():
    steps = {step.code: step.params for step in explain_results(main("mmmb") + additional("m"))}
    assert list(steps) == ["counted", "rule_above", "rule_meets", "rule_below", "suggested"]
    assert steps["counted"] == {
        "total": 5,
        "above": 0,
        "meets": 4,
        "below": 1,
        "main": 4,
        "main_below": 1,
    }
    assert steps["rule_meets"] == {
        "holds": True,
        "is_most": True,
        "count": 4,
        "total": 5,
        "share": Fraction(4, 5),
        "most": Fraction(1, 2),
        "main_ok": True,
        "main_below": 1,
        "main": 4,
    }
    assert not steps["rule_above"]["main_ok"]
    assert "main_ok" not in steps["rule_below"]
    assert steps["suggested"] == {"level": M}


def test_a_gap_in_the_guide_is_explained_as_no_suggestion():
    assert explain_results(main("aamm"))[-1].code == "no_suggestion"


def test_without_results_there_is_only_that_to_say():
    assert [step.code for step in explain_results([])] == ["no_results"]


@given(results)
def test_the_explanation_ends_with_the_suggestion(items):
    last = explain_results(items)[-1]
    assert last.params.get("level") is suggest_results(items)


# Labels


def test_every_level_and_predicate_has_a_label_of_its_own():
    for choices in (Level, Predicate):
        assert len({str(label) for label in choices.labels}) == len(choices)
