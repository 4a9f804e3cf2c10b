"""Half a year of quarters side by side, and what was agreed on: a dialogue, never a predicate.

"Semesteran" is a period of documentation only (PermenPANRB 6/2022 Ps. 16(3), 24(2)).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workflow_core.calendar import clock
from workflow_core.engine.engine import is_admitted
from workflow_core.engine.errors import Forbidden

from .models import Agreement, Appraisal, Cycle
from .permissions import employee, rater
from .state import State
from .work import WorkOnResult, work_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from workflow_core.engine.standing import Standing

LAST_MONTH_OF_FIRST_HALF = 6


@dataclass(frozen=True)
class Quarter:
    """One quarter as the two look back on it."""

    case: Appraisal
    state: str
    work: Sequence[WorkOnResult]


def half_of(case: Appraisal) -> int:
    """The half of the year in which the case's period begins: 1 or 2."""
    return 1 if case.cycle.starts.month <= LAST_MONTH_OF_FIRST_HALF else 2


def quarters_of(case: Appraisal, standing: Standing) -> list[Quarter]:
    """The quarters of the same person and half year that this reader may see, in order."""
    first = 1 if half_of(case) == 1 else LAST_MONTH_OF_FIRST_HALF + 1
    found = Appraisal.objects.visible_to(standing).filter(
        subject=case.subject_id,
        cycle__kind=Cycle.Kind.QUARTERLY,
        cycle__year=case.cycle.year,
        cycle__starts__month__range=(first, first + LAST_MONTH_OF_FIRST_HALF - 1),
        cancelled=False,
    )
    cases = found.select_related("cycle", "plan_version").order_by("cycle__starts", "pk")
    return [Quarter(one, str(State(one.state).label), work_of(one)) for one in cases]


def agreements_of(case: Appraisal) -> list[Agreement]:
    """What was agreed on in this half year, in the order of the talks."""
    found = Agreement.objects.filter(
        employee=case.subject_id, year=case.cycle.year, half=half_of(case)
    )
    return list(found.select_related("by"))


def may_agree(case: Appraisal, person: Any) -> bool:
    """Whether this person records agreements: the employee or his rater."""
    return is_admitted(case, employee | rater, person)


def add_agreement(
    case: Appraisal, *, by: Any, talked_on: dt.date, text: str, due: dt.date | None = None
) -> Agreement:
    """Record what employee and rater agreed on; whoever is neither gets ``Forbidden``."""
    if not may_agree(case, by):
        raise Forbidden
    return Agreement.objects.create(
        employee=case.employee,
        year=case.cycle.year,
        half=half_of(case),
        talked_on=talked_on,
        text=text.strip(),
        due=due,
        by=by,
        at=clock.now(),
    )
