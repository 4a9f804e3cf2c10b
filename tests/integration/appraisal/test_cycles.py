"""Cycles as HR runs them: usual windows, launch, late joiners, closing case by case."""

import datetime as dt
from itertools import islice

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from processes.appraisal import cycles
from processes.appraisal.models import Appraisal, Cycle, Plan
from processes.appraisal.state import State as S
from tests.appraisal_world import (
    JANUARY,
    LATE,
    Walk,
    appraisal_at,
    build_cycle,
    build_world,
    someone,
)
from workflow_core.calendar import clock
from workflow_core.engine import engine
from workflow_core.engine.errors import Conflict, NotReady
from workflow_core.people.models import Person, Posting, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

APPRAISED = 11
"""Everybody in the world of the tests but the regent."""


MORE, BATCHES = 40, 3
"""So many more people may cost so many more statements: SQLite takes only so many rows at once."""


def day(text):
    return dt.date.fromisoformat(text)


def launched(cycle, w, **how):
    with clock.at(JANUARY):
        return list(cycles.launch(cycle, by=w.hr, **how))


def test_a_year_is_reported_around_its_end_and_evaluated_in_the_january_after():
    windows = cycles.usual_windows(Cycle.Kind.ANNUAL, 2026)
    assert windows == cycles.Windows(
        starts=day("2026-01-01"),
        ends=day("2026-12-31"),
        plan_due=day("2026-01-31"),
        report_opens=day("2026-12-15"),
        report_ends=day("2027-01-10"),
        evaluation_ends=day("2027-01-31"),
    )


@pytest.mark.parametrize(
    ("kind", "number", "dates"),
    [
        ("quarterly", 1, "2026-01-01 2026-03-01 2026-03-24 2026-03-31"),
        ("quarterly", 4, "2026-10-01 2026-12-01 2026-12-24 2026-12-31"),
        ("monthly", 2, "2026-02-01 2026-02-01 2026-02-21 2026-02-28"),
        ("monthly", 12, "2026-12-01 2026-12-01 2026-12-24 2026-12-31"),
    ],
)
def test_the_last_month_of_a_period_is_its_evaluation_window(kind, number, dates):
    starts, report_opens, report_ends, ends = map(day, dates.split())
    assert cycles.usual_windows(kind, 2026, number) == cycles.Windows(
        starts=starts,
        ends=ends,
        plan_due=day("2026-01-31"),
        report_opens=report_opens,
        report_ends=report_ends,
        evaluation_ends=ends,
    )


@pytest.mark.parametrize(("kind", "number"), [("quarterly", 5), ("quarterly", 0), ("monthly", 13)])
def test_no_year_has_such_a_period(kind, number):
    with pytest.raises(ValueError, match=f"no period {number}"):
        cycles.usual_windows(kind, 2026, number)


def test_a_cycle_that_is_not_open_is_not_launched():
    w = build_world()
    windows = cycles.usual_windows("annual", 2026)
    cycle = cycles.prepare(
        institution=w.institution,
        kind="annual",
        year=2026,
        title="Tahun 2026",
        approver=w.approver,
        windows=windows,
        by=w.hr,
    )
    with pytest.raises(Conflict):
        launched(cycle, w)


def test_who_has_no_rater_is_left_out_of_the_launch_and_named_with_the_reason():
    w = build_world()
    island = Unit.objects.create(institution=w.institution, code="9", name="Unit tanpa atasan")
    lonely = someone(w, "tanpa-atasan", island)
    *_some, last = launched(build_cycle(w), w)
    assert last.left_out == ((lonely.pk, "has no rater"),)
    assert (last.done, last.total) == (APPRAISED, APPRAISED)


def test_a_quarter_is_launched_on_set_plans_and_leaves_out_who_has_none():
    year = appraisal_at(S.EXECUTING)
    w = year.w
    quarter = build_cycle(w, Cycle.Kind.QUARTERLY, number=2)
    *_some, last = launched(quarter, w)
    case = Appraisal.objects.get(cycle=quarter)
    assert case.subject == w.employee
    assert case.plan_version == year.case.plan_version
    assert case.state == S.EXECUTING
    assert len(last.left_out) == APPRAISED - 1


def test_a_launch_that_was_interrupted_goes_on_where_it_stopped():
    w = build_world()
    cycle = build_cycle(w)
    with clock.at(JANUARY):
        some = list(islice(cycles.launch(cycle, by=w.hr, chunk=4), 2))
    assert [one.done for one in some] == [0, 4]
    assert [one.done for one in launched(cycle, w, chunk=4)] == [4, 8, APPRAISED]
    subjects = Appraisal.objects.filter(cycle=cycle).values_list("subject", flat=True)
    assert len(set(subjects)) == len(subjects) == APPRAISED


def test_of_two_launches_at_once_the_slower_opens_nothing_twice():
    w = build_world()
    cycle = build_cycle(w)
    with clock.at(JANUARY):
        slower = cycles.launch(cycle, by=w.hr)
        next(slower)
        launched(cycle, w)
        assert next(slower).done == APPRAISED
    assert Appraisal.objects.filter(cycle=cycle).count() == APPRAISED


def test_a_launch_takes_as_many_statements_for_many_people_as_for_few():
    counted = []
    w = build_world()
    for more in (0, MORE):
        for number in range(more):
            someone(w, f"tambahan-{number}", w.bidang)
        cycle = build_cycle(w)
        with CaptureQueriesContext(connection) as captured:
            launched(cycle, w)
        counted.append(len(captured))
    assert counted[1] <= counted[0] + BATCHES


def test_a_case_knows_whether_its_employee_heads_a_unit_or_studies():
    w = build_world()
    Person.objects.filter(pk=w.colleague.pk).update(status=Person.Status.STUDY)
    launched(build_cycle(w), w)
    cases = {case.subject_id: case for case in Appraisal.objects.all()}
    assert cases[w.rater.pk].is_head
    assert not cases[w.employee.pk].is_head
    assert cases[w.colleague.pk].on_study
    assert cases[w.employee.pk].post == "Jabatan pegawai"


def test_after_a_cancelled_case_a_new_one_opens_on_the_same_plan():
    walk = appraisal_at(S.CANCELLED)
    with clock.at(JANUARY):
        case = cycles.add_late_joiner(walk.cycle, walk.w.employee, by=walk.w.hr)
    assert case.plan == walk.case.plan
    assert Plan.objects.filter(employee=walk.w.employee).count() == 1


def test_a_late_joiner_has_no_second_case_in_the_cycle():
    walk = appraisal_at(S.DRAFTING)
    with clock.at(JANUARY), pytest.raises(NotReady, match="already"):
        cycles.add_late_joiner(walk.cycle, walk.w.employee, by=walk.w.hr)


def test_a_late_joiner_without_a_post_is_refused_with_the_reason():
    w = build_world()
    cycle = build_cycle(w)
    Posting.objects.filter(person=w.colleague).update(ends=day("2025-12-31"))
    with clock.at(JANUARY), pytest.raises(NotReady, match="no post"):
        cycles.add_late_joiner(cycle, w.colleague, by=w.hr)


def test_a_case_that_cannot_be_closed_yet_says_why_and_stops_nothing():
    walk = appraisal_at(S.APPROVED)
    with clock.at(LATE):
        [(pk, why)] = cycles.close_cases(walk.cycle, by=walk.w.hr)
    assert pk == walk.case.pk
    assert "not being closed" in why


def test_a_cycle_with_cases_under_way_is_not_closed():
    walk = appraisal_at(S.DRAFTING)
    with clock.at(LATE):
        for name in ("begin_evaluation", "begin_closing"):
            engine.perform(walk.cycle, name, by=walk.w.hr)
        with pytest.raises(NotReady, match="still under way"):
            engine.perform(walk.cycle, "close_cycle", by=walk.w.hr)
        engine.perform(walk.cycle, "resume_evaluation", by=walk.w.hr, reason="Masih ada yang baru.")
        late = Walk(walk.w, Cycle.objects.get(), person=walk.w.colleague)
    assert late.case.state == S.DRAFTING
