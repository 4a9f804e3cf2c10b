"""What stands in the way of a launch is listed before anything starts."""

import datetime as dt

import pytest

from tests.integration.people.conftest import TODAY
from tests.unit.people.workbooks import nip, person, staff_file, unit
from workflow_core.people.models import Headship, Institution, Person, Posting, Unit
from workflow_core.people.precheck import precheck
from workflow_core.people.services import add_official
from workflow_core.people.staff_import import apply


@pytest.fixture
def regent(institution, staff):
    root = Unit.objects.get(code="U0")
    return add_official(
        institution,
        name="Bupati Demo",
        username="bupati",
        title="Bupati",
        unit=root,
        by=None,
        starts=dt.date(2025, 2, 20),
    )


@pytest.fixture
def unit_two(staff):
    return Unit.objects.get(code="U2")


def found(institution, **who):
    return [
        (problem.code, problem.severity, problem.person or problem.unit)
        for problem in precheck(institution, TODAY, **who)
    ]


def test_a_complete_staff_has_nothing_to_report(institution, regent):
    assert precheck(institution, TODAY) == []


def test_without_a_regent_the_heads_of_dinas_are_listed(institution, staff):
    assert found(institution) == [
        ("no_rater", "error", staff[1]),
        ("unit_without_head", "warning", Unit.objects.get(code="U0")),
    ]


def test_every_sentence_names_whom_it_is_about(institution, staff):
    sentences = [problem.sentence for problem in precheck(institution, TODAY)]
    assert sentences == [
        "Pegawai 1 has no rater.",
        "“Unit U0” has no head: the head above rates.",
    ]


def test_a_unit_whose_head_is_on_leave_is_listed(institution, staff, regent, unit_two):
    Person.objects.filter(pk=staff[2].pk).update(status=Person.Status.UNPAID_LEAVE)
    assert found(institution) == [("head_absent", "warning", staff[2])]


def test_people_in_a_circle_are_listed_as_their_own_raters(institution, staff, regent, unit_two):
    other = Unit.objects.create(
        institution=institution, code="U3", name="Unit U3", parent=unit_two.parent
    )
    Posting.objects.filter(person=staff[3]).update(unit=other)
    Headship.objects.filter(unit=unit_two).update(person=staff[3])
    Headship.objects.create(unit=other, person=staff[2], starts=TODAY)
    own = [problem for problem in found(institution) if problem[0] == "own_rater"]
    assert {problem[2] for problem in own} == {staff[2], staff[3]}


def test_two_positions_on_one_day_are_listed(institution, staff, regent, unit_two):
    Posting.objects.create(
        person=staff[3],
        unit=unit_two,
        title="Lama",
        starts=dt.date(2023, 1, 1),
        ends=TODAY + dt.timedelta(days=9),
    )
    assert found(institution) == [("two_postings", "error", staff[3])]


def test_the_same_person_under_two_numbers_is_listed(institution, staff, regent):
    Person.objects.filter(pk=staff[4].pk).update(name=staff[3].name)
    assert found(institution) == [
        ("duplicate", "warning", staff[3]),
        ("duplicate", "warning", staff[4]),
    ]


def test_a_person_without_position_is_listed(institution, staff, regent):
    Posting.objects.filter(person=staff[4]).update(ends=TODAY - dt.timedelta(days=1))
    assert found(institution) == [("no_post", "warning", staff[4])]


def test_a_rater_below_pengawas_who_heads_no_unit_of_his_own_is_listed(
    institution, staff, regent, unit_two
):
    Headship.objects.filter(unit=unit_two).update(person=staff[4])
    assert found(institution) == []  # he heads the unit in which he works, like a school's head
    team = Unit.objects.create(institution=institution, code="U3", name="Tim", parent=unit_two)
    Headship.objects.filter(unit=unit_two).update(person=staff[2])
    Headship.objects.create(unit=team, person=staff[4], starts=TODAY)
    Posting.objects.filter(person=staff[3]).update(unit=team)
    assert found(institution) == [("rater_too_low", "warning", staff[4])]


def test_an_approver_who_takes_part_needs_a_substitute(institution, staff, regent):
    assert found(institution, approver=staff[1]) == [("approver_takes_part", "error", staff[1])]
    assert found(institution, approver=staff[1], substitute=staff[1])[0][1] == "error"
    assert found(institution, approver=staff[1], substitute=regent) == [
        ("approver_takes_part", "warning", staff[1])
    ]
    assert found(institution, approver=regent) == []


@pytest.mark.parametrize("size", [20, 200])
def test_the_check_takes_six_statements_however_many_people(db, django_assert_num_queries, size):
    place = Institution.objects.create(code="n", name="N")
    people = [person(number, f"U{number % 7}") for number in range(1, size + 1)]
    units = [unit("U0"), *(unit(f"U{n}", "U0", nip(n)) for n in range(1, 7))]
    assert apply(place, staff_file(people, units), by=None, on=TODAY).applied
    with django_assert_num_queries(6):
        assert precheck(place, TODAY)
