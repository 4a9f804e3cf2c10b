"""Nobody judges his own case, nor in another's name what he rated himself."""

import datetime as dt

import pytest

from processes.appraisal import cycles
from processes.appraisal.models import Appraisal
from processes.appraisal.state import State as S
from tests.appraisal_world import (
    JANUARY,
    NEXT_FEBRUARY,
    NEXT_JANUARY,
    WHEN,
    appraisal_at,
    build_cycle,
    build_world,
    deputise,
    ratings,
    signed,
    write_plan,
)
from workflow_core.calendar import clock
from workflow_core.engine import engine
from workflow_core.engine.errors import Forbidden
from workflow_core.engine.grants import grant
from workflow_core.engine.machine import ways
from workflow_core.engine.models import WorkItem

pytestmark = pytest.mark.django_db


def refused(walk, name, by, on_behalf_of=None, when=None, **given):
    with clock.at(when or WHEN[walk.case.state]), pytest.raises(Forbidden):
        engine.perform(walk.case, name, by=by, on_behalf_of=on_behalf_of, **given)
    return True


def test_the_rater_as_deputy_of_the_superior_cannot_decide_his_own_case():
    walk = appraisal_at(S.EXPLAINED)
    deputise(walk.w, walk.w.superior, walk.w.rater)
    assert refused(
        walk, "uphold", walk.w.rater, walk.w.superior, reason="x", signature=signed(walk.w.rater)
    )
    assert refused(
        walk, "change_result", walk.w.rater, walk.w.superior, reason="x", ratings=ratings()
    )
    with clock.at(NEXT_JANUARY):
        assert engine.available(walk.case, walk.w.rater) == []


def test_the_rater_as_deputy_of_the_superior_cannot_hear_his_own_case():
    walk = appraisal_at(S.OBJECTED)
    deputise(walk.w, walk.w.superior, walk.w.rater)
    assert refused(walk, "hear", walk.w.rater, walk.w.superior, statement="x")


def test_the_late_rater_cannot_rate_as_deputy_of_the_superior():
    walk = appraisal_at(S.ESCALATED)
    deputise(walk.w, walk.w.superior, walk.w.rater)
    assert refused(walk, "rate_as_superior", walk.w.rater, walk.w.superior, ratings=ratings())


def test_the_rater_as_deputy_cannot_set_the_plan_that_he_proposed_without_agreement():
    w = build_world()
    walk = appraisal_at(S.DRAFTING, w)
    with clock.at(JANUARY):
        write_plan(walk.case, w.employee)
    past = JANUARY + dt.timedelta(days=25)
    walk.move("propose_unsigned", w.rater, past, reason="Tidak menanggapi.")
    assert walk.case.reviewer == w.superior
    deputise(w, w.superior, w.rater)
    assert refused(walk, "set_plan", w.rater, when=past)
    assert refused(walk, "set_plan", w.rater, w.superior, when=past, signature=signed(w.rater))
    walk.move("set_plan", w.superior, past, sign=True)
    walk.case.plan_version.refresh_from_db()
    assert walk.case.plan_version.agreed is False


def test_the_employee_moves_his_own_case_in_nobody_elses_role():
    walk = appraisal_at(S.PROPOSED)
    deputise(walk.w, walk.w.rater, walk.w.employee)
    assert refused(
        walk, "set_plan", walk.w.employee, walk.w.rater, signature=signed(walk.w.employee)
    )
    grant(person=walk.w.employee, codename="hr", unit=walk.w.root, source="SK")
    assert refused(walk, "cancel", walk.w.employee, reason="x", reason_code="leave")


def test_nobody_signs_for_the_employee_not_even_his_deputy():
    walk = appraisal_at(S.RECEIVED)
    deputise(walk.w, walk.w.employee, walk.w.deputy)
    assert refused(walk, "accept", walk.w.deputy, walk.w.employee, signature=signed(walk.w.deputy))


def test_the_approver_does_not_approve_his_own_appraisal_but_the_substitute_does():
    w = build_world()
    cycle = build_cycle(w)
    with clock.at(WHEN[S.DRAFTING]):
        case = cycles.add_late_joiner(cycle, w.approver, by=w.hr)
    assert case.rater == w.regent
    assert case.superior is None
    assert case.approver == w.approver
    assert not engine.is_permitted(case, way("approve", S.ACCEPTED), w.approver)
    assert engine.is_permitted(case, way("approve", S.ACCEPTED), w.substitute)


def way(name, state):
    return ways(Appraisal)[name][state]


def test_an_objection_goes_one_level_up_when_the_superior_is_the_one_who_rated():
    """The superior stood in as rater: the case was transferred to him, then transferred back."""
    w = build_world()
    walk = appraisal_at(S.REPORTED, w)
    line = {"rater": w.superior.pk, "superior": w.regent.pk, "unit": w.bidang.pk, "decree": "SK 2"}
    walk.move("transfer", w.hr, NEXT_JANUARY, line=line, reason="Penilai pensiun.")
    walk.move("rate", w.superior, NEXT_JANUARY, ratings=ratings(), sign=True)
    line = {"rater": w.rater.pk, "superior": w.superior.pk, "unit": w.bidang.pk, "decree": "SK 3"}
    walk.move("transfer", w.hr, NEXT_JANUARY, line=line, reason="Penilai baru.")
    walk.move("deliver", w.hr, NEXT_JANUARY)
    walk.move("receive", w.employee, NEXT_JANUARY)
    walk.move("file_objection", w.employee, NEXT_JANUARY, objection={"grounds": "Keliru."})
    assert walk.case.in_charge == w.regent
    walk.move("explain", w.superior, NEXT_JANUARY, statement="Begini.")
    assert WorkItem.objects.get(process=walk.case.pk, finished=None).owner == w.regent
    assert refused(walk, "uphold", w.superior, reason="x", signature=signed(w.superior))


def test_the_one_who_asked_to_reopen_cannot_confirm_it():
    walk = appraisal_at(S.CLOSED)
    walk.move("request_reopen", walk.w.hr, WHEN[S.CLOSED], reason="Bukti tertinggal.")
    assert refused(walk, "confirm_reopen", walk.w.hr, reason="Benar.")
    walk.move("confirm_reopen", walk.w.hr2, WHEN[S.CLOSED], reason="Benar.")
    assert walk.case.state == S.REPORTED
    assert walk.case.reopened


def test_a_deputy_acts_in_the_name_of_his_principal_and_both_stand_in_the_history():
    walk = appraisal_at(S.ESCALATED)
    deputise(walk.w, walk.w.superior, walk.w.deputy)
    with clock.at(NEXT_FEBRUARY):
        event = engine.perform(
            walk.case, "rate_as_superior", by=walk.w.deputy, on_behalf_of=walk.w.superior,
            ratings=ratings(), signature=signed(walk.w.deputy),
        )  # fmt: skip
    assert (event.actor, event.on_behalf_of) == (walk.w.deputy, walk.w.superior)
    signature = walk.case.signatures.get(purpose="rate_as_superior")
    assert (signature.signer, signature.on_behalf_of) == (walk.w.deputy, walk.w.superior)
    walk.case.refresh_from_db()
    assert walk.case.rated_by == walk.w.superior


def test_a_deputy_who_rated_for_the_rater_does_not_decide_for_the_superior():
    walk = appraisal_at(S.REPORTED)
    w = walk.w
    deputise(w, w.rater, w.deputy)
    deputise(w, w.superior, w.deputy)
    with clock.at(NEXT_JANUARY):
        engine.perform(
            walk.case,
            "rate",
            by=w.deputy,
            on_behalf_of=w.rater,
            ratings=ratings(),
            signature=signed(w.deputy),
        )
    walk.move("deliver", w.rater, NEXT_JANUARY)
    walk.move("receive", w.employee, NEXT_JANUARY)
    walk.move("file_objection", w.employee, NEXT_JANUARY, objection={"grounds": "Keliru."})
    assert refused(walk, "hear", w.deputy, w.superior, statement="x")
    walk.move("hear", w.superior, NEXT_JANUARY, statement="Kedua pihak didengar.")
    assert refused(walk, "uphold", w.deputy, w.superior, reason="x", signature=signed(w.deputy))
    walk.move("uphold", w.superior, NEXT_JANUARY, reason="Cukup.", sign=True)
