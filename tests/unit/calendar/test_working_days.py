"""Periods in working days: the convention, the official examples, and what may never happen."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow_core.calendar.working_days import (
    add_working_days,
    end_of_day,
    is_over,
    is_working_day,
    last_day,
    local_date,
    working_days_between,
)

HOLIDAYS_2026 = frozenset(
    dt.date(2026, month, day)
    for month, days in {
        1: (1, 16),
        2: (16, 17),
        3: (18, 19, 20, 21, 22, 23, 24),
        4: (3, 5),
        5: (1, 14, 15, 27, 28, 31),
        6: (1, 16),
        8: (17, 25),
        12: (24, 25),
    }.items()
    for day in days
)
ZONES = {name: ZoneInfo(f"Asia/{name}") for name in ("Jakarta", "Makassar", "Jayapura")}

days = st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31))
counts = st.integers(0, 60)
holiday_sets = st.frozensets(st.dates(dt.date(2020, 1, 1), dt.date(2036, 12, 31)), max_size=40)
weekends = st.frozensets(st.integers(0, 6), max_size=6)


def october(day):
    return dt.date(2026, 10, day)


# The periods of the third quarter of 2026


@pytest.mark.parametrize(
    ("event", "period", "last"),
    [
        pytest.param(october(8), 14, october(28), id="signed: delivered"),
        pytest.param(october(12), 14, october(30), id="received: signed and returned"),
        pytest.param(october(12), 14, october(30), id="received: objection"),
        pytest.param(dt.date(2026, 9, 30), 30, dt.date(2026, 11, 11), id="window: report"),
        pytest.param(october(30), 7, dt.date(2026, 11, 10), id="objection: decision"),
        pytest.param(dt.date(2026, 9, 30), 14, october(20), id="window: the superior rates"),
    ],
)
def test_the_third_quarter_of_2026_ends_its_periods_on_the_official_days(event, period, last):
    assert add_working_days(event, period, holidays=HOLIDAYS_2026) == last


# The convention


def test_the_day_of_the_event_is_day_nought():
    friday = dt.date(2026, 10, 9)
    assert add_working_days(friday, 0) == friday


def test_no_period_from_a_day_off_ends_on_that_day_off():
    saturday = dt.date(2026, 10, 10)
    assert add_working_days(saturday, 0) == saturday


def test_the_first_day_after_a_friday_is_the_monday():
    assert add_working_days(dt.date(2026, 10, 9), 1) == dt.date(2026, 10, 12)


def test_an_event_on_a_sunday_counts_from_the_monday():
    assert add_working_days(dt.date(2026, 10, 11), 1) == dt.date(2026, 10, 12)


def test_a_holiday_does_not_count():
    before_independence_day = dt.date(2026, 8, 14)
    assert add_working_days(before_independence_day, 1, holidays=HOLIDAYS_2026) == dt.date(
        2026, 8, 18
    )


def test_collective_leave_does_not_count_where_it_is_listed():
    assert add_working_days(dt.date(2026, 3, 17), 1, holidays=HOLIDAYS_2026) == dt.date(2026, 3, 25)


def test_a_six_day_week_works_on_saturday():
    assert add_working_days(dt.date(2026, 10, 9), 2, weekend=(6,)) == dt.date(2026, 10, 12)


def test_without_a_weekend_every_day_counts():
    assert add_working_days(dt.date(2026, 10, 9), 14, weekend=()) == dt.date(2026, 10, 23)


def test_a_period_runs_over_the_turn_of_the_year():
    new_year = {dt.date(2027, 1, 1)}
    assert add_working_days(dt.date(2026, 12, 31), 1, holidays=new_year) == dt.date(2027, 1, 4)


def test_a_leap_day_is_a_day():
    assert add_working_days(dt.date(2028, 2, 28), 1) == dt.date(2028, 2, 29)


@pytest.mark.parametrize("kind", [list, tuple, set, frozenset, dict.fromkeys])
def test_holidays_may_come_in_any_collection(kind):
    holidays = kind([dt.date(2026, 10, 9)])
    assert add_working_days(october(8), 1, holidays=holidays) == october(12)


def test_negative_days_are_refused():
    with pytest.raises(ValueError, match="at least 0"):
        add_working_days(october(8), -1)


def test_a_weekend_of_seven_days_is_refused_instead_of_searched_for_ever():
    with pytest.raises(ValueError, match="leaves a day to work"):
        add_working_days(october(8), 1, weekend=range(7))


def test_a_weekend_of_no_weekday_is_refused():
    with pytest.raises(ValueError, match="weekdays 0 to 6"):
        add_working_days(october(8), 1, weekend=(6, 7))


def test_a_datetime_is_refused_because_it_equals_no_holiday():
    with pytest.raises(TypeError):
        add_working_days(dt.datetime(2026, 10, 8, tzinfo=dt.UTC), 1)


# Between two days


def test_between_counts_the_last_day_and_not_the_first():
    assert working_days_between(october(8), october(12)) == 2


def test_between_is_negative_when_the_end_has_passed():
    assert working_days_between(october(12), october(8)) == -2


# What holds for every calendar


@given(days, counts, holiday_sets, weekends)
def test_a_period_never_ends_on_a_day_off(start, count, holidays, weekend):
    end = add_working_days(start, count, holidays=holidays, weekend=weekend)
    assert end == start or is_working_day(end, holidays=holidays, weekend=weekend)


@given(days, counts, holiday_sets, weekends)
def test_a_longer_period_ends_later(start, count, holidays, weekend):
    end = add_working_days(start, count, holidays=holidays, weekend=weekend)
    assert add_working_days(start, count + 1, holidays=holidays, weekend=weekend) > end


@given(days, counts, holiday_sets, weekends)
def test_a_later_event_never_ends_earlier(start, count, holidays, weekend):
    next_day = start + dt.timedelta(days=1)
    end = add_working_days(start, count, holidays=holidays, weekend=weekend)
    assert add_working_days(next_day, count, holidays=holidays, weekend=weekend) >= end


@given(days, counts, holiday_sets, weekends)
def test_a_holiday_more_never_shortens_a_period(start, count, holidays, weekend):
    end = add_working_days(start, count, holidays=holidays, weekend=weekend)
    assert add_working_days(start, count, holidays=holidays | {end}, weekend=weekend) >= end


@given(days, counts, counts, holiday_sets, weekends)
def test_two_periods_in_a_row_are_one_of_their_sum(start, first, second, holidays, weekend):
    calendar = {"holidays": holidays, "weekend": weekend}
    middle = add_working_days(start, first, **calendar)
    whole = add_working_days(start, first + second, **calendar)
    assert add_working_days(middle, second, **calendar) == whole


@given(days, counts, holiday_sets, weekends)
def test_between_undoes_add(start, count, holidays, weekend):
    end = add_working_days(start, count, holidays=holidays, weekend=weekend)
    assert working_days_between(start, end, holidays=holidays, weekend=weekend) == count


@given(days, days, holiday_sets)
def test_between_is_the_count_of_working_days(start, end, holidays):
    first, last = sorted((start, end))
    all_days = [first + dt.timedelta(days=n) for n in range(1, (last - first).days + 1)]
    expected = sum(is_working_day(day, holidays=holidays) for day in all_days)
    assert abs(working_days_between(start, end, holidays=holidays)) == expected


# When a day is over

NEW_YEARS_EVE_ENDS_UTC = {"Jakarta": 17, "Makassar": 16, "Jayapura": 15}


@pytest.mark.parametrize(("name", "hour"), NEW_YEARS_EVE_ENDS_UTC.items())
def test_the_year_ends_at_each_zones_own_midnight(name, hour):
    end = end_of_day(dt.date(2026, 12, 31), ZONES[name])
    assert end == dt.datetime(2026, 12, 31, hour, tzinfo=dt.UTC)


@pytest.mark.parametrize("zone", ZONES.values(), ids=ZONES)
def test_a_deadline_is_printed_with_its_last_day_not_the_day_after(zone):
    deadline = end_of_day(dt.date(2026, 12, 31), zone).astimezone(dt.UTC)
    assert last_day(deadline, zone) == dt.date(2026, 12, 31)


def test_the_last_microsecond_is_in_time_and_midnight_is_not():
    deadline = end_of_day(dt.date(2026, 12, 31), ZONES["Jayapura"])
    assert not is_over(deadline, deadline - dt.datetime.resolution)
    assert is_over(deadline, deadline)


def test_one_instant_is_two_days_in_jakarta_and_jayapura():
    instant = dt.datetime(2026, 12, 31, 16, 30, tzinfo=dt.UTC)
    dates = {name: local_date(instant, zone) for name, zone in ZONES.items()}
    assert dates == {
        "Jakarta": dt.date(2026, 12, 31),
        "Makassar": dt.date(2027, 1, 1),
        "Jayapura": dt.date(2027, 1, 1),
    }


def test_an_instant_without_a_zone_is_refused():
    naive = dt.datetime(2026, 12, 31, 16, 30)  # noqa: DTZ001
    with pytest.raises(ValueError, match="time zone"):
        local_date(naive, ZONES["Jakarta"])


@given(days, st.sampled_from(list(ZONES.values())))
def test_a_day_ends_when_the_next_begins(day, zone):
    end = end_of_day(day, zone)
    assert local_date(end, zone) == day + dt.timedelta(days=1)
    assert last_day(end, zone) == day
