"""The unit's own result, which comes before any person's rating."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow_core.people.models import Unit

if TYPE_CHECKING:
    from .models import Appraisal, UnitResult


def result_for(appraisal: Appraisal) -> UnitResult | None:
    """The result of the unit that counts for this appraisal: the nearest one upwards.

    It starts at the unit that the rater leads: the employee's own, or, for the head of a unit, the one above.

    PermenPANRB 6/2022, Lampiran p. 92-94: the result of the unit led by the rater. Where an institution sets results only
    for its larger units, the nearest one above stands for those inside it.
    """
    from .models import UnitResult  # noqa: PLC0415 - the models need the machine, the machine this

    unit = appraisal.unit
    start = unit and (unit.parent_id if appraisal.is_head else unit.pk)
    if start is None:
        return None
    upwards = list(
        Unit.objects.ancestors(start, include_self=True).values_list("pk", flat=True)
    )
    known = {
        one.unit_id: one
        for one in UnitResult.objects.filter(cycle=appraisal.cycle_id, unit__in=upwards)
    }
    return next((known[pk] for pk in reversed(upwards) if pk in known), None)
