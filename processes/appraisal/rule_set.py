"""Every number that the law, or our reading of it, puts into the arithmetic of an appraisal.

Functions take ``rules=`` and fall back on ``RULES``, the national numbers; a case is reckoned by
those that its cycle pinned (``rule_sets.rules_of``). Keys are the stored values of ``Level``,
``Predicate`` and ``OrganisationResult``, which are strings.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

BoundKind = Literal["largest", "at_most", "at_least", "some", "none"]
HeadFollows = Literal["must", "reason", "free"]
Mark = Literal["law", "secondary", "setting"]
"""How sure a number is: in the regulation's own text, told by others, or our reading of a gap."""


@dataclass(frozen=True)
class Bound:
    """One rule of the distribution: ``of`` these predicates, in sum, ``share`` of the people.

    ``largest``: no other predicate has more people. ``at_most``: share rounded down to people.
    ``at_least``: share rounded up. ``some``: one person or more. ``none``: nobody.
    """

    kind: BoundKind
    of: tuple[str, ...]
    share: Fraction = Fraction(0)


@dataclass(frozen=True)
class LegacyBand:
    """Scores from ``low`` on, up to the next band; ``label`` as the regulation prints it."""

    low: Decimal
    label: str
    needs_new_idea: bool = False


def _percent(number: int) -> Fraction:
    return Fraction(number, 100)


DISTRIBUTION: Mapping[str, tuple[Bound, ...]] = MappingProxyType(
    {
        "outstanding": (
            Bound("largest", ("very_good",)),
            Bound("at_most", ("very_good",), _percent(70)),
        ),
        "good": (
            Bound("largest", ("good",)),
            Bound("at_most", ("good",), _percent(70)),
            Bound("some", ("needs_improvement", "poor")),
        ),
        "needs_improvement": (
            Bound("at_least", ("needs_improvement",), _percent(60)),
            Bound("at_most", ("very_good",), _percent(10)),
        ),
        "poor": (
            Bound("at_least", ("poor",), _percent(60)),
            Bound("at_least", ("needs_improvement",), _percent(10)),
            Bound("at_most", ("very_good",), _percent(10)),
        ),
        "very_poor": (
            Bound("at_least", ("very_poor",), _percent(60)),
            Bound("at_least", ("needs_improvement", "poor"), _percent(10)),
            Bound("none", ("very_good",)),
        ),
    }
)
RESULTS_OF_HEAD: Mapping[str, str] = MappingProxyType(
    {
        "outstanding": "above",
        "good": "meets",
        "needs_improvement": "below",
        "poor": "below",
        "very_poor": "below",
    }
)
LEGACY_WEIGHTS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {"70/30": (70, 30), "60/40": (60, 40)}
)
LEGACY_BANDS = (
    LegacyBand(Decimal(110), "Sangat Baik", needs_new_idea=True),
    LegacyBand(Decimal(90), "Baik"),
    LegacyBand(Decimal(70), "Cukup"),
    LegacyBand(Decimal(50), "Kurang"),
    LegacyBand(Decimal(0), "Sangat Kurang"),
)
CREDIT_PERCENT: Mapping[str, int] = MappingProxyType(
    {"very_good": 150, "good": 100, "needs_improvement": 75, "poor": 50, "very_poor": 25}
)
CREDIT_COEFFICIENT: Mapping[str, Decimal] = MappingProxyType(
    {
        "Pemula": Decimal("3.75"),
        "Terampil": Decimal(5),
        "Mahir": Decimal("12.5"),
        "Penyelia": Decimal(25),
        "Ahli Pertama": Decimal("12.5"),
        "Ahli Muda": Decimal(25),
        "Ahli Madya": Decimal("37.5"),
        "Ahli Utama": Decimal(50),
    }
)
SILENT = ""
"""No rule says anything: a setting of this system."""
CREDIT_NEEDED: Mapping[str, tuple[int, int | None]] = MappingProxyType(
    {
        "Pemula": (15, 15),
        "Terampil": (20, 60),
        "Mahir": (50, 100),
        "Penyelia": (100, None),
        "Ahli Pertama": (50, 100),
        "Ahli Muda": (100, 200),
        "Ahli Madya": (150, 450),
        "Ahli Utama": (200, None),
    }
)
"""Cumulative points for a higher rank and for the next grade; ``None``: there is none above."""
SOURCES: Mapping[str, str] = MappingProxyType(
    {
        "most": "PermenPANRB 6/2022, Lampiran V.B.3 (“sebagian besar”)",
        "small_part": "PermenPANRB 6/2022, Lampiran V.B.3 (“sebagian kecil”)",
        "distribution": "SE MenPANRB 3/2023",
        "small_unit": SILENT,
        "results_of_head": "SE MenPANRB 3/2023",
        "legacy_weights": "PP 30/2019 Pasal 41",
        "legacy_bands": "PP 30/2019 Pasal 41",
        "legacy_highest": "PP 30/2019 Pasal 41",
        "credit_percent": "PerBKN 3/2023",
        "credit_coefficient": "PermenPANRB 1/2023, PerBKN 3/2023",
        "credit_needed": "PerBKN 3/2023 (BKN)",
        "delivery_days": "PermenPANRB 6/2022, Lampiran VI.A.5 (p. 114)",
        "return_days": "PermenPANRB 6/2022, Lampiran VI.A.6 (p. 114)",
        "authority_days": "PermenPANRB 6/2022, Lampiran VI.A.7 (p. 115)",
        "superior_days": "PermenPANRB 6/2022, Lampiran VI.A.8 (p. 115-116)",
        "superior_delivery_days": "PermenPANRB 6/2022, Lampiran VI.A.9 (p. 116)",
        "superior_return_days": "PermenPANRB 6/2022, Lampiran VI.A.10 (p. 116)",
        "objection_days": "PermenPANRB 6/2022, Lampiran VI.B.2 (p. 117)",
        "decision_days": "PermenPANRB 6/2022, Lampiran VI.B.6 (p. 117)",
        "objection_calendar_days": "PP 30/2019 Pasal 59",
        "explanation_days": SILENT,
        "late_plan_days": SILENT,
        "returned_report_days": SILENT,
        "new_rating_days": SILENT,
        "head_follows": "SE MenPANRB 3/2023",
        "carry_over_periods": "PermenPANRB 6/2022, Lampiran p. 94 (f)",
    }
)
MARKS: Mapping[str, Mark] = MappingProxyType(
    {
        "most": "setting",
        "small_part": "setting",
        "distribution": "secondary",
        "small_unit": "setting",
        "results_of_head": "setting",
        "objection_calendar_days": "secondary",
        "explanation_days": "setting",
        "late_plan_days": "setting",
        "returned_report_days": "setting",
        "new_rating_days": "setting",
        "head_follows": "secondary",
        "carry_over_periods": "setting",
    }
)
"""What is no plain number of the law; an institution may set these otherwise."""


@dataclass(frozen=True)
class RuleNumbers:
    """The numbers in force. ``sources`` names, field by field, the rule each one comes from.

    Raises ValueError for a ``most`` below one half (two ratings could then both be "most"), a
    share outside 0 to 1, or a time to explain that is not shorter than the time to decide.
    """

    most: Fraction = Fraction(1, 2)
    """More than this share of all results is "most" (exclusive)."""
    small_part: Fraction = Fraction(1, 3)
    """Up to this share of the main results is "a small part" (inclusive)."""
    distribution: Mapping[str, tuple[Bound, ...]] = field(default_factory=lambda: DISTRIBUTION)
    small_unit: int = 10
    """With fewer people than this the distribution is only advice."""
    results_of_head: Mapping[str, str] = field(default_factory=lambda: RESULTS_OF_HEAD)
    legacy_weights: Mapping[str, tuple[int, int]] = field(default_factory=lambda: LEGACY_WEIGHTS)
    legacy_bands: tuple[LegacyBand, ...] = LEGACY_BANDS
    legacy_highest: Decimal = Decimal(120)
    credit_percent: Mapping[str, int] = field(default_factory=lambda: CREDIT_PERCENT)
    credit_coefficient: Mapping[str, Decimal] = field(default_factory=lambda: CREDIT_COEFFICIENT)
    credit_needed: Mapping[str, tuple[int, int | None]] = field(
        default_factory=lambda: CREDIT_NEEDED
    )
    delivery_days: int = 14
    """D7: working days from signing to delivery."""
    return_days: int = 14
    """D8: working days from receipt to the employee's signature."""
    authority_days: int = 30
    """D9: working days from the end of the evaluation window to the competent authority."""
    superior_days: int = 14
    """D10: working days that a late rater's superior has, from the end of the evaluation window."""
    superior_delivery_days: int = 7
    """D11: working days from the superior's signing to delivery."""
    superior_return_days: int = 7
    """D11: working days from receipt to the employee's signature, where the superior rated."""
    objection_days: int = 14
    """D12: working days from receipt to the objection."""
    decision_days: int = 7
    """D13: working days from the objection to its decision."""
    explanation_days: int = 3
    """Working days that whoever rated has to explain the rating; the law is silent."""
    late_plan_days: int = 10
    """Working days to set the plan of a case that begins after D2; the law is silent."""
    returned_report_days: int = 5
    """Working days to mend a returned report; the law is silent."""
    new_rating_days: int = 5
    """Working days for a new rating once one was taken back; the law is silent."""
    objection_calendar_days: int = 14
    """Calendar days from receipt after which an objection is warned of as late under PP 30."""
    head_follows: HeadFollows = "must"
    """Whether the rating of results of a unit's head must be the unit's own result."""
    carry_over_periods: bool = False
    """Whether a quarter or month whose unit results are late takes those of the one before."""
    sources: Mapping[str, str] = field(default_factory=lambda: SOURCES)

    def __post_init__(self) -> None:
        if not Fraction(1, 2) <= self.most < 1:
            raise ValueError("most is a share from one half to less than the whole")
        if not 0 <= self.small_part <= 1:
            raise ValueError("small_part is a share from nothing to the whole")
        if self.explanation_days >= self.decision_days:
            raise ValueError("the time to explain ends before the objection has to be decided")


RULES = RuleNumbers()
