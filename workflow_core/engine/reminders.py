"""Reminding people of what waits for them: before the last day, on it, and after it.

One reminder tells of everything that waits in one state until one instant, however much it is.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, F, Min, Q

from workflow_core import rows
from workflow_core.calendar import clock
from workflow_core.calendar.calendars import calendar_of
from workflow_core.notify.rows import Notice
from workflow_core.people.models import Delegation, Institution, Person

from .history import deliver
from .models import Event, Grant, Reminder, WorkItem
from .queues import in_queue
from .registry import Definition, definitions
from .standing import Standing

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
    others: int
    """How many of them are not in the person's own matter: what his deputies are told of."""
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

    Only of what lies on a person's desk: of a queue its holders see everything anyhow.
    """
    now, told = clock.now(), 0
    mark = f"!{now.date().isoformat()}"
    for definition in definitions():
        of_kind = items.filter(
            process__flow_class=definition.flow_class, owner__is_active=True
        ).order_by()
        for page in _pages(_grouped(of_kind, definition), PAGE):
            come = [(replace(wait, place=wait.place + mark), 0) for wait in page]
            told += _tell(definition, come, now)
    return told


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
    yield from _grouped(items.filter(owner__is_active=True), definition)
    queues = {node.desk.queue for node in definition.flow.nodes() if node.desk.queue}
    held = Grant.objects.active(now).filter(codename__in=queues, person__is_active=True)
    pairs = sorted(set(held.exclude(unit=None).values_list("person", "codename")))
    people = Person.objects.in_bulk([person for person, _codename in pairs])
    for person, codename in pairs:
        free = items.filter(in_queue(Standing(people[person]), codename), owner=None)
        yield from _grouped(free, definition, holder=person)


def _grouped(
    items: QuerySet[WorkItem], definition: Definition, holder: int | None = None
) -> Iterator[Wait]:
    """These items by whom they wait for, state and instant; ``holder``: of the role in a queue."""
    by = ("owner", "queue", "process__state", "due_at", "institution", "unit__six_day_week")
    in_others_matter = Q(process__subject=None) | ~Q(process__subject=F("owner"))
    found = items.values(*by).annotate(
        count=Count("pk"),
        others=Count("pk", filter=in_others_matter),
        case_id=Min("process"),
        since=Min("created"),
    )
    for row in found.order_by(*by).iterator(chunk_size=PAGE):
        state = row["process__state"]
        yield Wait(
            recipient_id=holder or row["owner"],
            place=f"{definition.name}.{state}" + (f".{row['queue']}" if holder else ""),
            state=state,
            due_at=row["due_at"],
            since=row["since"],
            count=row["count"],
            others=0 if holder else row["others"],
            case_id=row["case_id"],
            institution_id=row["institution"],
            six_day_week=row["unit__six_day_week"],
        )


Told = tuple[Wait, int, int]
"""What waits, at which step, and whom it is told to."""


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
    if not come:
        return 0
    due = list(_with_deputies(come, now))
    with transaction.atomic():
        keys = rows.insert_new([_claim(*one, now) for one in due])
        claimed = {_key(one) for one in Reminder.objects.filter(pk__in=keys)}
        new = [one for one in due if _key(_claim(*one, now)) in claimed]
        deliver(_notices(definition, new, now))
    return len(new)


def _step(wait: Wait, institution: Institution, now: dt.datetime) -> int | None:
    """The step that has come, unless all of what waits came only after it."""
    office = calendar_of(institution, six_day_week=wait.six_day_week)
    last = office.last_day(wait.due_at)
    step = step_of(office.between(office.local_date(now), last))
    at_first = office.between(office.local_date(wait.since), last)
    return step if step is not None and at_first > step else None


def _with_deputies(come: Come, now: dt.datetime) -> Iterator[Told]:
    """Everybody who is told: whoever it waits for, and who stands in for him now."""
    principals = {wait.recipient_id for wait, _step in come}
    acting = Delegation.objects.acting(now).filter(principal__in=principals)
    deputies: dict[int, set[int]] = {}
    for principal, deputy in acting.values_list("principal", "deputy"):
        deputies.setdefault(principal, set()).add(deputy)
    for wait, step in come:
        yield wait, step, wait.recipient_id
        if wait.others:
            yield from ((wait, step, one) for one in sorted(deputies.get(wait.recipient_id, ())))


def _claim(wait: Wait, step: int, person: int, now: dt.datetime) -> Reminder:
    place = wait.place if person == wait.recipient_id else f"{wait.place}@{wait.recipient_id}"
    return Reminder(recipient_id=person, place=place, due_at=wait.due_at, step=step, at=now)


def _key(claim: Reminder) -> tuple[int, str, dt.datetime, int]:
    return claim.recipient_id, claim.place, claim.due_at, claim.step


def _notices(definition: Definition, due: Sequence[Told], now: dt.datetime) -> list[Notice]:
    cases = {wait.case_id for wait, _step, _person in due}
    last = Event.objects.filter(case__in=cases, seq=F("case__version"))
    events = {event.case_id: event for event in last.select_related("case")}
    return [
        Notice(
            recipient_id=person,
            event_id=events[wait.case_id].pk,
            institution_id=wait.institution_id,
            kind=f"{definition.name}.{KIND}",
            parameters={
                "case": wait.case_id,
                "title": events[wait.case_id].case.title,
                "state": wait.state,
                "count": wait.count if person == wait.recipient_id else wait.others,
                "due_at": wait.due_at.isoformat(),
                "step": step,
            },
            at=now,
        )
        for wait, step, person in due
    ]
