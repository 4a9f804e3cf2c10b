"""The numeric score of PP 30/2019."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.appraisal.legacy_score import score

points = st.decimals(0, 120, places=3)


def scored(targets, behaviour, weights="70/30", *, new_idea=False):
    return score(Decimal(targets), Decimal(behaviour), weights=weights, new_idea=new_idea)


@pytest.mark.parametrize(
    ("targets", "behaviour", "weights", "new_idea", "expected"),
    [
        pytest.param("108", "105", "70/30", False, ("107.1", "Baik"), id="seventy thirty"),
        pytest.param("118", "112", "60/40", True, ("115.6", "Sangat Baik"), id="with an idea"),
        pytest.param("118", "112", "60/40", False, ("115.6", "Baik"), id="without an idea"),
        pytest.param("89.99", "90", "70/30", False, ("89.993", "Cukup"), id="never rounded"),
    ],
)
def test_the_official_examples(targets, behaviour, weights, new_idea, expected):
    total, label = scored(targets, behaviour, weights, new_idea=new_idea)
    assert (str(total), label) == expected


@pytest.mark.parametrize(
    ("value", "label"),
    [
        ("120", "Sangat Baik"),
        ("110", "Sangat Baik"),
        ("109.999", "Baik"),
        ("90", "Baik"),
        ("89.999", "Cukup"),
        ("70", "Cukup"),
        ("69.999", "Kurang"),
        ("50", "Kurang"),
        ("49.999", "Sangat Kurang"),
        ("0", "Sangat Kurang"),
    ],
)
def test_each_band_begins_at_its_number(value, label):
    assert scored(value, value, new_idea=True) == (Decimal(value), label)


def test_a_new_idea_lifts_nobody_below_110():
    assert scored("109.999", "109.999", new_idea=True)[1] == "Baik"


@pytest.mark.parametrize("weights", ["", "50/50", "30/70", "70 / 30", "0.7/0.3"])
def test_other_weights_are_refused(weights):
    with pytest.raises(ValueError, match="weights"):
        scored("100", "100", weights)


@pytest.mark.parametrize("value", ["-0.01", "120.01", "NaN", "Infinity"])
def test_values_outside_the_scale_are_refused(value):
    with pytest.raises(ValueError, match="from 0 to 120"):
        scored(value, "100")
    with pytest.raises(ValueError, match="from 0 to 120"):
        scored("100", value)


def test_floats_are_refused_because_they_are_not_exact():
    with pytest.raises(TypeError):
        score(89.99, Decimal(90), weights="70/30", new_idea=False)


def test_many_digits_are_not_rounded_into_the_next_band():
    assert scored("89." + "9" * 60, "90")[1] == "Cukup"


@given(points, points, st.sampled_from(["70/30", "60/40"]))
def test_a_score_lies_between_its_parts(targets, behaviour, weights):
    total, _label = score(targets, behaviour, weights=weights, new_idea=False)
    assert min(targets, behaviour) <= total <= max(targets, behaviour)
