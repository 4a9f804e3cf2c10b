"""Quarters and months on the year's plan, and the semester that is a dialogue."""

import datetime as dt

import pytest

from processes.appraisal import cycles, semesters
from processes.appraisal.models import Agreement, Appraisal, Cycle
from processes.appraisal.rating import Predicate
from processes.appraisal.state import State as S
from tests.appraisal_world import (
    WIB,
    Walk,
    appraisal_at,
    build_cycle,
    build_world,
    know_the_unit,
    ratings,
)
from workflow_core.calendar import clock
from workflow_core.engine.errors import Forbidden, NotReady

from .page_tools import enter, text_of
from .test_movement import another_unit, date, repost

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def at(month, day):
    return dt.datetime(2026, month, day, 9, tzinfo=WIB)


def quarter(w, number):
    return build_cycle(w, Cycle.Kind.QUARTERLY, number=number)


def revise(walk):
    walk.move("revise_plan", walk.w.employee, at(5, 4), reason="Tugas baru.")
    walk.move("propose", walk.w.employee, at(5, 4), sign=True)
    walk.move("set_plan", walk.w.rater, at(5, 4), sign=True)


def launched(cycle, w, when):
    with clock.at(when):
        *_some, last = cycles.launch(cycle, by=w.hr)
    return last


def test_a_revision_reaches_the_periodic_appraisals_from_the_next_period_on():
    year = appraisal_at(S.EXECUTING)
    running = Walk(year.w, quarter(year.w, 2))
    before = running.case.plan_version
    revise(year)
    running.case.refresh_from_db()
    assert running.case.plan_version == before
    following = Walk(year.w, quarter(year.w, 3))
    assert (before.number, following.case.plan_version.number) == (1, 2)


def test_a_quarter_begun_while_a_revision_is_on_the_table_rests_on_the_version_in_force():
    year = appraisal_at(S.EXECUTING)
    year.move("revise_plan", year.w.employee, at(5, 4), reason="Tugas baru.")
    case = Walk(year.w, quarter(year.w, 2)).case
    assert (case.state, case.plan_version.number) == (S.EXECUTING, 1)


def test_a_month_takes_over_the_plan_as_a_quarter_does():
    year = appraisal_at(S.EXECUTING)
    month = Walk(year.w, build_cycle(year.w, Cycle.Kind.MONTHLY, number=5))
    assert (month.case.state, month.case.plan_version) == (S.EXECUTING, year.case.plan_version)


def test_a_periodic_appraisal_has_no_revision_of_its_own():
    year = appraisal_at(S.EXECUTING)
    running = Walk(year.w, quarter(year.w, 2))
    with pytest.raises(NotReady, match="annual appraisal"):
        running.move("revise_plan", year.w.employee, at(5, 4), reason="x")


def test_whoever_has_a_plan_for_his_old_post_only_is_listed_and_not_launched():
    year = appraisal_at(S.EXECUTING, another_unit(build_world()))
    w = year.w
    repost(w.employee, w.other, date(4, 1))
    last = launched(quarter(w, 2), w, at(4, 2))
    assert (w.employee.pk, "has no set plan for the present post") in last.left_out
    assert not Appraisal.objects.filter(cycle__kind=Cycle.Kind.QUARTERLY).exists()


@pytest.fixture
def half():
    """Two quarters of one person, the first of them rated very good and delivered."""
    year = appraisal_at(S.EXECUTING)
    first, second = (Walk(year.w, quarter(year.w, number)) for number in (1, 2))
    know_the_unit(year.w, first.cycle)
    first.move("miss_report", None, at(3, 26))
    first.move("rate", year.w.rater, at(3, 27), ratings=ratings("above", "above"), sign=True)
    first.move("deliver", year.w.hr, at(3, 28))
    with clock.at(at(6, 15)):
        yield first, second


def address(walk):
    return f"/appraisal/semester/{walk.case.pk}/"


def test_the_recap_shows_both_quarters_and_never_a_predicate(half):
    first, second = half
    page = text_of(enter(second.w.rater).get(address(second)))
    assert f"/cases/{first.case.pk}/" in page
    assert f"/cases/{second.case.pk}/" in page
    assert [str(one.label) for one in Predicate if str(one.label) in page] == []


@pytest.mark.parametrize("who", ["employee", "rater"])
def test_both_sides_record_what_was_agreed_and_read_it(half, who):
    _first, second = half
    typed = {"talked_on": "2026-06-12", "text": "Ikut pelatihan arsip.", "due": "2026-09-30"}
    enter(getattr(second.w, who)).post(address(second), typed)
    page = text_of(enter(second.w.employee).get(address(second)))
    assert "Ikut pelatihan arsip." in page
    assert "Dialogue of June 12, 2026" in page
    assert "until Sept. 30, 2026" in page


def test_what_was_agreed_stays_with_its_half_of_the_year(half):
    first, second = half
    given = {"talked_on": dt.date(2026, 6, 12), "text": "Satu."}
    semesters.add_agreement(second.case, by=second.w.rater, **given)
    later = Walk(second.w, quarter(second.w, 3))
    assert [len(semesters.agreements_of(one.case)) for one in (first, second, later)] == [1, 1, 0]


def test_hr_reads_and_records_nothing(half):
    _first, second = half
    client = enter(second.w.hr)
    assert "Record an agreement" not in text_of(client.get(address(second)))
    typed = {"talked_on": "2026-06-12", "text": "Dari HR."}
    assert client.post(address(second), typed).status_code == 403
    with pytest.raises(Forbidden):
        semesters.add_agreement(second.case, by=second.w.colleague, talked_on=at(6, 1), text="x")
    assert Agreement.objects.count() == 0


def test_a_dialogue_that_is_still_to_come_is_no_record(half):
    _first, second = half
    typed = {"talked_on": "2026-07-01", "text": "Nanti."}
    response = enter(second.w.rater).post(address(second), typed)
    assert response.status_code == 422
    assert "Nanti." in text_of(response)


def test_the_year_has_no_recap_of_a_semester(half):
    first, _second = half
    annual = Appraisal.objects.get(cycle__kind=Cycle.Kind.ANNUAL, subject=first.w.employee)
    assert enter(first.w.rater).get(f"/appraisal/semester/{annual.pk}/").status_code == 404
