"""Credit points (angka kredit) of a functional official from the predicate of a period."""

import math
from decimal import Decimal
from fractions import Fraction

from .rating import Predicate
from .rule_set import RULES, RuleNumbers

MONTHS_A_YEAR = 12


def credit_points(
    predicate: Predicate, months: int, grade: str, *, rules: RuleNumbers = RULES
) -> Decimal:
    """Return the points for ``months`` (0 to 12) in one ``grade`` with this predicate.

    Months / 12 x percentage of the predicate x yearly coefficient of the grade, computed exactly
    and rounded half up to two decimals. Whoever was promoted within the year gets one figure for
    each grade, never a sum. Raises ValueError for an unknown grade or predicate, or other months.
    Source: PerBKN 3/2023; coefficients of PermenPANRB 1/2023.
    """
    if grade not in rules.credit_coefficient:
        raise ValueError(f"{grade!r} is no grade of a functional position")
    if not 0 <= months <= MONTHS_A_YEAR:
        raise ValueError(f"a period has 0 to {MONTHS_A_YEAR} months, not {months}")
    part_of_year = Fraction(months, MONTHS_A_YEAR)
    percentage = Fraction(rules.credit_percent[Predicate(predicate)], 100)
    return _half_up(part_of_year * percentage * Fraction(rules.credit_coefficient[grade]))


def _half_up(points: Fraction) -> Decimal:
    return Decimal(math.floor(points * 100 + Fraction(1, 2))).scaleb(-2)
