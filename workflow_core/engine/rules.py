"""Who may: each rule is written once and asked three ways.

Of one case (``rule.holds(case, standing)``), of all cases at once (``rule.q(standing)``), and
backwards: who is it (``rule.people(case)``). ``holds`` speaks of one capacity; ``q`` is for seeing,
and so joins those of all principals. What must hold of the document is a condition, with the
sentence its user reads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Exists, OuterRef, Q

from .standing import Standing

if TYPE_CHECKING:
    from .models import Case

NOBODY = Q(pk__in=[])


class Rule:
    """A predicate on a case and a person, with its bulk twin."""

    own = False
    """True where the rule makes somebody act as the subject of the case himself."""

    system = False
    """True where the deadline engine satisfies the rule."""

    def holds(self, case: Case, standing: Standing) -> bool:
        raise NotImplementedError

    def q(self, standing: Standing) -> Q:
        raise NotImplementedError

    def people(self, case: Case) -> list[int]:
        """The ids of those who satisfy the rule for this case, in a stable order."""
        raise NotImplementedError

    def parts(self) -> Iterable[Rule]:
        yield self

    def __call__(self, case: Case, person: Any) -> bool:
        """The form django-fsm asks for a transition's permission."""
        return self.holds(case, Standing(person))

    def __or__(self, other: Rule) -> AnyOf:
        return AnyOf((*self.parts(), *other.parts()))


@dataclass(frozen=True)
class Relation(Rule):
    """What a person is to a case: one column."""

    column: str
    own: bool = False

    def holds(self, case: Case, standing: Standing) -> bool:
        return bool(getattr(case, f"{self.column}_id") == standing.person.pk)

    def q(self, standing: Standing) -> Q:
        """The cases on which the person, or a principal he stands in for, is in this column."""
        people = [standing.person.pk, *([] if self.own else standing.principals)]
        return Q(**{f"{self.column}__in": people})

    def people(self, case: Case) -> list[int]:
        person_id = getattr(case, f"{self.column}_id")
        return [] if person_id is None else [person_id]

    def __str__(self) -> str:
        return self.column


@dataclass(frozen=True)
class Role(Rule):
    """A role held on a unit above or at the unit of the case (a ``Grant`` on the unit)."""

    codename: str

    def holds(self, case: Case, standing: Standing) -> bool:
        if standing.holds_everywhere(self.codename):
            return bool(case.institution_id == standing.person.institution_id)
        return case.unit_id in standing.units(self.codename)

    def q(self, standing: Standing) -> Q:
        """The cases on which the person, or a principal he stands in for, holds the role."""
        return reduce(or_, map(self._held_on, standing.capacities))

    def _held_on(self, standing: Standing) -> Q:
        if standing.holds_everywhere(self.codename):
            return Q(institution=standing.person.institution_id)
        return Q(unit__in=standing.units(self.codename))

    def people(self, case: Case) -> list[int]:
        from .models import Grant  # noqa: PLC0415 - models need rules for the machine

        return Grant.objects.holders(self.codename, case)

    def __str__(self) -> str:
        return self.codename


@dataclass(frozen=True)
class Granted(Rule):
    """An exceptional right on this one case, held in guardian and timed by its ``Grant``."""

    codename: str

    def holds(self, case: Case, standing: Standing) -> bool:
        from .models import Case as CaseRow  # noqa: PLC0415 - models need rules for the machine

        held = self._held_by([standing.person.pk])
        return CaseRow.objects.filter(held, pk=case.pk).exists()

    def q(self, standing: Standing) -> Q:
        """The cases on which the person, or a principal he stands in for, holds the right."""
        return self._held_by([standing.person.pk, *standing.principals])

    def _held_by(self, people: list[int]) -> Q:
        from .models import CaseUserObjectPermission, Grant  # noqa: PLC0415

        held = CaseUserObjectPermission.objects.filter(
            user__in=people, permission__codename=self.codename, content_object=OuterRef("pk")
        )
        timed = Grant.objects.active().filter(
            person=OuterRef("user"), codename=self.codename, case=OuterRef("content_object")
        )
        return Q(Exists(held.filter(Exists(timed))))

    def people(self, case: Case) -> list[int]:
        from .models import Grant  # noqa: PLC0415

        rows = Grant.objects.held_in(case.institution_id)
        rows = rows.filter(case=case.pk, codename=self.codename)
        return sorted(set(rows.values_list("person", flat=True)))

    def __str__(self) -> str:
        return self.codename


@dataclass(frozen=True)
class System(Rule):
    """The deadline engine; no person satisfies it."""

    system: bool = True

    def holds(self, case: Case, standing: Standing) -> bool:
        return False

    def q(self, standing: Standing) -> Q:
        return NOBODY

    def people(self, case: Case) -> list[int]:
        return []

    def __str__(self) -> str:
        return "system"


@dataclass(frozen=True)
class Mover(Rule):
    """Whoever made one of these moves on the case, at the keyboard or as the principal."""

    moves: tuple[str, ...]

    def holds(self, case: Case, standing: Standing) -> bool:
        return standing.person.pk in self.people(case)

    def q(self, standing: Standing) -> Q:
        from .models import Event  # noqa: PLC0415 - models need rules for the machine

        people = [standing.person.pk, *standing.principals]
        made = Event.objects.filter(
            Q(actor__in=people) | Q(on_behalf_of__in=people),
            case=OuterRef("pk"),
            transition__in=self.moves,
        )
        return Q(Exists(made))

    def people(self, case: Case) -> list[int]:
        made = case.events.filter(transition__in=self.moves)
        pairs = made.values_list("actor", "on_behalf_of")
        return sorted({pk for pair in pairs for pk in pair if pk is not None})

    def __str__(self) -> str:
        return f"whoever made {' or '.join(self.moves)}"


def mover(*moves: str) -> Mover:
    return Mover(moves)


@dataclass(frozen=True)
class AnyOf(Rule):
    """Any of several rules."""

    rules: tuple[Rule, ...]

    def parts(self) -> Iterable[Rule]:
        return self.rules

    def holds(self, case: Case, standing: Standing) -> bool:
        return any(rule.holds(case, standing) for rule in self.rules)

    def q(self, standing: Standing) -> Q:
        return reduce(or_, (rule.q(standing) for rule in self.rules))

    def people(self, case: Case) -> list[int]:
        return list(dict.fromkeys(pk for rule in self.rules for pk in rule.people(case)))

    def __str__(self) -> str:
        return ", ".join(map(str, self.rules))


system = System()

Predicate = TypeVar("Predicate", bound=Callable[..., bool])


def condition(sentence: object, *, lasting: bool = False) -> Callable[[Predicate], Predicate]:
    """Mark a predicate on a case; ``sentence`` is what its user reads while it does not hold.

    ``sentence`` is a text, or a function of the case where the reason names a date or a person.
    ``lasting``: once it fails there is nothing to wait for, so no button is shown, only the reason.
    """

    def mark(predicate: Predicate) -> Predicate:
        predicate.sentence = sentence  # type: ignore[attr-defined]
        predicate.lasting = lasting  # type: ignore[attr-defined]
        return predicate

    return mark


def sentence_of(predicate: Any, case: Case) -> str:
    """The sentence a user reads while ``predicate`` does not hold for ``case``."""
    sentence = predicate.sentence
    return str(sentence(case) if callable(sentence) else sentence)
