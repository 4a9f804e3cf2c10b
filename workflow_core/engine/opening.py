"""Opening cases: one at a time, or by the hundred thousand with set-based SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Subquery
from viewflow.workflow.status import PROCESS

from .bulk import insert_children
from .desk import open_desk
from .errors import Refused
from .grants import diff_grants, grant_at_once
from .history import BEGIN, Attempt, deliver, done_before, notices_of, opening
from .models import Case, Event, WorkItem
from .registry import Definition, definition_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def begin(case: Case, *, by: Any, key: str | None = None, **given: Any) -> Event:
    """Open one case: the unsaved row, its first event, its first work item, its first notices.

    A repeated ``key`` returns the event of the first time and opens nothing; its ``case`` is the
    one that was opened then.
    """
    attempt = Attempt(BEGIN, by, key=key, given=given)
    attempt.check_texts()
    if done := done_before(case, attempt):
        return done
    try:
        with transaction.atomic():
            return _begin(definition_of(type(case)), case, attempt)
    except (Refused, IntegrityError):
        if done := done_before(case, attempt):
            return done
        raise


def _begin(definition: Definition, case: Case, attempt: Attempt) -> Event:
    _dress(definition, case)
    case.save()
    event = opening(case, attempt)
    case.save_as_moved(())
    event.save()
    open_desk(case)
    if definition.grants:
        diff_grants(case, definition.grants(case))
    deliver(notices_of(definition, case, event))
    return event


def launch(
    definition: Definition, cases: Iterable[Case], *, by: Any, chunk: int = 1000, **given: Any
) -> Iterator[int]:
    """Open many cases with set-based SQL; yields how many are open after each committed chunk.

    Leaves exactly the rows that ``begin`` leaves for each. Cases are unsaved objects of the
    process's case class; of a generator no more than ``chunk`` are held at a time.
    """
    Attempt(BEGIN, by, given=given).check_texts()
    done = 0
    for batch in _batches(cases, chunk):
        with transaction.atomic():
            _launch(definition, batch, Attempt(BEGIN, by, given=given))
        done += len(batch)
        del batch  # or its cases would live on while the next ones are made
        yield done


def _batches(cases: Iterable[Case], size: int) -> Iterator[list[Case]]:
    batch: list[Case] = []
    for case in cases:
        batch.append(case)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _launch(definition: Definition, cases: list[Case], attempt: Attempt) -> None:
    for case in cases:
        _dress(definition, case)
        case.version = 0
    insert_children(cases)
    events = [opening(case, attempt) for case in cases]
    Event.objects.bulk_create(events)
    first = Event.objects.filter(case=OuterRef("pk"), seq=1)
    Case.objects.filter(pk__in=[case.pk for case in cases]).seal(
        version=1, head=Subquery(first.values("hash")[:1])
    )
    node_for = definition.flow.node_for
    WorkItem.objects.bulk_create([node_for(case.state).item_for(case) for case in cases])
    if definition.grants:
        grant_at_once({case.pk: definition.grants(case) for case in cases})
    deliver(
        [
            notice
            for case, event in zip(cases, events, strict=True)
            for notice in notices_of(definition, case, event)
        ]
    )


def _dress(definition: Definition, case: Case) -> None:
    """What every new case of a process carries."""
    case.flow_class = definition.flow_class
    case.definition_version = definition.version
    case.status = PROCESS.NEW
