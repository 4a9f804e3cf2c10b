"""Action plan and documentation of a period: the steps agreed on, and what has come of each result.

Source: PermenPANRB 6/2022, Lampiran p. 67-68 (formats B.1.1, B.1.2).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workflow_core.calendar import clock
from workflow_core.engine.engine import writing
from workflow_core.engine.errors import NotReady

from .models import ActionStep, Appraisal, PlannedResult, Progress
from .permissions import employee
from .state import State

if TYPE_CHECKING:
    import datetime as dt

WRITABLE = (State.EXECUTING,)


@dataclass
class WorkOnResult:
    """One planned result: what was reported, its steps by date, its progress, the newest first."""

    result: PlannedResult
    realisation: str = ""
    steps: list[ActionStep] = field(default_factory=list)
    progress: list[Progress] = field(default_factory=list)


def work_of(case: Appraisal) -> list[WorkOnResult]:
    """What is planned and done in the case's period, result by result, in four statements.

    What was noted on an earlier version stands at the same result of this one; what has none any
    more comes last, under the result as it was.
    """
    found = {one.lineage: WorkOnResult(one) for one in case.plan_version.results.all()}
    for step in case.steps.select_related("result"):
        _place(found, step.result).steps.append(step)
    for told in case.realisations.select_related("result"):
        _place(found, told.result).realisation = told.text
    for one in case.progress.select_related("result", "by"):
        _place(found, one.result).progress.append(one)
    return list(found.values())


def _place(found: dict[int, WorkOnResult], result: PlannedResult) -> WorkOnResult:
    return found.setdefault(result.lineage, WorkOnResult(result))


def add_step(
    appraisal: Appraisal, *, by: Any, result_id: int, text: str, due: dt.date
) -> ActionStep:
    """Add a step to the action plan, while the employee carries out the plan."""
    with writing(appraisal, by=by, rule=employee, states=WRITABLE) as case:
        return ActionStep.objects.create(
            appraisal=case, result=_result(case, result_id), text=text.strip(), due=due
        )


def remove_step(appraisal: Appraisal, *, by: Any, step_id: int) -> None:
    """Take a step out of the action plan again."""
    with writing(appraisal, by=by, rule=employee, states=WRITABLE) as case:
        ActionStep.objects.filter(pk=step_id, appraisal=case).delete()


def add_progress(
    appraisal: Appraisal, *, by: Any, result_id: int, text: str, day: dt.date, url: str = "",
    file: Any = None,
) -> Progress:  # fmt: skip
    """Note what came of a result, with its evidence; what was noted stays."""
    with writing(appraisal, by=by, rule=employee, states=WRITABLE) as case:
        return Progress.objects.create(
            appraisal=case, result=_result(case, result_id), text=text.strip(), day=day, url=url,
            file=file or "", by=by, at=clock.now(),
        )  # fmt: skip


def _result(case: Appraisal, result_id: int) -> PlannedResult:
    found = case.plan_version.results.filter(pk=result_id).first()
    if found is None:
        raise NotReady(["there is no such result in the plan"])
    return found
