"""The unit's own result, which comes before any person's rating."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workflow_core.calendar import clock
from workflow_core.people.models import Headship, Unit

from .dates import date_of, end_of
from .rule_sets import rules_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .models import Appraisal, UnitResult

ONE_DAY = dt.timedelta(days=1)
TAKEN_ALONG = "_organisation"


@dataclass(frozen=True)
class Organisation:
    """What is on record about the units that matter to one appraisal, nearest unit first.

    ``now`` are results of the cycle, ``before`` those of the period before it, where the rules let
    them stand in from the instant ``late_from`` on; ``of_head`` and ``of_head_before`` are those
    of the unit that the employee himself heads.
    """

    late_from: dt.datetime
    now: tuple[UnitResult, ...] = ()
    before: tuple[UnitResult, ...] = ()
    of_head: UnitResult | None = None
    of_head_before: UnitResult | None = None

    @property
    def result(self) -> UnitResult | None:
        """The result that counts: this period's, or, once that is late, the last one's."""
        return self._or_late(next(iter(self.now), None), next(iter(self.before), None))

    @property
    def result_of_head(self) -> UnitResult | None:
        return self._or_late(self.of_head, self.of_head_before)

    @property
    def since(self) -> dt.datetime | None:
        """The instant from which some result could be used, also one to come; ``None``: never."""
        first = [one.known_since for one in self.now]
        return min([*first, self.late_from] if self.before else first, default=None)

    def _or_late(self, now: UnitResult | None, before: UnitResult | None) -> UnitResult | None:
        return now or (before if clock.now() >= self.late_from else None)


def organisation_of(appraisal: Appraisal) -> Organisation:
    """The results that matter to this appraisal; read at once where many were taken along."""
    found: Organisation | None = appraisal.__dict__.get(TAKEN_ALONG)
    return found or _read([appraisal])[appraisal.pk]


def take_along(appraisals: Iterable[Appraisal]) -> None:
    """Read for many appraisals at once what ``organisation_of`` else asks for each."""
    waiting = [one for one in appraisals if one.state in ("reported", "escalated")]
    found = _read(waiting) if waiting else {}
    for one in waiting:
        one.__dict__[TAKEN_ALONG] = found[one.pk]


def result_for(appraisal: Appraisal) -> UnitResult | None:
    """The result of the unit that counts for this appraisal: that of the unit its rater leads.

    Where an institution sets results only for its larger units, the nearest one above stands for
    those inside it. A year's result that is not out when the evaluation ends is replaced by the
    last year's, and by setting a period's likewise; ``carried_over`` says so.
    Source: PermenPANRB 6/2022, Lampiran p. 92-94.
    """
    return organisation_of(appraisal).result if appraisal.unit_id else None


def result_of_head(appraisal: Appraisal) -> UnitResult | None:
    """The result of the unit that the employee himself heads; ``None`` where he heads none."""
    return organisation_of(appraisal).result_of_head if appraisal.is_head else None


def known_since(appraisal: Appraisal) -> dt.datetime | None:
    """Since when a result can be used for this appraisal; ``None`` while there is none."""
    return organisation_of(appraisal).since


@dataclass
class _Records:
    """Results by cycle key and unit: of the cycles themselves, and of the periods before them."""

    now: dict[tuple[int, int], UnitResult] = field(default_factory=dict)
    before: dict[tuple[Any, ...], UnitResult] = field(default_factory=dict)


def _read(appraisals: Sequence[Appraisal]) -> dict[int, Organisation]:
    units = {one.unit_id for one in appraisals if one.unit_id}
    found: Any = Unit.objects.with_tree_fields().filter(pk__in=units)
    paths = {unit.pk: tuple(unit.tree_path[::-1]) for unit in found}
    led = defaultdict(set)
    raters = {one.rater_id for one in appraisals}
    heads = Headship.objects.on(clock.today()).filter(person__in=raters)
    for person, unit in heads.values_list("person", "unit"):
        led[person].add(unit)
    records = _records(appraisals, {unit for path in paths.values() for unit in path})
    return {
        one.pk: _of(one, paths.get(one.unit_id or 0, ()), led[one.rater_id], records)
        for one in appraisals
    }


def _records(appraisals: Sequence[Appraisal], units: set[int]) -> _Records:
    from .models import UnitResult  # noqa: PLC0415 - the models need the machine, the machine this

    records = _Records()
    rows = UnitResult.objects.filter(unit__in=units).select_related("unit")
    cycles = {one.cycle_id: one.cycle for one in appraisals}
    for row in rows.filter(cycle__in=cycles):
        records.now[row.cycle_id, row.unit_id] = row
    for cycle in cycles.values():
        # units belong to one institution, and so do the cycles that they have results in
        last = rows.filter(cycle__kind=cycle.kind, cycle__ends=cycle.starts - ONE_DAY)
        for row in last:
            row.carried_over = True  # in memory: it stands in for one that is late
            records.before[cycle.pk, row.unit_id] = row
    return records


def _of(one: Appraisal, path: Sequence[int], led: set[int], records: _Records) -> Organisation:
    # A rater who has moved still rates by the unit he led here: that above the unit of a head.
    default = 1 if one.is_head and len(path) > 1 else 0
    start = min((path.index(unit) for unit in led if unit in path), default=default)
    may_carry = one.cycle.is_annual or rules_of(one).carry_over_periods
    before: Mapping[Any, UnitResult] = records.before if may_carry else {}
    keys = [(one.cycle_id, unit) for unit in path[start:]]
    own = (one.cycle_id, one.unit_id or 0)
    return Organisation(
        late_from=end_of(one, date_of(one, "evaluation_ends")),
        now=tuple(records.now[key] for key in keys if key in records.now),
        before=tuple(before[key] for key in keys if key in before),
        of_head=records.now.get(own) if one.is_head else None,
        of_head_before=before.get(own) if one.is_head else None,
    )
