"""D1 to D13 to the day, on real calendars, and every due date reproducible from rows alone."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from processes.appraisal import windows
from processes.appraisal.cycle_clocks import clocks_of, draft_agreement_from
from processes.appraisal.models import Appraisal, Cycle
from processes.appraisal.state import State as S
from tests.appraisal_world import (
    WHEN,
    WIB,
    Walk,
    appraisal_at,
    build_cycle,
    build_world,
    know_the_unit,
    ratings,
    write_report,
)
from workflow_core.calendar import clock
from workflow_core.calendar.services import (
    add_holiday,
    import_year,
    set_collective_leave,
    set_unit_week,
    set_week,
)
from workflow_core.engine import deadlines
from workflow_core.engine.errors import NotReady
from workflow_core.engine.models import WorkItem
from workflow_core.engine.registry import definition_of
from workflow_core.people.models import Institution

from .page_tools import enter, text_of

pytestmark = pytest.mark.django_db


def at(month, day, hour=9, year=2026, zone=WIB):
    return dt.datetime(year, month, day, hour, tzinfo=zone)


def fresh(case):
    return Appraisal.objects.select_related("institution", "unit", "cycle__rule_set").get(
        pk=case.pk
    )


def day_of(case, instant):
    return windows.calendar(case).last_day(instant)


# E5: the third quarter of 2026 through the real machine


@pytest.fixture
def quarter():
    """The report of a quarter, waiting for its rater, with the national holidays on record."""
    w = build_world()
    import_year(w.institution, 2026)
    Walk(w).executing()
    walk = Walk(w, build_cycle(w, Cycle.Kind.QUARTERLY, 3))
    with clock.at(at(9, 21)):
        write_report(walk.case, w.employee)
        know_the_unit(w, walk.cycle)
    walk.move("report", w.employee, at(9, 21), sign=True)
    return walk


def to_receipt(walk):
    walk.move("rate", walk.w.rater, at(10, 8), ratings=ratings(), sign=True)
    walk.move("deliver", walk.w.rater, at(10, 12))
    walk.move("receive", walk.w.employee, at(10, 12))
    return fresh(walk.case)


class TestE5ThirdQuarterOf2026:
    def test_signed_on_8_october_it_is_delivered_by_28_october(self, quarter):
        quarter.move("rate", quarter.w.rater, at(10, 8), ratings=ratings(), sign=True)
        case = fresh(quarter.case)
        assert day_of(case, windows.deliver_due(case)) == dt.date(2026, 10, 28)

    def test_received_on_12_october_it_is_answered_by_30_october(self, quarter):
        case = to_receipt(quarter)
        assert day_of(case, windows.signature_due(case)) == dt.date(2026, 10, 30)
        assert day_of(case, windows.objection_due(case)) == dt.date(2026, 10, 30)

    def test_fourteen_calendar_days_end_on_26_october_which_only_warns(self, quarter):
        case = to_receipt(quarter)
        assert windows.objection_caution(case) == dt.date(2026, 10, 26)
        with clock.at(at(10, 27)):
            page = text_of(enter(quarter.w.employee).get(f"/cases/{case.pk}/"))
        assert "Oct. 26, 2026" in page or "26 October 2026" in page or "26 Oktober 2026" in page

    def test_it_reaches_the_competent_authority_by_11_november(self, quarter):
        case = to_receipt(quarter)
        assert day_of(case, windows.report_to_authority_due(case)) == dt.date(2026, 11, 11)

    def test_filed_on_the_last_day_it_is_decided_by_10_november(self, quarter):
        to_receipt(quarter)
        grounds = {"grounds": "Hasil 1 melebihi target."}
        quarter.move("file_objection", quarter.w.employee, at(10, 30, 23), objection=grounds)
        case = fresh(quarter.case)
        assert day_of(case, windows.decision_due(case)) == dt.date(2026, 11, 10)

    def test_a_day_later_it_is_too_late_to_object(self, quarter):
        to_receipt(quarter)
        with pytest.raises(NotReady):
            quarter.move(
                "file_objection", quarter.w.employee, at(10, 31, 0), objection={"grounds": "x"}
            )


# D1 to D13, each to the day


def on_calendar(kind):
    """A world on one of four calendars; its Friday 22 January 2027 is a local holiday on one."""
    w = build_world()
    if kind == "holiday":
        add_holiday(w.institution, dt.date(2027, 1, 22), "Hari jadi", by=w.hr)
    elif kind == "six-day week":
        w.institution.six_day_week = True
        w.institution.save()
    elif kind == "WIT":
        w.institution.time_zone = Institution.Zone.WIT
        w.institution.save()
    return w


# Each event is on Friday 15 January 2027, 9 o'clock WIB; the window ends on the 31st.
TO_THE_DAY = """
clock                    state      plain       holiday     six-day
deliver_due              rated      2027-02-04  2027-02-05  2027-02-01
signature_due            received   2027-02-04  2027-02-05  2027-02-01
objection_due            received   2027-02-04  2027-02-05  2027-02-01
decision_due             objected   2027-01-26  2027-01-27  2027-01-23
explanation_due          objected   2027-01-20  2027-01-20  2027-01-19
rating_due               reported   2027-01-31  2027-01-31  2027-01-31
superior_due             escalated  2027-02-18  2027-02-18  2027-02-16
report_to_authority_due  accepted   2027-03-12  2027-03-12  2027-03-06
plan_due                 drafting   2026-01-31  2026-01-31  2026-01-31
"""
ROWS = [line.split() for line in TO_THE_DAY.strip().splitlines()[1:]]
KINDS = ["plain", "holiday", "six-day week", "WIT"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_each_clock_ends_on_its_day(row, kind):
    name, state, *days = row
    expected = dt.date.fromisoformat(days[{"holiday": 1, "six-day week": 2}.get(kind, 0)])
    walk = appraisal_at(S(state), on_calendar(kind))
    case = fresh(walk.case)
    due = getattr(windows, name)(case)
    assert day_of(case, due) == expected
    zone = ZoneInfo("Asia/Jayapura" if kind == "WIT" else "Asia/Jakarta")
    assert due == dt.datetime.combine(expected + dt.timedelta(days=1), dt.time.min, tzinfo=zone)


@pytest.mark.parametrize(("name", "day"), [("deliver", "2027-02-11"), ("signature", "2027-02-11")])
def test_d11_where_the_superior_rated_seven_days_do(name, day):
    walk = appraisal_at(S.ESCALATED, build_world())
    w, when = walk.w, at(2, 2, year=2027)
    walk.move("rate_as_superior", w.superior, when, ratings=ratings(), sign=True)
    if name == "signature":
        walk.move("deliver", w.superior, when)
        walk.move("receive", w.employee, when)
    case = fresh(walk.case)
    assert day_of(case, getattr(windows, f"{name}_due")(case)) == dt.date.fromisoformat(day)
    assert windows.objection_due(case) is None


def test_d1_a_draft_agreement_serves_from_the_third_week_of_january():
    cycle = build_cycle(build_world())
    assert draft_agreement_from(cycle) == dt.date(2026, 1, 15)
    assert ("D1", dt.date(2026, 1, 15)) in [(code, day) for code, _what, day in clocks_of(cycle)]


def test_d3_after_january_the_plan_is_the_superiors():
    walk = appraisal_at(S.PROPOSED, build_world())
    assert list(deadlines.run(at(1, 31, 23))) == []
    assert [one.move for one in deadlines.run(at(2, 1, 0))] == ["escalate_plan"]
    assert fresh(walk.case).reviewer == walk.w.superior


def test_the_units_own_six_day_week_goes_before_the_institutions_five():
    w = build_world()
    w.bidang.six_day_week = True
    w.bidang.save()
    case = fresh(appraisal_at(S.RECEIVED, w).case)
    assert day_of(case, windows.objection_due(case)) == dt.date(2027, 2, 1)


# A change of the calendar


def test_a_holiday_made_known_in_time_moves_the_end(quarter):
    case = to_receipt(quarter)
    with clock.at(at(10, 20)):
        add_holiday(quarter.w.institution, dt.date(2026, 10, 29), "Pilkada", by=quarter.w.hr)
    assert day_of(case, windows.objection_due(fresh(case))) == dt.date(2026, 11, 2)


def test_a_holiday_made_known_too_late_opens_nothing_again(quarter):
    case = to_receipt(quarter)
    with clock.at(at(11, 2)):
        add_holiday(quarter.w.institution, dt.date(2026, 10, 29), "Pilkada", by=quarter.w.hr)
    assert day_of(case, windows.objection_due(fresh(case))) == dt.date(2026, 10, 30)


@pytest.mark.parametrize("change", ["institution", "unit", "collective"])
def test_no_other_change_of_the_calendar_opens_a_clock_that_ended(quarter, change):
    w = quarter.w
    w.bidang.six_day_week = True
    w.bidang.save()
    case = to_receipt(quarter)
    before = windows.objection_due(fresh(case))
    institution = Institution.objects.get(pk=w.institution.pk)
    with clock.at(at(11, 20)):
        if change == "institution":
            set_week(institution, six_day_week=True, by=w.hr)
        elif change == "unit":
            w.bidang.institution = institution
            set_unit_week(w.bidang, six_day_week=False, by=w.hr)
        else:
            set_collective_leave(institution, is_off=False, by=w.hr)
    assert windows.objection_due(fresh(case)) == before


def test_a_change_told_beforehand_moves_as_many_dates_as_were_told(quarter):
    to_receipt(quarter)
    w = quarter.w
    institution = Institution.objects.get(pk=w.institution.pk)

    def change():
        add_holiday(institution, dt.date(2026, 10, 29), "Pilkada", by=w.hr)

    with clock.at(at(10, 20)):
        told = deadlines.moved_by(institution, change)
        assert not institution.holidays.filter(name="Pilkada").exists()
        before = dict(WorkItem.objects.filter(finished=None).values_list("pk", "due_at"))
        change()
        deadlines.refresh(definition_of(Appraisal))
    after = dict(WorkItem.objects.filter(finished=None).values_list("pk", "due_at"))
    assert told == sum(before[pk] != after[pk] for pk in after) == 1


# Reproducible


@pytest.mark.parametrize("state", [one for one in S if one in WHEN], ids=str)
def test_every_due_date_follows_again_from_the_rows_alone(state):
    walk = appraisal_at(state, build_world())
    with clock.at(WHEN[state]):
        case = fresh(walk.case)
        definition = definition_of(Appraisal)
        node = definition.flow.node_for(case.state)
        item = WorkItem.objects.filter(process=case.pk, finished=None).first()
        assert (item and item.due_at) == (node and node.due_at(case, definition))


def test_reckoning_anew_what_nobody_changed_moves_nothing():
    walk = appraisal_at(S.REPORTED, build_world())
    assert (
        deadlines.reckon(definition_of(Appraisal), Appraisal.objects.filter(pk=walk.case.pk)) == 0
    )


def test_reckoning_many_takes_as_many_statements_as_few(django_assert_max_num_queries):
    w = build_world()
    first = Walk(w)
    first.reported()
    cycle = first.cycle
    for person in (w.colleague, w.stranger):
        walk = Walk(w, cycle, person)
        Appraisal.objects.filter(pk=walk.case.pk).update(reported_at=first.case.reported_at)
        Appraisal.objects.filter(pk=walk.case.pk).seal(state=S.REPORTED)
        WorkItem.objects.filter(process=walk.case.pk).update(due_at=None)
    with django_assert_max_num_queries(12):
        assert deadlines.reckon(definition_of(Appraisal), Appraisal.objects.all()) == 2
