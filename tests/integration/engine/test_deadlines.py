"""What the system does when a clock is over."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests.engine_world import DAY, leave_at, purchase_at
from workflow_core.engine import deadlines, engine
from workflow_core.engine.deadlines import Outcome
from workflow_core.engine.models import Event, WorkItem
from workflow_core.engine.registry import definition_named


@pytest.fixture
def due():
    return timezone.now() + DAY


@pytest.fixture
def waiting(office, due):
    """A purchase that an approver has to check until ``due``."""
    return purchase_at(office, "checking", check_due_at=due)


def state_of(case):
    case.refresh_from_db()
    return case.state


def test_a_clock_that_is_over_makes_its_move(waiting, due):
    assert list(deadlines.run(due)) == [Outcome(waiting.pk, "check", "expire")]

    assert state_of(waiting) == "dropped"
    event = waiting.events.last()
    assert (event.actor, event.transition, event.at) == (None, "expire", due)


def test_a_clock_that_is_not_over_makes_none(waiting, due):
    assert list(deadlines.run(due - dt.timedelta(microseconds=1))) == []
    assert list(deadlines.run()) == []
    assert state_of(waiting) == "checking"


def test_a_rehearsal_says_what_would_be_done_and_does_nothing(waiting, due):
    assert list(deadlines.run(due, dry_run=True)) == [Outcome(waiting.pk, "check", "expire")]

    assert state_of(waiting) == "checking"


def test_a_second_run_finds_nothing_left_to_do(waiting, due):
    list(deadlines.run(due))

    assert list(deadlines.run(due)) == []
    assert Event.objects.filter(transition="expire").count() == 1


def test_a_move_that_keeps_the_state_is_made_once_a_run(office, due):
    purchase = purchase_at(office, "deciding", decision_due_at=due)

    assert [one.move for one in deadlines.run(due)] == ["remind"]
    assert list(deadlines.run(due)) == []
    assert purchase.events.filter(transition="remind").count() == 1


def test_being_late_without_consequence_moves_nothing(office, due):
    purchase = purchase_at(office, "deciding", check_due_at=due)

    assert WorkItem.objects.get(process=purchase.pk, finished=None).due_at == due
    assert list(deadlines.run(due)) == []


def test_a_clock_behind_one_without_consequence_is_heard_too(office, due):
    purchase_at(office, "deciding", check_due_at=due, decision_due_at=due + DAY)

    assert list(deadlines.run(due)) == []
    assert [one.code for one in deadlines.run(due + DAY)] == ["decide"]


def test_a_date_that_was_moved_is_obeyed_although_the_desk_shows_the_old_one(waiting, due):
    type(waiting).objects.filter(pk=waiting.pk).update(check_due_at=due + DAY)

    assert list(deadlines.run(due)) == []
    assert state_of(waiting) == "checking"


def test_a_process_without_deadlines_is_never_read(office, django_assert_num_queries):
    leave_at(office, "asked")

    with django_assert_num_queries(0):
        assert list(deadlines._overdue(definition_named("leave"), timezone.now())) == []


def test_many_cases_are_read_page_by_page(office, due):
    cases = [purchase_at(office, "checking", check_due_at=due) for _number in range(5)]
    definition = definition_named("purchase")

    found = list(deadlines._overdue(definition, due, page=2))

    assert [one.pk for one in found] == [one.pk for one in cases]


class TestOneFailingCase:
    """It is told and logged, and the others are moved."""

    @pytest.fixture
    def three(self, office, due):
        return [purchase_at(office, "checking", check_due_at=due) for _number in range(3)]

    def test_a_refused_move(self, three, due, monkeypatch):
        perform = engine.perform

        def refuse(case, name, **options):
            if case.pk == three[1].pk:
                raise engine.NotReady(["Not yet."])
            return perform(case, name, **options)

        monkeypatch.setattr(deadlines, "perform", refuse)

        assert [one.fault for one in deadlines.run(due)] == ["", "Not yet.", ""]
        assert [state_of(one) for one in three] == ["dropped", "checking", "dropped"]

    def test_an_error_in_the_move(self, three, due, monkeypatch, caplog):
        monkeypatch.setattr(deadlines, "perform", lambda *args, **options: 1 / 0)

        assert [one.fault for one in deadlines.run(due)] == ["error"] * 3
        assert "division by zero" in caplog.text

    def test_an_error_in_the_date(self, three, due, monkeypatch, caplog):
        failing = deadlines.Deadline("check", ("checking",), lambda case: 1 / 0, "expire")
        clocks = definition_named("purchase").deadlines_by_state
        monkeypatch.setitem(clocks, "checking", [failing])

        assert [one.fault for one in deadlines.run(due)] == ["error"] * 3


def test_a_case_that_somebody_moved_after_it_was_read_is_left_alone(
    office, waiting, due, monkeypatch
):
    read = deadlines._overdue

    def overtaken(definition, now):
        for case in read(definition, now):
            engine.perform(case, "send_back", by=office.approver, reason="Which?")
            yield case

    monkeypatch.setattr(deadlines, "_overdue", overtaken)

    [outcome] = deadlines.run(due)

    assert outcome.fault
    assert state_of(waiting) == "draft"


class TestCommand:
    def test_it_tells_what_it_did(self, waiting, due, capsys):
        call_command("run_deadlines", "--now", due.isoformat())

        told = capsys.readouterr().out
        assert f"case {waiting.pk}: check expire done" in told
        assert "1 moved, 0 failed" in told

    def test_a_time_without_zone_is_local(self, waiting, due, capsys):
        local = timezone.make_naive(due)

        call_command("run_deadlines", "--now", local.isoformat(), "--dry-run")

        assert "1 moved, 0 failed" in capsys.readouterr().out
        assert state_of(waiting) == "checking"


def test_what_an_older_calendar_reckoned_is_reckoned_anew_as_long_as_there_is_time(office, waiting):
    type(office.institution).objects.update(calendar_version=5)

    assert deadlines.refresh_for(0) is False

    type(office.institution).objects.update(calendar_version=6)
    assert deadlines.refresh_for(60) is True
    assert deadlines.refresh_for(0) is True, "nothing is left to do"


def test_a_rehearsal_of_what_fails_says_so_and_keeps_nothing(waiting, due, monkeypatch):
    failing = deadlines.Deadline("check", ("checking",), lambda case: 1 / 0, "expire")
    clocks = definition_named("purchase").deadlines_by_state
    monkeypatch.setitem(clocks, "checking", [failing])

    assert [one.fault for one in deadlines.run(due, dry_run=True)] == ["error"]
    assert not waiting.incidents.exists()


def test_a_rehearsal_raises_no_alarm(office, due, monkeypatch):
    purchase = purchase_at(office, "deciding", check_due_at=due)
    alarm = deadlines.Deadline(
        "late", ("deciding",), lambda case: case.check_due_at, alarm=lambda case: "Nobody decides."
    )
    clocks = definition_named("purchase").deadlines_by_state
    monkeypatch.setitem(clocks, "deciding", [alarm])

    assert list(deadlines.run(due, dry_run=True)) == []
    assert not purchase.incidents.exists()
