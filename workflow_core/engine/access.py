"""One answer to "who may", for the door, the buttons, the drafts and the queues."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .machine import Way, ways_from
from .rules import Rule, sentence_of
from .standing import Standing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .models import Case


@dataclass(frozen=True)
class Button:
    """A move as its mover sees it: its name, whether it can be made now, and if not, why not.

    ``lasting``: the reason does not pass, so a page says it and shows no button.
    """

    name: str
    label: str
    enabled: bool
    why: str
    needs: tuple[str, ...]
    careful: bool
    on_behalf_of: Any = None
    lasting: bool = False


def available(case: Case, person: Any, standing: Standing | None = None) -> list[Button]:
    """The moves this person may make on the case, for himself and for those he stands in for.

    ``standing``: the person's, where the request has read it already.
    """
    case = case.coerced
    if not _belongs(case, person):
        return []
    standing = standing or Standing(person)
    found = list(ways_from(type(case), case.state))
    return [
        _button(case, way, acting.person if acting is not standing else None)
        for acting in standing.capacities
        for way in found
        if _may(case, way.by, standing, acting, way.never)
    ]


def _button(case: Case, way: Way, principal: Any) -> Button:
    failing = _failing(case, way)
    why = " ".join(sentence_of(one, case) for one in failing)
    lasting = any(getattr(one, "lasting", False) for one in failing)
    return Button(
        way.name, str(way.label), not why, why, way.needs, way.careful, principal, lasting
    )


def unmet(case: Case, way: Way) -> list[str]:
    """The sentences of the conditions that do not hold yet."""
    return [sentence_of(one, case) for one in _failing(case, way)]


def _failing(case: Case, way: Way) -> list[Any]:
    return [one for one in way.conditions if not one(case)]


def is_permitted(case: Case, way: Way, by: Any, on_behalf_of: Any = None) -> bool:
    """Whether this person, or the system (``by`` is ``None``), may make this move now."""
    if by is None:
        return on_behalf_of is None and any(part.system for part in way.by.parts())
    return is_admitted(case, way.by, by, on_behalf_of, never=way.never)


def is_admitted(
    case: Case, rule: Rule, by: Any, on_behalf_of: Any = None, *, never: Sequence[Rule] = ()
) -> bool:
    """Whether ``rule`` admits this person to this case now, for himself or for a principal.

    Nobody acts on his own case in another's role, not even as a deputy; whomever one of ``never``
    names, is admitted in no capacity; an inactive account and another institution's are not at all.
    """
    if not _belongs(case, by):
        return False
    standing = Standing(by)
    acting = standing.acting_for(on_behalf_of)
    return acting is not None and _may(case, rule, standing, acting, never)


def _belongs(case: Case, person: Any) -> bool:
    return bool(person.is_active and person.institution_id == case.institution_id)


def _may(
    case: Case, rule: Rule, standing: Standing, acting: Standing, never: Sequence[Rule]
) -> bool:
    himself = acting is standing
    movers = {standing.person.pk, acting.person.pk}
    if case.subject_id in movers:
        parts = [part for part in rule.parts() if part.own and himself]
    else:
        parts = [part for part in rule.parts() if himself or not part.own]
    return (
        acting.person.institution_id == case.institution_id
        and any(part.holds(case, acting) for part in parts)
        and not any(movers.intersection(barred.people(case)) for barred in never)
    )
