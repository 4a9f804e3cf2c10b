"""What holds for every calendar and every count of working days."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from workflow_core.calendar.calendars import FIVE_DAYS, SIX_DAYS, Edition, WorkCalendar

DAYS = st.dates(dt.date(2025, 1, 1), dt.date(2030, 12, 31))
COUNTS = st.integers(0, 60)
HOLIDAYS = st.frozensets(DAYS, max_size=40)
CALENDARS = st.builds(
    WorkCalendar, holidays=HOLIDAYS, weekend=st.sampled_from([FIVE_DAYS, SIX_DAYS])
)
BEGINNING = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
INSTANTS = st.integers(0, 6 * 365 * 24).map(lambda hours: BEGINNING + dt.timedelta(hours=hours))


@given(CALENDARS, DAYS, st.integers(1, 60))
def test_a_period_never_ends_on_a_day_off(calendar, start, days):
    assert calendar.is_working_day(calendar.add(start, days))


@given(CALENDARS, DAYS, COUNTS, COUNTS)
def test_more_days_never_end_earlier(calendar, start, first, second):
    fewer, more = sorted((first, second))
    assert calendar.add(start, fewer) <= calendar.add(start, more)


@given(CALENDARS, DAYS, DAYS, COUNTS)
def test_a_later_start_never_ends_earlier(calendar, first, second, days):
    earlier, later = sorted((first, second))
    assert calendar.add(earlier, days) <= calendar.add(later, days)


@given(CALENDARS, DAYS, DAYS, COUNTS)
def test_one_more_holiday_never_ends_a_period_earlier(calendar, start, holiday, days):
    more = WorkCalendar(calendar.holidays | {holiday}, calendar.weekend)
    assert calendar.add(start, days) <= more.add(start, days)


@given(CALENDARS, DAYS, COUNTS)
def test_counting_back_gives_the_days_again(calendar, start, days):
    assert calendar.between(start, calendar.add(start, days)) == days


@given(HOLIDAYS, HOLIDAYS, INSTANTS, INSTANTS, COUNTS)
def test_a_change_of_the_calendar_never_opens_what_had_ended(before, after, event, change, days):
    old = WorkCalendar(before)
    new = WorkCalendar(after, earlier=(Edition(change, before, FIVE_DAYS),))
    ended = old.deadline(event, days)
    if event < change and ended <= change:
        assert new.deadline(event, days) == ended
    else:
        assert new.deadline(event, days) == WorkCalendar(after).deadline(event, days)
