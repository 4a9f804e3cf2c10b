"""On whose desk a case lies: the open work item, opened and closed by moves, claimed, repaired."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from viewflow.workflow.status import PROCESS, STATUS

from workflow_core.calendar import clock
from workflow_core.rows import Reading

from .access import is_admitted
from .door import last_event, locked
from .errors import Conflict, Forbidden
from .models import Event, Receipt, WorkItem
from .registry import definition_of

if TYPE_CHECKING:
    from .models import Case

STRAIGHTENED = (
    "flow_task",
    "flow_task_type",
    "institution_id",
    "unit_id",
    "queue",
    "due_at",
    "owner_id",
    "status",
)
"""What the state of a case says about its open work item."""


def open_desk(case: Case) -> None:
    """Put a case on the desk of whoever its state waits for."""
    definition_of(type(case)).flow.node_for(case.state).item_for(case).save(force_insert=True)


def advance(case: Case, item: WorkItem | None, by: Any) -> None:
    """Close what the case waited for, if for anything, and open what it waits for now."""
    if item is None:
        if definition_of(type(case)).flow.node_for(case.state):
            open_desk(case)
        return
    if item.owner_id is None and by is not None:
        item.owner_id = by.pk
    item.status = STATUS.ASSIGNED
    desk = _activation(item)
    desk.start(None)
    desk.execute()


def claim(item: WorkItem, *, by: Any) -> WorkItem:
    """Take an item from a queue to one's own desk; ``Conflict`` when somebody else was faster."""
    with transaction.atomic():
        case, item = _held(item)
        if not item.queue or not is_admitted(case, item.flow_task.desk.rule, by):
            raise Forbidden
        if item.owner_id is None:
            item.assigned = clock.now()
            _activation(item).assign(by)
        elif item.owner_id != by.pk:
            sentence = _("%(who)s has already taken this on.") % {"who": item.owner}
            raise Conflict(case, sentence=sentence)
        return item


def release(item: WorkItem, *, by: Any) -> WorkItem:
    """Put a claimed item back into its queue."""
    with transaction.atomic():
        _case, item = _held(item)
        if not item.queue or item.owner_id != by.pk:
            raise Forbidden
        item.assigned = None
        _activation(item).unassign()
        return item


def _held(item: WorkItem) -> tuple[Any, WorkItem]:
    """The locked case of an item and the item as it is now; ``Conflict`` once it is closed."""
    case = locked(item.process)
    found = WorkItem.objects.filter(pk=item.pk, finished=None).first()
    if found is None:
        raise Conflict(case, last_event(case))
    found.process = case
    return case, found


def open_item(case: Case) -> Any:
    """What a locked case waits for; ``None`` where it waits for nothing.

    With ``last_at``, the instant of the last move, and ``unanswered_at``, that of the first receipt
    without an answer: read here, behind the lock, they cost no statement of their own.
    """
    if definition_of(type(case)).flow.node_for(case.state) is None:
        return None
    item = _reading(connection.vendor).one(case.pk)
    item.process = case
    return item


@cache
def _reading(vendor: str) -> Reading:
    events = Event.objects.filter(case=OuterRef("process")).order_by("-seq")
    sent = Receipt.objects.filter(case=OuterRef("process"), answered_at=None)
    found = WorkItem.objects.filter(process=0, finished=None).annotate(
        last_at=Subquery(events.values("at")[:1]),
        unanswered_at=Subquery(sent.order_by("received_at").values("received_at")[:1]),
    )
    return Reading(found)


def _activation(item: WorkItem) -> Any:
    return item.flow_task.activation_class(item)


def reconcile(case: Case) -> list[str]:
    """Repair the desk of a case from its state; returns what was repaired."""
    with transaction.atomic():
        case = locked(case)
        node = definition_of(type(case)).flow.node_for(case.state)
        item = WorkItem.objects.filter(process=case.pk, finished=None).first()
        repaired = _mark_end(case, ends=node is None)
        if node is None:
            return repaired + _close_stray(item)
        wanted = node.item_for(case)
        if item is None:
            wanted.save(force_insert=True)
            return [*repaired, "opened"]
        return repaired + _straighten(item, wanted, node.desk.rule.people(case))


def _mark_end(case: Case, *, ends: bool) -> list[str]:
    """A case is finished where nobody waits, since the move that brought it there."""
    event = last_event(case)
    finished = case.finished or (event and event.at) if ends else None
    status = PROCESS.DONE if ends else PROCESS.NEW
    if (case.finished, case.status) == (finished, status):
        return []
    case.finished, case.status = finished, status
    case.save_as_moved(())
    return ["finished"]


def _close_stray(item: WorkItem | None) -> list[str]:
    if item is None:
        return []
    item.finished, item.status = clock.now(), STATUS.CANCELED
    item.save(update_fields=["finished", "status"])
    return ["closed"]


def _straighten(item: WorkItem, wanted: WorkItem, people: list[int]) -> list[str]:
    """Give the open item what its state says; a valid claim stands."""
    if wanted.queue and item.queue == wanted.queue and item.owner_id in people:
        wanted.owner_id, wanted.status = item.owner_id, STATUS.ASSIGNED
    wrong = [name for name in STRAIGHTENED if getattr(item, name) != getattr(wanted, name)]
    if {"owner_id", "status"} & set(wrong):
        wrong.append("assigned")
        wanted.assigned = clock.now() if wanted.owner_id else None
    for name in wrong:
        setattr(item, name, getattr(wanted, name))
    if wrong:
        item.save(update_fields=wrong)
    return wrong
