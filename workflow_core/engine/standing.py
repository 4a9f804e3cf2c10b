"""In what standing a person comes to the door: himself, for whom, with which roles, now."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from workflow_core.calendar import clock
from workflow_core.people.models import Delegation, Person, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


class Standing:
    """What a person is at one instant, read from the database when first asked and not again.

    Made afresh for every request and every move: a right that has ended is gone with the next one.
    """

    def __init__(self, person: Any) -> None:
        self.person = person
        self.now = clock.now()

    @cached_property
    def principals(self) -> list[int]:
        """The ids of those the person stands in for at this instant."""
        rows = Delegation.objects.acting(self.now).filter(deputy=self.person)
        return sorted(set(rows.values_list("principal", flat=True)))

    @cached_property
    def stood_in_for(self) -> list[Standing]:
        """The standing of each principal, in the order of their ids."""
        if not self.principals:
            return []
        people = Person.objects.filter(pk__in=self.principals).order_by("pk")
        return [Standing(principal) for principal in people]

    @property
    def capacities(self) -> list[Standing]:
        """All in whose name the person may act: himself first."""
        return [self, *self.stood_in_for]

    def acting_for(self, principal: Any) -> Standing | None:
        """The capacity in which the person acts for ``principal`` (``None``: himself), if any."""
        if principal is None:
            return self
        found = (one for one in self.stood_in_for if one.person.pk == principal.pk)
        return next(found, None)

    @cached_property
    def _grants(self) -> list[tuple[str, int, bool]]:
        """Role, unit, and whether the unit is the topmost of the person's own institution."""
        return _grants_of([self.person], self.now)[self.person.pk]

    @property
    def roles(self) -> frozenset[str]:
        """The role codenames the person holds on any unit."""
        return frozenset(codename for codename, _unit, _topmost in self._grants)

    def holds_everywhere(self, codename: str) -> bool:
        """Whether the person holds the role on the topmost unit, so on every case he can see."""
        return any(held == codename and topmost for held, _unit, topmost in self._grants)

    @cached_property
    def _below(self) -> dict[int, frozenset[int]]:
        return units_below({unit for _held, unit, _topmost in self._grants})

    def units(self, codename: str) -> frozenset[int]:
        """The ids of the units on which the person holds this role, with those below them."""
        held = {unit for name, unit, _topmost in self._grants if name == codename}
        return frozenset(pk for unit in held for pk in self._below[unit]) if held else frozenset()


def _grants_of(people: Iterable[Any], now: datetime) -> dict[int, list[tuple[str, int, bool]]]:
    from .models import Grant  # noqa: PLC0415 - models need rules, rules need standing

    own = {person.pk: person.institution_id for person in people}
    found: dict[int, list[tuple[str, int, bool]]] = {pk: [] for pk in own}
    rows = Grant.objects.active(now).filter(person__in=list(own)).exclude(unit=None)
    columns = rows.values_list("person", "codename", "unit", "unit__parent", "unit__institution")
    for pk, held, unit, parent, institution in columns:
        found[pk].append((held, unit, parent is None and institution == own[pk]))
    return found


def standings_of(people: Iterable[Any]) -> list[Standing]:
    """The standings of many people, with the roles and units of all read in two statements."""
    found = [Standing(person) for person in people]
    if found:
        grants = _grants_of([one.person for one in found], found[0].now)
        below = units_below({unit for held in grants.values() for _name, unit, _top in held})
        for one in found:
            one._grants, one._below = grants[one.person.pk], below
    return found


def units_below(roots: Iterable[int]) -> dict[int, frozenset[int]]:
    """For each unit its own id and those of all units below it, in one query over the tree."""
    below: dict[int, set[int]] = {root: set() for root in roots}
    if below:
        tree = Unit.objects.with_tree_fields().filter(
            institution__in=Unit.objects.filter(pk__in=below).values("institution")
        )
        for unit in tree:
            for root in below.keys() & set(unit.tree_path):
                below[root].add(unit.pk)
    return {root: frozenset(units) for root, units in below.items()}
