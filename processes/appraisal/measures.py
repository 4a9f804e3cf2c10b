"""From measured values to levels, and from levels to the suggestion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .rating import Level, level_in_band, suggest_results

if TYPE_CHECKING:
    from .models import Appraisal

WORST_FIRST = (Level.BELOW, Level.MEETS, Level.ABOVE)


def measured_levels(appraisal: Appraisal) -> dict[int, Level]:
    """The level that each planned result's bands give, by result id: the worst of its measured indicators.

    Results without a measured band are left out: words are the rater's to judge.
    """
    from .models import Measurement  # noqa: PLC0415

    found: dict[int, Level] = {}
    rows = Measurement.objects.filter(realisation__appraisal=appraisal).select_related("indicator")
    for row in rows:
        band = row.indicator
        if band.low is None or band.high is None:
            continue
        level = level_in_band(
            row.value, band.low, band.high, lower_is_better=band.lower_is_better
        )
        worst = found.get(band.result_id, level)
        found[band.result_id] = min(level, worst, key=WORST_FIRST.index)
    return found


def suggestion_for(items: Sequence[dict[str, Any]]) -> Level | None:
    """What the guide suggests for these items; nothing while any of them has no level."""
    if not items or any(not item["level"] for item in items):
        return None
    return suggest_results([(item["main"], Level(item["level"])) for item in items])
