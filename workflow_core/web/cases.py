"""Reading cases for pages: what a person may see, of one process or of all."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from workflow_core.engine.models import Case, CaseQuerySet
from workflow_core.engine.registry import Definition, definitions
from workflow_core.engine.rules import NOBODY
from workflow_core.engine.standing import Standing

LARGEST_ID = 2**63 - 1


def definition_for(case: Case) -> Definition:
    """The process of a case, also of one read as the bare parent row."""
    for definition in definitions():
        if definition.flow_class is case.flow_class:
            return definition
    raise LookupError(f"case {case.pk} belongs to no registered process")


def visible_case(standing: Standing, pk: int) -> Any | None:
    """The case as its own kind where this person may see it, else ``None``."""
    if not 0 < pk <= LARGEST_ID:
        return None
    row = Case.objects.filter(pk=pk).only("pk", "flow_class").first()
    if row is None:
        return None
    definition = definition_for(row)
    found = visible_of(definition, standing).filter(pk=pk)
    return found.select_related("institution", "subject", "unit", *definition.related).first()


def visible_of(definition: Definition, standing: Standing) -> CaseQuerySet:
    """The cases of one process this person may see."""
    found: CaseQuerySet = definition.case_class.objects.visible_to(standing)
    return found


def visible_cases(standing: Standing, among: Iterable[Definition] | None = None) -> CaseQuerySet:
    """The rows of the cases this person may see, of some processes or of all, in one statement."""
    kinds = definitions() if among is None else among
    seen = [Q(pk__in=visible_of(one, standing).order_by().values("pk")) for one in kinds]
    return Case.objects.filter(reduce(or_, seen, NOBODY))


def title_of(case: Case) -> str:
    """What a list calls a case."""
    return case.title or str(definition_for(case).label)


def full_title(case: Case, reader: Any = None) -> str:
    """The title with the name of whom it concerns, unless that is the reader himself."""
    if case.subject is None or (reader is not None and case.subject_id == reader.pk):
        return title_of(case)
    return f"{case.subject.spoken_name} · {title_of(case)}"


def ask_of(case: Any, definition: Definition) -> str:
    """What whoever holds the case is to do, verb first; empty where the process does not say."""
    told = str(definition.asks.get(case.state) or "")
    return told % {"subject": case.subject.spoken_name if case.subject else ""} if told else ""


def state_of(case: Case) -> str:
    """The state of a case in words."""
    return definition_for(case).state_label(case.state)
