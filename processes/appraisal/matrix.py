"""The role-result matrix: the head's results across, his team down, who plays which part in each.

It shows what the plans say ("RHK yang diintervensi") and what the head has noted beside them; the
plans stay the employees'. Source: PermenPANRB 6/2022, Lampiran p. 47-49 (format A.1.5).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from workflow_core.engine.engine import writing

from .models import Appraisal, PlannedResult, Role
from .permissions import employee
from .plan_draft import IndicatorDraft, ResultDraft
from .state import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workflow_core.engine.standing import Standing
    from workflow_core.people.models import Person

OPEN = [state for state in State if state not in (State.CLOSED, State.CANCELLED)]


@dataclass
class Cell:
    """A member's part in one result: as the head noted it, and what the plan says."""

    result: PlannedResult
    role: Role | None = None
    planned: list[PlannedResult] = field(default_factory=list)

    @property
    def has_none(self) -> bool:
        """Whether the head noted that there is no role."""
        return self.role is not None and self.role.has_none

    @property
    def is_missing(self) -> bool:
        """Whether a role was noted that the plan does not have yet."""
        return self.role is not None and not self.role.has_none and not self.planned


@dataclass
class Row:
    """One member of the team; ``others`` are planned results that support none of the head's."""

    case: Appraisal
    cells: list[Cell]
    others: list[PlannedResult]


@dataclass(frozen=True)
class Matrix:
    """The head's results and, for each member, the cells in their order."""

    results: Sequence[PlannedResult]
    rows: list[Row]


def results_of(case: Appraisal) -> list[PlannedResult]:
    """The head's results in force, or those on the table while none are set."""
    version = case.plan.in_force or case.plan_version
    return list(version.results.all())


def matrix_of(case: Appraisal, standing: Standing) -> Matrix:
    """The matrix of the head whose case this is, over the members this reader may see."""
    results = results_of(case)
    found = Appraisal.objects.visible_to(standing).filter(
        cycle=case.cycle_id, rater=case.subject_id, cancelled=False
    )
    members = list(found.select_related("subject", "plan").order_by("subject__name", "pk"))
    planned: dict[int, list[PlannedResult]] = defaultdict(list)
    versions = [one.plan_version_id for one in members]
    for one in PlannedResult.objects.filter(version__in=versions).select_related("supported"):
        planned[one.version_id].append(one)
    roles = _roles(results, [one.subject_id for one in members])
    return Matrix(
        results, [_row(one, results, planned[one.plan_version_id], roles) for one in members]
    )


def _row(
    case: Appraisal,
    results: Sequence[PlannedResult],
    planned: Sequence[PlannedResult],
    roles: dict[tuple[int, int], Role],
) -> Row:
    cells = [
        Cell(
            one,
            roles.get((one.lineage, case.subject_id or 0)),
            [own for own in planned if supports(own, one)],
        )
        for one in results
    ]
    placed = {own.pk for cell in cells for own in cell.planned}
    return Row(case, cells, [own for own in planned if own.pk not in placed])


def supports(own: PlannedResult, leaders: PlannedResult) -> bool:
    """Whether a planned result serves this one of the head's: chosen, or named word for word."""
    if own.supported is not None:
        return own.supported.lineage == leaders.lineage
    return bool(own.supports.strip()) and own.supports.strip() == leaders.text.strip()


def _roles(results: Iterable[PlannedResult], members: Iterable[Any]) -> dict[tuple[int, int], Role]:
    """What the head noted, by lineage of his result and member."""
    found = Role.objects.filter(_of_lineages(results), member__in=members)
    return {(one.result.lineage, one.member_id): one for one in found.select_related("result")}


def _of_lineages(results: Iterable[PlannedResult]) -> Q:
    lineages = [one.lineage for one in results]
    return Q(result__in=lineages) | Q(result__root__in=lineages)


@dataclass(frozen=True)
class RoleDraft:
    """A cell as typed; ``cascade`` is one of ``Cascade``, ``none`` for no role, or empty."""

    cascade: str = ""
    text: str = ""
    team: str = ""


NONE = "none"


def save_roles(case: Appraisal, *, by: Any, member: Person, drafts: dict[int, RoleDraft]) -> None:
    """Note one member's parts, by id of the head's result; only the head himself may.

    Raises ``Forbidden`` for others, ``Conflict`` once his case is closed.
    """
    with writing(case, by=by, rule=employee, states=OPEN) as held:
        results = [one for one in results_of(held) if one.pk in drafts]
        Role.objects.filter(_of_lineages(results), member=member).delete()
        Role.objects.bulk_create(
            Role(
                result=one,
                member=member,
                has_none=drafts[one.pk].cascade == NONE,
                cascade="" if drafts[one.pk].cascade == NONE else drafts[one.pk].cascade,
                team=drafts[one.pk].team.strip(),
                text="" if drafts[one.pk].cascade == NONE else drafts[one.pk].text.strip(),
            )
            for one in results
            if drafts[one.pk].cascade or drafts[one.pk].text.strip()
        )


def roles_for(case: Appraisal, superior: Sequence[PlannedResult]) -> list[ResultDraft]:
    """The parts that the head noted for this employee and that his plan does not have yet."""
    roles = _roles(superior, [case.subject_id])
    written = {one.text.strip() for one in case.plan_version.results.all()}
    current = {one.lineage: one for one in superior}
    return [
        ResultDraft(
            text=role.text,
            supports=current[lineage].text,
            supported_id=current[lineage].pk,
            cascade=role.cascade,
            team=role.team,
            indicators=(IndicatorDraft(text=""),),
        )
        for (lineage, _member), role in sorted(roles.items())
        if role.text and role.text.strip() not in written
    ]
