"""The unit's own result, which comes before any person's rating."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workflow_core.calendar import clock
from workflow_core.people.models import Headship, Unit

if TYPE_CHECKING:
    from .models import Appraisal, UnitResult


def result_for(appraisal: Appraisal) -> UnitResult | None:
    """The result of the unit that counts for this appraisal: that of the unit its rater leads.

    Where an institution sets results only for its larger units, the nearest one above stands for
    those inside it. Source: PermenPANRB 6/2022, Lampiran p. 92-94.
    """
    from .models import UnitResult  # noqa: PLC0415 - the models need the machine, the machine this

    if appraisal.unit_id is None:
        return None
    own: Any = Unit.objects.with_tree_fields().filter(pk=appraisal.unit_id).first()
    upwards = own.tree_path[::-1]
    led = Headship.objects.on(clock.today()).filter(person=appraisal.rater_id, unit__in=upwards)
    start = min((upwards.index(unit) for unit in led.values_list("unit", flat=True)), default=0)
    known = {
        one.unit_id: one
        for one in UnitResult.objects.filter(cycle=appraisal.cycle_id, unit__in=upwards[start:])
    }
    return next((known[pk] for pk in upwards[start:] if pk in known), None)
