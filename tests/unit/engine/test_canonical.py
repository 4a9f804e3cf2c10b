import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import gettext_lazy

from tests.toy.purchase import Stage
from workflow_core.signing.canonical import canonical, is_storable

NOON = dt.datetime(2026, 1, 2, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (3, "3"),
        ("Menteng – é", '"Menteng – é"'),
        (Stage.DRAFT, '"draft"'),
        ([1, (2, 3)], "[1,[2,3]]"),
        ({"b": 1, "a": {"d": 2, "c": 3}}, '{"a":{"c":3,"d":2},"b":1}'),
        ({2: "x"}, '{"2":"x"}'),
        (dt.date(2026, 1, 2), '"2026-01-02"'),
        (NOON, '"2026-01-02T12:00:00+00:00"'),
        (Decimal("90"), '"90"'),
        (Decimal("-0.0"), '"0"'),
        (Decimal("1E+3"), '"1000"'),
    ],
)
def test_a_value_has_this_text(value, text):
    assert canonical(value) == text


def test_one_instant_in_two_zones_is_one_text():
    assert canonical(NOON) == canonical(NOON.astimezone(ZoneInfo("Asia/Jayapura")))


def test_a_number_read_back_with_more_zeros_is_the_same_text():
    assert canonical(Decimal("1.5")) == canonical(Decimal("1.500")) == '"1.5"'


def test_an_object_that_has_a_form_of_its_own_gives_it():
    class Point:
        def canonical(self):
            return {"x": 1}

    assert canonical([Point()]) == '[{"x":1}]'


@pytest.mark.parametrize(
    "value",
    [1.5, {1, 2}, object(), b"x", gettext_lazy("x"), dt.datetime(2026, 1, 2)],  # noqa: DTZ001
)
def test_a_value_without_one_text_is_refused(value):
    with pytest.raises(TypeError):
        canonical(value)


@pytest.mark.parametrize(
    "value",
    ["a\0b", "\ud800", {"a\udfff": 1}, ["x", {"y": "\0"}], {1: "a", "1": "b"}, Decimal("NaN")],
)
def test_a_value_that_cannot_be_kept_is_refused(value):
    with pytest.raises(ValueError):  # noqa: PT011
        canonical(value)


def test_every_other_text_can_be_kept():
    assert is_storable("tab\t, newline\n, \x1b, 😀, \ufffe")
