"""Counting in working days, and the instant at which a day is over.

The convention of the whole system: the day of the event is day 0, the next working day is day 1.
A deadline that is a day lasts to the end of that day where the institution is, so its instant is
the first of the next local day and is itself too late (``is_over``).
"""

import datetime as dt
from collections.abc import Collection, Container, Mapping
from collections.abc import Set as AbstractSet

FIVE_DAY_WEEKEND = (5, 6)
SIX_DAY_WEEKEND = (6,)
DAYS_OF_THE_WEEK = frozenset(range(7))
ONE_DAY = dt.timedelta(days=1)


def add_working_days(
    start: dt.date,
    days: int,
    *,
    holidays: Collection[dt.date] | None = None,
    weekend: Collection[int] = FIVE_DAY_WEEKEND,
) -> dt.date:
    """Return the day on which a period of ``days`` working days that began on ``start`` ends.

    ``start`` is day 0 and may itself be a day off; 0 days give ``start`` back unchanged.
    ``weekend`` holds weekdays as ``date.weekday()`` counts them (Monday 0); no ``holidays`` means
    none. Raises ValueError for negative days (a period never ends before its event) and for a
    weekend that leaves no working day or is no weekday; TypeError for a datetime.
    """
    off, week_off = _days_off(holidays), _week_off(weekend)
    if days < 0:
        raise ValueError(f"a period has at least 0 working days, not {days}")
    day = _plain(start)
    for _ in range(days):
        day += ONE_DAY
        while day.weekday() in week_off or day in off:
            day += ONE_DAY
    return day


def working_days_between(
    start: dt.date,
    end: dt.date,
    *,
    holidays: Collection[dt.date] | None = None,
    weekend: Collection[int] = FIVE_DAY_WEEKEND,
) -> int:
    """Return how many working days have passed from ``start`` (day 0) to ``end``, which counts.

    The inverse of ``add_working_days``. Negative where ``end`` lies before ``start``: then the
    days from ``end`` to ``start``, so that a passed deadline reads "-3".
    """
    off, week_off = _days_off(holidays), _week_off(weekend)
    if _plain(end) < _plain(start):
        return -working_days_between(end, start, holidays=holidays, weekend=weekend)
    days = (start + dt.timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(day.weekday() not in week_off and day not in off for day in days)


def is_working_day(
    day: dt.date,
    *,
    holidays: Collection[dt.date] | None = None,
    weekend: Collection[int] = FIVE_DAY_WEEKEND,
) -> bool:
    """Tell whether the office works on this day."""
    return _plain(day).weekday() not in _week_off(weekend) and day not in _days_off(holidays)


def end_of_day(day: dt.date, zone: dt.tzinfo) -> dt.datetime:
    """Return the instant at which ``day`` is over in ``zone``: the first of the next local day.

    Exclusive, so that no last second is lost between two clocks or two precisions. To print the
    deadline take ``last_day``, else the paper names the day after.
    """
    return dt.datetime.combine(_plain(day) + ONE_DAY, dt.time.min, tzinfo=zone)


def last_day(deadline: dt.datetime, zone: dt.tzinfo) -> dt.date:
    """Return the last day on which something due at ``deadline`` is still in time."""
    return (_aware(deadline) - dt.datetime.resolution).astimezone(zone).date()


def is_over(deadline: dt.datetime, now: dt.datetime) -> bool:
    """Tell whether the deadline has passed; the instant of the deadline itself is too late."""
    return _aware(now) >= _aware(deadline)


def local_date(instant: dt.datetime, zone: dt.tzinfo) -> dt.date:
    """Return the day on the wall calendar in ``zone``. Raises ValueError for a naive instant."""
    return _aware(instant).astimezone(zone).date()


def _plain(day: dt.date) -> dt.date:
    """Refuse a datetime: it is a date to Python, but equals no holiday."""
    if isinstance(day, dt.datetime):
        raise TypeError("a working day is a date, not a datetime")
    return day


def _aware(instant: dt.datetime) -> dt.datetime:
    if instant.utcoffset() is None:
        raise ValueError("an instant needs a time zone")
    return instant


def _days_off(holidays: Collection[dt.date] | None) -> Container[dt.date]:
    if isinstance(holidays, AbstractSet | Mapping):
        return holidays
    return frozenset(holidays or ())


def _week_off(weekend: Collection[int]) -> frozenset[int]:
    week_off = frozenset(weekend)
    if not week_off < DAYS_OF_THE_WEEK:
        raise ValueError("a weekend is some of the weekdays 0 to 6 and leaves a day to work")
    return week_off
