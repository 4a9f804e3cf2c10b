"""Reminding people of what waits for them: before the last day, on it, and after it.

One reminder tells of everything that waits in one state until one instant, however much it is.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Count, F, FilteredRelation, Min, Q

from workflow_core import rows
from workflow_core.calendar import clock
from workflow_core.calendar.calendars import calendar_of
from workflow_core.notify.rows import Notice
from workflow_core.people.models import Institution, Person

from .history import deliver
from .models import Event, Grant, Reminder, WorkItem
from .queues import is_in_queue
from .registry import Definition, definitions
from .standing import standings_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from django.db.models import QuerySet

BEFORE = (0, 1, 3, 7)
"""Working days before the last day on which people are reminded; 0 is the day itself."""

AFTER = 3
"""After the last day they are reminded each so many working days."""

HORIZON = dt.timedelta(days=45)
"""Seven working days never take longer than this, whatever the holidays."""

PAGE = 200

KIND = "reminder"


@dataclass(frozen=True)
class Wait:
    """What waits for one person in one state until one instant: how much, and the oldest of it."""

    recipient_id: int
    place: str
    state: str
    due_at: dt.datetime
    since: dt.datetime
    count: int
    case_id: int
    institution_id: int
    six_day_week: bool | None


def step_of(days_left: int) -> int | None:
    """The step of the reminders on which so many working days are left; ``None`` before the first.

    Negative once the last day is over: -3, -6 and so on.
    """
    if days_left < 0:
        return -(-days_left // AFTER * AFTER)
    return next((step for step in BEFORE if days_left <= step), None)


def remind(now: dt.datetime | None = None) -> int:
    """Tell everybody once of each step that has come; returns how many were told.

    Safe to repeat and to run twice at once: each reminder is claimed by a unique row, in the
    transaction that tells of it. Who got something only after the step had come is not reminded
    of it: he has just been told.
    """
    now = now or clock.now()
    told = 0
    with clock.at(now):
        for definition in definitions():
            for page in _pages(_waits(definition, now), PAGE):
                told += _tell(definition, _come(page, now), now)
    return told


def remind_of(items: QuerySet[WorkItem]) -> int:
    """Remind now of these open items, at somebody's wish; each wait once a day. How many were told.

    Only of what lies on a person's desk: of a queue its holders see everything anyhow. The day is
    that of the institution.
    """
    now, told = clock.now(), 0
    for definition in definitions():
        of_kind = items.filter(process__flow_class=definition.flow_class).order_by()
        for page in _pages(_on_desks(of_kind, definition, now), PAGE):
            offices = Institution.objects.in_bulk({wait.institution_id for wait in page})
            come = [(_marked(wait, offices[wait.institution_id], now), 0) for wait in page]
            told += _tell(definition, come, now)
    return told


def _marked(wait: Wait, institution: Institution, now: dt.datetime) -> Wait:
    day = calendar_of(institution).local_date(now)
    return replace(wait, place=f"{wait.place}!{day.isoformat()}")


def _pages(waits: Iterable[Wait], size: int) -> Iterator[list[Wait]]:
    page: list[Wait] = []
    for wait in waits:
        page.append(wait)
        if len(page) == size:
            yield page
            page = []
    if page:
        yield page


def _waits(definition: Definition, now: dt.datetime) -> Iterator[Wait]:
    """What waits for whom and is due soon or over: desks of people, then queues of roles."""
    items = WorkItem.objects.filter(
        finished=None, due_at__lte=now + HORIZON, process__flow_class=definition.flow_class
    ).order_by()
    yield from _on_desks(items, definition, now)
    yield from _in_queues(items, definition, now)


def _on_desks(
    items: QuerySet[WorkItem], definition: Definition, now: dt.datetime
) -> Iterator[Wait]:
    """What waits for people themselves, and for those who stand in for them now.

    A deputy is told of no matter of his principal's own, and of none of his own.
    """
    items = items.filter(owner__is_active=True)
    for row in _grouped(items).order_by(*BY).iterator(chunk_size=PAGE):
        yield _wait(definition, row["owner"], row)
    acting = FilteredRelation(
        "owner__delegations_given",
        condition=Q(
            owner__delegations_given__starts_at__lte=now, owner__delegations_given__ends_at__gt=now
        ),
    )
    theirs = items.annotate(acting=acting, deputy=F("acting__deputy"))
    theirs = theirs.filter(acting__deputy__is_active=True)
    is_anothers = ~Q(process__subject=F("owner")) & ~Q(process__subject=F("deputy"))
    theirs = theirs.filter(Q(process__subject=None) | is_anothers)
    for row in _grouped(theirs, "deputy").order_by(*BY, "deputy").iterator(chunk_size=PAGE):
        yield _wait(definition, row["deputy"], row, f"@{row['owner']}")


def _in_queues(
    items: QuerySet[WorkItem], definition: Definition, now: dt.datetime
) -> Iterator[Wait]:
    """What lies in the queues, for each who holds their roles; few statements for any number."""
    queues = {node.desk.queue for node in definition.flow.nodes() if node.desk.queue}
    free = list(_grouped(items.filter(queue__in=queues, owner=None), "unit"))
    held = Grant.objects.active(now).filter(codename__in=queues, person__is_active=True)
    people = Person.objects.filter(pk__in=held.values("person")) if free else Person.objects.none()
    for standing in standings_of(people.order_by("pk")):
        found: dict[tuple[Any, ...], dict[str, Any]] = {}
        for row in free:
            if is_in_queue(standing, row["queue"], row["institution"], row["unit"]):
                key = tuple(row[name] for name in BY)
                found[key] = _joined(found[key], row) if key in found else row
        for row in found.values():
            yield _wait(definition, standing.person.pk, row, f".{row['queue']}")


BY = ("owner", "queue", "process__state", "due_at", "institution", "unit__six_day_week")
"""What is told at once has these in common."""


def _grouped(items: QuerySet[WorkItem], *more: str) -> Any:
    return items.values(*BY, *more).annotate(
        count=Count("pk", distinct=True), case_id=Min("process"), since=Min("created")
    )


def _joined(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    least = {name: min(one[name], other[name]) for name in ("case_id", "since")}
    return {**one, **least, "count": one["count"] + other["count"]}


def _wait(definition: Definition, recipient: int, row: dict[str, Any], whose: str = "") -> Wait:
    """``whose``: the queue or the principal. Each kind of week is a place: its steps come apart."""
    state, six = row["process__state"], row["unit__six_day_week"]
    week = "" if six is None else "/6" if six else "/5"
    return Wait(
        recipient_id=recipient,
        place=f"{definition.name}.{state}{whose}{week}",
        state=state,
        due_at=row["due_at"],
        since=row["since"],
        count=row["count"],
        case_id=row["case_id"],
        institution_id=row["institution"],
        six_day_week=six,
    )


Come = list[tuple[Wait, int]]
"""What waits, and the step that has come."""


def _come(waits: Sequence[Wait], now: dt.datetime) -> Come:
    offices = Institution.objects.in_bulk({wait.institution_id for wait in waits})
    return [
        (wait, step)
        for wait in waits
        if (step := _step(wait, offices[wait.institution_id], now)) is not None
    ]


def _tell(definition: Definition, come: Come, now: dt.datetime) -> int:
    """Claim what has come to a new step, and tell of it, in one transaction."""
    known = _known([_claim(*one, now) for one in come])
    due = [one for one in come if _key(_claim(*one, now)) not in known]
    if not due:
        return 0
    with transaction.atomic():
        keys = rows.insert_new([_claim(*one, now) for one in due])
        claimed = {_key(one) for one in Reminder.objects.filter(pk__in=keys)}
        new = [one for one in due if _key(_claim(*one, now)) in claimed]
        deliver(_notices(definition, new, now))
    return len(new)


def _known(claims: Sequence[Reminder]) -> set[Key]:
    """The keys of those that were told before, so that a round without news writes nothing."""
    columns = {
        f"{name}__in": {getattr(one, name) for one in claims}
        for name in ("recipient_id", "place", "due_at", "step")
    }
    return {_key(one) for one in Reminder.objects.filter(**columns)} if claims else set()


def _step(wait: Wait, institution: Institution, now: dt.datetime) -> int | None:
    """The step that has come, unless all of what waits came only after it."""
    office = calendar_of(institution, six_day_week=wait.six_day_week)
    last = office.last_day(wait.due_at)
    step = step_of(office.between(office.local_date(now), last))
    at_first = office.between(office.local_date(wait.since), last)
    return step if step is not None and at_first > step else None


def _claim(wait: Wait, step: int, now: dt.datetime) -> Reminder:
    return Reminder(
        recipient_id=wait.recipient_id, place=wait.place, due_at=wait.due_at, step=step, at=now
    )


Key = tuple[int, str, dt.datetime, int]


def _key(claim: Reminder) -> Key:
    return claim.recipient_id, claim.place, claim.due_at, claim.step


def _notices(definition: Definition, due: Come, now: dt.datetime) -> list[Notice]:
    cases = {wait.case_id for wait, _step in due}
    last = Event.objects.filter(case__in=cases, seq=F("case__version"))
    events = {event.case_id: event for event in last.select_related("case")}
    return [
        Notice(
            recipient_id=wait.recipient_id,
            event_id=events[wait.case_id].pk,
            institution_id=wait.institution_id,
            kind=f"{definition.name}.{KIND}",
            parameters={
                "case": wait.case_id,
                "title": events[wait.case_id].case.title,
                "state": wait.state,
                "count": wait.count,
                "due_at": wait.due_at.isoformat(),
                "step": step,
            },
            at=now,
        )
        for wait, step in due
    ]
