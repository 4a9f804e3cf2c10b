"""The number of a civil servant: read as printed, refused with a hint (domain.md E13)."""

import contextlib
import datetime as dt

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from workflow_core.people.models import Person
from workflow_core.people.nip import InvalidNip, NipKind, parse, printed

BIRTHS = st.dates(dt.date(1940, 1, 1), dt.date(2005, 12, 31))
STARTS = st.dates(dt.date(2006, 1, 1), dt.date(2030, 12, 31))
SEQUENCES = st.integers(1, 999)


def test_a_pns_number_gives_birth_start_sex_and_sequence():
    nip = parse("198609262015051001")
    assert nip.kind == NipKind.PNS == Person.Kind.PNS
    assert nip.birth_date == dt.date(1986, 9, 26)
    assert nip.start == dt.date(2015, 5, 1)
    assert (nip.sex, nip.sequence) == ("L", 1)


def test_a_pppk_number_has_a_code_where_the_month_would_be():
    nip = parse("199001012022211003")
    assert nip.kind == NipKind.PPPK == Person.Kind.PPPK
    assert nip.start == dt.date(2022, 1, 1)
    assert (nip.sex, nip.sequence) == ("L", 3)


def test_a_pppk_number_is_no_number_of_a_pns():
    with pytest.raises(InvalidNip, match="21"):
        parse("199001012022211003", kind="pns")


@pytest.mark.parametrize("code", ["21", "22", "31", "00", "13", "99"])
def test_any_code_that_is_no_month_is_a_pppk(code):
    assert parse(f"199001012022{code}2007").kind == NipKind.PPPK


def test_a_pppk_whose_code_looks_like_a_month_is_believed_when_told_so():
    assert parse("199001012022112007", kind="pppk").kind == NipKind.PPPK
    assert parse("199001012022112007").kind == NipKind.PNS


@pytest.mark.parametrize(
    "written",
    [
        "19860926 201505 1 001",
        " 198609262015051001 ",
        "19860926.201505.1.001",
        "19860926-201505-1-001",
        "'198609262015051001",
        "19860926\u00a0201505\u00a01\u00a0001",
        198609262015051001,
    ],
)
def test_what_people_put_between_the_digits_does_not_matter(written):
    assert parse(written).digits == "198609262015051001"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "missing"),
        ("198609262015051000", "000"),
        ("1.98609E+17", "rounded"),
        ("1,98609E+17", "rounded"),
        (1.98609262015051e17, "rounded"),
        ("19860926201505100", "17"),
        ("1986092620150510011", "19"),
        ("19860926201505100l", "digits only"),
        ("19860926201505I001", "digits only"),
        ("１98609262015051001", "digits only"),
        ("196204311990031002", "31-04-1962"),
        ("198613012015051001", "01-13-1986"),
        ("198609262015053001", "Digit 15"),
        ("198609262015050001", "Digit 15"),
        ("000000002015051001", "00-00-0000"),
        ("178609262015051001", "1786"),
        ("198609261980051001", "before the birth"),
    ],
)
def test_a_damaged_number_is_refused_with_the_reason_and_a_hint(written, said):
    with override("en"), pytest.raises(InvalidNip, match=said) as refusal:
        parse(written)
    assert refusal.value.hint
    assert str(refusal.value) == f"{refusal.value.message} {refusal.value.hint}"


def test_a_number_is_printed_in_groups():
    assert parse("198609262015051001").printed == "19860926 201505 1 001"
    assert printed("123") == "123"
    assert str(parse("19860926 201505 1 001")) == "198609262015051001"


@given(birth=BIRTHS, start=STARTS, woman=st.booleans(), sequence=SEQUENCES)
def test_every_well_formed_pns_number_comes_back_whole(birth, start, woman, sequence):
    digits = f"{birth:%Y%m%d}{start:%Y%m}{1 + woman}{sequence:03d}"
    nip = parse(printed(digits))
    assert (nip.digits, nip.kind, nip.birth_date) == (digits, NipKind.PNS, birth)
    assert nip.start == start.replace(day=1)
    assert (nip.sex, nip.sequence) == ("P" if woman else "L", sequence)


@given(birth=BIRTHS, start=STARTS, code=st.integers(13, 99), sequence=SEQUENCES)
def test_every_well_formed_pppk_number_comes_back_whole(birth, start, code, sequence):
    nip = parse(f"{birth:%Y%m%d}{start:%Y}{code:02d}2{sequence:03d}")
    assert (nip.kind, nip.birth_date, nip.start.year) == (NipKind.PPPK, birth, start.year)
    assert (nip.sex, nip.sequence) == ("P", sequence)


@given(st.text(max_size=24) | st.integers() | st.floats())
def test_whatever_comes_in_is_a_nip_or_a_refusal_and_nothing_else(anything):
    with contextlib.suppress(InvalidNip):
        assert len(parse(anything).digits) == 18
