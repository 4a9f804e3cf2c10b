"""The cycle: a period that HR opens, evaluates and closes, through the same door as every appraisal in it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from workflow_core.engine.machine import SAME, move
from workflow_core.engine.rules import condition

from . import extensions
from .permissions import hr
from .state import CycleState as S
from .state import State


@condition(_("Appraisals are still under way; close or cancel them first."))
def all_cases_are_finished(cycle: Any) -> bool:
    return not cycle.appraisals.exclude(state__in=(State.CLOSED, State.CANCELLED)).exists()


@condition(_("No appraisal has been opened in this cycle."))
def has_cases(cycle: Any) -> bool:
    return bool(cycle.appraisals.exists())


class CycleMoves:
    """Every move of a cycle."""

    @move(S.PREPARED, to=S.OPEN, by=hr, label=_("Open the cycle"), told=_("%(actor)s opened the cycle."))
    def open_cycle(self, **given):
        """HR opens the cycle: plans are drafted, set and revised."""

    @move(S.OPEN, to=S.EVALUATING, by=hr, when=[has_cases], label=_("Begin the evaluation"),
          told=_("%(actor)s began the evaluation."))
    def begin_evaluation(self, **given):
        """HR begins the evaluation: from now on no plan is revised."""

    @move(S.EVALUATING, to=S.CLOSING, by=hr, careful=True, label=_("Begin closing"), told=_("%(actor)s began to close the cycle."))
    def begin_closing(self, **given):
        """HR begins to close the appraisals that the competent authority has received."""

    @move(S.CLOSING, to=S.EVALUATING, by=hr, needs=["reason"], label=_("Resume the evaluation"),
          told=_("%(actor)s resumed the evaluation."))
    def resume_evaluation(self, **given):
        """HR stops closing, because appraisals need more time."""

    @move(S.PREPARED, S.OPEN, S.EVALUATING, to=SAME, by=hr, needs=["dates", "circular", "circular_date", "reason"],
          careful=True, label=_("Put dates off"), told=_("%(actor)s put dates of the cycle off, as a circular says."))
    def put_off(self, *, dates, circular, circular_date, reason, by, at, **given):
        """HR puts dates off for the cycle or one unit, as a circular says; the old ones stay readable."""
        extensions.put_off(self, {**dates, "circular": circular, "circular_date": circular_date}, reason=reason, by=by, at=at)

    @move(S.CLOSING, to=S.CLOSED, by=hr, when=[all_cases_are_finished], careful=True, label=_("Close the cycle"),
          told=_("%(actor)s closed the cycle."))
    def close_cycle(self, **given):
        """HR closes the cycle when every appraisal in it is closed or cancelled."""
