"""Deadline day on one appraisal: thirty-two hands at once, a hundred times, on PostgreSQL."""

import pytest

from processes.appraisal import cycles
from processes.appraisal.models import Appraisal
from processes.appraisal.state import State as S
from tests.appraisal_world import JANUARY, Walk, appraisal_at, build_cycle, build_world, signed
from tests.concurrency.harness import Crowd, raised, returned
from workflow_core.calendar import clock
from workflow_core.engine import engine
from workflow_core.engine.chain import verify
from workflow_core.engine.models import Event, WorkItem

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

CROWD, ROUNDS = 32, 100


def set_or_return(case, rater):
    """Even hands set the plan, odd ones return it, all from the version that all of them saw."""

    def act(number):
        with clock.at(JANUARY):
            if number % 2:
                return engine.perform(
                    case, "return_plan", by=rater, reason="Lengkapi.", expected_version=case.version
                )
            return engine.perform(
                case, "set_plan", by=rater, signature=signed(rater), expected_version=case.version
            )

    return act


def test_of_thirty_two_who_set_or_return_one_plan_exactly_one_wins_a_hundred_times():
    walk = appraisal_at(S.PROPOSED)
    case, w = walk.case, walk.w
    with Crowd(CROWD) as crowd:
        for _round in range(ROUNDS):
            before = Event.objects.filter(case=case.pk).count()
            answers = crowd.at_once(set_or_return(case, w.rater))
            [won] = returned(answers)
            lost = raised(answers, engine.Conflict)
            assert len(lost) == CROWD - 1
            assert {(one.event.pk, one.event.actor, one.event.at) for one in lost} == {
                (won.pk, w.rater, won.at)
            }
            assert Event.objects.filter(case=case.pk).count() == before + 1
            assert WorkItem.objects.filter(process=case.pk, finished=None).count() == 1
            case.refresh_from_db()
            if case.state == S.EXECUTING:
                walk.move("revise_plan", w.employee, JANUARY, reason="Lagi.")
            walk.move("propose", w.employee, JANUARY, sign=True)
    assert list(verify()) == []


def test_the_same_key_thirty_two_times_is_one_effect_and_thirty_two_equal_answers():
    walk = appraisal_at(S.PROPOSED)
    case, rater = walk.case, walk.w.rater

    def act(number):
        with clock.at(JANUARY):
            return engine.perform(
                case,
                "set_plan",
                by=rater,
                key="satu",
                expected_version=case.version,
                signature=signed(rater),
            )

    with Crowd(CROWD) as crowd:
        answers = crowd.at_once(act)
    assert len({one.pk for one in returned(answers)}) == 1
    assert len(returned(answers)) == CROWD
    assert case.signatures.filter(purpose="set_plan").count() == 1
    assert list(verify()) == []


def test_a_late_joiner_added_by_many_at_once_gets_one_case():
    w = build_world()
    cycle = build_cycle(w)
    Walk(w, cycle)

    def act(number):
        with clock.at(JANUARY):
            return cycles.add_late_joiner(cycle, w.colleague, by=w.hr)

    with Crowd(8) as crowd:
        answers = crowd.at_once(act)
    assert len(returned(answers)) == 1
    assert Appraisal.objects.filter(cycle=cycle, subject=w.colleague).count() == 1
