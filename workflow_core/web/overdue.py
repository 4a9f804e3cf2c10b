"""Reading what is late, for those who look after it: by unit, by step and by person."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.http import urlencode

from workflow_core.calendar import clock
from workflow_core.engine.incidents import incidents_for
from workflow_core.engine.models import Incident, WorkItem
from workflow_core.engine.registry import definition_named, definitions
from workflow_core.engine.standing import Standing
from workflow_core.people.models import Person, Unit
from workflow_core.people.names import spoken_unit

from .cases import visible_cases
from .staff import HR
from .waiting import open_items
from .words import role_name

MOST = 15
"""So many units and people are listed; the rest is found in the list itself."""


@dataclass(frozen=True)
class Tally:
    """How many overdue items a unit, a step or a person has; ``query`` narrows the list to them."""

    label: str
    count: int
    query: str
    is_chosen: bool


@dataclass(frozen=True)
class Choice:
    """What the list is narrowed to; empty or 0 where to nothing."""

    step: str = ""
    unit: int = 0
    person: int = 0

    @property
    def query(self) -> str:
        return urlencode({name: value for name, value in vars(self).items() if value})


def overdue(standing: Standing) -> QuerySet[WorkItem]:
    """The items past their time limit on the units on which this person is HR, oldest first.

    Only of cases that he may see: his role looks after the units, not after every kind of case.
    """
    found = open_items().filter(institution=standing.person.institution_id, due_at__lte=clock.now())
    found = found.filter(process__in=_seen(standing))
    if not standing.holds_everywhere(HR):
        found = found.filter(unit__in=standing.units(HR))
    return found


def stuck(standing: Standing) -> QuerySet[Incident]:
    """The open incidents that this person looks after, of the cases that he may see."""
    return incidents_for(standing).filter(case__in=_seen(standing))


def _seen(standing: Standing) -> QuerySet[Any]:
    return visible_cases(standing).order_by().values("pk")


def narrowed(items: QuerySet[WorkItem], choice: Choice) -> QuerySet[WorkItem]:
    """Those of one step (``process:state``), one unit, one person."""
    name, _colon, state = choice.step.partition(":")
    if state:
        flow = definition_named(name).flow_class
        items = items.filter(process__flow_class=flow, process__state=state)
    if choice.unit:
        items = items.filter(unit=choice.unit)
    return items.filter(owner=choice.person) if choice.person else items


def by_step(items: QuerySet[WorkItem], choice: Choice) -> list[Tally]:
    """How many are late in each state of each process."""
    flows = {one.flow_class: one for one in definitions()}
    rows = items.order_by().values_list("process__flow_class", "process__state")
    found = []
    for flow, state, count in rows.annotate(Count("pk")):
        definition = flows[flow]
        step = f"{definition.name}:{state}"
        label = f"{definition.label}: {definition.state_label(state)}"
        found.append(Tally(label, count, urlencode({"step": step}), is_chosen=step == choice.step))
    return _most(found)


def by_unit(items: QuerySet[WorkItem], choice: Choice) -> list[Tally]:
    """How many are late in each unit, the most first."""
    rows = items.order_by().exclude(unit=None).values_list("unit").annotate(Count("pk"))
    most = sorted(rows, key=lambda one: -one[1])[:MOST]
    names = dict(Unit.objects.filter(pk__in=[pk for pk, _count in most]).values_list("pk", "name"))
    return _most(
        Tally(spoken_unit(names[pk]), count, urlencode({"unit": pk}), is_chosen=pk == choice.unit)
        for pk, count in most
    )


def by_person(items: QuerySet[WorkItem], choice: Choice) -> list[Tally]:
    """For how many each person lets others wait, the most first; queues by their role."""
    rows = items.order_by().values_list("owner", "queue").annotate(Count("pk"))
    most = sorted(rows, key=lambda one: -one[2])[:MOST]
    people = Person.objects.in_bulk([pk for pk, _queue, _count in most if pk])
    return _most(
        Tally(
            people[pk].spoken_name if pk else role_name(queue),
            count,
            urlencode({"person": pk}) if pk else "",
            is_chosen=pk is not None and pk == choice.person,
        )
        for pk, queue, count in most
    )


def _most(tallies: Iterable[Tally]) -> list[Tally]:
    return sorted(tallies, key=lambda one: (-one.count, one.label))
