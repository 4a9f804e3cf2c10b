"""What the system could not do is kept for HR, until the case moves."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.engine_world import DAY, purchase_at
from workflow_core.engine import deadlines, engine
from workflow_core.engine.grants import grant
from workflow_core.engine.incidents import incidents_for
from workflow_core.engine.models import Incident
from workflow_core.engine.registry import definition_named
from workflow_core.engine.standing import Standing
from workflow_core.people.models import Unit


@pytest.fixture
def due():
    return timezone.now() + DAY


@pytest.fixture
def waiting(office, due):
    return purchase_at(office, "checking", check_due_at=due)


@pytest.fixture
def refusing(monkeypatch):
    """The door refuses what the sweep tries."""

    def refuse(case, name, **options):
        raise engine.NotReady(["There is nobody above."])

    monkeypatch.setattr(deadlines, "perform", refuse)


def seen_by(person):
    return [(one.code, one.sentence, one.tries) for one in incidents_for(Standing(person))]


def test_a_refused_move_is_kept_with_its_reason(office, waiting, due, refusing):
    list(deadlines.run(due))

    assert seen_by(office.hr) == [("check", "There is nobody above.", 1)]


def test_each_further_try_is_counted(office, waiting, due, refusing):
    list(deadlines.run(due))
    list(deadlines.run(due + DAY))

    assert seen_by(office.hr) == [("check", "There is nobody above.", 2)]


def test_an_error_is_kept_without_what_only_programmers_read(office, waiting, due, monkeypatch):
    monkeypatch.setattr(deadlines, "perform", lambda *args, **options: 1 / 0)

    list(deadlines.run(due))

    [(_code, sentence, _tries)] = seen_by(office.hr)
    assert "zero" not in sentence


def test_a_rehearsal_keeps_nothing(office, waiting, due, refusing):
    list(deadlines.run(due, dry_run=True))

    assert not Incident.objects.exists()


def test_whoever_was_faster_is_no_incident(office, waiting, due, monkeypatch):
    def overtaken(case, name, **options):
        raise engine.Conflict(case)

    monkeypatch.setattr(deadlines, "perform", overtaken)

    list(deadlines.run(due))

    assert not Incident.objects.exists()


def test_it_is_gone_when_somebody_moves_the_case(office, waiting, due, refusing):
    list(deadlines.run(due))

    engine.perform(waiting, "send_back", by=office.approver, reason="Which?")

    assert seen_by(office.hr) == []


def test_it_is_gone_when_a_further_try_succeeds(office, waiting, due, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(deadlines, "perform", lambda *args, **options: 1 / 0)
        list(deadlines.run(due))

    with_time_over = deadlines.clock.at(due)
    with with_time_over:
        outcome = deadlines.try_again(type(waiting).objects.get(pk=waiting.pk))

    assert outcome.fault == ""
    assert seen_by(office.hr) == []


def test_only_hr_of_the_cases_unit_sees_it(office, waiting, due, refusing):
    other = Unit.objects.create(
        institution=office.institution, parent=office.root, code="2", name="Other"
    )
    grant(person=office.stranger, codename="hr", unit=other, source="decree")
    grant(person=office.examiner, codename="hr", unit=office.unit, source="decree")

    list(deadlines.run(due))

    assert seen_by(office.stranger) == seen_by(office.outsider) == []
    assert len(seen_by(office.examiner)) == 1


def test_an_alarm_is_raised_once_for_a_clock_that_moves_nothing(office, due, monkeypatch):
    purchase_at(office, "deciding", check_due_at=due)
    alarm = deadlines.Deadline(
        "late", ("deciding",), lambda case: case.check_due_at, alarm=lambda case: "Nobody decides."
    )
    clocks = definition_named("purchase").deadlines_by_state
    monkeypatch.setitem(clocks, "deciding", [alarm])

    assert list(deadlines.run(due)) == list(deadlines.run(due + DAY)) == []

    assert seen_by(office.hr) == [("late", "Nobody decides.", 1)]


def test_what_is_known_is_not_noted_again(office, due, monkeypatch):
    for _number in range(3):
        purchase_at(office, "deciding", check_due_at=due)
    alarm = deadlines.Deadline(
        "late", ("deciding",), lambda case: case.check_due_at, alarm=lambda case: "Nobody decides."
    )
    clocks = definition_named("purchase").deadlines_by_state
    monkeypatch.setitem(clocks, "deciding", [alarm])
    list(deadlines.run(due))

    with CaptureQueriesContext(connection) as made:
        list(deadlines.run(due + DAY))

    assert len(seen_by(office.hr)) == 3
    assert not [one for one in made if one["sql"].startswith("INSERT")]
