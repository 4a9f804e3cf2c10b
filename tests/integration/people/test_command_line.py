"""Who rates whom, resolved from dated rows: one person or all, by the same rule."""

import datetime as dt

import pytest

from tests.integration.people.conftest import TODAY
from tests.unit.people.workbooks import nip, person, staff_file, unit
from workflow_core.people.command_line import Line, line_of, lines
from workflow_core.people.models import Headship, Institution, Person, Unit
from workflow_core.people.services import add_official, appoint_head, open_posting
from workflow_core.people.staff_import import apply


@pytest.fixture
def regent(institution, staff):
    return add_official(
        institution,
        name="Bupati Demo",
        username="bupati",
        title="Bupati",
        unit=Unit.objects.get(code="U0"),
        by=None,
        starts=dt.date(2025, 2, 20),
    )


def test_the_line_runs_from_the_clerk_to_the_regent(institution, staff, regent):
    units = {one.code: one for one in Unit.objects.all()}
    assert lines(institution, TODAY) == {
        staff[1].pk: Line(regent, None, units["U1"]),
        staff[2].pk: Line(staff[1], regent, units["U2"]),
        staff[3].pk: Line(staff[2], staff[1], units["U2"]),
        staff[4].pk: Line(staff[2], staff[1], units["U2"]),
    }


def test_one_and_all_give_the_same_answer(institution, staff, regent):
    everybody = lines(institution, TODAY)
    assert {one.pk: line_of(one, TODAY) for one in staff.values()} == everybody


def test_without_a_regent_the_head_of_a_dinas_has_no_rater(institution, staff):
    line = lines(institution, TODAY)[staff[1].pk]
    assert (line.rater, line.superior_id, line.rater_id) == (None, None, None)


def test_the_regent_is_rated_by_nobody_and_appraised_by_nobody(institution, regent):
    assert regent.pk not in lines(institution, TODAY)
    assert line_of(regent, TODAY).rater is None


def test_a_unit_without_head_passes_upward(institution, staff):
    Headship.objects.filter(unit__code="U2").update(ends=TODAY - dt.timedelta(days=1))
    assert line_of(staff[3], TODAY).rater == staff[1]
    assert line_of(staff[3], TODAY - dt.timedelta(days=1)).rater == staff[2]


def test_a_past_day_has_its_own_line(institution, staff):
    appoint_head(Unit.objects.get(code="U2"), staff[4], starts=TODAY, by=None)
    assert line_of(staff[3], TODAY).rater == staff[4]
    assert line_of(staff[3], dt.date(2025, 1, 1)).rater == staff[2]


def test_before_the_first_position_there_is_no_line(institution, staff):
    assert line_of(staff[3], dt.date(2020, 1, 1)) == Line(None, None, None)


@pytest.mark.parametrize("status", Person.OUT_OF_SERVICE)
def test_who_needs_no_appraisal_is_left_out_and_rates_nobody(institution, staff, status):
    Person.objects.filter(pk=staff[2].pk).update(status=status)
    everybody = lines(institution, TODAY)
    assert staff[2].pk not in everybody
    assert everybody[staff[3].pk].rater == staff[1]


def test_study_assignment_is_kept_and_marked(institution, staff):
    Person.objects.filter(pk=staff[3].pk).update(status=Person.Status.STUDY)
    everybody = lines(institution, TODAY)
    assert (everybody[staff[3].pk].study, everybody[staff[4].pk].study) == (True, False)


def test_an_acting_position_elsewhere_does_not_move_the_line(institution, staff):
    open_posting(
        staff[3],
        Unit.objects.get(code="U1"),
        title="Plt. Sekretaris",
        starts=TODAY,
        by=None,
        kind="plt",
    )
    assert line_of(staff[3], TODAY).rater == staff[2]


def test_a_person_without_institution_has_no_line(db):
    system = Person.objects.create_superuser("admin", name="Admin")
    assert line_of(system, TODAY) == Line(None, None, None)


@pytest.mark.parametrize("size", [20, 200])
def test_the_lines_of_all_take_three_statements(db, django_assert_num_queries, size):
    place = Institution.objects.create(code="n", name="N")
    people = [person(number, f"U{number % 7}") for number in range(1, size + 1)]
    units = [unit("U0", "", nip(7)), *(unit(f"U{n}", "U0", nip(n)) for n in range(1, 7))]
    assert apply(place, staff_file(people, units), by=None, on=TODAY).applied
    with django_assert_num_queries(3):
        found = lines(place, TODAY)
        assert all(line.rater.name for person, line in found.items() if line.rater)
    assert len(found) == size


def test_one_line_takes_three_statements(staff, django_assert_num_queries):
    with django_assert_num_queries(3):
        line_of(staff[3], TODAY)
