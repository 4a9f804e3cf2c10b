"""Credit points of functional officials."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.appraisal.credit import credit_points
from processes.appraisal.rating import Predicate
from processes.appraisal.rule_set import RULES

P = Predicate
grades = st.sampled_from(sorted(RULES.credit_coefficient))


@pytest.mark.parametrize(
    ("predicate", "months", "grade", "expected"),
    [
        pytest.param(P.VERY_GOOD, 12, "Ahli Pertama", "18.75", id="a very good year"),
        pytest.param(P.GOOD, 2, "Ahli Pertama", "2.08", id="two good months"),
        pytest.param(P.VERY_GOOD, 12, "Pemula", "5.63", id="half a cent goes up"),
        pytest.param(P.GOOD, 6, "Ahli Pertama", "6.25", id="before the promotion"),
        pytest.param(P.GOOD, 6, "Ahli Muda", "12.50", id="after the promotion"),
    ],
)
def test_the_official_examples(predicate, months, grade, expected):
    assert str(credit_points(predicate, months, grade)) == expected


@pytest.mark.parametrize(
    ("grade", "coefficient"),
    [
        ("Pemula", "3.75"),
        ("Terampil", "5"),
        ("Mahir", "12.5"),
        ("Penyelia", "25"),
        ("Ahli Pertama", "12.5"),
        ("Ahli Muda", "25"),
        ("Ahli Madya", "37.5"),
        ("Ahli Utama", "50"),
    ],
)
def test_a_good_year_gives_the_coefficient_of_the_grade(grade, coefficient):
    assert credit_points(P.GOOD, 12, grade) == Decimal(coefficient)


@pytest.mark.parametrize(
    ("predicate", "points"),
    [
        (P.VERY_GOOD, "75"),
        (P.GOOD, "50"),
        (P.NEEDS_IMPROVEMENT, "37.5"),
        (P.POOR, "25"),
        (P.VERY_POOR, "12.5"),
    ],
)
def test_each_predicate_has_its_percentage(predicate, points):
    assert credit_points(predicate, 12, "Ahli Utama") == Decimal(points)


@pytest.mark.parametrize("grade", ["", "Pertama", "ahli muda", "Pelaksana", "III/a"])
def test_what_is_no_functional_grade_is_refused(grade):
    with pytest.raises(ValueError, match="no grade"):
        credit_points(P.GOOD, 12, grade)


@pytest.mark.parametrize("months", [-1, 13])
def test_other_months_are_refused(months):
    with pytest.raises(ValueError, match="0 to 12"):
        credit_points(P.GOOD, months, "Mahir")


def test_what_is_no_predicate_is_refused():
    with pytest.raises(ValueError, match="is not a valid Predicate"):
        credit_points("baik", 12, "Mahir")


def test_no_months_give_no_points():
    assert credit_points(P.VERY_GOOD, 0, "Ahli Utama") == 0


@given(st.sampled_from(Predicate), st.integers(0, 11), grades)
def test_a_month_more_never_gives_less(predicate, months, grade):
    more = credit_points(predicate, months + 1, grade)
    assert more > credit_points(predicate, months, grade)


@given(st.sampled_from(Predicate), st.integers(0, 12), grades)
def test_points_have_two_decimals_and_lie_within_half_a_cent(predicate, months, grade):
    points = credit_points(predicate, months, grade)
    assert points.as_tuple().exponent == -2
    exact = RULES.credit_coefficient[grade] * RULES.credit_percent[predicate] * months
    assert -600 < points * 1200 * 100 - exact * 100 <= 600
