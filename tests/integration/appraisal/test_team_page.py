"""The list of the people one rates."""

import pytest
from django.core.cache import cache

from processes.appraisal import cycles
from processes.appraisal.state import State
from tests.appraisal_world import (
    JANUARY,
    NEXT_JANUARY,
    Walk,
    appraisal_at,
    build_cycle,
    build_world,
    deputise,
    someone,
)
from workflow_core.calendar import clock

from .page_tools import enter, nothing_written, statements, text_of

pytestmark = pytest.mark.django_db
TEAM = "/appraisal/team/"


@pytest.fixture(autouse=True)
def _no_memory():
    cache.clear()


def test_rater_and_superior_see_state_holder_and_predicate_of_their_people():
    walk = appraisal_at(State.RATED)
    with clock.at(NEXT_JANUARY):
        for who in (walk.w.rater, walk.w.superior):
            client = enter(who)
            with nothing_written():
                page = text_of(client.get(TEAM))
            for shown in (
                "Pegawai",
                "Rated, not yet delivered",
                "Kepala Bidang",
                "Good",
                "Tahun 2026",
            ):
                assert shown in page


def test_others_see_no_team():
    walk = appraisal_at(State.RATED)
    with clock.at(NEXT_JANUARY):
        for who in (walk.w.employee, walk.w.stranger, walk.w.hr):
            page = text_of(enter(who).get(TEAM))
            assert "Nobody yet" in page
            assert f'href="{TEAM}"' not in page
        assert f'href="{TEAM}"' in text_of(enter(walk.w.rater).get("/"))


def test_the_predicate_stays_hidden_from_an_employee_who_deputises_for_his_rater():
    walk = appraisal_at(State.RATED)
    deputise(walk.w, walk.w.rater, walk.w.employee)
    with clock.at(NEXT_JANUARY):
        page = text_of(enter(walk.w.employee).get(TEAM))
        assert "Pegawai" in page
        assert "Good" not in page
    walk.move("deliver", walk.w.rater, NEXT_JANUARY)
    with clock.at(NEXT_JANUARY):
        assert "Good" in text_of(enter(walk.w.employee).get(TEAM))


def test_cancelled_appraisals_and_closed_cycles_are_left_out():
    walk = appraisal_at(State.CANCELLED)
    with clock.at(JANUARY):
        assert "Nobody yet" in text_of(enter(walk.w.rater).get(TEAM))


def test_the_list_costs_the_same_for_one_and_for_two_hundred_people():
    w = build_world()
    cycle = build_cycle(w)
    Walk(w, cycle)
    with clock.at(JANUARY):
        client = enter(w.rater)
        few = statements(client, TEAM)
        for number in range(199):
            someone(w, f"p{number}", w.bidang)
        for _progress in cycles.launch(cycle, by=w.hr):
            pass
        assert text_of(client.get(TEAM)).count('<th scope="row">') == 200
        assert statements(client, TEAM) == few <= 15
