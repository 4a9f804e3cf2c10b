"""Each system check of a process fires on a toy broken in exactly that way."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.core.checks import Error
from django.db.models import TextChoices
from django.test.utils import isolate_apps
from django_fsm import transition

from tests.toy.definition import LeaveFlow
from tests.toy.models import Leave
from tests.toy.purchase import buyer, has_price
from workflow_core.engine.checks import check_processes, faults_of
from workflow_core.engine.deadlines import Deadline
from workflow_core.engine.machine import move
from workflow_core.engine.models import Case, WorkItem
from workflow_core.engine.nodes import StateFlow, StateTask, person
from workflow_core.engine.registry import Definition, definition_named


class State(TextChoices):
    OPEN = "open", "Open"
    DONE = "done", "Done"


def finish(source=State.OPEN, to=State.DONE, **stated):
    """A sound move; ``stated`` breaks it."""

    def method(self, **given):
        """Somebody finishes it."""

    method.__name__ = stated.pop("name", "finish")
    sound = {"by": buyer, "label": "Finish", "told": "%(actor)s finished it."}
    return move(source, to=to, **(sound | stated))(method)


def process(*moves, initial=State.OPEN, states=State, bases=(Case,), nodes=None, **body):
    """A definition around these moves, with a node for the open state."""
    named = {one.__name__: one for one in moves}
    with isolate_apps("tests.toy"):
        own = {"__module__": "tests.toy.models", "initial": initial, **body, **named}
        kind = type("Broken", bases, own)
    nodes = {"open": StateTask(State.OPEN, desk=person(buyer))} if nodes is None else nodes
    on = {"process_class": kind, "task_class": WorkItem, "__module__": "tests.toy.definition"}
    flow = type("BrokenFlow", (StateFlow,), on | nodes)
    return Definition(
        name="broken",
        label="Broken",
        states=states,
        case_class=kind,
        flow_class=flow,
        readers=buyer,
        begin_told="Opened.",
    )


def faults(definition):
    return {fault.id: fault.msg for fault in faults_of(definition)}


def test_a_sound_process_has_no_fault():
    assert faults(process(finish())) == {}


def test_every_registered_process_is_sound():
    assert check_processes() == []


def test_a_fault_of_a_registered_process_stops_the_checks(monkeypatch):
    broken = {"broken": process(finish(label=""))}
    monkeypatch.setattr("workflow_core.engine.registry._definitions", broken)

    [fault] = check_processes()

    assert isinstance(fault, Error)
    assert fault.msg.startswith("broken: finish")


def test_a_state_with_exits_but_no_node_is_found():
    again = finish(State.DONE, State.OPEN, name="again")
    assert "done" in faults(process(finish(), again))["engine.E001"]


def test_a_state_that_is_left_only_to_be_reopened_needs_no_node():
    again = finish(State.DONE, State.OPEN, name="again")
    assert faults(replace(process(finish(), again), reopened_from=(State.DONE,))) == {}


def test_a_node_without_exit_is_found():
    nodes = {
        "open": StateTask(State.OPEN, desk=person(buyer)),
        "done": StateTask(State.DONE, desk=person(buyer)),
    }
    assert "done" in faults(process(finish(), nodes=nodes))["engine.E002"]


def test_a_move_to_the_same_state_is_no_exit():
    stay = finish(to=State.OPEN)
    assert "open" in faults(process(stay))["engine.E002"]


def test_a_state_that_nothing_reaches_is_found():
    class More(TextChoices):
        OPEN = "open", "Open"
        DONE = "done", "Done"
        LOST = "lost", "Lost"

    assert "lost" in faults(process(finish(), states=More))["engine.E003"]


def test_a_target_that_is_no_state_is_found():
    assert "nowhere" in faults(process(finish(to="nowhere")))["engine.E004"]


def test_a_wildcard_source_is_found():
    assert "finish" in faults(process(finish(source="*")))["engine.E005"]


def test_a_move_that_does_not_say_who_is_found():
    assert "finish" in faults(process(finish(by=None)))["engine.E006"]


def test_a_bar_that_is_no_rule_is_found():
    assert "finish" in faults(process(finish(never=["rater"])))["engine.E006"]


@pytest.mark.parametrize("missing", ["label", "told"])
def test_a_move_without_its_words_is_found(missing):
    assert "finish" in faults(process(finish(**{missing: ""})))["engine.E007"]


def test_a_transition_declared_past_the_engine_is_found():
    @transition("state", State.OPEN, State.DONE)
    def finish(self):
        pass

    assert {"engine.E006", "engine.E007"} <= faults(process(finish)).keys()


def test_a_condition_without_a_sentence_is_found():
    bare = finish(when=[lambda case: True])
    assert "finish" in faults(process(bare))["engine.E008"]


def test_a_signature_without_a_document_is_found():
    assert "finish" in faults(process(finish(needs=["signature"])))["engine.E009"]


@pytest.mark.parametrize("asked", ["needs", "takes"])
def test_a_need_that_no_form_asks_for_is_found(asked):
    assert "colour" in faults(process(finish(**{asked: ["colour"]})))["engine.E010"]


def test_a_notice_of_no_move_is_found():
    told = replace(process(finish()), notices={"begin": [buyer], "vanish": [buyer]})
    assert "vanish" in faults(told)["engine.E011"]


def test_a_deadline_that_makes_no_move_of_the_process_is_found():
    late = Deadline("late", (State.OPEN,), lambda case: None, "vanish")
    assert "vanish" in faults(replace(process(finish()), deadlines=(late,)))["engine.E012"]


def test_a_deadline_on_a_state_from_which_its_move_does_not_lead_is_found():
    late = Deadline("late", (State.DONE,), lambda case: None, "finish")
    assert "done" in faults(replace(process(finish()), deadlines=(late,)))["engine.E013"]


def test_a_deadline_without_a_move_may_lie_on_any_state():
    late = Deadline("late", (State.OPEN,), lambda case: None)
    assert faults(replace(process(finish()), deadlines=(late,))) == {}


def test_permissions_on_the_child_are_found():
    meta = type("Meta", (), {"permissions": [("see", "May see")]})
    assert "engine.E014" in faults(process(finish(), Meta=meta))


def test_a_node_bound_to_no_state_is_found():
    nodes = {
        "open": StateTask(State.OPEN, desk=person(buyer)),
        "lost": StateTask("lost", desk=person(buyer)),
    }
    assert "lost" in faults(process(finish(), nodes=nodes))["engine.E015"]


def test_two_nodes_of_one_state_are_found():
    nodes = {
        "open": StateTask(State.OPEN, desk=person(buyer)),
        "again": StateTask(State.OPEN, desk=person(buyer)),
    }
    assert "open" in faults(process(finish(), nodes=nodes))["engine.E016"]


def test_an_initial_state_that_waits_for_nobody_is_found():
    again = finish(State.DONE, State.OPEN, name="again")
    definition = process(finish(), again, initial=State.DONE)
    assert "engine.E017" in faults(replace(definition, reopened_from=(State.DONE,)))


def test_a_flow_that_runs_on_other_cases_is_found():
    assert "engine.E018" in faults(replace(process(finish()), flow_class=LeaveFlow))


def test_a_case_class_that_is_a_grandchild_is_found():
    with isolate_apps("tests.toy"):
        kind = type("Special", (Leave,), {"__module__": "tests.toy.models"})
    assert "engine.E019" in faults(replace(definition_named("leave"), case_class=kind))


def test_a_document_of_no_move_is_found():
    signed = replace(process(finish()), documents={"vanish": lambda case: {}})
    assert "vanish" in faults(signed)["engine.E020"]


def test_a_move_without_a_docstring_cannot_be_declared():
    with pytest.raises(TypeError, match="docstring"):
        move("open", to="done", by=buyer, label="Do", told="Done.")(lambda self: None)


def test_a_condition_keeps_the_sentence_it_is_given():
    assert has_price(SimpleNamespace(price=1))
    assert has_price.sentence == "Say what it costs."
