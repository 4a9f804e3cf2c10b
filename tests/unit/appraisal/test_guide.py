"""The help is whole: every state, every desk, every careful move."""

import pytest

from processes.appraisal.guide import (
    ASKS,
    CONSEQUENCES,
    CYCLE_ASKS,
    CYCLE_CONSEQUENCES,
    GOOD_WAY,
    HELP,
    PARTIES,
)
from processes.appraisal.models import Appraisal, Cycle
from processes.appraisal.state import CycleState, State
from workflow_core.engine.machine import ways
from workflow_core.engine.registry import definition_of


@pytest.mark.parametrize("state", State)
def test_a_state_says_what_it_means_what_the_employee_can_do_and_what_happens_otherwise(state):
    told = HELP[state]
    assert str(told.means)
    assert str(told.otherwise)
    assert str(told.can["employee"])
    assert set(told.can) <= set(PARTIES)


@pytest.mark.parametrize(("kind", "asks"), [(Appraisal, ASKS), (Cycle, CYCLE_ASKS)])
def test_every_desk_asks_for_something(kind, asks):
    definition = definition_of(kind)
    states = {one for one in definition.states if definition.flow.node_for(one)}
    assert {str(one) for one in states} == {str(one) for one in asks}


@pytest.mark.parametrize(("kind", "told"), [(Appraisal, CONSEQUENCES), (Cycle, CYCLE_CONSEQUENCES)])
def test_a_careful_move_tells_what_follows_from_it(kind, told):
    found = ways(kind)
    careful = {name for name in found if any(one.careful for one in found[name].values())}
    assert careful <= set(told) <= set(found)


def test_the_good_way_is_made_of_moves():
    assert set(GOOD_WAY) <= set(ways(Appraisal))
    assert len(CycleState) == len(CYCLE_ASKS) + 1
