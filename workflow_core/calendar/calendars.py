"""The working calendar of one institution: its holidays, its weekend and its clock."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from . import working_days
from .models import CalendarChange, Holiday

CALENDARS_KEPT = 512
INSTITUTIONS_KEPT = 64
COLLECTIVE = "count_collective_leave"
"""The setting of an institution that says whether collective leave is off."""
DEFAULT_ZONE = ZoneInfo("Asia/Jakarta")
FIVE_DAYS = frozenset(working_days.FIVE_DAY_WEEKEND)
SIX_DAYS = frozenset(working_days.SIX_DAY_WEEKEND)


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


class HasWeek(Protocol):
    """What a calendar needs to know of a unit."""

    @property
    def pk(self) -> Any: ...
    @property
    def six_day_week(self) -> bool | None: ...


class Edition(NamedTuple):
    """The days off as they were on record up to an instant."""

    until: dt.datetime
    holidays: frozenset[dt.date]
    weekend: frozenset[int]


@dataclass(frozen=True)
class WorkCalendar:
    """Which days an office works, and when its days begin and end. Immutable, without queries.

    ``earlier`` is what was on record before each change, oldest first. A period that had ended by
    then has ended for good: no later change of the calendar opens it again (``deadline``).
    """

    holidays: frozenset[dt.date] = frozenset()
    weekend: frozenset[int] = FIVE_DAYS
    zone: dt.tzinfo = DEFAULT_ZONE
    earlier: tuple[Edition, ...] = ()

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
        return self._end(self.local_date(instant), days, instant)

    def after(self, day: dt.date, days: int) -> dt.datetime:
        """Return when a period of ``days`` working days ends whose day 0 is ``day``."""
        return self._end(day, days, self.end_of(day))

    def _end(self, start: dt.date, days: int, begun: dt.datetime) -> dt.datetime:
        for until, holidays, weekend in self.earlier:
            if until > begun:
                day = working_days.add_working_days(start, days, holidays=holidays, weekend=weekend)
                if self.end_of(day) <= until:
                    return self.end_of(day)
        return self.end_of(self.add(start, days))

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


def calendar_of(
    institution: HasCalendar, *, unit: HasWeek | None = None, six_day_week: bool | None = None
) -> WorkCalendar:
    """Return the calendar an institution works by; a ``unit`` may have a week of its own.

    ``six_day_week`` stands for such a unit that is no row. Holidays are read once per process and
    ``calendar_version``; every write to them changes that. Collective leave (cuti bersama) is off
    unless the institution's setting ``count_collective_leave`` is false.
    """
    own = unit.six_day_week if unit is not None else six_day_week
    key = _Key(
        institution.pk,
        institution.calendar_version,
        unit.pk if unit is not None and own is not None else None,
        own,
        institution.six_day_week,
        institution.time_zone,
        bool((institution.settings or {}).get(COLLECTIVE, True)),
    )
    return _calendar(key)


@dataclass
class _State:
    """What is on record, walked backwards change by change."""

    kinds: dict[dt.date, str]
    collective: bool
    institution_six: bool
    unit_id: int | None
    unit_six: bool | None

    def undo(self, change: CalendarChange) -> None:
        what, before = change.what, change.before
        if what == CalendarChange.What.HOLIDAY and change.date:
            self.kinds.pop(change.date, None)
            if before:
                self.kinds[change.date] = before["kind"]
        elif what == CalendarChange.What.COLLECTIVE:
            self.collective = bool(before)
        elif what == CalendarChange.What.WEEK and change.unit_id is None:
            self.institution_six = bool(before)
        elif what == CalendarChange.What.WEEK and change.unit_id == self.unit_id:
            self.unit_six = before

    def days_off(self) -> tuple[frozenset[dt.date], frozenset[int]]:
        off = (
            day
            for day, kind in self.kinds.items()
            if self.collective or kind != Holiday.Kind.COLLECTIVE
        )
        six = self.institution_six if self.unit_six is None else self.unit_six
        return frozenset(off), SIX_DAYS if six else FIVE_DAYS


@lru_cache(maxsize=INSTITUTIONS_KEPT)
def _on_record(
    institution_id: int,
    version: int,  # part of the key only
) -> tuple[dict[dt.date, str], list[CalendarChange]]:
    rows = Holiday.objects.filter(institution_id=institution_id).order_by()
    changes = CalendarChange.objects.filter(institution_id=institution_id)
    return dict(rows.values_list("date", "kind")), list(changes.order_by("-at", "-pk"))


class _Key(NamedTuple):
    """All that a calendar follows from; ``version`` stands for what is on record."""

    institution_id: int
    version: int
    unit_id: int | None
    unit_six: bool | None
    institution_six: bool
    zone: str
    with_collective: bool


@lru_cache(maxsize=CALENDARS_KEPT)
def _calendar(key: _Key) -> WorkCalendar:
    kinds, changes = _on_record(key.institution_id, key.version)
    state = _State(dict(kinds), key.with_collective, key.institution_six, key.unit_id, key.unit_six)
    holidays, weekend = state.days_off()
    earlier = tuple(_earlier(state, changes))[::-1]
    return WorkCalendar(holidays, weekend, ZoneInfo(key.zone), earlier)


def _earlier(state: _State, changes: list[CalendarChange]) -> Iterator[Edition]:
    """The editions before each change that made a difference, newest first."""
    now = state.days_off()
    for at, group in groupby(changes, key=lambda one: one.at):
        for change in group:
            state.undo(change)
        before = state.days_off()
        if before != now:
            yield Edition(at, *before)
        now = before
