"""Which processes run on the engine, and what each one brings along."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from .deadlines import Deadline
    from .models import Case, Event
    from .papers import Papers
    from .rules import Rule
    from .standing import Standing


@dataclass(frozen=True)
class Definition:
    """One process: its machine, its desks, its readers, and what its pages show.

    ``notices`` maps a move to the rules whose people are told of it, ``places`` leads those who
    cannot open the case itself to one of theirs, by person; ``documents`` maps a move that
    needs a signature to the function that renders what is signed; ``inputs`` maps a name in
    ``needs`` to the form fields that ask for it; ``previews`` maps a move to the function that
    gives, for a case and a reader, the panel above its form: what is decided on or signed;
    ``guide`` tells what follows from a move; ``withholds`` says of an event whether its reason is
    kept from a reader of the case; ``together`` reads at once what the deadlines of many cases ask.

    For the reader: ``asks`` says, by state, what whoever holds the case is to do (verb first, may
    name ``%(subject)s``), ``otherwise`` what happens where nobody does it; ``good_way`` names the
    moves of a case that goes well, which pages offer first. ``journey`` draws the map of a case
    from its events, ``counsel`` says what the state means for a reader, ``glance`` gives the panels
    that a person finds on his desk, from the rows of his own open cases, the most urgent first;
    ``brief`` says of a case what whoever moves several at once has to know of each.
    ``papers`` says what is printed of a case and which moves change it.
    """

    name: str
    label: object
    states: Any
    case_class: type[Case]
    flow_class: type[Any]
    readers: Rule
    begin_told: object
    version: int = 1
    notices: Mapping[str, Sequence[Rule]] = field(default_factory=dict)
    places: Callable[[Any], Mapping[int, int]] | None = None
    documents: Mapping[str, Callable[[Any], dict[str, Any]]] = field(default_factory=dict)
    inputs: Mapping[str, Any] = field(default_factory=dict)
    previews: Mapping[str, Callable[[Any, Any], Any]] = field(default_factory=dict)
    deadlines: Sequence[Deadline] = ()
    together: Callable[[Iterable[Any]], None] | None = None
    grants: Callable[[Any], set[tuple[int, str]]] | None = None
    withholds: Callable[[Any, Any, Any], bool] | None = None
    related: Sequence[str] = ()
    panels: Callable[[Any, Any], Sequence[Any]] | None = None
    reopened_from: Sequence[str] = ()
    guide: Mapping[str, object] = field(default_factory=dict)
    asks: Mapping[str, object] = field(default_factory=dict)
    otherwise: Mapping[str, object] = field(default_factory=dict)
    good_way: Sequence[str] = ()
    journey: Callable[[Any, Sequence[Event], Any], Any] | None = None
    counsel: Callable[[Any, Standing], Any] | None = None
    glance: Callable[[Standing, Sequence[Case]], Sequence[Any]] | None = None
    brief: Callable[[Any, Any], str] | None = None
    papers: Papers | None = None

    @cached_property
    def flow(self) -> Any:
        return self.flow_class.instance

    @cached_property
    def deadlines_by_state(self) -> dict[str, list[Deadline]]:
        found: dict[str, list[Deadline]] = {}
        for one in self.deadlines:
            for state in one.states:
                found.setdefault(str(state), []).append(one)
        return found

    def deadlines_of(self, state: str) -> list[Deadline]:
        return self.deadlines_by_state.get(str(state), [])

    def state_label(self, state: str) -> str:
        return str(self.states(state).label)


_definitions: dict[str, Definition] = {}


def register(definition: Definition) -> Definition:
    """Make a process known; twice under one name is an error."""
    if definition.name in _definitions:
        raise ValueError(f"{definition.name} is registered already")
    _definitions[definition.name] = definition
    return definition


def definitions() -> Iterable[Definition]:
    return _definitions.values()


def definition_named(name: str) -> Definition:
    return _definitions[name]


def definition_of(case_class: type[Case]) -> Definition:
    """The process of a kind of case; ``LookupError`` for a class that no process registered."""
    for definition in _definitions.values():
        if definition.case_class is case_class:
            return definition
    raise LookupError(f"{case_class.__name__} belongs to no registered process")


def readers_of(case_class: type[Case]) -> Rule:
    return definition_of(case_class).readers
