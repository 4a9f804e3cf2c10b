"""Study assignment: the regulation's tables word for word, and what dropping out leaves open."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.appraisal.rating import QUADRANT, Level, Predicate, predicate
from processes.appraisal.study import (
    DROP_OUT,
    GRADES,
    Place,
    Programme,
    after_drop_out,
    expected_of,
)

PRINTED = {  # PermenPANRB 6/2022, p. 63
    ("s1", "a"): ["3,51 – 4,00", "3,01 – 3,50", "2,76 – 3,00", "< 2,76"],
    ("s1", "b"): ["3,61 – 4,00", "3,10 – 3,60", "2,76 – 3,09", "< 2,76"],
    ("s1", "c"): ["3,71 – 4,00", "3,20 – 3,70", "2,76 – 3,19", "< 2,76"],
    ("s1", "abroad"): ["3,51 – 4,00", "3,01 – 3,50", "2,76 – 3,00", "< 2,76"],
    ("s2", "a"): ["3,51 – 4,00", "3,20 – 3,50", "3,00 – 3,19", "< 3,00"],
    ("s2", "b"): ["3,61 – 4,00", "3,25 – 3,60", "3,00 – 3,24", "< 3,00"],
    ("s2", "c"): ["3,71 – 4,00", "3,30 – 3,70", "3,00 – 3,29", "< 3,00"],
    ("s2", "abroad"): ["3,51 – 4,00", "3,20 – 3,50", "3,00 – 3,19", "< 3,00"],
}


def test_the_tables_are_those_of_the_regulation():
    assert {(str(p), str(a)): row.columns for (p, a), row in GRADES.items()} == PRINTED


@pytest.mark.parametrize(
    ("average", "expected"),
    [
        ("3.51", Predicate.VERY_GOOD),
        ("3.50", Predicate.GOOD),
        ("3.20", Predicate.GOOD),
        ("3.19", Predicate.NEEDS_IMPROVEMENT),
        ("3.00", Predicate.NEEDS_IMPROVEMENT),
        ("2.99", Predicate.POOR),
    ],
)
def test_a_masters_grades_at_a_university_accredited_a(average, expected):
    assert expected_of(Decimal(average), Programme.GRADUATE, Place.A) == expected


@pytest.mark.parametrize("average", ["-0.01", "4.01"])
def test_what_is_no_average_is_refused(average):
    with pytest.raises(ValueError, match="grade point average"):
        expected_of(Decimal(average), Programme.BACHELOR, Place.B)


@given(st.decimals(0, 4, places=2), st.decimals(0, 4, places=2), st.sampled_from(sorted(GRADES)))
def test_a_better_average_is_never_called_worse(one, other, row):
    order = list(Predicate)
    better, worse = expected_of(max(one, other), *row), expected_of(min(one, other), *row)
    assert order.index(better) <= order.index(worse)


@pytest.mark.parametrize("pair", sorted(QUADRANT))
def test_dropping_out_leaves_only_poor_and_very_poor_and_never_a_better_one(pair):
    found = predicate(*pair)
    after = after_drop_out(found)
    assert after in DROP_OUT
    assert list(Predicate).index(after) >= list(Predicate).index(found)


def test_the_behaviour_decides_which_of_the_two():
    assert after_drop_out(predicate(Level.BELOW, Level.MEETS)) == Predicate.POOR
    assert after_drop_out(predicate(Level.BELOW, Level.BELOW)) == Predicate.VERY_POOR
