"""The two ratings, the predicate they make together, and what the guide would suggest.

No sums and no weights: two ratings of three levels meet in a quadrant of nine cells
(PermenPANRB 6/2022, Lampiran V.B.3). The rater chooses both; the system only suggests.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from .rule_set import RULES, RuleNumbers


class Level(TextChoices):
    """How results or behaviour compare with what was expected."""

    ABOVE = "above", pgettext_lazy("rating", "Above expectations")
    MEETS = "meets", pgettext_lazy("rating", "As expected")
    BELOW = "below", pgettext_lazy("rating", "Below expectations")

    @property
    def siasn_code(self) -> int:
        """The national system's code (hasilKinerjaNilai, perilakuKerjaNilai): 1 is above."""
        return list(Level).index(self) + 1


class Predicate(TextChoices):
    """The predicate of a person's performance, best first."""

    VERY_GOOD = "very_good", pgettext_lazy("predicate", "Very good")
    GOOD = "good", pgettext_lazy("predicate", "Good")
    NEEDS_IMPROVEMENT = "needs_improvement", pgettext_lazy("predicate", "Needs improvement")
    POOR = "poor", pgettext_lazy("predicate", "Poor (misconduct)")
    VERY_POOR = "very_poor", pgettext_lazy("predicate", "Very poor")

    @property
    def siasn_code(self) -> int:
        """The national system's code (kuadranKinerjaNilai): 1 is very good, 5 very poor."""
        return list(Predicate).index(self) + 1


@dataclass(frozen=True)
class Cell:
    """One cell of the quadrant: its predicate, and the code of the reason a page gives for it."""

    predicate: Predicate
    reason: str


QUADRANT: Mapping[tuple[Level, Level], Cell] = {  # (results, behaviour)
    (Level.ABOVE, Level.ABOVE): Cell(Predicate.VERY_GOOD, "both_above"),
    (Level.ABOVE, Level.MEETS): Cell(Predicate.GOOD, "as_expected"),
    (Level.ABOVE, Level.BELOW): Cell(Predicate.POOR, "behaviour_below"),
    (Level.MEETS, Level.ABOVE): Cell(Predicate.GOOD, "as_expected"),
    (Level.MEETS, Level.MEETS): Cell(Predicate.GOOD, "as_expected"),
    (Level.MEETS, Level.BELOW): Cell(Predicate.POOR, "behaviour_below"),
    (Level.BELOW, Level.ABOVE): Cell(Predicate.NEEDS_IMPROVEMENT, "results_below"),
    (Level.BELOW, Level.MEETS): Cell(Predicate.NEEDS_IMPROVEMENT, "results_below"),
    (Level.BELOW, Level.BELOW): Cell(Predicate.VERY_POOR, "both_below"),
}


@dataclass(frozen=True)
class Step:
    """One step of an explanation: a code for the template and the facts its sentence needs."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)


def predicate(results: Level | None, behaviour: Level | None) -> Predicate | None:
    """Return the predicate of two ratings; None while either is missing.

    Not symmetric: behaviour below expectations is misconduct, results below are to be improved.
    Raises ValueError for what is no level. Source: PermenPANRB 6/2022, Lampiran V.B.3.a.3, b.3.
    """
    if results is None or behaviour is None:
        return None
    return QUADRANT[Level(results), Level(behaviour)].predicate


def explain_predicate(results: Level | None, behaviour: Level | None) -> tuple[Step, ...]:
    """Return why two ratings give their predicate.

    Steps ``results`` and ``behaviour`` (level), then ``cell`` (predicate, reason: ``both_above``,
    ``as_expected``, ``results_below``, ``behaviour_below`` or ``both_below``); or, while a rating
    is missing, ``results_missing`` and/or ``behaviour_missing`` and no cell.
    """
    given = {"results": results, "behaviour": behaviour}
    steps = tuple(
        Step(f"{axis}_missing") if level is None else Step(axis, {"level": Level(level)})
        for axis, level in given.items()
    )
    if results is None or behaviour is None:
        return steps
    cell = QUADRANT[Level(results), Level(behaviour)]
    return (*steps, Step("cell", {"predicate": cell.predicate, "reason": cell.reason}))


def suggest_results(
    items: Sequence[tuple[bool, Level]],
    *,
    most: Fraction | None = None,
    small_part: Fraction | None = None,
    rules: RuleNumbers = RULES,
) -> Level | None:
    """Return the rating of results that the guide suggests, or None where it has a gap.

    ``items``: every rated result, True for a main one. The guide, read to the letter:
    above = most or all results above and no main result below; as expected = most or all results
    as expected and only a small part of the main results below; below = most or all results below.
    "Most as expected" counts only those *as expected*: results above are not added to them, for
    the guide names each level by itself; so half above and half as expected is a gap, and so is
    most above with one main result below. No main result below is "only a small part", also where
    there is no main result. Additional results below never forbid anything but being most.
    Feedback, the other half of the guide, has no numbers and is left to the rater.

    ``most`` (exclusive, from 1/2) and ``small_part`` (inclusive, of the main results) override the
    rules. Raises ValueError for shares out of range and for what is no level.
    Source: PermenPANRB 6/2022, Lampiran V.B.3.a.1.d and b.1.d ("contoh panduan", not binding).
    """
    for level, rule in _guide(items, _with_shares(rules, most, small_part)):
        if rule.params["holds"]:
            return level
    return None


def explain_results(
    items: Sequence[tuple[bool, Level]],
    *,
    most: Fraction | None = None,
    small_part: Fraction | None = None,
    rules: RuleNumbers = RULES,
) -> tuple[Step, ...]:
    """Return how ``suggest_results`` came to its suggestion, in the order a page tells it.

    ``counted`` (total, above, meets, below, main, main_below), one step for each rule of the guide
    (``rule_above``, ``rule_meets``, ``rule_below``: holds, is_most, count, total, share, most, and
    for the first two main_ok, main_below, main), last ``suggested`` (level) or ``no_suggestion``.
    Without any result only ``no_results``.
    """
    if not items:
        return (Step("no_results"),)
    numbers = _with_shares(rules, most, small_part)
    guide = [rule for _level, rule in _guide(items, numbers)]
    level = suggest_results(items, rules=numbers)
    end = Step("suggested", {"level": level}) if level else Step("no_suggestion")
    return (Step("counted", _Tally.of(items).as_params()), *guide, end)


def level_in_band(
    value: Decimal | int,
    low: Decimal | int,
    high: Decimal | int,
    *,
    lower_is_better: bool = False,
) -> Level:
    """Return the level of a measured value against the band that was agreed as "as expected".

    Both ends belong to the band. ``lower_is_better`` for durations, costs and errors. Raises
    ValueError for a band upside down and for numbers that are not finite.
    Source: PermenPANRB 6/2022, the examples of the quantitative forms A.1.7 and C.1.3.
    """
    if not all(math.isfinite(number) for number in (value, low, high)):
        raise ValueError("a value and its band are finite numbers")
    if low > high:
        raise ValueError(f"the band ends ({high}) below its beginning ({low})")
    if low <= value <= high:
        return Level.MEETS
    is_better = value < low if lower_is_better else value > high
    return Level.ABOVE if is_better else Level.BELOW


@dataclass(frozen=True)
class _Tally:
    """How many results stand on each level, and how the main ones do."""

    counts: Mapping[Level, int]
    main: int
    main_below: int

    @classmethod
    def of(cls, items: Sequence[tuple[bool, Level]]) -> "_Tally":
        levels = [Level(level) for _is_main, level in items]
        main = [Level(level) for is_main, level in items if is_main]
        counts = {level: levels.count(level) for level in Level}
        return cls(counts, len(main), main.count(Level.BELOW))

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def as_params(self) -> dict[str, int]:
        by_level = {level.value: count for level, count in self.counts.items()}
        return {
            "total": self.total,
            **by_level,
            "main": self.main,
            "main_below": self.main_below,
        }


def _with_shares(
    rules: RuleNumbers, most: Fraction | None, small_part: Fraction | None
) -> RuleNumbers:
    return replace(
        rules,
        most=rules.most if most is None else most,
        small_part=rules.small_part if small_part is None else small_part,
    )


def _guide(items: Sequence[tuple[bool, Level]], rules: RuleNumbers) -> list[tuple[Level, Step]]:
    """The three rules of the guide, each with whether it holds; at most one does."""
    tally = _Tally.of(items)
    if not tally.total:
        return []
    allowed_below = {Level.ABOVE: Fraction(0), Level.MEETS: rules.small_part * tally.main}
    return [(level, _rule(level, tally, rules.most, allowed_below)) for level in Level]


def _rule(
    level: Level, tally: _Tally, most: Fraction, allowed_below: Mapping[Level, Fraction]
) -> Step:
    count = tally.counts[level]
    share = Fraction(count, tally.total)
    is_most = share > most
    params: dict[str, object] = {
        "is_most": is_most,
        "count": count,
        "total": tally.total,
        "share": share,
        "most": most,
    }
    if level not in allowed_below:
        return Step(f"rule_{level.value}", {"holds": is_most, **params})
    main_ok = tally.main_below <= allowed_below[level]
    params |= {"main_ok": main_ok, "main_below": tally.main_below, "main": tally.main}
    return Step(f"rule_{level.value}", {"holds": is_most and main_ok, **params})
