"""The side paths of a year: late and silent raters, lapses, recalls, transfers, reopenings."""

import datetime as dt
from hashlib import sha256

import pytest

from processes.appraisal import cycles, services, windows
from processes.appraisal.models import Appraisal, Cycle
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
    build_world,
    complete_draft,
    know_the_unit,
    ratings,
    signed,
    write_plan,
    write_report,
)
from workflow_core.calendar import clock
from workflow_core.engine import deadlines, engine
from workflow_core.engine.chain import verify
from workflow_core.engine.errors import Conflict, Forbidden, NotReady
from workflow_core.engine.models import Event, WorkItem

HEADS_DRAFT = complete_draft(perspective="budget")
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def sweep(now):
    return {(one.move, one.fault) for one in deadlines.run(now)}


def owner(case):
    return WorkItem.objects.get(process=case.pk, finished=None).owner


def refusal(case, name, by, when, **given):
    with clock.at(when), pytest.raises(NotReady) as refused:
        engine.perform(case, name, by=by, **given)
    return str(refused.value)


def test_a_late_rater_loses_the_case_to_his_superior_and_the_result_is_final():
    walk = appraisal_at(S.REPORTED)
    assert sweep(NEXT_JANUARY) == set()
    assert sweep(NEXT_FEBRUARY) == {("escalate", "")}
    walk.case.refresh_from_db()
    assert owner(walk.case) == walk.w.superior
    assert sweep(NEXT_FEBRUARY) == set()
    walk.move("rate_as_superior", walk.w.superior, NEXT_FEBRUARY, ratings=ratings(), sign=True)
    walk.move("deliver", walk.w.superior, NEXT_FEBRUARY)
    walk.move("receive", walk.w.employee, NEXT_FEBRUARY)
    assert walk.case.final
    said = refusal(
        walk.case, "file_objection", walk.w.employee, NEXT_FEBRUARY, objection={"grounds": "x"}
    )
    assert "final" in said
    with clock.at(NEXT_FEBRUARY):
        button = {one.name: one for one in engine.available(walk.case, walk.w.employee)}[
            "file_objection"
        ]
    assert not button.enabled
    assert button.why == said


def test_a_silent_superior_loses_the_case_to_the_next_level():
    walk = appraisal_at(S.ESCALATED)
    with clock.at(NEXT_FEBRUARY):
        over = windows.superior_due(walk.case)
    assert sweep(over - dt.timedelta(milliseconds=1)) == set()
    assert sweep(over) == {("escalate_further", "")}
    walk.case.refresh_from_db()
    assert owner(walk.case) == walk.w.regent
    assert walk.case.levels_up == 1


def test_a_plan_left_on_the_raters_desk_past_january_goes_to_his_superior_who_sets_it():
    walk = appraisal_at(S.PROPOSED)
    assert sweep(JANUARY) == set()
    assert sweep(FEBRUARY) == {("escalate_plan", "")}
    assert sweep(FEBRUARY) == set()
    walk.case.refresh_from_db()
    assert owner(walk.case) == walk.w.superior
    with clock.at(FEBRUARY), pytest.raises(Forbidden):
        engine.perform(walk.case, "set_plan", by=walk.w.rater, signature=signed(walk.w.rater))
    walk.move("return_plan", walk.w.superior, FEBRUARY, reason="Lengkapi.")
    walk.move("propose", walk.w.employee, FEBRUARY, sign=True)
    assert owner(walk.case) == walk.w.superior
    walk.move("set_plan", walk.w.superior, FEBRUARY, sign=True)
    assert walk.case.state == S.EXECUTING


def test_nobody_reports_in_time_and_the_appraisal_goes_on_without_report():
    walk = appraisal_at(S.EXECUTING)
    assert sweep(NEXT_JANUARY) == {("miss_report", "")}
    walk.case.refresh_from_db()
    assert walk.case.state == S.REPORTED
    assert walk.case.report_missed


def test_an_employee_who_does_not_answer_is_recorded_as_unsigned_after_the_later_clock():
    walk = appraisal_at(S.RECEIVED)
    with clock.at(NEXT_JANUARY):
        over = windows.answer_due(walk.case)
        assert over == max(windows.signature_due(walk.case), windows.objection_due(walk.case))
    assert sweep(over - dt.timedelta(milliseconds=1)) == set()
    assert sweep(over) == {("lapse", "")}
    walk.case.refresh_from_db()
    assert walk.case.state == S.UNSIGNED
    assert not walk.case.signatures.filter(signer=walk.w.employee, purpose="accept").exists()
    walk.move("approve", walk.w.approver, over)
    assert walk.case.state == S.APPROVED


def test_whoever_rated_and_stays_silent_is_put_on_record_and_the_superior_decides():
    walk = appraisal_at(S.OBJECTED)
    with clock.at(NEXT_JANUARY):
        over = windows.explanation_due(walk.case)
        assert over < windows.decision_due(walk.case)
    assert sweep(over) == {("hear", "")}
    walk.case.refresh_from_db()
    assert walk.case.objection.statements.get().kind == "silence"
    walk.move(
        "change_result",
        walk.w.superior,
        over,
        sign=True,
        reason="Bukti sah.",
        ratings=ratings("above", "above", departure_reason="Bukti."),
    )
    assert walk.case.predicate == "very_good"
    assert [one.predicate for one in walk.case.ratings.all()] == ["good", "very_good"]
    assert walk.case.objection.decisions.get().rating.number == 2


def test_the_system_does_not_hear_before_the_time_to_explain_is_over():
    walk = appraisal_at(S.OBJECTED)
    refusal(walk.case, "hear", None, NEXT_JANUARY)


def test_a_decision_waits_for_all_signatures_or_the_end_of_its_clock():
    walk = appraisal_at(S.DECIDED)
    refusal(walk.case, "approve", walk.w.approver, NEXT_JANUARY)
    walk.move("sign_decision", walk.w.employee, NEXT_JANUARY, sign=True)
    with clock.at(NEXT_JANUARY), pytest.raises(Forbidden):
        engine.perform(
            walk.case, "sign_decision", by=walk.w.employee, signature=signed(walk.w.employee)
        )
    refusal(walk.case, "approve", walk.w.approver, NEXT_JANUARY)
    walk.move("sign_decision", walk.w.rater, NEXT_JANUARY, sign=True)
    walk.move("approve", walk.w.approver, NEXT_JANUARY)
    assert walk.case.state == S.APPROVED


def test_a_decision_nobody_signs_is_approved_after_its_clock_and_the_absence_is_recorded():
    walk = appraisal_at(S.DECIDED)
    with clock.at(NEXT_JANUARY):
        over = windows.decision_signature_due(walk.case)
    assert sweep(over - dt.timedelta(milliseconds=1)) == set()
    assert sweep(over) == {("record_absence", "")}
    assert sweep(over) == set()
    walk.case.refresh_from_db()
    assert walk.case.decision_absence_at == over
    walk.move("approve", walk.w.approver, over)
    assert walk.case.decision_signed_by_employee_at is None


def test_signing_is_no_waiver_the_objection_is_still_open():
    walk = appraisal_at(S.ACCEPTED)
    refusal(walk.case, "approve", walk.w.approver, NEXT_JANUARY)
    walk.move("file_objection", walk.w.employee, NEXT_JANUARY, objection={"grounds": "Keliru."})
    walk.move("withdraw_objection", walk.w.employee, NEXT_JANUARY, reason="Sudah jelas.", sign=True)
    assert walk.case.state == S.ACCEPTED
    walk.move("approve", walk.w.approver, NEXT_JANUARY)


def test_a_waiver_closes_the_objection_window_early():
    walk = appraisal_at(S.ACCEPTED)
    walk.move("waive_objection", walk.w.employee, NEXT_JANUARY, sign=True)
    refusal(walk.case, "file_objection", walk.w.employee, NEXT_JANUARY, objection={"grounds": "x"})
    walk.move("approve", walk.w.approver, NEXT_JANUARY)


def test_an_objection_one_millisecond_late_is_refused():
    walk = appraisal_at(S.RECEIVED)
    with clock.at(NEXT_JANUARY):
        over = windows.objection_due(walk.case)
    refusal(walk.case, "file_objection", walk.w.employee, over, objection={"grounds": "x"})
    just = over - dt.timedelta(milliseconds=1)
    walk.move("file_objection", walk.w.employee, just, objection={"grounds": "x"})
    assert walk.case.state == S.OBJECTED


def test_there_is_no_second_objection_after_a_decision():
    walk = appraisal_at(S.DECIDED)
    with clock.at(NEXT_JANUARY), pytest.raises(Conflict):
        engine.perform(walk.case, "file_objection", by=walk.w.employee, objection={"grounds": "x"})


def test_a_rating_is_recalled_before_delivery_and_given_anew():
    walk = appraisal_at(S.RATED)
    walk.move("recall", walk.w.rater, NEXT_JANUARY, reason="Salah pilih.")
    assert walk.case.state == S.REPORTED
    assert walk.case.predicate == ""
    assert walk.case.rating_due_at is not None
    walk.move("rate", walk.w.rater, NEXT_JANUARY, ratings=ratings("meets", "above"), sign=True)
    assert walk.case.ratings.count() == 2


def test_a_recalled_rating_of_the_superior_returns_to_the_superior():
    walk = appraisal_at(S.ESCALATED)
    walk.move("rate_as_superior", walk.w.superior, NEXT_FEBRUARY, ratings=ratings(), sign=True)
    walk.move("recall", walk.w.superior, NEXT_FEBRUARY, reason="Salah pilih.")
    assert walk.case.state == S.ESCALATED
    assert owner(walk.case) == walk.w.superior
    walk.move("rate_as_superior", walk.w.superior, NEXT_FEBRUARY, ratings=ratings(), sign=True)


def test_the_authority_sends_back_for_a_new_rating_with_a_new_date():
    walk = appraisal_at(S.ACCEPTED)
    walk.move("send_back", walk.w.approver, NEXT_FEBRUARY, reason="Catatan kosong.")
    assert walk.case.state == S.REPORTED
    assert sweep(NEXT_FEBRUARY) == set()
    with clock.at(NEXT_FEBRUARY):
        assert walk.case.rating_due_at == windows.rating_due(walk.case) > NEXT_FEBRUARY


def test_a_revision_opens_version_two_and_the_first_stays_in_force_until_it_is_set():
    walk = appraisal_at(S.EXECUTING)
    first = walk.case.plan.in_force_id
    walk.move("revise_plan", walk.w.employee, FEBRUARY, reason="Anggaran berubah.")
    assert walk.case.plan_version.number == 2
    assert walk.case.plan_version.results.count() == 3
    walk.case.plan.refresh_from_db()
    assert walk.case.plan.in_force_id == first
    walk.move("propose", walk.w.employee, FEBRUARY, sign=True)
    walk.move("set_plan", walk.case.reviewer, FEBRUARY, sign=True)
    walk.case.plan.refresh_from_db()
    assert walk.case.plan.in_force.number == 2


def test_a_set_version_never_changes():
    walk = appraisal_at(S.EXECUTING)
    with clock.at(JANUARY), pytest.raises(Conflict):
        write_plan(walk.case, walk.w.employee)
    signature = walk.case.signatures.get(purpose="set_plan")
    assert signature.sha256 == sha256(signature.document.encode()).hexdigest()


def test_an_unfinished_revision_is_dropped_when_the_evaluation_begins():
    walk = appraisal_at(S.EXECUTING)
    walk.move("revise_plan", walk.w.rater, FEBRUARY, reason="Tugas baru.")
    assert sweep(DECEMBER) == {("drop_revision", "")}
    walk.case.refresh_from_db()
    assert walk.case.state == S.EXECUTING
    assert walk.case.plan_version.number == 1


def test_a_case_without_any_set_plan_is_left_to_hr():
    appraisal_at(S.DRAFTING)
    assert sweep(DECEMBER) == set()


def test_a_transfer_before_the_report_starts_a_new_version_with_the_new_rater_and_keeps_the_draft():
    walk = appraisal_at(S.EXECUTING)
    line = {"rater": walk.w.superior.pk, "superior": walk.w.regent.pk, "decree": "SK 9"}
    walk.move("transfer", walk.w.hr, FEBRUARY, line=line, reason="Mutasi.")
    assert walk.case.state == S.DRAFTING
    assert walk.case.plan_version.number == 2
    assert walk.case.rater == walk.w.superior
    walk.move("propose", walk.w.employee, JANUARY, sign=True)
    assert owner(walk.case) == walk.w.superior


def test_a_transfer_after_the_report_moves_the_desk_at_once_and_no_clock_starts_anew():
    walk = appraisal_at(S.REPORTED)
    before = WorkItem.objects.get(process=walk.case.pk, finished=None).due_at
    line = {"rater": walk.w.superior.pk, "superior": walk.w.regent.pk, "decree": "SK 9"}
    walk.move("transfer", walk.w.hr, NEXT_JANUARY, line=line, reason="Penilai pindah.")
    item = WorkItem.objects.get(process=walk.case.pk, finished=None)
    assert (walk.case.state, item.owner, item.due_at) == (S.REPORTED, walk.w.superior, before)


def test_nobody_becomes_his_own_rater_by_a_transfer():
    walk = appraisal_at(S.REPORTED)
    line = {"rater": walk.w.employee.pk, "superior": walk.w.regent.pk, "decree": "SK 9"}
    refusal(walk.case, "transfer", walk.w.hr, NEXT_JANUARY, line=line, reason="x")


def test_a_closed_case_opens_again_by_two_officers_and_then_closes_singly():
    walk = appraisal_at(S.CLOSED)
    walk.move("request_reopen", walk.w.hr, LATE, reason="Bukti tertinggal.")
    walk.move("confirm_reopen", walk.w.hr2, LATE, reason="Benar.")
    assert walk.case.state == S.REPORTED
    walk.move("rate", walk.w.rater, LATE, ratings=ratings(), sign=True)
    walk.move("deliver", walk.w.hr, LATE)
    walk.move("receive", walk.w.employee, LATE)
    walk.move("accept", walk.w.employee, LATE, sign=True)
    walk.move("waive_objection", walk.w.employee, LATE, sign=True)
    walk.move("approve", walk.w.approver, LATE)
    walk.move("close", walk.w.hr2, LATE)
    assert list(verify()) == []


def test_a_decided_case_opens_again_at_its_examination():
    walk = appraisal_at(S.DECIDED)
    with clock.at(LATE):
        for name in ("begin_evaluation", "begin_closing"):
            engine.perform(walk.cycle, name, by=walk.w.hr)
    walk.move("approve", walk.w.approver, LATE)
    walk.move("close", walk.w.hr, LATE)
    walk.move("request_reopen", walk.w.hr, LATE, reason="x")
    walk.move("confirm_reopen", walk.w.hr2, LATE, reason="x")
    assert walk.case.state == S.EXPLAINED
    walk.move(
        "change_result",
        walk.w.superior,
        LATE,
        reason="x",
        ratings=ratings("above", "meets", departure_reason="x"),
        sign=True,
    )
    assert walk.case.decision_signed_by_employee_at is None


def test_a_returned_report_gets_a_short_new_window():
    walk = appraisal_at(S.REPORTED)
    result = walk.case.plan_version.results.first()
    walk.move(
        "return_report",
        walk.w.rater,
        NEXT_JANUARY,
        reason="Bukti kurang.",
        remarks={str(result.pk): "Unggah rekap."},
    )
    assert walk.case.state == S.EXECUTING
    assert walk.case.report_reopened_until > NEXT_JANUARY
    assert walk.case.remarks.get().result == result
    walk.move("report", walk.w.employee, NEXT_JANUARY, sign=True)
    assert walk.case.state == S.REPORTED


def test_a_plan_with_remarks_cannot_be_withdrawn():
    walk = appraisal_at(S.PROPOSED)
    result = walk.case.plan_version.results.first()
    with clock.at(JANUARY):
        services.save_remarks(
            walk.case, by=walk.w.rater, remarks={result.pk: "Tambahkan ukuran waktu."}
        )
    refusal(walk.case, "withdraw", walk.w.employee, JANUARY)


def test_without_a_superior_there_is_no_escalation_and_no_objection():
    w = build_world()
    cycle = build_cycle(w)
    walk = Walk(w, cycle, person=w.superior)
    assert (walk.case.rater, walk.case.superior) == (w.regent, None)
    with clock.at(JANUARY):
        services.save_plan(
            walk.case, by=w.superior, edition=0, draft=complete_draft(perspective="budget")
        )
    walk.move("propose", w.superior, JANUARY, sign=True)
    assert sweep(FEBRUARY) == set()
    walk.move("set_plan", w.regent, FEBRUARY, sign=True)
    with clock.at(DECEMBER):
        write_report(walk.case, w.superior)
        know_the_unit(w, cycle)
    walk.move("report", w.superior, DECEMBER, sign=True)
    assert sweep(NEXT_FEBRUARY) == set()
    walk.move("rate", w.regent, NEXT_FEBRUARY, ratings=ratings(), sign=True)
    walk.move("deliver", w.regent, NEXT_FEBRUARY)
    walk.move("receive", w.superior, NEXT_FEBRUARY)
    said = refusal(
        walk.case, "file_objection", w.superior, NEXT_FEBRUARY, objection={"grounds": "x"}
    )
    assert "final" in said


def test_a_rating_needs_the_units_result_both_levels_a_note_and_reasons():
    w = build_world()
    walk = appraisal_at(S.EXECUTING, w)
    with clock.at(DECEMBER):
        write_report(walk.case, w.employee)
    walk.move("report", w.employee, DECEMBER, sign=True)

    def said(**given):
        return refusal(
            walk.case, "rate", w.rater, NEXT_JANUARY, ratings=given, signature=signed(w.rater)
        )

    assert "unit" in said(**ratings())
    know_the_unit(w, walk.cycle)
    assert said(results="meets", note="x")
    assert "note" in said(results="meets", behaviour="meets", note=" ")
    assert "departs" in said(**ratings("above", "meets"))
    result = walk.case.plan_version.results.first()
    departing = ratings(items={result.pk: {"level": "above"}})
    assert "departs" in said(**departing)
    walk.move(
        "rate",
        w.rater,
        NEXT_JANUARY,
        sign=True,
        ratings={**departing, "departure_reason": "Umpan balik warga."},
    )
    rating = walk.case.current_rating
    assert (rating.suggested, rating.departure_reason) == ("meets", "Umpan balik warga.")


def test_automatic_delivery_and_deemed_receipt_only_where_the_cycle_says_so():
    plain = appraisal_at(S.RATED)
    assert sweep(LATE) == set()
    refusal(plain.case, "deliver", None, LATE)
    w = plain.w
    cycle = build_cycle(
        w, Cycle.Kind.QUARTERLY, number=4, deliver_automatically=True, deemed_receipt_days=5
    )
    assert cycle.deliver_automatically
    walk = Walk(w, cycle, person=w.employee)
    with clock.at(dt.datetime(2026, 12, 10, 9, tzinfo=JANUARY.tzinfo)):
        write_report(walk.case, w.employee)
        know_the_unit(w, cycle)
        engine.perform(walk.case, "report", by=w.employee, signature=signed(w.employee))
        engine.perform(walk.case, "rate", by=w.rater, ratings=ratings(), signature=signed(w.rater))
    assert ("deliver", "") in sweep(NEXT_JANUARY)
    assert ("receive", "") in sweep(LATE)
    walk.case.refresh_from_db()
    assert walk.case.receipt_deemed


def test_a_periodic_case_starts_on_the_set_plan_and_is_not_revised_there():
    year = appraisal_at(S.EXECUTING)
    cycle = build_cycle(year.w, Cycle.Kind.QUARTERLY, number=3)
    walk = Walk(year.w, cycle)
    assert walk.case.state == S.EXECUTING
    assert walk.case.plan_version_id == year.case.plan.in_force_id
    refusal(walk.case, "revise_plan", walk.w.employee, JANUARY, reason="x")
    with clock.at(JANUARY), pytest.raises(NotReady):
        cycles.add_late_joiner(cycle, walk.w.colleague, by=walk.w.hr)


def test_launch_opens_one_case_for_everybody_and_nobody_twice():
    w = build_world()
    cycle = build_cycle(w)
    with clock.at(JANUARY):
        first = list(cycles.launch(cycle, by=w.hr, chunk=3))
        again = list(cycles.launch(cycle, by=w.hr, chunk=3))
    appraised = 11  # everybody but the regent
    assert first[-1].done == first[-1].total == Appraisal.objects.count() == appraised
    assert again[-1].done == appraised
    assert Appraisal.objects.count() == appraised
    assert list(verify()) == []
    assert (
        WorkItem.objects.filter(finished=None, process__appraisal__cycle=cycle).count() == appraised
    )


def test_a_cycle_closes_its_cases_in_steps_that_can_be_repeated():
    walk = appraisal_at(S.APPROVED)
    with clock.at(LATE):
        for name in ("begin_evaluation", "begin_closing"):
            engine.perform(walk.cycle, name, by=walk.w.hr)
        assert list(cycles.close_cases(walk.cycle, by=walk.w.hr)) == [(walk.case.pk, "")]
        assert list(cycles.close_cases(walk.cycle, by=walk.w.hr)) == []
        engine.perform(walk.cycle, "close_cycle", by=walk.w.hr)
    walk.case.refresh_from_db()
    assert walk.case.state == S.CLOSED
    with clock.at(LATE), pytest.raises(Conflict):
        cycles.add_late_joiner(Cycle.objects.get(), walk.w.colleague, by=walk.w.hr)


def test_a_key_used_for_another_move_is_a_conflict_and_a_repeated_one_the_same_event():
    walk = appraisal_at(S.PROPOSED)
    with clock.at(JANUARY):
        one = engine.perform(
            walk.case, "set_plan", by=walk.w.rater, key="k", signature=signed(walk.w.rater)
        )
        two = engine.perform(
            walk.case, "set_plan", by=walk.w.rater, key="k", signature=signed(walk.w.rater)
        )
        assert one.pk == two.pk
        assert Event.objects.filter(case=walk.case.pk, transition="set_plan").count() == 1
        with pytest.raises(Conflict):
            engine.perform(walk.case, "return_plan", by=walk.w.rater, key="k", reason="x")


def test_a_new_holiday_moves_the_open_clocks_at_the_next_sweep():
    from workflow_core.calendar.services import add_holiday

    walk = appraisal_at(S.RECEIVED)
    before = WorkItem.objects.get(process=walk.case.pk, finished=None).due_at
    with clock.at(NEXT_JANUARY):
        add_holiday(
            walk.w.institution, (NEXT_JANUARY + dt.timedelta(days=5)).date(), "Libur daerah"
        )
    assert sweep(NEXT_JANUARY) == set()
    after = WorkItem.objects.get(process=walk.case.pk, finished=None).due_at
    assert after > before


def test_a_revision_in_summer_is_set_by_the_rater_and_keeps_what_was_reported():
    walk = appraisal_at(S.EXECUTING)
    summer = dt.datetime(2026, 7, 6, 9, tzinfo=JANUARY.tzinfo)
    with clock.at(summer):
        write_report(walk.case, walk.w.employee)
    walk.move("revise_plan", walk.w.employee, summer, reason="Tugas baru.")
    walk.move("propose", walk.w.employee, summer, sign=True)
    assert owner(walk.case) == walk.w.rater
    assert sweep(summer + dt.timedelta(days=60)) == set()
    walk.move("set_plan", walk.w.rater, summer, sign=True)
    kept = walk.case.realisations.filter(result__version=walk.case.plan_version)
    assert [one.text for one in kept] == ["Tercapai"] * 3
    assert all(one.evidence.exists() and one.measurements.exists() for one in kept)


def test_a_newcomer_in_summer_has_working_days_of_his_own_for_the_first_plan():
    w = build_world()
    cycle = build_cycle(w)
    summer = dt.datetime(2026, 7, 6, 9, tzinfo=JANUARY.tzinfo)
    with clock.at(summer):
        case = cycles.add_late_joiner(cycle, w.colleague, by=w.hr)
        due = windows.plan_due(case)
    assert due == windows.calendar(case).deadline(summer, 10)


def test_a_report_is_not_returned_in_the_last_hours_before_the_rating_is_due():
    walk = appraisal_at(S.REPORTED)
    with clock.at(NEXT_JANUARY):
        over = windows.rating_due(walk.case)
    said = refusal(
        walk.case, "return_report", walk.w.rater, over - dt.timedelta(minutes=2), reason="Kurang."
    )
    assert "working day" in said


def test_a_result_is_not_changed_into_itself():
    walk = appraisal_at(S.EXPLAINED)
    same = {"ratings": ratings(), "signature": signed(walk.w.superior)}
    said = refusal(
        walk.case, "change_result", walk.w.superior, NEXT_JANUARY, reason="Tetap.", **same
    )
    assert "uphold" in said
    assert walk.case.ratings.count() == 1


def test_where_nobody_stands_above_the_rater_a_report_may_be_returned_at_any_time():
    w = build_world()
    walk = Walk(w, build_cycle(w), person=w.superior)
    assert walk.case.superior is None
    with clock.at(JANUARY):
        services.save_plan(
            walk.case, by=w.superior, edition=0, draft=complete_draft(perspective="budget")
        )
    walk.move("propose", w.superior, JANUARY, sign=True)
    walk.move("set_plan", w.regent, JANUARY, sign=True)
    with clock.at(DECEMBER):
        write_report(walk.case, w.superior)
    walk.move("report", w.superior, DECEMBER, sign=True)
    walk.move("return_report", w.regent, NEXT_FEBRUARY, reason="Lengkapi.")
    assert walk.case.state == S.EXECUTING


def test_a_superior_has_his_whole_time_also_when_the_sweep_came_late():
    walk = appraisal_at(S.REPORTED)
    with clock.at(NEXT_JANUARY):
        late = windows.superior_due(walk.case) + dt.timedelta(days=1)
    assert sweep(late) == {("escalate", "")}
    walk.case.refresh_from_db()
    with clock.at(late):
        assert windows.superior_due(walk.case) > late + dt.timedelta(days=14)
    assert sweep(late + dt.timedelta(hours=1)) == set()
