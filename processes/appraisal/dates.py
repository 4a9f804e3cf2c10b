"""The dates of a cycle as they hold for one appraisal, and the calendar they are counted on."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from workflow_core.calendar.calendars import WorkCalendar, calendar_of

if TYPE_CHECKING:
    from .models import Appraisal

MOVABLE = ("plan_due", "report_opens", "report_ends", "evaluation_ends")
"""The dates of a cycle that a circular may put off, in order."""


def calendar(appraisal: Appraisal) -> WorkCalendar:
    """The working calendar of the employee's unit, or of his institution."""
    return calendar_of(appraisal.institution, unit=appraisal.unit)


def date_for(cycle: Any, unit_id: int | None, name: str) -> dt.date:
    """A date of the cycle as it holds in a unit: its own extension, unless the cycle's is later."""
    usual: dt.date = getattr(cycle, name)
    own = cycle.unit_dates.get(str(unit_id), {}).get(name)
    return max(usual, dt.date.fromisoformat(own)) if own else usual


def date_of(appraisal: Appraisal, name: str) -> dt.date:
    """A date of the cycle as it holds for this appraisal."""
    return date_for(appraisal.cycle, appraisal.unit_id, name)


def end_of(appraisal: Appraisal, day: dt.date) -> dt.datetime:
    """The first instant that is too late for something due on ``day``."""
    return calendar(appraisal).end_of(day)
