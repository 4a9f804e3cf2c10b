"""The clocks that run for a whole cycle, as days; those of single events begin with their event."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from workflow_core.calendar.calendars import WorkCalendar, calendar_of

from .rule_sets import numbers_of

if TYPE_CHECKING:
    from .models import Cycle

DRAFT_AGREEMENT_DAY = 14
"""The end of the second week of January."""


def draft_agreement_from(cycle: Cycle) -> dt.date:
    """D1: the first day on which a draft agreement (PK) may serve for the plan of a high official.

    Where the final one is not there by the second week of January.
    Source: PermenPANRB 6/2022, Lampiran p. 27.
    """
    return dt.date(cycle.year, 1, DRAFT_AGREEMENT_DAY) + dt.timedelta(days=1)


def clocks_of(cycle: Cycle) -> list[tuple[str, str, Any]]:
    """Code, what, and last day of each clock that the cycle's own dates start."""
    office, rules = calendar_of(cycle.institution), numbers_of(cycle)
    ends = cycle.evaluation_ends
    found: list[tuple[str, str, Any]] = []
    if cycle.is_annual:
        draft = _("from this day a draft agreement (PK) may serve for high officials")
        found.append(("D1", draft, draft_agreement_from(cycle)))
        found.append(("D2, D3", _("plans set; after it the rater's superior"), cycle.plan_due))
        found.append(("D6", _("after it last year's unit result counts"), ends))
    window = "D4" if cycle.is_annual else "D5"
    return [
        *found,
        (window, _("end of the evaluation"), ends),
        ("D10", _("the superior of a late rater"), _day(office, ends, rules.superior_days)),
        ("D9", _("to the competent authority"), _day(office, ends, rules.authority_days)),
    ]


def _day(office: WorkCalendar, start: dt.date, days: int) -> dt.date:
    return office.last_day(office.after(start, days))
