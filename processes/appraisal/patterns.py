"""Teams beside the pattern of SE MenPANRB 3/2023: where they depart from it, and why.

A team is the people of one rater in one cycle. The pattern warns and asks for a reason, once per
team; it never stands in the way of a rating or its delivery.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Q, Subquery

from workflow_core.calendar import clock
from workflow_core.people.models import Person

from .distribution import OrganisationResult, check
from .models import Appraisal, PatternReason, Rating
from .permissions import auditor, hr
from .rating import Predicate
from .rule_sets import numbers_of
from .state import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workflow_core.engine.standing import Standing

    from . import distribution
    from .models import Cycle
    from .rule_set import RuleNumbers


@dataclass(frozen=True)
class Team:
    """One rater's people in a cycle: their predicates so far beside the pattern."""

    rater: Person
    people: int
    organisation: str
    counts: dict[str, int]
    warnings: list[distribution.Warning]
    reasons: list[PatternReason]

    @property
    def known(self) -> int:
        return sum(self.counts.values())

    @property
    def departs(self) -> bool:
        """Whether a reason is asked for; in small units the pattern is only advice."""
        return any(not one.advisory for one in self.warnings)

    @property
    def wants_reason(self) -> bool:
        return self.departs and not self.reasons

    @property
    def tally(self) -> list[tuple[str, int]]:
        return [(str(one.label), self.counts.get(one.value, 0)) for one in Predicate]

    @property
    def unit_result(self) -> str:
        return str(OrganisationResult(self.organisation).label) if self.organisation else ""


def teams_in(
    cycle: Cycle, *, reader: Person | None = None, raters: Iterable[int] | None = None
) -> list[Team]:
    """The teams of a cycle, all or those of some raters, in three statements however many.

    The unit's result is the one kept with the newest rating of the team. A predicate of the
    reader's own that he may not know yet is left out, so that nothing can be counted back.
    """
    cases = Appraisal.objects.filter(cycle=cycle).exclude(state=State.CANCELLED).order_by("pk")
    if raters is not None:
        cases = cases.filter(rater__in=list(raters))
    newest = Rating.objects.filter(appraisal=OuterRef("pk")).order_by("-number")
    cases = cases.annotate(unit_result=Subquery(newest.values("organisation")[:1]))
    columns = ("rater", "subject", "predicate", "delivered_at", "rated_at", "unit_result")
    rows: dict[int, list[dict[str, Any]]] = {}
    for row in cases.values(*columns):
        rows.setdefault(row["rater"], []).append(row)
    people = Person.objects.in_bulk(list(rows))
    told = _reasons(cycle, rows)
    rules = numbers_of(cycle)
    found = [
        _team(people[pk], of, told.get(pk, []), reader=reader, rules=rules)
        for pk, of in rows.items()
    ]
    return sorted(found, key=lambda one: (one.rater.name, one.rater.pk))


def team_in(cycle: Cycle, rater: Person, reader: Person) -> Team | None:
    """One rater's team; ``None`` where he rates nobody in the cycle."""
    return next(iter(teams_in(cycle, reader=reader, raters=[rater.pk])), None)


def _team(
    rater: Person,
    rows: Sequence[dict[str, Any]],
    reasons: list[PatternReason],
    *,
    reader: Person | None,
    rules: RuleNumbers,
) -> Team:
    readable = [one for one in rows if reader is None or _may_count(one, reader)]
    rated = sorted((one for one in readable if one["predicate"]), key=lambda one: one["rated_at"])
    counts = Counter(one["predicate"] for one in rated)
    organisation = rated[-1]["unit_result"] if rated else ""
    warnings = (
        check(
            OrganisationResult(organisation),
            {Predicate(value): number for value, number in counts.items()},
            rules=rules,
        )
        if organisation
        else []
    )
    return Team(rater, len(rows), organisation or "", dict(counts), warnings, reasons)


def _may_count(row: dict[str, Any], reader: Person) -> bool:
    return bool(row["subject"] != reader.pk or row["delivered_at"])


def _reasons(cycle: Cycle, raters: Iterable[int]) -> dict[int, list[PatternReason]]:
    found: dict[int, list[PatternReason]] = {}
    rows = PatternReason.objects.filter(cycle=cycle, rater__in=list(raters))
    for one in rows.select_related("by").order_by("pk"):
        found.setdefault(one.rater_id, []).append(one)
    return found


def give_reason(cycle: Cycle, team: Team, reason: str, *, by: Any) -> PatternReason | None:
    """Keep a reason with the warnings and counts it was given for; nothing where none is asked."""
    if not team.departs or not reason.strip():
        return None
    kept: PatternReason = PatternReason.objects.create(
        cycle=cycle,
        rater=team.rater,
        organisation=team.organisation,
        counts=team.counts,
        warnings=[_kept(one) for one in team.warnings],
        reason=reason.strip(),
        by=by,
        at=clock.now(),
    )
    return kept


def _kept(warning: distribution.Warning) -> dict[str, Any]:
    params = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in warning.params.items()
    }
    return {"code": warning.code, "params": params, "sentence": warning.sentence}


def may_oversee(cycle: Cycle, standing: Standing) -> bool:
    """Personnel office and auditor read every team's reasons."""
    return hr.holds(cycle, standing) or auditor.holds(cycle, standing)


def may_speak_for(cycle: Cycle, rater: Person, standing: Standing) -> bool:
    """The rater himself, his deputy now, and the personnel office give the reason."""
    ranks = {standing.person.pk, *standing.principals}
    return rater.pk in ranks or hr.holds(cycle, standing)


def undelivered_teams(cycle: Cycle, reader: Person) -> list[Team]:
    """The teams with a rating that waits to be delivered and a departure without a reason."""
    waiting = Appraisal.objects.filter(Q(cycle=cycle), state=State.RATED).order_by()
    raters = set(waiting.values_list("rater", flat=True))
    return [one for one in teams_in(cycle, reader=reader, raters=raters) if one.wants_reason]
