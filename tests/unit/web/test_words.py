"""Due dates in words, on the clock of the reader."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from workflow_core.web import words

WIB, WIT = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Jayapura")
NOON = dt.datetime(2026, 11, 21, 12, tzinfo=WIB)


@pytest.fixture(autouse=True)
def english_in_jakarta():
    with translation.override("en"), timezone.override(WIB):
        yield


def end_of(day):
    """The first instant that is too late for something due on a day of November 2026."""
    return dt.datetime(2026, 11, day, tzinfo=WIB) + dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("due_at", "said", "tone"),
    [
        (end_of(18), "3 days late", "late"),
        (end_of(20), "1 day late", "late"),
        (NOON, "late since today", "late"),
        (end_of(21), "due today", "wait"),
        (end_of(22), "due tomorrow", "wait"),
        (end_of(24), "due 24 November 2026", "wait"),
        (end_of(25), "due 25 November 2026", "info"),
    ],
)
def test_a_due_date_is_said_in_words_with_its_urgency(due_at, said, tone, monkeypatch):
    monkeypatch.setattr(words.formats, "date_format", lambda at, _: f"{at.day} November {at.year}")
    found = words.due(due_at, NOON)
    assert (found.words, found.tone) == (said, tone)


def test_nothing_due_is_nothing():
    assert words.due(None) is None


def test_a_day_lasts_to_its_last_minute_on_the_clock_of_the_institution():
    with translation.override("id"):
        assert "23.59 WIB" in words.due(end_of(25), NOON).limit
        with timezone.override(WIT):
            assert "02.00 WIT" in words.due(end_of(25), NOON).limit


def test_an_hour_is_said_as_it_is():
    with translation.override("id"):
        assert "12.00 WIB" in words.due(NOON, NOON).limit


def test_an_unknown_role_or_zone_is_named_as_it_is():
    assert words.role_name("steward") == "steward"
    with timezone.override(ZoneInfo("Europe/Rome")):
        assert words.zone_name() == "Europe/Rome"


def test_the_system_has_a_name():
    assert words.actor(None) == "The system"


def test_small_numbers_are_words_and_large_ones_figures():
    assert [words.number_word(number) for number in (0, 1, 10, 11)] == ["no", "one", "ten", "11"]
