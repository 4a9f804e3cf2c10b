"""Every state is reached by real moves, and leaves a whole history and a right desk."""

import pytest

from processes.appraisal.state import State
from tests.appraisal_world import appraisal_at
from workflow_core.engine.chain import verify
from workflow_core.engine.models import WorkItem

pytestmark = pytest.mark.django_db

ENDS = (State.CLOSED, State.CANCELLED)


@pytest.mark.parametrize("state", State)
def test_every_state_is_reached_by_real_moves_and_waits_for_exactly_one(state):
    walk = appraisal_at(state)
    open_items = WorkItem.objects.filter(process=walk.case.pk, finished=None)
    assert open_items.count() == (0 if state in ENDS else 1)
    assert list(verify()) == []
