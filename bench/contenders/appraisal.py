"""The real thing: an employee proposes and signs his plan, the rater returns it with a reason."""

from __future__ import annotations

from typing import Any

from tests.appraisal_world import JANUARY, appraisal_at, build_world, signed
from workflow_core.calendar import clock
from workflow_core.engine import engine

from . import Contender, Step

RETURN = "engine.perform, appraisal: return_plan"
PROPOSE = "engine.perform, appraisal: propose + signed document"


class RealAppraisal(Contender):
    def __init__(self) -> None:
        self._people, self._number = build_world(), 0
        self._case = appraisal_at("proposed", self._people).case
        self._version = self._case.version

    def steps(self) -> list[Step]:
        return [Step(RETURN, self._return), Step(PROPOSE, self._propose)]

    def _return(self) -> None:
        self._move("return_plan", self._people.rater, reason="Name a figure for the second result.")

    def _propose(self) -> None:
        with clock.at(JANUARY):
            signature = signed(self._people.employee)
        self._move("propose", self._people.employee, signature=signature)

    def _move(self, name: str, by: Any, **given: Any) -> None:
        self._number += 1
        with clock.at(JANUARY):
            event = engine.perform(
                self._case,
                name,
                by=by,
                key=f"bench {self._number}",
                expected_version=self._version,
                **given,
            )
        self._version = event.seq
