"""Numbers as people write them."""

from decimal import Decimal

import pytest
from django.utils import translation

from processes.appraisal.figures import Unclear, read, show


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("87,5", "87.5"),
        ("87.5", "87.5"),
        (" 1 250 ", "1250"),
        ("1.250,5", "1250.5"),
        ("1.250.000", "1250000"),
        ("0.125", "0.125"),
        ("-3", "-3"),
        ("0", "0"),
        ("12.50", "12.5"),
    ],
)
def test_a_comma_and_a_point_are_read(written, number):
    assert read(written) == Decimal(number)


@pytest.mark.parametrize(
    "written", ["", "banyak", "1,2,3", "1e5", "NaN", "Infinity", "5%", "1.2.3,4,5", "--1"]
)
def test_what_is_no_number_is_refused(written):
    with pytest.raises(Unclear):
        read(written)


def test_a_number_that_can_be_read_as_two_is_refused_and_named():
    with translation.override("en"), pytest.raises(Unclear, match=r"Is 1\.250 meant as 1250"):
        read("1.250")


@pytest.mark.parametrize(
    ("number", "shown"), [("80.0000", "80"), ("0.5000", "0,5"), ("1200", "1200"), ("-0.10", "-0,1")]
)
def test_numbers_are_shown_without_needless_zeros_as_the_reader_writes_them(number, shown):
    with translation.override("id"):
        assert show(Decimal(number)) == shown


def test_what_is_shown_is_read_as_the_same_number():
    for number in ("0.125", "1250", "12.125", "1.5", "87.5", "1250.125", "0"):
        for language in ("id", "en"):
            with translation.override(language):
                assert read(show(Decimal(number))) == Decimal(number)


def test_no_number_is_shown_as_nothing():
    assert show(None) == ""
