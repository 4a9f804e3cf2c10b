"""The generic pages show an appraisal in every state, to everybody concerned and to nobody else."""

import datetime as dt

import pytest

from processes.appraisal.state import State
from tests.appraisal_world import appraisal_at
from tests.integration.web.conftest import text_of
from workflow_core.calendar import clock
from workflow_core.engine.engine import available, last_event

ROLES = ["employee", "rater", "superior", "approver", "hr"]


@pytest.mark.django_db
@pytest.mark.parametrize("state", State)
def test_the_page_of_a_case_and_the_form_of_every_move_open_in_every_state(state, enter):
    walk = appraisal_at(state)
    case, address = walk.case, f"/cases/{walk.case.pk}/"
    with clock.at(last_event(case).at + dt.timedelta(hours=1)):
        for role in ROLES:
            person = getattr(walk.w, role)
            client = enter(person)
            page = text_of(client.get(address))
            for button in available(case, person):
                response = client.get(f"{address}{button.name}/")
                assert response.status_code == (422 if button.why else 200)
                assert (f'href="{address}{button.name}/"' in page) == button.enabled
        assert enter(walk.w.stranger).get(address).status_code == 404
