"""What a rating was based on, kept with it: targets, values reached, words and evidence.

A report may be mended and a plan revised after a rating; what the rater had before him stays
readable as it was then.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from . import figures
from .models.plan import Indicator
from .rating import Level, level_in_band
from .reading import target_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .models import Appraisal

NUMBERS = ("low", "high")


@dataclass(frozen=True)
class Measure:
    """One indicator as it stood when the rating was given, in words."""

    text: str
    aspect: str
    target: str
    value: str
    level: str


def basis_of(appraisal: Appraisal) -> dict[int, dict[str, Any]]:
    """What is known of each planned result now, as plain data, by id of the result."""
    achieved = {
        one.result_id: one
        for one in appraisal.realisations.prefetch_related("evidence", "measurements")
    }
    results = appraisal.plan_version.results.prefetch_related("indicators")
    return {one.pk: _basis(one, achieved.get(one.pk)) for one in results}


def _basis(result: Any, achieved: Any) -> dict[str, Any]:
    values = (
        {one.indicator_id: one.value for one in achieved.measurements.all()} if achieved else {}
    )
    return {
        "indicators": [_indicator(one, values.get(one.pk)) for one in result.indicators.all()],
        "realisation": achieved.text if achieved else "",
        "no_evidence_reason": achieved.no_evidence_reason if achieved else "",
        "evidence": [one.title for one in achieved.evidence.all()] if achieved else [],
    }


def _indicator(one: Any, value: Decimal | None) -> dict[str, Any]:
    return {
        "text": one.text,
        "aspect": one.aspect,
        "narrative": one.narrative,
        "low": _written(one.low),
        "high": _written(one.high),
        "unit": one.unit,
        "lower_is_better": one.lower_is_better,
        "value": _written(value),
    }


def _written(number: Decimal | None) -> str:
    """A number as text, the same from every database."""
    return "" if number is None else format(number.normalize(), "f")


def measures_in(item: dict[str, Any]) -> list[Measure]:
    """The indicators of a rated result in words; none where the rating is older than the record."""
    return [_measure(one) for one in item.get("indicators", [])]


def _measure(kept: dict[str, Any]) -> Measure:
    numbers = {name: Decimal(kept[name]) if kept[name] else None for name in (*NUMBERS, "value")}
    one = SimpleNamespace(**{**kept, **numbers})
    reached = f"{figures.show(one.value)} {one.unit}".strip() if kept["value"] else ""
    return Measure(
        text=one.text,
        aspect=str(Indicator.Aspect(one.aspect).label),
        target=target_of(one),
        value=reached,
        level=_level(one),
    )


def _level(one: Any) -> str:
    if one.value is None or one.low is None or one.high is None:
        return ""
    found = level_in_band(one.value, one.low, one.high, lower_is_better=one.lower_is_better)
    return str(Level(found).label)


def evidence_in(item: dict[str, Any]) -> str:
    """The evidence in words: its titles, or why there is none."""
    titles: Sequence[str] = item.get("evidence", [])
    if titles:
        return ", ".join(titles)
    reason = item.get("no_evidence_reason", "")
    return _("No evidence, because: %(reason)s") % {"reason": reason} if reason else ""
