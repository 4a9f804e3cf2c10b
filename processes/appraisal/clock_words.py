"""What a reader has to know of a clock beyond its date."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from workflow_core.engine import engine
from workflow_core.engine.machine import ways

from . import windows
from .state import State as S


def may_object(case: Any) -> bool:
    """Whether an objection is possible now; the machine's own answer."""
    way = ways(type(case))["file_objection"].get(case.state)
    return way is not None and not engine.unmet(case, way)


def clock_told(case: Any) -> str:
    """What the reader has to know of the clock beyond its date; mostly nothing.

    Where PP 30 may end the time to object earlier, that day; that the rater's clock stands while
    the unit's result is not known.
    """
    if may_object(case):
        return objection_warning(case)
    if case.state == S.REPORTED and windows.rating_due(case) is None:
        return _(
            "The rater's clock stands still: the result of the unit is not known yet, and it comes "
            "before any rating."
        )
    return ""


def objection_warning(case: Any) -> str:
    """Until when to object so that PP 30's days are kept too; empty where it is no earlier."""
    caution, due = windows.objection_caution(case), windows.objection_due(case)
    if caution is None or due is None:
        return ""
    last = windows.calendar(case).last_day(due)
    return _(
        "An objection is accepted until %(last)s. To be on the safe side file it by %(caution)s: "
        "PP 30/2019 names 14 days and may mean calendar days."
    ) % {"last": date_format(last), "caution": date_format(caution)}
