"""The same move on several cases: which may be offered, and how each one ends."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from workflow_core.engine.engine import perform
from workflow_core.engine.errors import Conflict, Refused
from workflow_core.engine.machine import Way, ways, ways_from
from workflow_core.engine.registry import Definition
from workflow_core.engine.rules import Role
from workflow_core.engine.standing import Standing

from .cases import full_title, visible_of
from .conflict import conflict_sentence
from .inputs import BUILT_IN
from .timeline import sentence

AT_MOST = 200


@dataclass(frozen=True)
class Offer:
    """A move that may be made on several cases of a list."""

    label: str
    href: str


@dataclass(frozen=True)
class Outcome:
    """How the move ended on one case."""

    title: str
    href: str
    text: str
    is_done: bool


@dataclass(frozen=True)
class Chosen:
    """A ticked case with the version that was seen; ``None`` where the list did not say."""

    pk: int
    version: int | None


def is_simple(way: Way) -> bool:
    """Whether one reason and one signature are all that a move needs, however many cases it is
    made on.
    """
    return set(way.needs) <= BUILT_IN.keys()


def way_named(definition: Definition, name: str) -> Way | None:
    """The move of this name, if it may be made in bulk; what it needs is the same from every
    state.
    """
    way = next(iter(ways(definition.case_class).get(name, {}).values()), None)
    return way if way and is_simple(way) else None


def offers(definition: Definition, state: str, standing: Standing) -> list[Offer]:
    """The moves out of a state that this person may make in bulk by a role he holds."""
    return [
        Offer(str(way.label), reverse("bulk", args=[definition.name, way.name]))
        for way in ways_from(definition.case_class, state)
        if is_simple(way) and _by_role(way, standing.roles)
    ]


def _by_role(way: Way, roles: frozenset[str]) -> bool:
    return any(isinstance(part, Role) and part.codename in roles for part in way.by.parts())


def read_chosen(values: Iterable[str]) -> list[Chosen]:
    """The ticked cases, each “id” or “id.version”, once each; what is no number is left out."""
    found: dict[int, Chosen] = {}
    for value in values:
        number, _dot, version = value.partition(".")
        if _is_number(number):
            seen = int(version) if _is_number(version) else None
            found.setdefault(int(number), Chosen(int(number), seen))
    return list(found.values())[:AT_MOST]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < len(str(2**62))


def chosen_cases(
    definition: Definition, chosen: Sequence[Chosen], standing: Standing
) -> dict[int, Any]:
    """Those of the ticked cases that this person may see, by id, in one statement."""
    found = visible_of(definition, standing).filter(pk__in=[one.pk for one in chosen])
    return {
        case.pk: case
        for case in found.select_related("institution", "subject", *definition.related)
    }


def perform_each(
    definition: Definition,
    name: str,
    chosen: Sequence[Chosen],
    *,
    standing: Standing,
    key: str,
    given: Mapping[str, Any],
) -> list[Outcome]:
    """Make the move on each case; one that is refused never stops the others. A repetition changes
    nothing.
    """
    cases = chosen_cases(definition, chosen, standing)
    return [
        _perform(
            definition,
            name,
            cases[one.pk],
            by=standing.person,
            version=one.version,
            key=f"{key}:{one.pk}",
            given=given,
        )
        for one in chosen
        if one.pk in cases
    ]


def _perform(
    definition: Definition,
    name: str,
    case: Any,
    *,
    by: Any,
    version: int | None,
    key: str,
    given: Mapping[str, Any],
) -> Outcome:
    title, href = full_title(case), reverse("case", args=[case.pk])
    try:
        event = perform(case, name, by=by, key=key, expected_version=version, **given)
    except Conflict as refused:
        return Outcome(title, href, _("Not done: %s") % conflict_sentence(refused), is_done=False)
    except Refused as refused:
        return Outcome(title, href, _("Not done: %s") % refused, is_done=False)
    return Outcome(title, href, sentence(event, definition), is_done=True)
