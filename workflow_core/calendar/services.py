"""What HR does to a calendar. Each write renews the institution's calendar version.

``institution`` and ``unit`` are rows of people, an app above this one: hence ``Any``. With ``by``
each change is kept with who made it and when; without, it is a seed known from the beginning.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import transaction
from holidays import country_holidays

from . import clock
from .calendars import COLLECTIVE
from .models import CalendarChange, Holiday, renew_version

COUNTRY = "ID"
LONGEST_NAME = 200
# The first kind that claims a day keeps it: a national holiday stays one where leave joins it.
LIBRARY_CATEGORIES = (
    (Holiday.Kind.NATIONAL, "public"),
    (Holiday.Kind.COLLECTIVE, "government"),
)


class ImportedYear(NamedTuple):
    """Days that were added, days left as they were, and collective leave among the added."""

    added: int
    kept: int
    collective: int


class DayOff(NamedTuple):
    """A day off as a file or the library names it."""

    date: dt.date
    name: str
    kind: str


@transaction.atomic
def add_holiday(
    institution: Any,
    day: dt.date,
    name: str,
    *,
    kind: str = Holiday.Kind.LOCAL,
    by: Any = None,
) -> Holiday:
    """Record a day off, or correct the name and kind of one already on record."""
    facts = {"institution": institution, "name": name, "kind": Holiday.Kind(kind)}
    before = Holiday.objects.filter(institution=institution, date=day).first()
    was = before and _facts(before)
    holiday, _created = Holiday.objects.update_or_create(
        institution=institution, date=day, defaults=facts
    )
    _keep(institution, [(day, was, _facts(holiday))], by)
    return holiday


@transaction.atomic
def remove_holiday(institution: Any, day: dt.date, *, by: Any = None) -> bool:
    """Strike a day off the list; tell whether it was on it."""
    holiday = Holiday.objects.filter(institution=institution, date=day).first()
    if holiday is None:
        return False
    holiday.institution = institution
    _keep(institution, [(day, _facts(holiday), None)], by)
    holiday.delete()
    return True


@transaction.atomic
def move_holiday(
    institution: Any, old: dt.date, new: dt.date, name: str, *, kind: str, by: Any = None
) -> Holiday:
    """Correct a day off, its date included."""
    if old != new:
        remove_holiday(institution, old, by=by)
    return add_holiday(institution, new, name, kind=kind, by=by)


def import_year(institution: Any, year: int, *, by: Any = None) -> ImportedYear:
    """Add the national holidays and collective leave of a year that the holidays library knows.

    Days already on record stay as HR left them; a day HR removed comes back, so remove after
    importing. Moon-based days of coming years are estimates and say so in their names; collective
    leave is known only once the joint decree (SKB 3 Menteri) is out: see ``collective``.
    """
    return add_days(institution, library_year(year), by=by)


def library_year(year: int) -> list[DayOff]:
    """What the holidays library knows of a year, each day once."""
    known: dict[dt.date, DayOff] = {}
    for kind, category in LIBRARY_CATEGORIES:
        days = country_holidays(COUNTRY, years=year, categories=(category,), language="id")
        for day, name in sorted(days.items()):
            known.setdefault(day, DayOff(day, name[:LONGEST_NAME], kind))
    return list(known.values())


@transaction.atomic
def add_days(institution: Any, days: Iterable[DayOff], *, by: Any = None) -> ImportedYear:
    """Add many days off at once; a day that is on record already stays as it is."""
    known = {one.date: one for one in days}
    rows = Holiday.objects.filter(institution=institution, date__in=known).order_by()
    on_record = set(rows.values_list("date", flat=True))
    new = [
        Holiday(institution=institution, date=one.date, name=one.name, kind=one.kind)
        for one in known.values()
        if one.date not in on_record
    ]
    Holiday.objects.bulk_create(new)
    _keep(institution, [(one.date, None, _facts(one)) for one in new], by)
    collective = sum(row.kind == Holiday.Kind.COLLECTIVE for row in new)
    return ImportedYear(len(new), len(known) - len(new), collective)


@transaction.atomic
def set_week(institution: Any, *, six_day_week: bool, by: Any) -> None:
    """Let the institution work six days a week, or five; units may have a week of their own."""
    before, institution.six_day_week = institution.six_day_week, six_day_week
    institution.save(update_fields=["six_day_week"])
    _keep_switch(institution, CalendarChange.What.WEEK, before, six_day_week, by)


@transaction.atomic
def set_unit_week(unit: Any, *, six_day_week: bool, by: Any) -> None:
    """Give a unit (a school, a hospital) a week of its own."""
    before, unit.six_day_week = unit.six_day_week, six_day_week
    unit.save(update_fields=["six_day_week"])
    what = CalendarChange.What.WEEK
    _keep_switch(unit.institution, what, before, six_day_week, by, unit=unit)


@transaction.atomic
def set_collective_leave(institution: Any, *, is_off: bool, by: Any) -> None:
    """Say whether collective leave (cuti bersama) is off, or a working day like others."""
    settings = dict(institution.settings or {})
    before, settings[COLLECTIVE] = bool(settings.get(COLLECTIVE, True)), is_off
    institution.settings = settings
    institution.save(update_fields=["settings"])
    _keep_switch(institution, CalendarChange.What.COLLECTIVE, before, is_off, by)


@transaction.atomic
def set_zone(institution: Any, *, zone: str, by: Any) -> None:
    """Say on which clock the institution's days begin and end."""
    before, institution.time_zone = institution.time_zone, zone
    institution.save(update_fields=["time_zone"])
    _keep_switch(institution, CalendarChange.What.ZONE, before, zone, by)


def _facts(one: Any) -> dict[str, str]:
    return {"name": one.name, "kind": str(one.kind)}


def _keep(institution: Any, changes: Iterable[tuple[dt.date, Any, Any]], by: Any) -> None:
    """Keep what changed of days off, all at one instant; nothing where nobody is named."""
    if by is None:
        return
    at = clock.now()
    CalendarChange.objects.bulk_create(
        CalendarChange(
            institution=institution,
            what=CalendarChange.What.HOLIDAY,
            date=day,
            before=before,
            after=after,
            by=by,
            at=at,
        )
        for day, before, after in changes
        if before != after
    )


def _keep_switch(
    institution: Any, what: str, before: Any, after: Any, by: Any, *, unit: Any = None
) -> None:
    if before == after:
        return
    CalendarChange.objects.create(
        institution=institution, unit=unit, what=what, before=before, after=after, by=by
    )
    institution.calendar_version = renew_version([institution.pk])
