"""Study assignment (tugas belajar): what the regulation says about grades, time and dropping out.

Source: PermenPANRB 6/2022, Lampiran III.B (p. 62-65) and V.B.3 (p. 100, 103).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from .rating import Predicate

if TYPE_CHECKING:
    from collections.abc import Mapping

HIGHEST_GRADE = Decimal("4.00")
HUNDREDTH = Decimal("0.01")


class Programme(TextChoices):
    BACHELOR = "s1", _("Bachelor (S-1)")
    GRADUATE = "s2", _("Profession, master or doctorate (Profesi, S-2, S-3)")


class Place(TextChoices):
    """Where the studies are: the accreditation of the university, or abroad."""

    A = "a", _("University accredited A, programme at least C")
    B = "b", _("University accredited B, programme at least C")
    C = "c", _("University accredited C, programme at least B")
    ABROAD = "abroad", _("Abroad")


@dataclass(frozen=True)
class Grades:
    """From which grade point average (IPK) on the guide expects each predicate; below: poor."""

    very_good: Decimal
    good: Decimal
    needs_improvement: Decimal

    @property
    def band(self) -> tuple[Decimal, Decimal]:
        """The grades that mean "as expected": the band of “Baik”."""
        return self.good, self.very_good - HUNDREDTH

    @property
    def columns(self) -> list[str]:
        """The row as the regulation prints it, from very good to poor."""
        low, high = self.band
        below = self.needs_improvement
        return [
            f"{_comma(self.very_good)} – {_comma(HIGHEST_GRADE)}",
            f"{_comma(low)} – {_comma(high)}",
            f"{_comma(below)} – {_comma(low - HUNDREDTH)}",
            f"< {_comma(below)}",
        ]


def _comma(number: Decimal) -> str:
    return f"{number:.2f}".replace(".", ",")


def _grades(very_good: str, good: str, needs_improvement: str) -> Grades:
    return Grades(Decimal(very_good), Decimal(good), Decimal(needs_improvement))


GRADES: Mapping[tuple[Programme, Place], Grades] = MappingProxyType(
    {
        (Programme.BACHELOR, Place.A): _grades("3.51", "3.01", "2.76"),
        (Programme.BACHELOR, Place.B): _grades("3.61", "3.10", "2.76"),
        (Programme.BACHELOR, Place.C): _grades("3.71", "3.20", "2.76"),
        (Programme.BACHELOR, Place.ABROAD): _grades("3.51", "3.01", "2.76"),
        (Programme.GRADUATE, Place.A): _grades("3.51", "3.20", "3.00"),
        (Programme.GRADUATE, Place.B): _grades("3.61", "3.25", "3.00"),
        (Programme.GRADUATE, Place.C): _grades("3.71", "3.30", "3.00"),
        (Programme.GRADUATE, Place.ABROAD): _grades("3.51", "3.20", "3.00"),
    }
)
"""The guide's tables (p. 63); a rater may also go by the person's potential."""


def expected_of(average: Decimal, programme: Programme, place: Place) -> Predicate:
    """Return what the guide's table calls this grade point average (0 to 4).

    Raises ValueError for what is no average. A guide for setting targets, never a predicate by
    itself. Source: Lampiran III.B.5-6 (p. 63).
    """
    if not 0 <= average <= HIGHEST_GRADE:
        raise ValueError(f"a grade point average runs from 0 to {HIGHEST_GRADE}, not {average}")
    row = GRADES[Programme(programme), Place(place)]
    steps = (
        (row.very_good, Predicate.VERY_GOOD),
        (row.good, Predicate.GOOD),
        (row.needs_improvement, Predicate.NEEDS_IMPROVEMENT),
    )
    return next((found for low, found in steps if average >= low), Predicate.POOR)


DROP_OUT = (Predicate.POOR, Predicate.VERY_POOR)
"""The only predicates of whoever could not complete the studies (Lampiran p. 100, 103)."""


def after_drop_out(found: Predicate) -> Predicate:
    """Return the predicate of whoever did not complete the studies, from that of the two ratings.

    “Kurang” or “Sangat Kurang”, considering the behaviour: what the quadrant gives where it is one
    of the two, else “Kurang”. Source: Lampiran V.B.3 huruf (d) (p. 100, 103); how far the behaviour
    is considered is our reading.
    """
    return found if found in DROP_OUT else Predicate.POOR
