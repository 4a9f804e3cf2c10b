"""When a wait is over, and which move the system makes then.

The dates are the process's, the sweep is here.
"""

from __future__ import annotations

import logging
import time
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from workflow_core.calendar import clock

from . import incidents, receipts
from .engine import perform
from .errors import Conflict, Refused
from .models import WorkItem
from .registry import Definition, definition_of, definitions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date, datetime

    from django.db.models import QuerySet

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Deadline:
    """A legal clock on one or more states.

    ``due(case)`` derives the last instant from the events of the case, ``None`` while the clock
    does not run; ``move`` is what the system does when it is over, ``None`` where passing it has no
    consequence but being late. ``alarm(case)`` is what HR is then to know, if anything.
    """

    code: str
    states: tuple[str, ...]
    due: Callable[[Any], datetime | None]
    move: str | None = None
    source: str = ""
    alarm: Callable[[Any], object | None] | None = None


@dataclass(frozen=True)
class Outcome:
    """What the sweep did about one case; ``fault`` is empty where the move was made."""

    case_id: int
    code: str
    move: str
    fault: str = ""


@dataclass(frozen=True)
class Sweep:
    """One round: which clocks are over, by which clock the moves are made, whether at all."""

    now: datetime
    rehearsed: datetime | None = None
    dry_run: bool = False


def run(now: datetime | None = None, *, dry_run: bool = False) -> Iterator[Outcome]:
    """Make every system move whose clock is over at ``now``, one a case.

    One failing case never stops the others. Safe to repeat and to run twice at once: the
    idempotency key names clock, case, version and due instant, and a case that somebody moved
    after it was read is left alone. Without ``now``, cases are chosen as of a moment ago and moved
    at the present instant; with it, the run is a rehearsal and everything happens at ``now``.
    """
    sweep = Sweep(now or clock.now() - receipts.SETTLING, rehearsed=now, dry_run=dry_run)
    for definition in definitions():
        if not dry_run:
            refresh(definition)
        for case in _overdue(definition, sweep.now):
            yield from _act_on(definition, case, sweep)


def refresh(definition: Definition) -> int:
    """Reckon anew what was reckoned by an older calendar of its institution; returns how many."""
    stale = WorkItem.objects.exclude(calendar_version=F("institution__calendar_version"))
    return sum(len(changed) for changed in _reckoned(definition, stale))


def refresh_for(seconds: float) -> bool:
    """As ``refresh`` for every process, for about so long; whether all is done."""
    ends = time.monotonic() + seconds
    for definition in definitions():
        stale = WorkItem.objects.exclude(calendar_version=F("institution__calendar_version"))
        for _changed in _reckoned(definition, stale):
            if time.monotonic() >= ends:
                return False
    return True


def reckon(definition: Definition, cases: QuerySet[Any]) -> int:
    """Reckon anew when the open items of these cases are due; returns how many dates moved.

    For whoever changes a fact that the clocks of many cases go by: never a second copy of a rule.
    """
    items = WorkItem.objects.filter(process__in=cases.order_by().values("pk"))
    return sum(len(changed) for changed in _reckoned(definition, items))


def moved_by(institution: Any, change: Callable[[], object], *, since: date | None = None) -> int:
    """How many open due dates this change would move; everything is undone again.

    Only items due from ``since`` on are looked at: a day off moves no date before it.
    """
    for definition in definitions():
        refresh(definition)
    items = WorkItem.objects.filter(institution=institution)
    if since is not None:
        items = items.filter(due_at__date__gte=since)
    with transaction.atomic():
        change()
        found = sum(len(moved) for one in definitions() for moved in _reckoned(one, items))
        transaction.set_rollback(True)
    return found


def _reckoned(
    definition: Definition, items: QuerySet[WorkItem], page: int = 500
) -> Iterator[list[WorkItem]]:
    """Page by page, the open items of a process whose due date is another one now, stored."""
    if not definition.deadlines:
        return
    kind, last = definition.case_class, 0
    cases = kind.objects.select_related("institution", *definition.related)
    items = items.filter(finished=None, process__in=kind.objects.values("pk")).order_by("pk")
    while found := list(items.filter(pk__gt=last)[:page]):
        last = found[-1].pk
        by_id = cases.in_bulk([item.process_id for item in found])
        if definition.together:
            definition.together(by_id.values())
        changed = [item for item in found if _moves(definition, item, by_id[item.process_id])]
        WorkItem.objects.bulk_update(changed, ["due_at"])
        for version, pks in _by_version(found, by_id).items():
            WorkItem.objects.filter(pk__in=pks).update(calendar_version=version)
        yield changed


def _by_version(items: list[WorkItem], cases: Mapping[int, Any]) -> dict[int, list[int]]:
    """The items by the version of the calendar that they were reckoned with."""
    found: dict[int, list[int]] = {}
    for item in items:
        version = cases[item.process_id].institution.calendar_version
        found.setdefault(version, []).append(item.pk)
    return found


def _moves(definition: Definition, item: WorkItem, case: Any) -> bool:
    """Give an item the date that its case has now; whether it is another one."""
    node = definition.flow.node_for(case.state)
    due = node.due_at(case, definition) if node else None
    was, item.due_at = item.due_at, due
    return was != due


def _overdue(definition: Definition, now: datetime, page: int = 200) -> Iterator[Any]:
    """The cases of a process whose open item is overdue, each once, with few statements."""
    late = WorkItem.objects.filter(finished=None, due_at__lte=now).order_by()
    found = definition.case_class.objects.filter(pk__in=late.values("process"))
    found = found.select_related("institution", *definition.related).order_by("pk")
    last = 0
    while definition.deadlines and (cases := list(found.filter(pk__gt=last)[:page])):
        last = cases[-1].pk
        incidents.recall(cases)
        yield from cases


def try_again(case: Any) -> Outcome | None:
    """What the sweep would do about one case, done now; ``None`` where nothing is over."""
    definition = definition_of(type(case))
    return next(_act_on(definition, case, Sweep(clock.now())), None)


def _act_on(definition: Definition, case: Any, sweep: Sweep) -> Iterator[Outcome]:
    for deadline in definition.deadlines_of(case.state):
        if deadline.move is None and deadline.alarm is None:
            continue
        outcome = _answer(case, deadline, sweep)
        if outcome:
            yield outcome
            return


def _answer(case: Any, deadline: Deadline, sweep: Sweep) -> Outcome | None:
    """What is done about one clock; ``None`` where it is not over, or nothing moves after it."""
    move = str(deadline.move or "")
    try:
        due = deadline.due(case)
        if due is None or due > sweep.now:
            return None
        if not move:
            _alarm(case, deadline, dry_run=sweep.dry_run)
            return None
        fault = "" if sweep.dry_run else _move(case, deadline, due, sweep)
    except Exception:
        log.exception("deadline %s failed on case %s", deadline.code, case.pk)
        fault = "error"
        if not sweep.dry_run:
            _note(case, deadline, _("An error of the system. It has been logged."))
    return Outcome(case.pk, deadline.code, move, fault)


def _alarm(case: Any, deadline: Deadline, *, dry_run: bool) -> None:
    if incidents.is_known(case, deadline.code):
        return
    sentence = deadline.alarm(case) if deadline.alarm else None
    if sentence and not dry_run:
        incidents.raise_alarm(case, deadline.code, str(sentence))


def _note(case: Any, deadline: Deadline, sentence: str) -> None:
    incidents.note_failure(case, deadline.code, str(deadline.move or ""), sentence)


def _move(case: Any, deadline: Deadline, due: datetime, sweep: Sweep) -> str:
    key = f"{deadline.code}:{case.pk}:{case.version}:{due.isoformat()}"
    try:
        with clock.at(sweep.rehearsed) if sweep.rehearsed else nullcontext():
            perform(case, str(deadline.move), by=None, key=key, expected_version=case.version)
    except Conflict as overtaken:  # somebody moves it, or has moved it: nothing is wrong
        return str(overtaken)
    except Refused as refused:
        _note(case, deadline, str(refused))
        return str(refused)
    return ""
