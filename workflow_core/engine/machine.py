"""The only module that knows how the FSM library declares a move and how its machine is read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from inspect import unwrap
from typing import TYPE_CHECKING, Any, cast

from django_fsm import GET_STATE, transition

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from .models import Case
    from .rules import Rule

SAME = object()
"""Target of a move that leaves the state as it is."""


@dataclass(frozen=True)
class Choice:
    """A target that depends on the case: ``pick(case, **given)`` names one of ``states``."""

    pick: Callable[..., str]
    states: tuple[str, ...]


def choose(pick: Callable[..., str], *states: str) -> Choice:
    return Choice(pick, states)


@dataclass(frozen=True)
class Way:
    """One arrow of the machine: a move out of one state."""

    name: str
    source: str
    targets: tuple[str, ...]
    by: Rule
    conditions: tuple[Any, ...]
    label: object
    told: object
    needs: tuple[str, ...]
    takes: tuple[str, ...]
    never: tuple[Rule, ...]
    careful: bool
    doc: str


def move(
    *sources: str,
    to: Any,
    by: Rule,
    label: object,
    told: object,
    when: Sequence[Any] = (),
    needs: Sequence[str] = (),
    takes: Sequence[str] = (),
    never: Sequence[Rule] = (),
    careful: bool = False,
) -> Callable[[Callable[..., Any]], Any]:
    """Declare a move of a case.

    ``by`` says who may, ``never`` who may not in any capacity, ``when`` what must hold, ``needs``
    which data the mover gives along and ``takes`` what he may add; ``label`` is the button,
    ``told`` the sentence of the history; ``careful`` asks for a second look. Sources are listed one
    by one. The method's docstring is printed in the process's documentation.
    """

    def declare(method: Callable[..., Any]) -> Any:
        if not method.__doc__:
            raise TypeError(f"{method.__name__}: say in a docstring who does it and why")
        custom = {
            "label": label, "told": told, "needs": tuple(needs), "takes": tuple(takes),
            "never": tuple(never), "careful": careful,
        }  # fmt: skip
        wrapped: Any = method
        for source in sources:
            target = source if to is SAME else to
            if isinstance(to, Choice):
                target = GET_STATE(to.pick, states=list(to.states))
            wrapped = transition(
                "state",
                source,
                target,
                conditions=list(when),
                permission=cast("Any", by),
                custom=custom,
            )(wrapped)
        return wrapped

    return declare


def ways(case_class: type[Case]) -> dict[str, dict[str, Way]]:
    """The whole machine of a kind of case: move → source state → way, as they are declared."""
    return _ways(cast("Any", case_class))


@cache
def _ways(case_class: Any) -> dict[str, dict[str, Way]]:
    found: dict[str, dict[str, Way]] = {}
    arrows = list(case_class._meta.get_field("state").get_all_transitions(case_class))
    for one in sorted(arrows, key=lambda arrow: unwrap(arrow.method).__code__.co_firstlineno):
        found.setdefault(one.name, {})[str(one.source)] = read(one)
    return found


def read(one: Any) -> Way:
    """A transition of the FSM library in our words; what it does not state stays empty."""
    target = one.target
    targets = target.allowed_states if isinstance(target, GET_STATE) else [target]
    unstated = {
        "label": "", "told": "", "needs": (), "takes": (), "never": (), "careful": False
    }  # fmt: skip
    return Way(
        name=one.name,
        source=str(one.source),
        targets=tuple(map(str, targets)),
        by=one.permission,
        conditions=tuple(one.conditions),
        doc=" ".join((one.method.__doc__ or "").split()),
        **(unstated | one.custom),
    )


def ways_from(case_class: type[Case], state: str) -> Iterable[Way]:
    """The ways that lead out of a state, in the order in which the machine declares them."""
    for by_source in ways(case_class).values():
        if state in by_source:
            yield by_source[state]
