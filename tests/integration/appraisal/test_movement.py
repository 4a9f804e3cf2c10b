"""Movement: who rates after a move, what the law says, and how HR brings it about."""

import datetime as dt

import pytest

from processes.appraisal.models import Appraisal, Cycle, Plan
from processes.appraisal.movement import RELATED, Answer, proposals
from processes.appraisal.organisation import result_for
from processes.appraisal.permissions import gave_a_rating
from processes.appraisal.services import set_unit_result
from processes.appraisal.state import State as S
from processes.appraisal.windows import report_due
from tests.appraisal_world import (
    WIB,
    Walk,
    appraisal_at,
    build_cycle,
    build_world,
    know_the_unit,
    ratings,
    someone,
    write_plan,
)
from workflow_core.calendar import clock
from workflow_core.engine import engine
from workflow_core.engine.errors import Forbidden
from workflow_core.engine.models import WorkItem
from workflow_core.people.models import Headship, Person, Posting, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def at(month, day, year=2026):
    return dt.datetime(year, month, day, 9, tzinfo=WIB)


def date(month, day, year=2026):
    return dt.date(year, month, day)


def another_unit(w):
    """A second division with its own head."""
    w.other = Unit.objects.create(
        institution=w.institution, parent=w.dinas, code="3", name="Bidang Lain", echelon="32"
    )
    w.other_head = someone(w, "kepala-lain", w.other, echelon="32")
    Headship.objects.create(unit=w.other, person=w.other_head, starts=date(1, 1, 2020))
    return w


def repost(person, unit, day, *, title="Analis baru", source="SK 77/2026"):
    Posting.objects.filter(person=person, ends=None, kind="definitive").update(
        ends=day - dt.timedelta(days=1)
    )
    return Posting.objects.create(
        person=person, unit=unit, title=title, starts=day, source=source, echelon="99"
    )


def new_head(unit, person, day):
    """The present head leads until the day before; then this person does."""
    Headship.objects.filter(unit=unit, ends=None).update(ends=day - dt.timedelta(days=1))
    return Headship.objects.create(unit=unit, person=person, starts=day, source="SK 9/2026")


def found(case, on):
    case = Appraisal.objects.select_related(*RELATED).get(pk=case.pk)
    with clock.at(dt.datetime.combine(on, dt.time(9), WIB)):
        return next(iter(proposals([case], on)), None)


def quarter_case(walk, number=3):
    """The employee's case in a quarter, on the plan that the walk has set."""
    cycle = build_cycle(walk.w, Cycle.Kind.QUARTERLY, number=number)
    return Walk(walk.w, cycle)


def transfer(walk, proposal, when, decree="SK 77/2026"):
    line = {**proposal.given(), "decree": decree, "decree_date": None}
    return walk.move("transfer", walk.w.hr, when, line=line, reason="Mutasi.")


def test_while_nothing_changed_nothing_is_proposed():
    walk = appraisal_at(S.EXECUTING)
    assert found(walk.case, date(6, 1)) is None


@pytest.mark.parametrize(
    ("moved", "answer", "source"),
    [
        (date(8, 25), Answer.MOVE, "14 a"),  # the regulation's own example: does not rate Q3
        (date(9, 25), Answer.STAY, "14 b"),  # the regulation's own example: rates Q3
        (date(9, 1), Answer.STAY, "14 b"),
        (date(8, 31), Answer.MOVE, "14 a"),
        (date(9, 30), Answer.STAY, "14 b"),
        (date(10, 1), Answer.MOVE, "14 a"),
    ],
)
def test_a_rater_rates_the_quarter_only_if_he_moved_inside_its_window(moved, answer, source):
    walk = appraisal_at(S.EXECUTING)
    case = quarter_case(walk).case
    new_head(walk.w.bidang, walk.w.colleague, moved)
    proposal = found(case, date(10, 5))
    assert proposal.answer == answer
    assert source in proposal.source
    assert proposal.line.rater == walk.w.colleague
    assert proposal.effective == moved


def test_the_window_is_a_setting_of_the_cycle():
    walk = appraisal_at(S.EXECUTING)
    case = quarter_case(walk).case
    new_head(walk.w.bidang, walk.w.colleague, date(8, 25))
    Cycle.objects.filter(pk=case.cycle_id).update(report_opens=date(8, 15))
    assert found(case, date(9, 5)).answer == Answer.STAY


def test_a_rater_who_retired_inside_the_window_rates_no_more():
    walk = appraisal_at(S.EXECUTING)
    case = quarter_case(walk).case
    Headship.objects.filter(person=walk.w.rater).update(ends=date(9, 24))
    Person.objects.filter(pk=walk.w.rater.pk).update(status=Person.Status.RETIRED)
    proposal = found(case, date(9, 26))
    assert (proposal.answer, proposal.line.rater) == (Answer.MOVE, walk.w.superior)
    assert "hlm. 89" in proposal.source


def test_whoever_moved_gets_a_plan_of_his_own_for_the_new_post_and_the_old_one_stays():
    walk = appraisal_at(S.EXECUTING, another_unit(build_world()))
    old = walk.case.plan
    repost(walk.w.employee, walk.w.other, date(6, 1))
    proposal = found(walk.case, date(6, 2))
    assert (proposal.answer, proposal.decree) == (Answer.MOVE, "SK 77/2026")
    case = transfer(walk, proposal, at(6, 2))
    assert (case.state, case.rater, case.unit) == (S.DRAFTING, walk.w.other_head, walk.w.other)
    assert (case.plan != old, case.plan.post, case.post) == (True, "Analis baru", "Analis baru")
    assert case.plan_version.results.count() == 0
    old.refresh_from_db()
    assert old.in_force.results.count() == 3


def test_the_new_plan_has_working_days_of_its_own_and_does_not_go_to_the_superior_at_once():
    walk = appraisal_at(S.EXECUTING, another_unit(build_world()))
    repost(walk.w.employee, walk.w.other, date(6, 1))
    transfer(walk, found(walk.case, date(6, 2)), at(6, 2))
    with clock.at(at(6, 3)):
        write_plan(walk.case, walk.w.employee)
    walk.move("propose", walk.w.employee, at(6, 3), sign=True)
    assert walk.case.reviewer == walk.w.other_head


def test_the_desk_follows_at_once():
    walk = appraisal_at(S.REPORTED, another_unit(build_world()))
    repost(walk.w.employee, walk.w.other, date(12, 20))
    transfer(walk, found(walk.case, date(12, 21)), at(12, 21))
    item = WorkItem.objects.get(process=walk.case.pk, finished=None)
    assert item.owner == walk.w.other_head


def test_the_transfer_is_logged_with_decree_and_effective_date():
    walk = appraisal_at(S.EXECUTING, another_unit(build_world()))
    repost(walk.w.employee, walk.w.other, date(6, 1))
    transfer(walk, found(walk.case, date(6, 2)), at(6, 2))
    facts = walk.case.events.get(transition="transfer").facts
    assert "SK 77/2026" in facts
    assert "2026-06-01" in facts


def test_a_study_assignment_goes_on_in_the_same_plan():
    walk = appraisal_at(S.EXECUTING)
    plan = walk.case.plan
    Person.objects.filter(pk=walk.w.employee.pk).update(status=Person.Status.STUDY)
    proposal = found(walk.case, date(8, 1))
    assert "62-65" in proposal.source
    case = transfer(walk, proposal, at(8, 1))
    assert (case.plan, case.plan_version.number, case.on_study) == (plan, 2, True)
    assert case.plan_version.results.count() == 3
    assert found(case, date(8, 2)) is None


def studying():
    """A case on whose plan the study assignment was agreed, all by real moves."""
    walk = appraisal_at(S.EXECUTING, another_unit(build_world()))
    person = Person.objects.filter(pk=walk.w.employee.pk)
    person.update(status=Person.Status.STUDY)
    transfer(walk, found(walk.case, date(3, 2)), at(3, 2))
    walk.move("propose", walk.w.employee, at(3, 3), sign=True)
    walk.move("set_plan", walk.w.rater, at(3, 3), sign=True)
    return walk


def end_of_study(walk):
    Person.objects.filter(pk=walk.w.employee.pk).update(status=Person.Status.ACTIVE)
    walk.case = Appraisal.objects.get(pk=walk.case.pk)


def line_back(walk):
    w = walk.w
    return {"rater": w.rater.pk, "superior": w.superior.pk, "unit": w.bidang.pk, "decree": "SK 6"}


def test_the_end_of_a_study_alone_asks_for_no_transfer_and_leaves_the_plan_in_force():
    walk = studying()
    end_of_study(walk)
    assert found(walk.case, date(10, 1)) is None
    assert (walk.case.state, walk.case.on_study) == (S.EXECUTING, True)


def test_a_transfer_after_the_study_under_the_same_rater_leaves_the_plan_in_force():
    walk = studying()
    end_of_study(walk)
    walk.move("transfer", walk.w.hr, at(10, 1), line=line_back(walk), reason="Tugas belajar usai.")
    assert (walk.case.state, walk.case.on_study) == (S.EXECUTING, True)


def test_studies_broken_off_are_rated_though_their_end_is_registered():
    walk = studying()
    end_of_study(walk)
    walk.move("transfer", walk.w.hr, at(10, 3), line=line_back(walk), reason="Kembali.")
    know_the_unit(walk.w, walk.cycle)
    with clock.at(at(12, 20)):
        over = report_due(walk.case)
    walk.move("miss_report", None, over)
    given = ratings(dropped_out=True)
    walk.move("rate", walk.w.rater, over, ratings=given, sign=True)
    assert walk.case.predicate == "poor"


def test_whoever_returns_from_studies_to_another_unit_has_a_plan_for_that_post():
    walk = studying()
    old = walk.case.plan
    end_of_study(walk)
    repost(walk.w.employee, walk.w.other, date(10, 1))
    transfer(walk, found(walk.case, date(10, 2)), at(10, 2))
    assert walk.case.plan != old
    assert walk.case.on_study


@pytest.mark.parametrize("status", Person.OUT_OF_SERVICE)
def test_whoever_is_out_of_service_has_no_plan_to_be_rated_on(status):
    walk = appraisal_at(S.EXECUTING)
    Person.objects.filter(pk=walk.w.employee.pk).update(status=status)
    proposal = found(walk.case, date(8, 1))
    assert (proposal.answer, proposal.source) == (Answer.END, "Lampiran hlm. 66")


def test_a_contract_that_ended_ends_the_appraisal_and_says_so():
    walk = appraisal_at(S.EXECUTING)
    Person.objects.filter(pk=walk.w.employee.pk).update(kind=Person.Kind.PPPK)
    Posting.objects.filter(person=walk.w.employee).update(ends=date(7, 31))
    proposal = found(walk.case, date(8, 1))
    assert proposal.answer == Answer.END
    assert "contract" in proposal.reason


def test_a_plt_is_rated_by_the_head_to_whom_he_reports_as_plt():
    walk = appraisal_at(S.EXECUTING, another_unit(build_world()))
    Posting.objects.create(
        person=walk.w.employee, unit=walk.w.other, title="Plt. Kasi", kind=Posting.Kind.PLT,
        starts=date(5, 1), ends=date(8, 31), source="SPT 5/2026",
    )  # fmt: skip
    proposal = found(walk.case, date(5, 2))
    assert (proposal.line.rater, proposal.line.unit) == (walk.w.other_head, walk.w.bidang)
    assert "hlm. 89 (5)" in proposal.source
    transfer(walk, proposal, at(5, 2))
    assert found(walk.case, date(5, 3)) is None
    reverted = found(walk.case, date(9, 1))  # the acting is over: authority may revert
    assert reverted.line.rater == walk.w.rater


def test_a_periodic_case_takes_the_new_posts_plan_over_once_that_is_set():
    year = appraisal_at(S.EXECUTING, another_unit(build_world()))
    quarter = quarter_case(year)
    repost(year.w.employee, year.w.other, date(7, 10))
    old = quarter.case.plan_version
    transfer(quarter, found(quarter.case, date(7, 11)), at(7, 11))
    assert (quarter.case.state, quarter.case.plan_version) == (S.EXECUTING, old)
    transfer(year, found(year.case, date(7, 11)), at(7, 11))
    with clock.at(at(7, 13)):
        write_plan(year.case, year.w.employee)
    year.move("propose", year.w.employee, at(7, 13), sign=True)
    year.move("set_plan", year.w.other_head, at(7, 13), sign=True)
    proposal = found(quarter.case, date(7, 14))
    assert "still rests on the old one" in proposal.reason
    transfer(quarter, proposal, at(7, 14))
    assert quarter.case.plan_version == year.case.plan_version
    assert found(quarter.case, date(7, 15)) is None


def moved_with_a_result():
    """A quarter in the new unit after a quarter that was rated and delivered in the old one."""
    year = appraisal_at(S.EXECUTING, another_unit(build_world()))
    w = year.w
    first, second = quarter_case(year, 2), quarter_case(year, 3)
    know_the_unit(w, first.cycle)
    first.move("miss_report", None, at(6, 26))
    first.move("rate", w.rater, at(6, 29), ratings=ratings("above", "above"), sign=True)
    first.move("deliver", w.hr, at(6, 30))
    repost(w.employee, w.other, date(8, 3))
    transfer(second, found(second.case, date(8, 4)), at(8, 4))
    return second


def test_the_last_result_of_the_old_unit_counts_again_if_both_agree():
    walk = moved_with_a_result()
    w = walk.w
    with clock.at(at(9, 1)), pytest.raises(Forbidden):
        engine.perform(walk.case, "reuse_result", by=w.other_head)
    walk.move("agree_reuse", w.employee, at(9, 1), sign=True)
    walk.move("reuse_result", w.other_head, at(9, 2), sign=True)
    assert (walk.case.state, walk.case.predicate) == (S.RATED, "very_good")
    assert walk.case.current_rating.reused == walk.case.earlier_rating
    assert w.other_head.pk in gave_a_rating.people(walk.case)


def test_the_new_rater_may_simply_rate_instead():
    walk = moved_with_a_result()
    know_the_unit(walk.w, walk.cycle)
    walk.move("agree_reuse", walk.w.employee, at(9, 1), sign=True)
    walk.move("miss_report", None, at(9, 26))
    walk.move("rate", walk.w.other_head, at(9, 28), ratings=ratings(), sign=True)
    assert (walk.case.predicate, walk.case.current_rating.reused) == ("good", None)


def test_who_did_not_move_has_nothing_to_take_over():
    walk = quarter_case(appraisal_at(S.EXECUTING))
    with clock.at(at(9, 1)), pytest.raises(Forbidden):
        engine.perform(walk.case, "agree_reuse", by=walk.w.employee)


def test_a_second_plan_for_the_same_post_is_never_made():
    walk = appraisal_at(S.EXECUTING, another_unit(build_world()))
    repost(walk.w.employee, walk.w.other, date(6, 1))
    transfer(walk, found(walk.case, date(6, 2)), at(6, 2))
    repost(walk.w.employee, walk.w.bidang, date(7, 1), title="Jabatan pegawai")
    case = transfer(walk, found(walk.case, date(7, 2)), at(7, 2))
    assert Plan.objects.filter(employee=walk.w.employee).count() == 2
    assert case.plan_version.number == 2
    assert case.plan_version.results.count() == 3


def test_the_proposals_cost_as_many_statements_for_many_as_for_one(django_assert_max_num_queries):
    w = another_unit(build_world())
    cycle = build_cycle(w)
    for number in range(12):
        person = someone(w, f"pindah-{number}", w.bidang)
        Walk(w, cycle, person)
        repost(person, w.other, date(6, 1))
    cases = list(Appraisal.objects.select_related(*RELATED))
    with clock.at(at(6, 2)), django_assert_max_num_queries(8):
        assert len(proposals(cases, date(6, 2))) == 12


def test_a_rater_who_left_inside_the_window_rates_a_head_by_the_unit_he_led_here():
    w = build_world()
    cycle = build_cycle(w)
    head = Walk(w, cycle, w.rater)
    for unit, level in ((w.bidang, "poor"), (w.dinas, "good")):
        set_unit_result(cycle=cycle, unit=unit, level=level, by=w.hr)
    Headship.objects.filter(person=w.superior).update(ends=date(12, 20))
    with clock.at(at(12, 28)):
        assert result_for(head.case).level == "good"


def test_a_new_superior_above_the_same_rater_leaves_the_plan_in_force():
    walk = appraisal_at(S.EXECUTING)
    new_head(walk.w.dinas, walk.w.stranger, date(6, 1))
    proposal = found(walk.case, date(6, 2))
    assert "Above the rater now stands" in proposal.reason
    case = transfer(walk, proposal, at(6, 2))
    assert (case.state, case.superior) == (S.EXECUTING, walk.w.stranger)
    assert case.plan_version.number == 1


def test_a_rater_without_an_open_account_is_not_taken_for_unable():
    walk = appraisal_at(S.EXECUTING)
    case = quarter_case(walk).case
    new_head(walk.w.bidang, walk.w.colleague, date(9, 25))
    Person.objects.filter(pk=walk.w.rater.pk).update(is_active=False)
    assert found(case, date(9, 28)).answer == Answer.STAY
