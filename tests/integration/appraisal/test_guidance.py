"""Map, next step and help, as the readers of a case and of a desk meet them."""

import re

import pytest
from django.core.cache import cache

from processes.appraisal.guide import HELP
from processes.appraisal.state import State
from tests.appraisal_world import (
    JANUARY,
    NEXT_FEBRUARY,
    NEXT_JANUARY,
    WHEN,
    Walk,
    appraisal_at,
    build_cycle,
    build_world,
    deputise,
    know_the_unit,
    ratings,
    someone,
    write_plan,
)
from workflow_core.calendar import clock

from .page_tools import enter, nothing_written, statements, text_of

pytestmark = pytest.mark.django_db
DESK_AT_MOST, LIST_AT_MOST = 12, 15


@pytest.fixture(autouse=True)
def _no_memory():
    cache.clear()


def page_of(walk, who, when=None):
    with clock.at(when or WHEN[State(walk.case.state)]):
        return text_of(enter(who).get(f"/cases/{walk.case.pk}/"))


def main_button(page):
    found = re.findall(r'<a class="button" href="[^"]*" data-kind="main">([^<]*)</a>', page)
    assert len(found) <= 1
    return found[0] if found else ""


@pytest.mark.parametrize("state", State)
def test_every_state_shows_its_map_and_what_it_means(state):
    walk = appraisal_at(state)
    page = page_of(walk, walk.w.employee).replace("&#x27;", "'")
    assert str(HELP[state].means) in page
    assert str(HELP[state].can["employee"]) in page
    assert f"/appraisal/help/#{state}" in page
    assert page.count('aria-current="step"') == (0 if state == State.CLOSED else 1)


@pytest.mark.parametrize(
    ("state", "who", "label"),
    [
        (State.DRAFTING, "employee", "Write the plan"),
        (State.PROPOSED, "rater", "Set the plan"),
        (State.PROPOSED, "employee", ""),
        (State.REPORTED, "rater", "Rate"),
        (State.ESCALATED, "superior", "Rate in the rater&#x27;s place"),
        (State.RATED, "rater", "Deliver the rating"),
        (State.DELIVERED, "employee", "Confirm receipt"),
        (State.RECEIVED, "employee", "Sign the evaluation"),
        (State.OBJECTED, "rater", "Explain the rating"),
        (State.EXPLAINED, "superior", ""),
        (State.DECIDED, "employee", "Sign the decision"),
        (State.CLOSED, "hr", ""),
    ],
)
def test_one_step_leads_and_it_is_that_of_a_good_year(state, who, label):
    walk = appraisal_at(state)
    if state == State.REPORTED:
        know_the_unit(walk.w, walk.cycle)
    assert main_button(page_of(walk, getattr(walk.w, who))) == label


def test_once_the_plan_is_written_proposing_leads_and_writing_stands_beside_it():
    walk = appraisal_at(State.DRAFTING)
    with clock.at(JANUARY):
        write_plan(walk.case, walk.w.employee)
    page = page_of(walk, walk.w.employee)
    assert main_button(page) == "Propose the plan"
    assert page.index("Propose the plan") < page.index("Write the plan")


def test_a_deputy_is_told_what_his_principal_can_do():
    walk = appraisal_at(State.REPORTED)
    deputise(walk.w, walk.w.rater, walk.w.deputy)
    assert str(HELP[State.REPORTED].can["rater"]) in page_of(walk, walk.w.deputy)


def test_help_explains_every_state_under_its_own_address():
    w = build_world()
    with clock.at(JANUARY):
        client = enter(w.employee)
        with nothing_written():
            page = text_of(client.get("/appraisal/help/"))
        assert statements(client, "/appraisal/help/") <= LIST_AT_MOST
    for state in State:
        assert f'id="{state}"' in page
        assert f'href="#{state}"' in page


def test_the_desk_says_what_to_do_and_what_happens_otherwise():
    walk = appraisal_at(State.REPORTED)
    with clock.at(NEXT_JANUARY):
        page = text_of(enter(walk.w.rater).get("/"))
    assert "Rate the report of Pegawai" in page
    assert "the rating passes to the rater&#x27;s superior" in page
    assert "One thing waits for you" in page
    assert "The next time limit is Sunday, 31 January 2027." in page
    assert "15 January 2027 · Bidang Uji" in page


def test_what_is_late_is_told_first():
    walk = appraisal_at(State.REPORTED)
    with clock.at(NEXT_FEBRUARY):
        assert "One is past its time limit." in text_of(enter(walk.w.rater).get("/"))


def test_names_in_capitals_are_readable_on_desk_and_timeline():
    walk = appraisal_at(State.REPORTED)
    walk.w.employee.name = "SITI RAHMAWATI"
    walk.w.employee.save(update_fields=["name"])
    with clock.at(NEXT_JANUARY):
        client = enter(walk.w.rater)
        for address in ("/", f"/cases/{walk.case.pk}/", "/appraisal/team/", "/cases/"):
            page = text_of(client.get(address))
            assert "Siti Rahmawati" in page
            assert "SITI RAHMAWATI" not in page


def test_the_desk_shows_ones_own_cycle_and_ones_team_at_a_glance():
    walk = appraisal_at(State.REPORTED)
    with clock.at(NEXT_JANUARY):
        own = text_of(enter(walk.w.employee).get("/"))
        led = text_of(enter(walk.w.rater).get("/"))
    assert "Step 4 of 8: Rated" in own
    assert "After that: Rating delivered" in own
    assert "Your team" not in own
    assert "Your team" in led
    assert "My cycle at a glance" not in led


def test_the_desk_stays_within_its_budget_with_own_case_team_and_roles():
    w = build_world()
    cycle = build_cycle(w)
    with clock.at(JANUARY):
        Walk(w, cycle, w.hr)
        Walk(w, cycle, w.superior)
        Walk(w, cycle)
        deputise(w, w.rater, w.hr)
        deputise(w, w.regent, w.superior)
        for person in (w.hr, w.superior, w.rater, w.employee):
            assert statements(enter(person), "/") <= DESK_AT_MOST


def test_the_desk_costs_the_same_for_one_and_for_twenty_reports():
    w = build_world()
    cycle = build_cycle(w)
    appraisal_at(State.PROPOSED, w, cycle)
    with clock.at(JANUARY):
        client = enter(w.rater)
        few = statements(client, "/")
        for number in range(19):
            person = someone(w, f"p{number}", w.bidang)
            case = Walk(w, cycle, person)
            write_plan(case.case, person)
            case.move("propose", person, JANUARY, sign=True)
        assert "More than" not in (page := text_of(client.get("/")))
        assert page.count("Review the plan of") == 20
        assert statements(client, "/") == few


def test_the_team_page_says_how_far_everybody_is_and_compares_with_the_pattern():
    walk = appraisal_at(State.RATED)
    with clock.at(NEXT_JANUARY):
        page = text_of(enter(walk.w.rater).get("/appraisal/team/"))
    assert "Have reported" in page
    assert "1 of 1" in page
    assert "Very good: 0; Good: 1" in page
    assert "in a unit of 1 the pattern is only advice" in page


def test_a_superior_sees_progress_but_no_curve_of_predicates_that_others_gave():
    walk = appraisal_at(State.RATED)
    with clock.at(NEXT_JANUARY):
        page = text_of(enter(walk.w.superior).get("/appraisal/team/"))
    assert "Have been rated" in page
    assert "Predicates you have given" not in page


def test_without_a_result_of_the_unit_there_is_nothing_to_compare_with():
    walk = appraisal_at(State.RATED)
    walk.cycle.unit_results.all().delete()
    with clock.at(NEXT_JANUARY):
        page = text_of(enter(walk.w.rater).get("/appraisal/team/"))
    assert "no pattern to compare" in page


def test_an_employee_who_deputises_for_his_rater_does_not_find_his_own_predicate_in_the_curve():
    walk = appraisal_at(State.RATED)
    deputise(walk.w, walk.w.rater, walk.w.employee)
    with clock.at(NEXT_JANUARY):
        client = enter(walk.w.employee)
        assert "Predicates you have given" not in text_of(client.get("/appraisal/team/"))
        assert statements(client, "/appraisal/team/") <= LIST_AT_MOST


def test_the_cycle_shows_where_its_appraisals_are_as_a_picture_and_as_a_table():
    w = build_world()
    cycle = build_cycle(w)
    appraisal_at(State.ESCALATED, w, cycle)
    appraisal_at(State.CANCELLED, w, cycle, w.colleague)
    with clock.at(NEXT_FEBRUARY):
        client = enter(w.hr)
        page = text_of(client.get(f"/appraisal/cycles/{cycle.pk}/"))
        assert statements(client, f"/appraisal/cycles/{cycle.pk}/") <= LIST_AT_MOST
    assert "<svg" in page
    assert "Rating passed to the rater&#x27;s superior: 1" in page
    assert "Cancelled: 1" in page
    assert "?state=escalated" in page
    assert 'style="' not in page


def test_a_new_rating_by_the_superior_is_told_as_final():
    walk = appraisal_at(State.ESCALATED)
    walk.move("rate_as_superior", walk.w.superior, NEXT_FEBRUARY, ratings=ratings(), sign=True)
    assert "This result is final." in page_of(walk, walk.w.employee, NEXT_FEBRUARY)


def test_who_writes_a_first_plan_is_not_told_what_happens_to_revisions():
    walk = appraisal_at(State.DRAFTING)
    page = page_of(walk, walk.w.employee)
    assert "may propose a plan in the employee&#x27;s stead." in page
    assert "revision" not in page


def test_who_writes_a_new_version_is_told_that_the_old_one_stands_otherwise():
    walk = appraisal_at(State.EXECUTING)
    walk.move("revise_plan", walk.w.employee, JANUARY, reason="Anggaran berubah.")
    page = page_of(walk, walk.w.employee)
    assert "A revision left unfinished is dropped, and the old plan stands." in page
