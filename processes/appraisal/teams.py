"""The people one rates, or whose rater one stands above, and how far they have come."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from workflow_core.calendar import clock
from workflow_core.people.models import Unit

from . import distribution
from .dates import date_of
from .models import Appraisal, UnitResult
from .organisation import result_for
from .permissions import in_charge, rater, superior
from .rating import Predicate
from .state import CycleState, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from workflow_core.engine.standing import Standing

    from .rule_set import RuleNumbers

UNREPORTED = (State.DRAFTING, State.PROPOSED, State.EXECUTING)
UNRATED = (*UNREPORTED, State.REPORTED, State.ESCALATED)


@dataclass(frozen=True)
class Figures:
    """How many of a team have reported and been rated, and with which predicates.

    ``predicates`` counts the people the reader rates himself: the pattern is about one rater's.
    """

    total: int
    reported: int
    rated: int
    predicates: Mapping[Predicate, int] = field(default_factory=dict)

    @property
    def known(self) -> int:
        return sum(self.predicates.values())


def team_of(standing: Standing) -> Any:
    """The running appraisals on which the person, or his principal, rates or stands above."""
    mine = (rater | superior | in_charge).q(standing)
    running = Appraisal.objects.visible_to(standing).filter(mine)
    return running.exclude(cycle__state=CycleState.CLOSED).exclude(state=State.CANCELLED)


def figures_of(standing: Standing) -> dict[int, Figures]:
    """The figures of the reader's team by cycle, in one statement.

    A predicate that the reader may not know yet, because it is his own, is left out.
    """
    readable = ~Q(subject=standing.person) | Q(delivered_at__isnull=False)
    rated_by_him = readable & rater.q(standing)
    rows = (
        team_of(standing)
        .order_by()
        .values("cycle")
        .annotate(
            total=Count("pk"),
            unreported=Count("pk", filter=Q(state__in=UNREPORTED) | Q(report_missed=True)),
            unrated=Count("pk", filter=Q(state__in=UNRATED)),
            **{
                f"with_{one.value}": Count("pk", filter=Q(predicate=one.value) & rated_by_him)
                for one in Predicate
            },
        )
    )
    return {row["cycle"]: _figures(row) for row in rows}


def _figures(row: Mapping[str, int]) -> Figures:
    return Figures(
        total=row["total"],
        reported=row["total"] - row["unreported"],
        rated=row["total"] - row["unrated"],
        predicates={one: row[f"with_{one.value}"] for one in Predicate},
    )


def unit_results(cases: Sequence[Appraisal], standing: Standing) -> dict[int, str]:
    """The result of the unit that the reader leads, by cycle; missing where none is known yet.

    As ``result_for``: the nearest unit upwards counts, and where none is known when the evaluation
    is over, what stands in for it. Two statements, none without cases, more only for what is late.
    """
    ranks = {standing.person.pk, *standing.principals}
    led = next((_led(one) for one in cases if one.rater_id in ranks and _led(one)), None)
    if led is None:
        return {}
    upwards = list(Unit.objects.ancestors(led, include_self=True).values_list("pk", flat=True))
    rows = UnitResult.objects.filter(unit__in=upwards, cycle__in={one.cycle_id for one in cases})
    found = _nearest(rows, upwards)
    for one in cases:
        if one.rater_id in ranks and one.cycle_id not in found and _is_late(one):
            result = result_for(one)
            found[one.cycle_id] = result.level if result else ""
    return found


def _is_late(case: Appraisal) -> bool:
    return clock.today() > date_of(case, "evaluation_ends")


def _led(case: Appraisal) -> int | None:
    unit = case.unit
    return unit and (unit.parent_id if case.is_head else unit.pk)


def _nearest(rows: Iterable[UnitResult], upwards: Sequence[int]) -> dict[int, str]:
    ordered = sorted(rows, key=lambda one: upwards.index(one.unit_id))
    return {one.cycle_id: one.level for one in ordered}


def advice(figures: Figures, organisation: str, rules: RuleNumbers) -> list[distribution.Warning]:
    """Where the predicates depart from the pattern of SE MenPANRB 3/2023; it blocks nothing."""
    result = distribution.OrganisationResult(organisation)
    return distribution.check(result, figures.predicates, rules=rules)
