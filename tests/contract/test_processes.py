"""What the engine demands of every registered process."""

import inspect

import pytest
from django.utils.translation import override
from guardian.utils import get_user_obj_perms_model

from workflow_core.engine.checks import faults_of
from workflow_core.engine.diagram import page
from workflow_core.engine.machine import ways
from workflow_core.engine.models import Case, CaseUserObjectPermission
from workflow_core.engine.registry import definitions

PROCESSES = pytest.mark.parametrize("process", list(definitions()), ids=lambda one: one.name)


def arrows(process):
    return [way for by_source in ways(process.case_class).values() for way in by_source.values()]


@PROCESSES
def test_the_system_checks_find_no_fault(process):
    assert list(faults_of(process)) == []


@PROCESSES
def test_every_state_has_a_desk_or_is_an_end(process):
    left = {way.source for way in arrows(process) if way.targets != (way.source,)}

    for state in process.states:
        has_desk = process.flow.node_for(state) is not None
        assert has_desk == (state in left and state not in process.reopened_from), state


@PROCESSES
def test_every_move_has_its_words_and_says_who(process):
    for way in arrows(process):
        assert str(way.label), way.name
        assert way.doc, way.name
        assert list(way.by.parts()), way.name
        assert str(way.told) % {"actor": "Somebody"}, way.name


@PROCESSES
def test_every_move_may_be_called_as_the_engine_calls_it(process):
    for way in arrows(process):
        method = inspect.unwrap(getattr(process.case_class, way.name))
        given = dict.fromkeys({*way.needs, *way.takes} - {"signature"})
        inspect.signature(method).bind(None, by=None, on_behalf_of=None, at=None, **given)


@PROCESSES
def test_the_documentation_names_every_state_and_move(process):
    text = page(process)

    for way in arrows(process):
        assert f"`{way.name}`" in text
    for state in process.states:
        assert f"`{state}`" in text


@PROCESSES
def test_a_condition_has_its_sentence(process):
    with override("en"):
        for way in arrows(process):
            for one in way.conditions:
                assert callable(one.sentence) or str(one.sentence).strip(), one


@PROCESSES
def test_guardian_keeps_the_rights_of_cases_by_foreign_key(process, db):
    assert get_user_obj_perms_model(Case) is CaseUserObjectPermission
    assert not process.case_class._meta.permissions
