"""The pattern of predicates in a unit, against SE MenPANRB 3/2023."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.appraisal.distribution import (
    OrganisationResult,
    Warning,  # noqa: A004  the word of the public contract
    check,
    results_of_head,
)
from processes.appraisal.rating import Level, Predicate
from processes.appraisal.rule_set import RULES, Bound

O = OrganisationResult  # noqa: E741
P = Predicate
counts_of_any = st.dictionaries(st.sampled_from(Predicate), st.integers(0, 60))


def people(very_good=0, good=0, needs_improvement=0, poor=0, very_poor=0):
    given_counts = (very_good, good, needs_improvement, poor, very_poor)
    return dict(zip(Predicate, given_counts, strict=True))


def codes(organisation, counts):
    return [warning.code for warning in check(organisation, counts)]


# Twenty people

FITTING = [
    pytest.param(O.GOOD, people(5, 14, 1), id="good: 70 % good"),
    pytest.param(O.OUTSTANDING, people(14, 6), id="outstanding: 70 % very good"),
    pytest.param(O.OUTSTANDING, people(10, 10), id="outstanding: as many good as very good"),
    pytest.param(O.GOOD, people(9, 10, 0, 1), id="good: someone poor"),
    pytest.param(O.NEEDS_IMPROVEMENT, people(2, 6, 12), id="needs improvement: 60 %, 10 %"),
    pytest.param(O.POOR, people(2, 3, 2, 12, 1), id="poor: 60 %, 10 %, 10 %"),
    pytest.param(O.VERY_POOR, people(0, 6, 1, 1, 12), id="very poor: 60 %, 10 % of two kinds"),
]
DEPARTING = [
    pytest.param(O.GOOD, people(4, 15, 1), ["too_many"], id="good: 75 % good"),
    pytest.param(O.OUTSTANDING, people(15, 5), ["too_many"], id="outstanding: 75 % very good"),
    pytest.param(O.OUTSTANDING, people(2, 18), ["not_largest"], id="outstanding: most good"),
    pytest.param(O.GOOD, people(6, 14), ["none_of"], id="good: nobody to improve"),
    pytest.param(O.GOOD, people(6, 13, very_poor=1), ["none_of"], id="good: only very poor"),
    pytest.param(O.GOOD, people(20), ["not_largest", "none_of"], id="good: everybody very good"),
    pytest.param(O.NEEDS_IMPROVEMENT, people(2, 7, 11), ["too_few"], id="needs improvement: 55 %"),
    pytest.param(
        O.NEEDS_IMPROVEMENT, people(3, 5, 12), ["too_many"], id="needs improvement: 15 % very good"
    ),
    pytest.param(O.POOR, people(2, 5, 2, 11), ["too_few"], id="poor: 55 % poor"),
    pytest.param(O.POOR, people(2, 5, 1, 12), ["too_few"], id="poor: 5 % to improve"),
    pytest.param(O.POOR, people(3, 3, 2, 12), ["too_many"], id="poor: 15 % very good"),
    pytest.param(O.VERY_POOR, people(0, 6, 1, 2, 11), ["too_few"], id="very poor: 55 %"),
    pytest.param(O.VERY_POOR, people(0, 7, 1, 0, 12), ["too_few"], id="very poor: 5 % between"),
    pytest.param(O.VERY_POOR, people(1, 5, 2, 0, 12), ["not_allowed"], id="very poor: very good"),
]


@pytest.mark.parametrize(("organisation", "counts"), FITTING)
def test_a_pattern_that_fits_is_not_warned_of(organisation, counts):
    assert check(organisation, counts) == []


@pytest.mark.parametrize(("organisation", "counts", "expected"), DEPARTING)
def test_a_pattern_that_departs_is_warned_of(organisation, counts, expected):
    assert codes(organisation, counts) == expected


def test_every_result_of_an_organisation_has_its_pattern():
    assert set(RULES.distribution) == set(OrganisationResult.values)


# Roundings


def test_a_highest_share_is_rounded_down():
    assert codes(O.OUTSTANDING, people(9, 4)) == []
    assert codes(O.OUTSTANDING, people(10, 3)) == ["too_many"]


def test_a_lowest_share_is_rounded_up():
    assert codes(O.NEEDS_IMPROVEMENT, people(0, 5, 8)) == []
    assert codes(O.NEEDS_IMPROVEMENT, people(0, 6, 7)) == ["too_few"]


@given(counts_of_any)
def test_rounding_to_people_never_changes_a_highest_share(counts):
    total, very_good = sum(counts.values()), counts.get(P.VERY_GOOD, 0)
    rules = replace(
        RULES, distribution={"good": (Bound("at_most", ("very_good",), Fraction(7, 10)),)}
    )
    warned = bool(check(O.GOOD, counts, rules=rules))
    assert warned is (10 * very_good > 7 * total)


# Small units, odd input


@pytest.mark.parametrize("organisation", OrganisationResult)
def test_below_ten_people_a_departure_is_only_advice(organisation):
    (warning,) = check(organisation, people(7, very_poor=2))
    assert (warning.code, warning.advisory) == ("small_unit", True)


def test_ten_people_are_measured():
    (warning,) = check(O.OUTSTANDING, people(8, 2))
    assert (warning.code, warning.advisory) == ("too_many", False)


def test_a_small_unit_that_fits_gets_no_advice():
    assert check(O.OUTSTANDING, people(3, 2)) == []


@pytest.mark.parametrize("organisation", OrganisationResult)
@pytest.mark.parametrize("counts", [{}, people()])
def test_a_unit_without_predicates_is_not_warned_of(organisation, counts):
    assert check(organisation, counts) == []


def test_a_missing_predicate_is_nobody():
    assert check(O.GOOD, {P.VERY_GOOD: 5, P.GOOD: 14, P.NEEDS_IMPROVEMENT: 1}) == []


def test_stored_values_serve_as_well_as_members():
    assert check("good", {"very_good": 5, "good": 14, "poor": 1}) == []


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="fewer than 0"):
        check(O.GOOD, {P.GOOD: -1})


@pytest.mark.parametrize(("organisation", "name"), [("istimewa", "good"), ("good", "baik")])
def test_unknown_names_are_refused(organisation, name):
    with pytest.raises(ValueError, match="is not a valid"):
        check(organisation, {name: 20})


@given(st.sampled_from(OrganisationResult), counts_of_any)
def test_any_unit_gets_sentences_and_never_an_error(organisation, counts):
    for warning in check(organisation, counts):
        assert isinstance(warning, Warning)
        assert "%" not in warning.sentence.replace("%)", ")")


# What the reader sees


def test_the_warning_carries_what_a_page_needs():
    (warning,) = check(O.GOOD, people(4, 15, 1))
    assert warning.params == {
        "predicates": ("good",),
        "count": 15,
        "total": 20,
        "limit": 14,
        "percent": "70",
    }


def test_the_sentence_names_the_numbers():
    (warning,) = check(O.GOOD, people(4, 15, 1))
    assert all(number in warning.sentence for number in ("15", "20", "14", "70%"))


# The head of a unit


@pytest.mark.parametrize(
    ("organisation", "level"),
    [
        (O.OUTSTANDING, Level.ABOVE),
        (O.GOOD, Level.MEETS),
        (O.NEEDS_IMPROVEMENT, Level.BELOW),
        (O.POOR, Level.BELOW),
        (O.VERY_POOR, Level.BELOW),
    ],
)
def test_the_units_result_is_its_heads_rating_of_results(organisation, level):
    assert results_of_head(organisation) is level
