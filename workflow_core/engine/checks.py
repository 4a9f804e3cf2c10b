"""What Django's system checks say about every registered process before anything runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.checks import Error, register

from .machine import Way, ways
from .models import Case, WorkItem
from .nodes import StateTask
from .registry import Definition, definitions
from .rules import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@register()
def check_processes(app_configs: Any = None, **kwargs: Any) -> list[Error]:
    """Judge every registered process; an error stops ``check``, ``migrate`` and the tests."""
    return [fault for definition in definitions() for fault in faults_of(definition)]


def faults_of(definition: Definition) -> Iterator[Error]:
    machine = ways(definition.case_class)
    arrows = [way for by_source in machine.values() for way in by_source.values()]
    for fault in (
        *_faults_of_states(definition, arrows),
        *_faults_of_desks(definition),
        *_faults_of_arrows(definition, arrows),
        *_faults_of_tables(definition, machine),
    ):
        number, text = fault
        yield Error(f"{definition.name}: {text}", id=f"engine.E{number:03}")


def _faults_of_states(definition: Definition, arrows: list[Way]) -> Iterator[tuple[int, str]]:
    states = {str(one) for one in definition.states}
    reachable = {definition.case_class.initial, *(one for way in arrows for one in way.targets)}
    left = {way.source for way in arrows if way.targets != (way.source,)}
    for state in sorted(states):
        node = definition.flow.node_for(state)
        if node is None and state in left and state not in definition.reopened_from:
            yield 1, f"state {state} has exits but no node: nobody's desk would show it"
        if node is not None and state not in left:
            yield 2, f"state {state} has a node but no exit"
        if state not in reachable:
            yield 3, f"state {state} is reached by no move"
    for stray in sorted((reachable | left) - states):
        yield 4, f"the machine names {stray}, which is no state"


def _faults_of_desks(definition: Definition) -> Iterator[tuple[int, str]]:
    flow, states = definition.flow_class, {str(one) for one in definition.states}
    bound = [node.state for node in definition.flow.nodes() if isinstance(node, StateTask)]
    for state in sorted(set(bound) - states):
        yield 15, f"a node is bound to {state}, which is no state"
    for state in sorted({one for one in bound if bound.count(one) > 1}):
        yield 16, f"two nodes are bound to state {state}"
    if definition.case_class.initial not in bound:
        yield 17, "a new case would wait for nobody: the initial state has no node"
    if (flow.process_class, flow.task_class) != (definition.case_class, WorkItem):
        yield 18, "the flow does not run on the process's own cases and the engine's work items"
    if Case not in definition.case_class.__bases__:
        yield 19, "the case class is no child of Case: the lock would miss the case row"


def _faults_of_arrows(definition: Definition, arrows: list[Way]) -> Iterator[tuple[int, str]]:
    for way in arrows:
        if way.source in {"*", "+"}:
            yield 5, f"{way.name} names its sources by a wildcard"
        if not all(isinstance(rule, Rule) for rule in (way.by, *way.never)):
            yield 6, f"{way.name} does not say who may make it"
        if not (way.label and way.told and way.doc):
            yield 7, f"{way.name} lacks a label, its sentence in the history, or a docstring"
        if any(not hasattr(one, "sentence") for one in way.conditions):
            yield 8, f"{way.name} has a condition without a sentence"
        if "signature" in way.needs and way.name not in definition.documents:
            yield 9, f"{way.name} needs a signature but has no document to sign"
        if unknown := {*way.needs, *way.takes} - known_inputs(definition):
            yield 10, f"{way.name} needs {sorted(unknown)}, which no form asks for"


def _faults_of_tables(definition: Definition, machine: Any) -> Iterator[tuple[int, str]]:
    for name in sorted(set(definition.notices) - {*machine, "begin"}):
        yield 11, f"notices are listed for {name}, which is no move"
    for deadline in definition.deadlines:
        if deadline.move and deadline.move not in machine:
            yield 12, f"deadline {deadline.code} makes {deadline.move}, which is no move"
        for state in deadline.states:
            if deadline.move and str(state) not in machine.get(deadline.move, {}):
                yield 13, f"deadline {deadline.code} cannot make {deadline.move} from {state}"
    for name in sorted(set(definition.documents) - machine.keys()):
        yield 20, f"a document is listed for {name}, which is no move"
    if definition.case_class._meta.permissions:
        yield 14, "grants are kept on the case row: the child declares no permissions of its own"


def known_inputs(definition: Definition) -> set[str]:
    """The names in ``needs`` and ``takes`` that a form can ask for."""
    return {"reason", "signature", *definition.inputs}
