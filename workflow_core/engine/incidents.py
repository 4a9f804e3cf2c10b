"""What the system could not do about a case when its clock ran out, kept for HR until it moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F, Q

from workflow_core.calendar import clock

from .models import Incident

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from .standing import Standing

HR = "hr"
"""The role that sees to incidents."""


def recall(cases: Iterable[Any]) -> None:
    """Tell these cases, in one statement, of which clocks HR knows already."""
    by_id = {case.pk: case for case in cases}
    for case in by_id.values():
        case.known_alarms = set()
    for pk, code in Incident.objects.open().filter(case__in=by_id).values_list("case", "code"):
        by_id[pk].known_alarms.add(code)


def is_known(case: Any, code: str) -> bool:
    """Whether HR knows of this clock, as far as was asked; what is open need not be noted again."""
    return code in getattr(case, "known_alarms", ())


def raise_alarm(case: Any, code: str, sentence: str) -> None:
    """Note once that a clock is over after which nothing happens by itself."""
    Incident.objects.bulk_create([_of(case, code, "", sentence)], ignore_conflicts=True)


def note_failure(case: Any, code: str, move: str, sentence: str) -> None:
    """Note that a move of the system failed; a further failure counts up the tries."""
    now = clock.now()
    known = Incident.objects.filter(case=case.pk, version=case.version, code=code)
    tried = {"tries": F("tries") + 1, "last_at": now, "sentence": sentence}
    if not known.update(**tried):
        rows = [_of(case, code, move, sentence)]
        Incident.objects.bulk_create(rows, ignore_conflicts=True)


def _of(case: Any, code: str, move: str, sentence: str) -> Incident:
    now = clock.now()
    return Incident(
        case_id=case.pk,
        institution_id=case.institution_id,
        version=case.version,
        code=code,
        move=move,
        sentence=sentence,
        first_at=now,
        last_at=now,
    )


def incidents_for(standing: Standing) -> QuerySet[Incident]:
    """The open incidents on the units on which this person is HR, oldest first."""
    found = Incident.objects.open().filter(institution=standing.person.institution_id)
    if not standing.holds_everywhere(HR):
        found = found.filter(Q(case__unit__in=standing.units(HR)))
    return found.order_by("first_at", "pk")
