"""Reading work items for pages: what waits for whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from workflow_core.calendar import clock
from workflow_core.engine.models import WorkItem
from workflow_core.engine.queues import in_queue
from workflow_core.engine.rules import NOBODY
from workflow_core.engine.standing import Standing

from .cases import LARGEST_ID
from .words import last_moment

EARLIEST_FIRST = (F("due_at").asc(nulls_last=True), "pk")


def open_items() -> QuerySet[WorkItem]:
    """All open work items, earliest due first."""
    found: QuerySet[WorkItem] = WorkItem.objects.filter(finished=None).order_by(*EARLIEST_FIRST)
    return found


def desk_of(standing: Standing) -> QuerySet[WorkItem]:
    """What waits for this person, and for those he stands in for.

    What waits for a principal in his own matter waits for nobody else: a deputy never moves it.
    """
    mine = Q(owner=standing.person)
    own_case = Q(process__subject=F("owner")) | Q(process__subject=standing.person)
    theirs = Q(owner__in=standing.principals) & ~own_case
    return open_items().filter(mine | theirs if standing.principals else mine)


def awaited_by(person: Any) -> QuerySet[WorkItem]:
    """What a person's own cases wait for at others."""
    return open_items().filter(process__subject=person).exclude(owner=person)


def queue_of(standing: Standing, codename: str) -> QuerySet[WorkItem]:
    """The queue of one role for this person."""
    return open_items().filter(in_queue(standing, codename))


def queue_counts(standing: Standing) -> dict[tuple[str, Any], int]:
    """How many items nobody has claimed yet lie in each queue of the person's roles, by queue and
    flow, in one statement.
    """
    queues = [in_queue(standing, codename) for codename in sorted(standing.roles)]
    if not queues:
        return {}
    unclaimed = WorkItem.objects.filter(reduce(or_, queues, NOBODY), finished=None, owner=None)
    rows = unclaimed.order_by().values_list("queue", "process__flow_class").annotate(Count("pk"))
    return {(name, flow): count for name, flow, count in rows}


def queue_item(standing: Standing, pk: int) -> WorkItem | None:
    """An item in one of the person's queues, open or done, else ``None``."""
    queues = [in_queue(standing, codename) for codename in sorted(standing.roles)]
    if not queues or not 0 < pk <= LARGEST_ID:
        return None
    found: WorkItem | None = WorkItem.objects.filter(reduce(or_, queues, NOBODY), pk=pk).first()
    return found


def items_of(cases: Iterable[int]) -> dict[int, WorkItem]:
    """The open work item of each of these cases, by case id, in one statement."""
    found = WorkItem.objects.filter(process__in=list(cases), finished=None).select_related("owner")
    return {item.process_id: item for item in found}


@dataclass(frozen=True)
class Outlook:
    """How many items are late, and the last moment of the earliest limit still to come."""

    late: int
    next: datetime | None


def outlook_of(items: Iterable[WorkItem]) -> Outlook:
    """How urgent these items are together."""
    now = clock.now()
    limits = [one.due_at for one in items if one.due_at]
    coming = [at for at in limits if at > now]
    late = len(limits) - len(coming)
    return Outlook(late, last_moment(min(coming)) if coming else None)
