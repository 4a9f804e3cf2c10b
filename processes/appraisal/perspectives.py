"""Whose plan is written by the four perspectives, budget among them.

They are for high officials (JPT) and heads of independent units.
Source: PermenPANRB 6/2022, Lampiran p. 29.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow_core.calendar import clock
from workflow_core.people.models import Person, Posting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workflow_core.people.command_line import Line

HIGH_OFFICES = ("1", "2")
"""How the national codes of echelons I and II begin."""


def bound_to_them(lines: Mapping[int, Line], heads: set[tuple[int, int | None]]) -> set[int]:
    """Of these people, by id, the heads who must write by perspective.

    They are those of echelon I and II, and those whom the head of the region rates himself: only he
    is an official without NIP. ``heads`` are (person, unit). One statement.
    """
    leading = {pk: line for pk, line in lines.items() if (pk, line.unit_id) in heads}
    posts = Posting.objects.on(clock.today()).filter(person__in=leading)
    echelons = dict(posts.exclude(echelon="").values_list("person_id", "echelon"))
    return {
        pk
        for pk, line in leading.items()
        if echelons.get(pk, "").startswith(HIGH_OFFICES)
        or (line.rater is not None and line.rater.kind == Person.Kind.OFFICIAL)
    }
