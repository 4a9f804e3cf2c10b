"""Whose results make how many credit points, grade by grade, and what a promotion asks for.

A month belongs to the functional post held on its first day; whoever was promoted within the
period gets a line for each grade, never a sum over both.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from workflow_core.people.models import Posting

from .credit import MONTHS_A_YEAR, credit_points
from .models import Appraisal, Cycle
from .rating import Predicate
from .rule_set import RULES
from .rule_sets import rules_of
from .state import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

FUNCTIONAL = (Posting.PositionKind.FUNCTIONAL, Posting.PositionKind.DOUBLE)
GRADE = re.compile(
    r"\b(" + "|".join(RULES.credit_coefficient).replace(" ", r"\s+") + r")\s*$", re.IGNORECASE
)
"""The grade stands at the end of a functional post's name: "Guru Ahli Muda"."""
MONTHS: dict[str, int] = {
    Cycle.Kind.ANNUAL: MONTHS_A_YEAR,
    Cycle.Kind.QUARTERLY: 3,
    Cycle.Kind.MONTHLY: 1,
}
"""How many months a period can have at most, whatever dates it was given."""
UNREAD = "?"
"""A functional post whose name ends in no grade ("Kepala SD Negeri 1")."""


@dataclass(frozen=True)
class CreditLine:
    """The points of one grade from one closed result; annual ones count, periodic ones inform."""

    case: Appraisal
    predicate: Predicate
    grade: str
    months: int
    points: Decimal

    @property
    def is_annual(self) -> bool:
        return bool(self.case.cycle.is_annual)

    @property
    def percent(self) -> int:
        return rules_of(self.case).credit_percent[self.predicate]

    @property
    def coefficient(self) -> Decimal:
        return rules_of(self.case).credit_coefficient[self.grade]


@dataclass(frozen=True)
class Account:
    """What a person has gathered in one grade, beside what rank and grade ask for."""

    grade: str
    points: Decimal
    for_rank: int
    for_grade: int | None


@dataclass(frozen=True)
class Credits:
    """A person's points. ``gaps``: closed results that make none, each with why (a code)."""

    lines: list[CreditLine]
    gaps: list[tuple[Appraisal, str]]

    @property
    def annual(self) -> list[CreditLine]:
        return [one for one in self.lines if one.is_annual]

    @property
    def periodic(self) -> list[CreditLine]:
        return [one for one in self.lines if not one.is_annual]

    @property
    def accounts(self) -> list[Account]:
        """Only annual results are added up, and only within a grade."""
        sums: dict[str, Decimal] = {}
        for one in self.annual:
            sums[one.grade] = sums.get(one.grade, Decimal(0)) + one.points
        return [Account(grade, sums[grade], *RULES.credit_needed[grade]) for grade in sums]


def grade_of(posting: Any) -> str:
    """The grade of a functional position; empty for another one, ``UNREAD`` if it is not named."""
    if posting.position_kind not in FUNCTIONAL:
        return ""
    found = GRADE.search(posting.title)
    return " ".join(found[1].split()).title() if found else UNREAD


def months_by_grade(
    postings: Iterable[Any], starts: dt.date, ends: dt.date, most: int = MONTHS_A_YEAR
) -> dict[str, int]:
    """How many months of a period (at most ``most``) somebody held each grade, oldest first."""
    held = sorted(postings, key=lambda one: one.starts)
    found: Counter[str] = Counter()
    for first in _first_days(starts, ends)[:most]:
        on = [
            one for one in held if one.starts <= first and (one.ends is None or one.ends >= first)
        ]
        if on and (grade := grade_of(on[-1])):
            found[grade] += 1
    return dict(found)


def _first_days(starts: dt.date, ends: dt.date) -> list[dt.date]:
    """The days that stand for the months of a period; its own first day for the month it begins."""
    days: list[dt.date] = []
    day = starts
    while day <= ends and len(days) < MONTHS_A_YEAR:
        days.append(day)
        day = (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    return days


def closed_results(people: Iterable[int]) -> Any:
    """The closed results of these people, the newest first."""
    found = Appraisal.objects.filter(subject__in=list(people), state=State.CLOSED)
    return found.select_related("cycle__rule_set", "subject", "unit").order_by(
        "-cycle__starts", "-pk"
    )


def credits_of(cases: Sequence[Appraisal]) -> Credits:
    """The credit points of closed results; one statement for all their people's positions."""
    postings = _postings({one.subject_id for one in cases if one.subject_id})
    found = Credits([], [])
    for case in cases:
        _count(case, postings.get(case.subject_id or 0, []), found)
    return found


def _count(case: Appraisal, postings: Iterable[Any], found: Credits) -> None:
    cycle = case.cycle
    months = months_by_grade(postings, cycle.starts, cycle.ends, MONTHS[cycle.kind])
    known = {grade: count for grade, count in months.items() if grade != UNREAD}
    predicate, rules = Predicate(case.predicate), rules_of(case)
    found.lines.extend(
        CreditLine(
            case, predicate, grade, count, credit_points(predicate, count, grade, rules=rules)
        )
        for grade, count in known.items()
    )
    if not known:
        found.gaps.append((case, "unread" if months else "not_functional"))


def _postings(people: set[int]) -> Mapping[int, list[Any]]:
    rows = Posting.objects.filter(person__in=people, kind=Posting.Kind.DEFINITIVE)
    found: dict[int, list[Any]] = {}
    for one in rows.order_by("starts"):
        found.setdefault(one.person_id, []).append(one)
    return found


def annual_results(institution: Any, year: int) -> Any:
    """The closed annual results of an institution in a year, by name."""
    found = Appraisal.objects.filter(
        Q(institution=institution), cycle__year=year, cycle__kind=Cycle.Kind.ANNUAL
    )
    found = found.filter(state=State.CLOSED).select_related("cycle__rule_set", "subject", "unit")
    return found.order_by("subject__name", "pk")


def years_with_results(institution: Any) -> list[int]:
    """The years of an institution's annual cycles, the newest first."""
    rows = Cycle.objects.filter(institution=institution, kind=Cycle.Kind.ANNUAL).order_by("-year")
    return list(dict.fromkeys(rows.values_list("year", flat=True)))
