"""Queues: the work items of a role, on the units on which a person holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

if TYPE_CHECKING:
    from .standing import Standing


def in_queue(standing: Standing, codename: str) -> Q:
    """The items in the queue of a role, on the units on which the person holds it."""
    everywhere = Q(institution=standing.person.institution_id, queue=codename)
    if standing.holds_everywhere(codename):
        return everywhere
    return everywhere & Q(unit__in=standing.units(codename))


def is_in_queue(standing: Standing, codename: str, institution: int, unit: int | None) -> bool:
    """As ``in_queue``, of one item whose queue is that of the role."""
    if institution != standing.person.institution_id:
        return False
    return standing.holds_everywhere(codename) or unit in standing.units(codename)
