"""The worked examples of the law's arithmetic, by their number in the domain notes."""

from decimal import Decimal

import pytest

from processes.appraisal.credit import credit_points
from processes.appraisal.distribution import OrganisationResult, check
from processes.appraisal.legacy_score import score
from processes.appraisal.rating import Level, Predicate, level_in_band, suggest_results

U, T = True, False
A, M, B = Level.ABOVE, Level.MEETS, Level.BELOW


class TestE2SuggestionForResults:
    def test_three_of_five_above_and_no_main_below_is_above(self):
        assert suggest_results([(U, A), (U, A), (U, A), (U, M), (T, M)]) == A

    def test_four_of_five_as_expected_and_a_quarter_of_the_main_below_is_as_expected(self):
        assert suggest_results([(U, M), (U, M), (U, M), (U, B), (T, M)]) == M

    def test_half_and_half_is_a_gap_in_the_guide(self):
        assert suggest_results([(U, A), (U, M)]) is None


class TestE3RangeTargets:
    @pytest.mark.parametrize(("value", "level"), [(78, B), (80, M), (90, M), (91, A)])
    def test_eighty_to_ninety_percent(self, value, level):
        assert level_in_band(Decimal(value), Decimal(80), Decimal(90)) == level

    @pytest.mark.parametrize(("days", "level"), [(5, A), (14, M), (16, B)])
    def test_one_to_two_weeks_where_less_is_better(self, days, level):
        low, high = Decimal(7), Decimal(14)
        assert level_in_band(Decimal(days), low, high, lower_is_better=True) == level


class TestE9DistributionOfTwentyPeople:
    @staticmethod
    def codes(organisation, **counts):
        people = {Predicate(name): number for name, number in counts.items()}
        return [one.code for one in check(OrganisationResult(organisation), people)]

    def test_fourteen_good_of_twenty_fit_a_good_unit(self):
        assert self.codes("good", very_good=5, good=14, needs_improvement=1) == []

    def test_fifteen_good_of_twenty_are_warned_of(self):
        assert self.codes("good", very_good=4, good=15, needs_improvement=1) == ["too_many"]

    def test_fourteen_very_good_fit_an_outstanding_unit(self):
        assert self.codes("outstanding", very_good=14, good=6) == []

    def test_fifteen_very_good_are_warned_of(self):
        assert self.codes("outstanding", very_good=15, good=5) == ["too_many"]


@pytest.mark.parametrize(
    ("targets", "behaviour", "weights", "new_idea", "expected"),
    [
        ("108", "105", "70/30", False, (Decimal("107.1"), "Baik")),
        ("118", "112", "60/40", True, (Decimal("115.6"), "Sangat Baik")),
        ("118", "112", "60/40", False, (Decimal("115.6"), "Baik")),
        ("89.99", "90", "70/30", False, (Decimal("89.993"), "Cukup")),
    ],
)
def test_e10_the_numbers_of_pp_30(targets, behaviour, weights, new_idea, expected):
    found = score(Decimal(targets), Decimal(behaviour), weights=weights, new_idea=new_idea)
    assert found == expected


@pytest.mark.parametrize(
    ("predicate", "months", "grade", "points"),
    [
        ("very_good", 12, "Ahli Pertama", "18.75"),
        ("good", 2, "Ahli Pertama", "2.08"),
        ("very_good", 12, "Pemula", "5.63"),
        ("good", 6, "Ahli Pertama", "6.25"),
        ("good", 6, "Ahli Muda", "12.50"),
    ],
)
def test_e11_credit_points(predicate, months, grade, points):
    assert credit_points(Predicate(predicate), months, grade) == Decimal(points)
