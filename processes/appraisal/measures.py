"""From measured values to levels, from levels to the suggestion, from ratings to what they make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from workflow_core.engine.errors import NotReady

from .distribution import OrganisationResult, results_of_head
from .organisation import result_of_head
from .rating import Level, Predicate, level_in_band, predicate, suggest_results
from .rule_sets import rules_of
from .study import after_drop_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .models import Appraisal, UnitResult
    from .rule_set import HeadFollows, RuleNumbers

WORST_FIRST = (Level.BELOW, Level.MEETS, Level.ABOVE)


def measured_levels(appraisal: Appraisal) -> dict[int, Level]:
    """The level that each planned result's bands give, by result id.

    It is the worst of the result's measured indicators.
    Results without a measured band are left out: words are the rater's to judge.
    """
    from .models import Measurement  # noqa: PLC0415

    found: dict[int, Level] = {}
    rows = Measurement.objects.filter(realisation__appraisal=appraisal).select_related("indicator")
    for row in rows:
        band = row.indicator
        if band.low is None or band.high is None:
            continue
        level = level_in_band(row.value, band.low, band.high, lower_is_better=band.lower_is_better)
        worst = found.get(band.result_id, level)
        found[band.result_id] = min(level, worst, key=WORST_FIRST.index)
    return found


def suggestion_for(items: Sequence[dict[str, Any]], rules: RuleNumbers) -> Level | None:
    """What the guide suggests for these items; nothing while any of them has no level."""
    if not items or any(not item["level"] for item in items):
        return None
    return suggest_results([(one["main"], Level(one["level"])) for one in items], rules=rules)


@dataclass(frozen=True)
class HeadsResult:
    """The rating of results that a unit's own result gives to its head.

    ``follows``: whether it must be so, a departure needs a reason, or it is only shown.
    """

    level: Level
    unit: UnitResult
    follows: HeadFollows

    def forbids(self, results: Level | None) -> bool:
        """Whether these results are not what they must be."""
        return self.follows == "must" and results != self.level


def heads_result(appraisal: Appraisal) -> HeadsResult | None:
    """What the unit's result gives to its head; ``None`` for who heads none, or none with a result.

    Source: SE MenPANRB 3/2023; which result is which level is a setting.
    """
    unit = result_of_head(appraisal)
    if unit is None:
        return None
    rules = rules_of(appraisal)
    level = results_of_head(OrganisationResult(unit.level), rules=rules)
    return HeadsResult(level, unit, rules.head_follows)


@dataclass(frozen=True)
class Weighed:
    """Ratings as given and what follows from them; ``None`` where something is still missing."""

    results: Level | None
    behaviour: Level | None
    predicate: Predicate | None
    items: list[dict[str, Any]]
    suggested: Level | None
    head: HeadsResult | None = None
    dropped_out: bool = False

    @property
    def expected(self) -> Level | None:
        """What the results would be rated: for a head by his unit's result, else by the guide."""
        return self.head.level if self.head and self.head.follows != "free" else self.suggested

    @property
    def departs_overall(self) -> bool:
        """Whether the rating of results is not the one to be expected."""
        return bool(self.results and self.expected and self.expected != self.results)

    @property
    def departs(self) -> bool:
        """Whether the rater has to give a reason for differing from the guide or a target."""
        return self.departs_overall or any(item["departs"] for item in self.items)


def weigh(appraisal: Appraisal, ratings: dict[str, Any]) -> Weighed:
    """What these ratings would make; writes nothing.

    ``ratings``: ``results``, ``behaviour``, and ``items`` by id of the planned result, each with
    ``level`` and ``feedback``; ``dropped_out`` where studies were broken off. An item without a
    level has the one that its bands give. Raises
    ``NotReady``, with the field, for what is no level.
    """
    results = _level(ratings.get("results"), "results")
    behaviour = _level(ratings.get("behaviour"), "behaviour")
    items = _items(appraisal, ratings)
    found = predicate(results, behaviour)
    dropped_out = _dropped_out(appraisal, ratings)
    if found and dropped_out:
        found = after_drop_out(found)
    suggested = suggestion_for(items, rules_of(appraisal))
    head = heads_result(appraisal)
    return Weighed(results, behaviour, found, items, suggested, head, dropped_out)


def _dropped_out(appraisal: Appraisal, ratings: dict[str, Any]) -> bool:
    """Whether the studies were not completed; only who studied in this period drops out."""
    said = bool(ratings.get("dropped_out"))
    if said and not appraisal.on_study:
        raise NotReady([_("Only a study assignment can be broken off.")], field="dropped_out")
    return said


def _level(value: Any, field: str) -> Level | None:
    if value and value not in Level.values:
        raise NotReady([_("Choose one of the three levels.")], field=field)
    return Level(value) if value else None


def _items(appraisal: Appraisal, ratings: dict[str, Any]) -> list[dict[str, Any]]:
    """Each planned result with the level given to it and the one its target band would give."""
    measured = measured_levels(appraisal)
    given = {str(key): one for key, one in (ratings.get("items") or {}).items()}
    items = []
    for result in appraisal.plan_version.results.all():
        own = given.get(str(result.pk)) or {}
        band = measured.get(result.pk)
        level = _level(own.get("level"), f"level_{result.pk}") or band
        items.append(
            {
                "result": result.pk,
                "text": result.text,
                "main": result.main,
                "level": level or "",
                "measured": band or "",
                "departs": bool(band and level and level != band),
                "feedback": str(own.get("feedback") or "").strip(),
            }
        )
    return items
