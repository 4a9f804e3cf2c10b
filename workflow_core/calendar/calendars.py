"""The working calendar of one institution: its holidays, its weekend and its clock."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from . import working_days
from .models import Holiday

CALENDARS_KEPT = 512
DEFAULT_ZONE = ZoneInfo("Asia/Jakarta")


class HasCalendar(Protocol):
    """What a calendar needs to know of an institution; people sits above this app."""

    @property
    def pk(self) -> Any: ...
    @property
    def time_zone(self) -> str: ...
    @property
    def six_day_week(self) -> bool: ...
    @property
    def calendar_version(self) -> int: ...
    @property
    def settings(self) -> Any: ...


@dataclass(frozen=True)
class WorkCalendar:
    """Which days an office works, and when its days begin and end. Immutable, without queries."""

    holidays: frozenset[dt.date] = frozenset()
    weekend: frozenset[int] = frozenset(working_days.FIVE_DAY_WEEKEND)
    zone: dt.tzinfo = DEFAULT_ZONE

    def add(self, start: dt.date, days: int) -> dt.date:
        """Return the day ``days`` working days after ``start`` (day 0)."""
        return working_days.add_working_days(
            start, days, holidays=self.holidays, weekend=self.weekend
        )

    def between(self, start: dt.date, end: dt.date) -> int:
        """Return the working days after ``start`` up to and with ``end``; negative backwards."""
        return working_days.working_days_between(
            start, end, holidays=self.holidays, weekend=self.weekend
        )

    def is_working_day(self, day: dt.date) -> bool:
        """Tell whether the office works on this day."""
        return working_days.is_working_day(day, holidays=self.holidays, weekend=self.weekend)

    def local_date(self, instant: dt.datetime) -> dt.date:
        """Return the day it is here at this instant."""
        return working_days.local_date(instant, self.zone)

    def deadline(self, instant: dt.datetime, days: int) -> dt.datetime:
        """Return when a period of ``days`` working days ends that an event at ``instant`` began.

        The first instant that is too late: local midnight after the due day (``end_of_day``).
        """
        return self.end_of(self.add(self.local_date(instant), days))

    def end_of(self, day: dt.date) -> dt.datetime:
        """Return the first instant that is too late for something due on ``day``."""
        return working_days.end_of_day(day, self.zone)

    def last_day(self, deadline: dt.datetime) -> dt.date:
        """Return the day to print for a deadline: the last one in time."""
        return working_days.last_day(deadline, self.zone)

    def is_over(self, deadline: dt.datetime, now: dt.datetime) -> bool:
        """Tell whether the deadline has passed."""
        return working_days.is_over(deadline, now)

    def knows(self, year: int) -> bool:
        """Tell whether a holiday of this year is on record; else its deadlines are guesses."""
        return any(day.year == year for day in self.holidays)


def calendar_of(institution: HasCalendar, *, six_day_week: bool | None = None) -> WorkCalendar:
    """Return the calendar an institution works by; ``six_day_week`` is a unit's own, if it has one.

    Holidays are read once per process and ``calendar_version``; every write to them changes that.
    Collective leave (cuti bersama) is off unless the institution's setting
    ``count_collective_leave`` is false.
    """
    works_six_days = institution.six_day_week if six_day_week is None else six_day_week
    weekend = working_days.SIX_DAY_WEEKEND if works_six_days else working_days.FIVE_DAY_WEEKEND
    with_collective = bool((institution.settings or {}).get("count_collective_leave", True))
    return _calendar(
        institution.pk,
        institution.calendar_version,
        frozenset(weekend),
        institution.time_zone,
        with_collective,
    )


@lru_cache(maxsize=CALENDARS_KEPT)
def _calendar(
    institution_id: int,
    version: int,  # part of the key only
    weekend: frozenset[int],
    zone: str,
    with_collective: bool,  # noqa: FBT001  positional, as every part of the key
) -> WorkCalendar:
    rows = Holiday.objects.filter(institution_id=institution_id).order_by()
    if not with_collective:
        rows = rows.exclude(kind=Holiday.Kind.COLLECTIVE)
    return WorkCalendar(frozenset(rows.values_list("date", flat=True)), weekend, ZoneInfo(zone))
