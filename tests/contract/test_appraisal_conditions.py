"""Move × condition: for every ``when=`` of the machine a case in which only that condition fails.

Each situation begins with a case brought to its state by real moves; then one thing is bent, and
the door must answer with exactly that condition's sentence.
"""

import datetime as dt
from types import SimpleNamespace

import pytest

from processes.appraisal import services, windows
from processes.appraisal.models import Appraisal, Cycle, Statement
from processes.appraisal.state import State as S
from tests.appraisal_world import (
    DECEMBER,
    FEBRUARY,
    JANUARY,
    LATE,
    NEXT_FEBRUARY,
    NEXT_JANUARY,
    Walk,
    appraisal_at,
    build_cycle,
    ratings,
    signed,
    someone,
    write_plan,
    write_report,
)
from workflow_core.calendar import clock
from workflow_core.engine import engine
from workflow_core.engine.errors import NotReady
from workflow_core.engine.machine import ways
from workflow_core.engine.rules import sentence_of
from workflow_core.people.models import Headship

pytestmark = pytest.mark.django_db


def columns(walk, **values):
    """Bend columns of the case behind the door."""
    Appraisal.objects.filter(pk=walk.case.pk).update(**values)


# Situations: each returns the walk, who moves, when.


def revision_after_the_evaluation_began(walk_to):
    walk = appraisal_at(S.EXECUTING)
    walk.move("revise_plan", walk.w.employee, FEBRUARY, reason="Tugas baru.")
    if walk_to == S.PROPOSED:
        walk.move("propose", walk.w.employee, FEBRUARY, sign=True)
    return walk


def propose_late_revision():
    walk = revision_after_the_evaluation_began(S.DRAFTING)
    return walk, walk.w.employee, DECEMBER


def propose_empty_plan():
    walk = appraisal_at(S.DRAFTING)
    return walk, walk.w.employee, JANUARY


def with_an_earlier_result(agreed_at):
    """A case beside a delivered one, whose rating may be taken over."""
    walk = appraisal_at(S.EXECUTING)
    other = someone(walk.w, "rekan-lain", walk.w.bidang)
    world = SimpleNamespace(**{**vars(walk.w), "employee": other})
    rated = appraisal_at(S.DELIVERED, world, walk.cycle, other).case
    columns(walk, earlier_rating=rated.current_rating, reuse_agreed_at=agreed_at)
    return walk, rated


def agree_twice_to_take_a_result_over():
    walk, _rated = with_an_earlier_result(agreed_at=FEBRUARY)
    return walk, walk.w.employee, FEBRUARY


def overturned(who):
    walk, rated = with_an_earlier_result(agreed_at=None if who == "employee" else FEBRUARY)
    Appraisal.objects.filter(pk=rated.pk).update(predicate="")
    return walk, getattr(walk.w, who), DECEMBER


def take_over_in_november():
    walk, _rated = with_an_earlier_result(agreed_at=FEBRUARY)
    return walk, walk.w.rater, DECEMBER - dt.timedelta(days=10)


def propose_unsigned_in_january():
    walk = appraisal_at(S.DRAFTING)
    with clock.at(JANUARY):
        write_plan(walk.case, walk.w.employee)
    return walk, walk.w.rater, JANUARY


def propose_unsigned_empty_plan():
    walk = appraisal_at(S.DRAFTING)
    return walk, walk.w.rater, FEBRUARY


def withdraw_what_the_rater_proposed():
    walk = appraisal_at(S.DRAFTING)
    with clock.at(FEBRUARY):
        write_plan(walk.case, walk.w.rater)
    walk.move("propose_unsigned", walk.w.rater, FEBRUARY, reason="Menolak.")
    return walk, walk.w.employee, FEBRUARY


def withdraw_with_remarks():
    walk = appraisal_at(S.PROPOSED)
    result = walk.case.plan_version.results.first()
    with clock.at(JANUARY):
        services.save_remarks(walk.case, by=walk.w.rater, remarks={result.pk: "Tambahkan."})
    return walk, walk.w.employee, JANUARY


def set_late_revision():
    walk = revision_after_the_evaluation_began(S.PROPOSED)
    return walk, walk.w.rater, DECEMBER


def escalate_plan_in_january():
    walk = appraisal_at(S.PROPOSED)
    return walk, None, JANUARY


def escalate_plan_twice():
    walk = appraisal_at(S.PROPOSED)
    walk.move("escalate_plan", None, FEBRUARY)
    return walk, None, FEBRUARY


def revise_in_december():
    walk = appraisal_at(S.EXECUTING)
    return walk, walk.w.employee, DECEMBER


def revise_in_a_quarter():
    walk = appraisal_at(S.EXECUTING)
    quarter = build_cycle(walk.w, Cycle.Kind.QUARTERLY)
    return Walk(walk.w, quarter), walk.w.employee, JANUARY


def drop_revision_in_february():
    walk = revision_after_the_evaluation_began(S.DRAFTING)
    return walk, None, FEBRUARY


def drop_the_first_draft():
    walk = appraisal_at(S.DRAFTING)
    return walk, None, DECEMBER


def written_report():
    walk = appraisal_at(S.EXECUTING)
    with clock.at(DECEMBER):
        write_report(walk.case, walk.w.employee)
    return walk


def report_in_november():
    walk = written_report()
    return walk, walk.w.employee, DECEMBER - dt.timedelta(days=10)


def report_after_the_window():
    walk = written_report()
    return walk, walk.w.employee, NEXT_JANUARY


def report_without_words():
    walk = appraisal_at(S.EXECUTING)
    return walk, walk.w.employee, DECEMBER


def miss_report_in_december():
    walk = appraisal_at(S.EXECUTING)
    return walk, None, DECEMBER


def return_report_on_the_last_day():
    walk = appraisal_at(S.REPORTED)
    with clock.at(NEXT_JANUARY):
        last = windows.rating_due(walk.case) - dt.timedelta(hours=1)
    return walk, walk.w.rater, last


def without_the_units_result(walk):
    walk.cycle.unit_results.all().delete()
    return walk


def rate_before_the_unit():
    walk = without_the_units_result(appraisal_at(S.REPORTED))
    return walk, walk.w.rater, NEXT_JANUARY


def rate_as_superior_before_the_unit():
    walk = without_the_units_result(appraisal_at(S.ESCALATED))
    return walk, walk.w.superior, NEXT_FEBRUARY


def change_result_before_the_unit():
    walk = without_the_units_result(appraisal_at(S.EXPLAINED))
    return walk, walk.w.superior, NEXT_JANUARY


def escalate_in_january():
    walk = appraisal_at(S.REPORTED)
    return walk, None, NEXT_JANUARY


def escalate_to_nobody():
    walk = appraisal_at(S.REPORTED)
    columns(walk, superior=None)
    return walk, None, NEXT_FEBRUARY


def escalate_further_at_once():
    walk = appraisal_at(S.ESCALATED)
    return walk, None, NEXT_FEBRUARY


def escalate_further_from_the_top():
    walk = appraisal_at(S.ESCALATED)
    Headship.objects.filter(person=walk.w.regent).update(ends=dt.date(2026, 12, 31))
    with clock.at(NEXT_FEBRUARY):
        late = windows.superior_due(walk.case)
    return walk, None, late


def final_result(state):
    walk = appraisal_at(state)
    columns(walk, final=True, rated_as_superior=True)
    return walk, walk.w.employee, NEXT_JANUARY


def waived(state):
    walk = appraisal_at(state)
    columns(walk, objection_waived_at=NEXT_JANUARY)
    return walk, walk.w.employee, NEXT_JANUARY


def after_the_objection_window(state):
    walk = appraisal_at(state)
    with clock.at(NEXT_JANUARY):
        over = windows.objection_due(walk.case)
    return walk, walk.w.employee, over


def decided_before(state, who="employee", when=NEXT_JANUARY):
    walk = appraisal_at(state)
    columns(walk, decided_at=NEXT_JANUARY)
    return walk, getattr(walk.w, who), when


def nobody_explained(walk):
    Statement.objects.filter(objection__appraisal=walk.case).delete()
    return walk, walk.w.superior, NEXT_JANUARY


def absence_too_early():
    walk = appraisal_at(S.DECIDED)
    return walk, None, NEXT_JANUARY


def lapse_too_early():
    walk = appraisal_at(S.RECEIVED)
    return walk, None, NEXT_JANUARY


def approve_while_an_objection_is_open():
    walk = appraisal_at(S.ACCEPTED)
    return walk, walk.w.approver, NEXT_JANUARY


def approve_an_unsigned_decision():
    walk = appraisal_at(S.DECIDED)
    return walk, walk.w.approver, NEXT_JANUARY


def close_while_the_cycle_is_open():
    walk = appraisal_at(S.APPROVED)
    return walk, walk.w.hr, LATE


def ask_twice():
    walk = appraisal_at(S.CLOSED)
    walk.move("request_reopen", walk.w.hr, LATE, reason="Bukti.")
    return walk, walk.w.hr2, LATE


def confirm_unasked():
    walk = appraisal_at(S.CLOSED)
    return walk, walk.w.hr2, LATE


SITUATIONS = {
    ("propose", "revision_is_in_time"): propose_late_revision,
    ("propose", "plan_is_complete"): propose_empty_plan,
    ("agree_reuse", "reuse_is_not_agreed_yet"): agree_twice_to_take_a_result_over,
    ("agree_reuse", "earlier_result_counts"): lambda: overturned("employee"),
    ("reuse_result", "earlier_result_counts"): lambda: overturned("rater"),
    ("reuse_result", "report_window_has_opened"): take_over_in_november,
    ("propose_unsigned", "plan_is_overdue"): propose_unsigned_in_january,
    ("propose_unsigned", "plan_is_complete"): propose_unsigned_empty_plan,
    ("withdraw", "employee_proposed"): withdraw_what_the_rater_proposed,
    ("withdraw", "no_remark_yet"): withdraw_with_remarks,
    ("set_plan", "revision_is_in_time"): set_late_revision,
    ("escalate_plan", "plan_is_overdue"): escalate_plan_in_january,
    ("escalate_plan", "escalation_is_possible"): escalate_plan_twice,
    ("revise_plan", "cycle_is_open"): revise_in_december,
    ("revise_plan", "cycle_is_annual"): revise_in_a_quarter,
    ("drop_revision", "evaluation_has_begun"): drop_revision_in_february,
    ("drop_revision", "a_version_is_in_force"): drop_the_first_draft,
    ("report", "report_window_has_opened"): report_in_november,
    ("report", "report_window_is_open"): report_after_the_window,
    ("report", "report_is_complete"): report_without_words,
    ("miss_report", "report_window_is_over"): miss_report_in_december,
    ("return_report", "time_is_left_to_mend"): return_report_on_the_last_day,
    ("rate", "organisation_result_is_known"): rate_before_the_unit,
    ("escalate", "rater_is_late"): escalate_in_january,
    ("escalate", "a_superior_exists"): escalate_to_nobody,
    ("escalate_further", "superior_is_late"): escalate_further_at_once,
    ("escalate_further", "somebody_is_above"): escalate_further_from_the_top,
    ("rate_as_superior", "organisation_result_is_known"): rate_as_superior_before_the_unit,
    ("waive_objection", "result_is_not_final"): lambda: final_result(S.ACCEPTED),
    ("waive_objection", "objection_is_not_waived"): lambda: waived(S.ACCEPTED),
    ("waive_objection", "objection_window_is_open"): lambda: after_the_objection_window(S.ACCEPTED),
    ("waive_objection", "nothing_was_decided"): lambda: decided_before(S.ACCEPTED),
    ("file_objection", "result_is_not_final"): lambda: final_result(S.RECEIVED),
    ("file_objection", "objection_is_not_waived"): lambda: waived(S.ACCEPTED),
    ("file_objection", "objection_window_is_open"): lambda: after_the_objection_window(S.RECEIVED),
    ("file_objection", "nothing_was_decided"): lambda: decided_before(S.RECEIVED),
    ("uphold", "both_sides_are_on_record"): lambda: nobody_explained(appraisal_at(S.EXPLAINED)),
    ("change_result", "both_sides_are_on_record"): lambda: nobody_explained(
        appraisal_at(S.EXPLAINED)
    ),
    ("change_result", "organisation_result_is_known"): change_result_before_the_unit,
    ("withdraw_objection", "nothing_was_decided"): lambda: decided_before(S.EXPLAINED),
    ("record_absence", "decision_signatures_are_overdue"): absence_too_early,
    ("lapse", "answer_is_overdue"): lapse_too_early,
    ("approve", "objection_is_past"): approve_while_an_objection_is_open,
    ("approve", "decision_is_signed_or_overdue"): approve_an_unsigned_decision,
    ("send_back", "nothing_was_decided"): lambda: decided_before(S.ACCEPTED, "approver"),
    ("close", "closing_has_begun"): close_while_the_cycle_is_open,
    ("request_reopen", "reopening_was_not_requested"): ask_twice,
    ("confirm_reopen", "reopening_was_requested"): confirm_unasked,
}

GIVEN = {
    "reason": "Alasan.",
    "ratings": ratings(),
    "objection": {"grounds": "Keliru."},
    "statement": "Sudah didengar.",
    "line": {},
    "reason_code": "retirement",
}


def test_every_condition_of_every_move_has_a_situation_and_there_is_none_too_many():
    declared = {
        (name, one.__name__)
        for name, found in ways(Appraisal).items()
        for way in found.values()
        for one in way.conditions
    }
    assert declared == set(SITUATIONS)


@pytest.mark.parametrize(("name", "condition"), sorted(SITUATIONS))
def test_where_only_this_condition_fails_its_sentence_is_the_answer(name, condition):
    walk, by, when = SITUATIONS[name, condition]()
    walk.case.refresh_from_db()
    before = walk.case.state
    way = ways(Appraisal)[name][before]
    given = {need: GIVEN[need] for need in way.needs if need != "signature"}
    with clock.at(when):
        fresh = Appraisal.objects.get(pk=walk.case.pk)
        failing = {
            one.__name__: sentence_of(one, fresh) for one in way.conditions if not one(fresh)
        }
        if "signature" in way.needs:
            given["signature"] = signed(by)
        with pytest.raises(NotReady) as refused:
            engine.perform(fresh, name, by=by, **given)
    assert list(failing) == [condition]
    assert refused.value.sentences == [failing[condition]]
    assert Appraisal.objects.get(pk=walk.case.pk).state == before
