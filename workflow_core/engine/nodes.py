"""viewflow nodes bound to states: the graph is read off the machine, never drawn a second time."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from viewflow.workflow import flow
from viewflow.workflow.activation import Activation
from viewflow.workflow.base import Edge
from viewflow.workflow.nodes.view import ViewActivation
from viewflow.workflow.status import STATUS
from viewflow.workflow.token import Token

from workflow_core import rows
from workflow_core.calendar import clock

from .machine import ways

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from .models import Case, WorkItem
    from .rules import Relation, Rule


START = Token("start")


@dataclass(frozen=True)
class Desk:
    """Whose desk a state lies on: a person of the case, or the queue of a role on its unit."""

    rule: Rule
    queue: str = ""

    def owner_id(self, case: Case) -> int | None:
        """The person's id, ``None`` for a queue. Nobody is an error, never an open desk."""
        if self.queue:
            return None
        people = self.rule.people(case)
        if not people:
            raise LookupError(f"{case}: no {self.rule} to wait for in state {case.state}")
        return people[0]


def person(rule: Relation) -> Desk:
    return Desk(rule)


def queue(role: Rule) -> Desk:
    return Desk(role, queue=str(role))


class StateActivation(ViewActivation):  # type: ignore[misc]
    """A work item's life: opened on a desk, perhaps claimed, finished by the move that leaves."""

    @classmethod
    def create(
        cls,
        flow_task: StateTask,
        prev_activation: Any,
        token: Any,
        data: Any = None,
        seed: Any = None,
    ) -> StateActivation:
        """Put the case on the desk of whoever its state waits for."""
        item = flow_task.item_for(prev_activation.process, token=token)
        rows.insert(item)
        return cls(item)

    @Activation.status.transition(source=STATUS.DONE)  # type: ignore[untyped-decorator]
    def create_next(self) -> Iterator[Any]:
        """Open the desk of the state that the case is in now, if anybody waits there."""
        node = self.flow_class.instance.node_for(self.process.state)
        if node is not None:
            yield node._create(self, self.task.token)


class StateTask(flow.View):  # type: ignore[misc]
    """One human wait, bound to one state; its edges are the moves that leave that state."""

    activation_class = StateActivation

    def __init__(self, state: str, *, desk: Desk, **kwargs: Any) -> None:
        super().__init__(lambda request, **_: None, **kwargs)
        self.state, self.desk = str(state), desk

    def item_for(self, case: Case, token: Any = START) -> WorkItem:
        """The unsaved work item that this state puts on a desk."""
        from .registry import definition_of  # noqa: PLC0415 - the registry reads flows

        owner_id = self.desk.owner_id(case)
        item: WorkItem = self.flow_class.task_class(
            process=case,
            institution_id=case.institution_id,
            unit_id=case.unit_id,
            flow_task=self,
            flow_task_type=self.task_type,
            token=token,
            owner_id=owner_id,
            queue=self.desk.queue,
            status=STATUS.ASSIGNED if owner_id else STATUS.NEW,
            assigned=clock.now() if owner_id else None,
            calendar_version=case.institution.calendar_version,
            due_at=self.due_at(case, definition_of(type(case))),
        )
        return item

    def due_at(self, case: Case, definition: Any) -> datetime | None:
        due = [deadline.due(case) for deadline in definition.deadlines_of(self.state)]
        return min((one for one in due if one), default=None)

    def _outgoing(self) -> Iterator[Edge]:
        for name, by_source in ways(self.flow_class.process_class).items():
            if self.state in by_source:
                for target in by_source[self.state].targets:
                    node = self.flow_class.instance.node_for(target)
                    if node is not None:
                        yield Edge(src=self, dst=node, edge_class="next", label=name)


@contextmanager
def hold_case_row(flow_class: type[StateFlow], case_id: int) -> Iterator[None]:
    """viewflow's lock, on the row that ``perform`` locks; viewflow's own would take the child's."""
    from .models import Case  # noqa: PLC0415 - models are loaded after flows are declared

    with transaction.atomic():
        Case.objects.select_for_update(no_key=True).get(pk=case_id)
        yield


class StateFlow(flow.Flow):  # type: ignore[misc]
    """A process's desks, one line per wait."""

    lock_impl = hold_case_row

    def node_for(self, state: str) -> StateTask | None:
        """The node bound to this state; ``None`` where nobody waits (the end)."""
        return self._nodes_by_state().get(str(state))

    def _nodes_by_state(self) -> dict[str, StateTask]:
        if "_by_state" not in self.__dict__:
            self._by_state = {n.state: n for n in self.nodes() if isinstance(n, StateTask)}
        return self._by_state
