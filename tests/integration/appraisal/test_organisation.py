"""The organisation's result comes first: it stands in, it stops the clock, it binds its head."""

import datetime as dt

import pytest

from processes.appraisal import cycles, services, windows
from processes.appraisal.models import Cycle, Rating
from processes.appraisal.organisation import result_for
from processes.appraisal.rule_set import RULES
from processes.appraisal.rule_sets import set_rules
from processes.appraisal.rule_settings import values_of
from processes.appraisal.state import State as S
from processes.appraisal.teams import unit_results
from tests.appraisal_world import (
    DECEMBER,
    JANUARY,
    NEXT_JANUARY,
    WIB,
    YEAR,
    Walk,
    build_cycle,
    build_world,
    know_the_unit,
    ratings,
    signed,
    write_plan,
    write_report,
)
from workflow_core.calendar import clock
from workflow_core.engine import deadlines, engine
from workflow_core.engine.errors import NotReady
from workflow_core.engine.models import WorkItem
from workflow_core.engine.standing import Standing

from .page_tools import enter, text_of

pytestmark = pytest.mark.django_db

FEBRUARY_1 = dt.datetime(2027, 2, 1, 9, tzinfo=WIB)


@pytest.fixture
def w():
    return build_world()


def reported_without_result(w, cycle=None, person=None):
    walk = Walk(w, cycle, person)
    walk.executing()
    with clock.at(DECEMBER):
        write_report(walk.case, walk.case.subject)
    walk.move("report", walk.case.subject, DECEMBER, sign=True)
    return walk


def last_year(w, level="good"):
    before = cycles.Windows(**vars(cycles.usual_windows("annual", YEAR - 1)))
    with clock.at(dt.datetime(YEAR - 1, 1, 5, tzinfo=WIB)):
        cycle = cycles.prepare(
            institution=w.institution, kind="annual", year=YEAR - 1, title="Tahun lalu",
            approver=w.approver, windows=before, by=w.hr,
        )  # fmt: skip
        services.set_unit_result(cycle=cycle, unit=w.root, level=level, by=w.hr)


def fresh_case(walk):
    return type(walk.case).objects.get(pk=walk.case.pk)


def due_on_desk(walk):
    return WorkItem.objects.get(process=walk.case.pk, finished=None).due_at


def last_day(walk, instant):
    return windows.calendar(walk.case).last_day(instant)


# The clock


def test_the_raters_clock_stands_while_no_result_is_known(w):
    walk = reported_without_result(w)
    assert windows.rating_due(walk.case) is None
    assert due_on_desk(walk) is None
    assert list(deadlines.run(dt.datetime(2027, 6, 1, tzinfo=WIB))) == []
    walk.case.refresh_from_db()
    assert walk.case.state == S.REPORTED


def test_once_a_result_is_set_the_clock_goes_on_with_the_days_that_were_left(w):
    walk = reported_without_result(w)
    with clock.at(NEXT_JANUARY):  # a Friday, the 11th working day of 2027 without holidays
        know_the_unit(w, walk.cycle)
    assert windows.days_stood(walk.case) == 11
    assert last_day(walk, windows.rating_due(walk.case)) == dt.date(2027, 2, 15)
    assert due_on_desk(walk) == windows.rating_due(walk.case)


def test_d10_begins_after_the_days_that_the_clock_stood(w):
    walk = reported_without_result(w)
    with clock.at(NEXT_JANUARY):
        know_the_unit(w, walk.cycle)
    due = windows.rating_due(walk.case)
    assert [one.move for one in deadlines.run(due)] == ["escalate"]
    walk.case.refresh_from_db()
    office = windows.calendar(walk.case)
    with clock.at(due):
        assert windows.superior_due(walk.case) == office.after(dt.date(2027, 2, 15), 14)


def test_a_result_known_before_the_evaluation_stops_no_clock(w):
    walk = Walk(w)
    walk.reported()
    assert windows.days_stood(walk.case) == 0
    assert last_day(walk, windows.rating_due(walk.case)) == dt.date(2027, 1, 31)


def test_correcting_a_result_moves_no_clock(w):
    walk = reported_without_result(w)
    with clock.at(NEXT_JANUARY):
        know_the_unit(w, walk.cycle)
    before = windows.rating_due(walk.case)
    with clock.at(FEBRUARY_1):
        know_the_unit(w, walk.cycle, "outstanding")
    assert windows.rating_due(walk.case) == before


def test_the_clock_that_stands_is_told_on_the_page(w):
    walk = reported_without_result(w)
    with clock.at(NEXT_JANUARY):
        page = text_of(enter(w.rater).get(f"/cases/{walk.case.pk}/"))
    assert "clock stands still" in page


# Last year's result (D6)


def test_d6_last_years_result_counts_once_this_years_is_late(w):
    last_year(w, "outstanding")
    walk = reported_without_result(w)
    with clock.at(dt.datetime(2027, 1, 31, 23, 59, tzinfo=WIB)):
        assert result_for(walk.case) is None
    with clock.at(dt.datetime(2027, 2, 1, tzinfo=WIB)):
        found = result_for(walk.case)
    assert (found.level, found.carried_over) == ("outstanding", True)


def test_d6_this_years_result_goes_before_last_years(w):
    last_year(w, "outstanding")
    walk = reported_without_result(w)
    with clock.at(FEBRUARY_1):
        know_the_unit(w, walk.cycle, "poor")
        assert result_for(walk.case).level == "poor"


def test_d6_a_rating_on_last_years_result_says_so(w):
    last_year(w)
    walk = reported_without_result(w)
    walk.move("rate", w.rater, FEBRUARY_1, ratings=ratings(), sign=True)
    assert Rating.objects.get().organisation_carried_over


def test_d6_the_clock_goes_on_from_the_end_of_january(w):
    last_year(w)
    walk = reported_without_result(w)
    stood = windows.calendar(walk.case).between(dt.date(2026, 12, 31), dt.date(2027, 1, 31))
    assert windows.days_stood(walk.case) == stood == 21
    assert last_day(walk, windows.rating_due(walk.case)) == dt.date(2027, 3, 1)


def test_d6_the_team_page_compares_with_last_years_result_too(w):
    last_year(w)
    walk = reported_without_result(w)
    assert unit_results([fresh_case(walk)], Standing(w.rater)) == {}
    with clock.at(FEBRUARY_1):
        assert unit_results([fresh_case(walk)], Standing(w.rater)) == {walk.cycle.pk: "good"}


@pytest.mark.parametrize("carry", [False, True])
def test_a_late_result_of_a_quarter_takes_the_last_ones_by_setting_only(w, carry):
    settings = {"carry_over_periods": "on" if carry else "off", "small_unit": 9}
    values = {**values_of(RULES), **settings}
    set_rules(
        w.institution, values=values, effective_from=dt.date(YEAR, 1, 1), reason="SK", by=w.hr
    )
    Walk(w).executing()
    first = build_cycle(w, Cycle.Kind.QUARTERLY, 1)
    services.set_unit_result(cycle=first, unit=w.root, level="good", by=w.hr)
    case = Walk(w, build_cycle(w, Cycle.Kind.QUARTERLY, 2)).case
    with clock.at(dt.datetime(YEAR, 7, 1, tzinfo=WIB)):
        found = result_for(case)
    assert (found and found.carried_over) == (True if carry else None)


# The head of a unit


@pytest.fixture
def head(w):
    """The head of a bidang whose unit's result is good, with a report that waits to be rated."""
    walk = Walk(w, person=w.rater)
    case = walk.case
    assert (case.is_head, case.rater) == (True, w.superior)
    with clock.at(JANUARY):
        write_plan(case, w.rater)
    walk.move("propose", w.rater, JANUARY, sign=True)
    walk.move("set_plan", w.superior, JANUARY, sign=True)
    with clock.at(DECEMBER):
        write_report(case, w.rater)
        know_the_unit(w, walk.cycle)
        services.set_unit_result(cycle=walk.cycle, unit=w.bidang, level="good", by=w.hr)
    walk.move("report", w.rater, DECEMBER, sign=True)
    return walk


def rate(walk, results, **more):
    with clock.at(NEXT_JANUARY):
        by = walk.w.superior
        given = ratings(results, **more)
        return engine.perform(walk.case, "rate", by=by, ratings=given, signature=signed(by))


def follow(walk, how):
    """Let the cycle of a walk have been prepared under rules that say so."""
    values = {**values_of(RULES), "head_follows": how}
    made = set_rules(
        walk.w.institution, values=values, effective_from=dt.date(YEAR, 1, 1), reason="SK",
        by=walk.w.hr,
    )  # fmt: skip
    Cycle.objects.filter(pk=walk.cycle.pk).update(rule_set=made)
    walk.case = type(walk.case).objects.get(pk=walk.case.pk)


def test_a_heads_results_are_those_of_his_unit(head):
    rate(head, "meets")
    head.case.refresh_from_db()
    assert head.case.results == "meets"


def test_another_rating_of_a_head_is_refused_at_its_field(head):
    with pytest.raises(NotReady) as refused:
        rate(head, "above", departure_reason="Luar biasa.")
    assert refused.value.field == "results"


def test_by_setting_a_departure_needs_only_a_reason(head):
    follow(head, "reason")
    with pytest.raises(NotReady) as refused:
        rate(head, "above")
    assert refused.value.field == "departure_reason"
    rate(head, "above", departure_reason="Luar biasa.")


def test_by_setting_the_units_result_is_only_shown(head):
    follow(head, "free")
    rate(head, "above", departure_reason="Semua hasil sesuai, tetapi lebih banyak.")


def test_the_form_starts_with_the_given_rating_and_says_why(head):
    with clock.at(NEXT_JANUARY):
        page = enter(head.w.superior).get(f"/cases/{head.case.pk}/rate/")
    assert page.context["form"]["results"].value() == "meets"
    assert "Heads Bidang Uji, whose result is" in text_of(page)


def test_a_unit_without_a_result_of_its_own_binds_nobody(w, head):
    head.cycle.unit_results.filter(unit=w.bidang).delete()
    rate(head, "above", departure_reason="Target terlampaui.")
