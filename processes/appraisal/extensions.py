"""Putting dates of a cycle off by circular: what the cycle's move writes, and what follows."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from workflow_core.calendar.models import renew_version
from workflow_core.engine.deadlines import reckon
from workflow_core.engine.errors import NotReady
from workflow_core.engine.registry import definition_of
from workflow_core.people.models import Unit

from .dates import MOVABLE, date_for
from .state import State

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from .models import Appraisal, Cycle

ENDED = (State.CLOSED, State.CANCELLED)
CONCERNED = ("pk", "superior", "in_charge", "rater", "subject")


def put_off(cycle: Cycle, dates: dict[str, Any], *, reason: str, by: Any, at: dt.datetime) -> None:
    """Store the new dates with what they were, and reckon the clocks of the cases concerned anew.

    ``dates``: ISO days by name (those of ``MOVABLE``), ``unit`` (an id, or ``None`` for the whole
    cycle), ``circular`` and ``circular_date``. Raises ``NotReady`` with the field for a date that
    would move forward, for windows out of order, and where nothing moves.
    """
    from .models import Extension  # noqa: PLC0415 - the models need the machine, the machine this

    unit_id = dates.get("unit")
    was = {name: date_for(cycle, unit_id, name) for name in MOVABLE}
    now = {name: _day(dates.get(name)) or was[name] for name in MOVABLE}
    _check(was, now)
    moved = {name: day for name, day in now.items() if day != was[name]}
    Extension.objects.bulk_create(
        Extension(
            cycle_id=cycle.pk,
            unit_id=unit_id,
            name=name,
            was=was[name],
            now=day,
            circular=dates["circular"],
            circular_date=_day(dates["circular_date"]) or at.date(),
            reason=reason,
            by=by,
            at=at,
        )
        for name, day in moved.items()
    )
    _apply(cycle, unit_id, moved)
    renew_version([cycle.institution_id])
    transaction.on_commit(lambda: _reckon(cycle, unit_id), robust=True)


def _check(was: dict[str, dt.date], now: dict[str, dt.date]) -> None:
    for name in MOVABLE:
        if now[name] < was[name]:
            raise NotReady([_("A date is only put off, never moved forward.")], field=name)
    for first, second in (("report_opens", "report_ends"), ("report_ends", "evaluation_ends")):
        if now[first] > now[second]:
            sentence = _("This is before the date above it. Put it off as well.")
            raise NotReady([sentence], field=second)
    if was == now:
        raise NotReady([_("No date was changed.")], field=MOVABLE[0])


def _apply(cycle: Cycle, unit_id: int | None, moved: dict[str, dt.date]) -> None:
    """The cycle's own columns, or those of a unit and all below it on this day."""
    if unit_id is None:
        for name, day in moved.items():
            setattr(cycle, name, day)
        return
    below = Unit.objects.descendants(unit_id, include_self=True).values_list("pk", flat=True)
    dates = {key: dict(one) for key, one in cycle.unit_dates.items()}
    for pk in map(str, below):
        own = dates.setdefault(pk, {})
        for name, day in moved.items():
            own[name] = max(day.isoformat(), own.get(name, ""))
    cycle.unit_dates = dates


def cases_of(cycle: Cycle, unit_id: int | None) -> QuerySet[Appraisal]:
    """The open appraisals whose dates an extension for this unit (or for all) is about."""
    from .models import Appraisal  # noqa: PLC0415

    found: Any = Appraisal.objects.filter(cycle=cycle.pk).exclude(state__in=ENDED)
    if unit_id is None:
        return found
    return found.filter(unit__in=Unit.objects.descendants(unit_id, include_self=True).values("pk"))


def people_concerned(cycle: Cycle) -> list[int]:
    """Everybody in the cases that the last extension is about, each once."""
    return sorted(own_cases(cycle))


def own_cases(cycle: Cycle) -> dict[int, int]:
    """For everybody concerned by the last extension an appraisal of his: to it a notice leads.

    One's own before those one rates, those before the ones one only stands above.
    """
    from .models import Extension  # noqa: PLC0415

    last = Extension.objects.filter(cycle=cycle.pk).last()
    if last is None:
        return {}
    rows = list(cases_of(cycle, last.unit_id).order_by("pk").values_list(*CONCERNED))
    return {
        person: row[0]
        for column in range(1, len(CONCERNED))
        for row in rows
        if (person := row[column])
    }


def _reckon(cycle: Cycle, unit_id: int | None) -> None:
    """Reckon the due dates of these cases anew, page by page.

    What is not reached, or moved meanwhile by somebody who had read the old dates, the next sweep
    finds: the institution's calendar has a new version.
    """
    found = cases_of(cycle, unit_id)
    reckon(definition_of(found.model), found)


def _day(value: Any) -> dt.date | None:
    return dt.date.fromisoformat(value) if isinstance(value, str) and value else value or None
