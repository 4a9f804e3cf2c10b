"""Appraisals as lines of a list: state, whom it waits for, since when and until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from processes.appraisal.models import Appraisal
from processes.appraisal.permissions import may_see_rating
from processes.appraisal.state import State
from workflow_core.web.waiting import items_of
from workflow_core.web.words import Due, due, holder, short_day

RELATED = ("subject", "unit")


@dataclass(frozen=True)
class Row:
    """One appraisal in a list; ``predicate`` is empty where the reader may not know it."""

    pk: int
    version: int
    name: str
    nip: str
    unit: str
    state: str
    state_key: str
    holder: str
    since: str
    due: Due | None
    predicate: str


def rows_of(cases: Sequence[Appraisal], reader: Any) -> list[Row]:
    """The lines of these appraisals, read with ``RELATED``, in one more statement."""
    items = items_of([one.pk for one in cases])
    return [_row(one, items.get(one.pk), reader) for one in cases]


def _row(case: Any, item: Any, reader: Any) -> Row:
    known = case.predicate and may_see_rating(case, reader)
    return Row(
        pk=case.pk,
        version=case.version,
        name=case.subject.spoken_name,
        nip=case.subject.nip or "",
        unit=str(case.unit or ""),
        state=str(State(case.state).label),
        state_key=case.state,
        holder=holder(item) if item else "",
        since=short_day(item.created) if item else "",
        due=due(item.due_at) if item else None,
        predicate=case.get_predicate_display() if known else "",
    )
