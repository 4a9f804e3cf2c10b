"""When a result is final, and what the employee may still do: through the pages."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command

from processes.appraisal import services, windows
from processes.appraisal.models import Cycle
from processes.appraisal.state import State as S
from tests.appraisal_world import (
    DECEMBER,
    JANUARY,
    NEXT_FEBRUARY,
    NEXT_JANUARY,
    Walk,
    appraisal_at,
    build_cycle,
    complete_draft,
    know_the_unit,
    ratings,
    write_report,
)
from tests.form_reader import fields_of
from workflow_core.calendar import clock
from workflow_core.engine import engine

from .test_whole_year import Office

pytestmark = pytest.mark.django_db

SEPTEMBER = dt.datetime(2026, 9, 15, 9, tzinfo=JANUARY.tzinfo)
FIRST_OF_OCTOBER = dt.datetime(2026, 10, 1, 0, 5, tzinfo=JANUARY.tzinfo)
"""The evaluation window of the third quarter ended at midnight."""


@pytest.fixture
def office(db):
    return Office()


def reported_quarter(office):
    """The third quarter's case on its set plan, with its report handed in."""
    w = office.w
    annual = Walk(w, build_cycle(w))
    annual.executing()
    quarter = build_cycle(w, Cycle.Kind.QUARTERLY, 3)
    walk = Walk(w, quarter)
    with clock.at(SEPTEMBER):
        write_report(walk.case, w.employee)
        know_the_unit(w, quarter)
    office.now = SEPTEMBER
    office.move("employee", walk.case, "report")
    return walk.case


def page_of(office, role, case):
    return office.get(role, f"/cases/{case.pk}/").content.decode()


def forge(office, role, case):
    """An objection sent without a form, as a tinkerer would."""
    typed = {"key": "f" * 32, "expected_version": case.version, "grounds": "Tetap keberatan."}
    return office.post(role, f"/cases/{case.pk}/file_objection/", typed)


def let_the_clock_run(now):
    """The command as cron runs it."""
    call_command("run_deadlines", "--now", now.isoformat(), stdout=StringIO())


def test_a_late_rater_loses_the_rating_to_his_superior_and_it_cannot_be_objected_to(office):
    case = reported_quarter(office)
    office.now = FIRST_OF_OCTOBER
    assert case.subject.name not in office.get("superior", "/").content.decode()
    let_the_clock_run(FIRST_OF_OCTOBER)
    case.refresh_from_db()
    assert case.state == S.ESCALATED
    assert f"/cases/{case.pk}/" in office.get("superior", "/").content.decode()
    assert office.get("rater", f"/cases/{case.pk}/rate/").status_code == 409

    office.rate("superior", case, "rate_as_superior")
    office.move("superior", case, "deliver")
    office.move("employee", case, "receive")
    page = page_of(office, "employee", case)
    assert "The result is final: the rater&#x27;s superior rated because the rater was late" in page
    assert "File an objection" not in page
    assert "Declare that I file no objection" not in page

    refused = forge(office, "employee", case)
    assert refused.status_code == 422
    assert "The regulation allows no objection to it." in refused.content.decode()
    case.refresh_from_db()
    assert (case.state, case.objections.count()) == (S.RECEIVED, 0)


def test_what_the_head_of_the_region_rated_is_final_and_says_so(office):
    w = office.w
    walk = Walk(w, build_cycle(w), person=w.superior)
    with clock.at(JANUARY):
        services.save_plan(
            walk.case, by=w.superior, edition=0, draft=complete_draft(perspective="budget")
        )
    walk.move("propose", w.superior, JANUARY, sign=True)
    walk.move("set_plan", w.regent, JANUARY, sign=True)
    with clock.at(DECEMBER):
        write_report(walk.case, w.superior)
        know_the_unit(w, walk.cycle)
    walk.move("report", w.superior, DECEMBER, sign=True)
    office.now = NEXT_JANUARY
    office.rate("regent", walk.case, "rate")
    office.move("regent", walk.case, "deliver")
    office.move("superior", walk.case, "receive")
    page = page_of(office, "superior", walk.case)
    assert "The result is final: it was given by the head of the region" in page
    assert "File an objection" not in page
    refused = forge(office, "superior", walk.case)
    assert refused.status_code == 422
    assert "above whom there is nobody to object to" in refused.content.decode()


def test_nobody_else_can_object_in_the_employees_place(office):
    walk = appraisal_at(S.RECEIVED, office.w)
    office.now = NEXT_JANUARY
    for role in ("rater", "superior", "hr"):
        assert forge(office, role, walk.case).status_code == 403
    assert forge(office, "stranger", walk.case).status_code == 404


def test_before_both_sides_are_heard_nothing_is_decided(office):
    walk = appraisal_at(S.OBJECTED, office.w)
    office.now = NEXT_JANUARY
    page = page_of(office, "superior", walk.case)
    assert "Uphold the result" not in page
    early = office.post("superior", f"/cases/{walk.case.pk}/uphold/", {"reason": "Sudah."})
    assert early.status_code == 409
    office.move("rater", walk.case, "explain", statement="Bukti menunjukkan 85 %.")
    heard = office.get("superior", f"/cases/{walk.case.pk}/uphold/").content.decode()
    assert "Hasil 1 melebihi target." in heard
    assert "Bukti menunjukkan 85 %." in heard


def test_old_and_new_result_stay_readable_and_there_is_no_second_objection(office):
    walk = appraisal_at(S.EXPLAINED, office.w)
    office.now = NEXT_JANUARY
    office.rate(
        "superior", walk.case, "change_result", "above", "above",
        reason="Bukti sah.", departure_reason="Bukti sah.",
    )  # fmt: skip
    page = page_of(office, "employee", walk.case)
    for predicate in ("Very good", "Good", "no longer in force", "Bukti sah."):
        assert predicate in page
    assert "File an objection" not in page
    assert forge(office, "employee", walk.case).status_code == 409


def test_whoever_signed_may_still_object_until_the_period_is_over(office):
    walk = appraisal_at(S.RECEIVED, office.w)
    office.now = NEXT_JANUARY
    office.move("employee", walk.case, "accept")
    assert f"/cases/{walk.case.pk}/file_objection/" in page_of(office, "employee", walk.case)
    office.move("employee", walk.case, "file_objection", grounds="Ternyata keliru.")
    assert walk.case.state == S.OBJECTED


def test_the_signing_and_the_objection_clock_both_start_at_receipt_and_at_nothing_else():
    walk = appraisal_at(S.RECEIVED)
    with clock.at(NEXT_JANUARY):
        before = windows.signature_due(walk.case), windows.objection_due(walk.case)
    walk.move("accept", walk.w.employee, NEXT_JANUARY + dt.timedelta(days=3), sign=True)
    line = {"rater": walk.w.superior.pk, "superior": walk.w.regent.pk, "decree": "SK 9"}
    walk.move("transfer", walk.w.hr, NEXT_FEBRUARY, line=line, reason="Mutasi.")
    with clock.at(NEXT_FEBRUARY):
        assert (windows.signature_due(walk.case), windows.objection_due(walk.case)) == before


def test_where_the_superior_rated_only_the_signing_clock_runs_and_it_is_the_shorter_one():
    walk = appraisal_at(S.ESCALATED)
    rated = walk.move(
        "rate_as_superior", walk.w.superior, NEXT_FEBRUARY, ratings=ratings(), sign=True
    )
    walk.move("deliver", walk.w.superior, NEXT_FEBRUARY)
    walk.move("receive", walk.w.employee, NEXT_FEBRUARY)
    with clock.at(NEXT_FEBRUARY):
        office_days = windows.calendar(rated)
        seven = office_days.deadline(walk.case.received_at, 7)
        assert windows.objection_due(walk.case) is None
        assert windows.answer_due(walk.case) == windows.signature_due(walk.case) == seven


def test_the_superiors_and_the_authoritys_time_count_from_the_end_of_the_window_not_from_moves():
    early = appraisal_at(S.RATED)
    with clock.at(NEXT_JANUARY):
        authority = windows.report_to_authority_due(early.case)
        superior = windows.superior_due(early.case)
        office_days = windows.calendar(early.case)
        ends = early.case.cycle.evaluation_ends
        assert authority == office_days.end_of(office_days.add(ends, 30))
        assert superior == office_days.end_of(office_days.add(ends, 14))
    late = early.move("recall", early.w.rater, NEXT_JANUARY, reason="Keliru.")
    with clock.at(NEXT_FEBRUARY):
        assert windows.report_to_authority_due(late) == authority


def test_a_reason_that_does_not_pass_is_told_to_the_button_itself():
    walk = appraisal_at(S.ESCALATED)
    walk.move("rate_as_superior", walk.w.superior, NEXT_FEBRUARY, ratings=ratings(), sign=True)
    walk.move("deliver", walk.w.superior, NEXT_FEBRUARY)
    walk.move("receive", walk.w.employee, NEXT_FEBRUARY)
    with clock.at(NEXT_FEBRUARY):
        found = {one.name: one for one in engine.available(walk.case, walk.w.employee)}
    assert found["file_objection"].lasting
    assert found["accept"].enabled
    assert not found["accept"].lasting


def test_the_form_of_an_objection_to_a_final_result_is_refused_with_its_reason(office):
    case = reported_quarter(office)
    let_the_clock_run(FIRST_OF_OCTOBER)
    office.now = FIRST_OF_OCTOBER
    case.refresh_from_db()
    office.rate("superior", case, "rate_as_superior")
    form = fields_of(office.get("superior", f"/cases/{case.pk}/deliver/"), "key")
    office.post("superior", f"/cases/{case.pk}/deliver/", form)
    case.refresh_from_db()
    office.move("employee", case, "receive")
    answer = office.get("employee", f"/cases/{case.pk}/file_objection/")
    assert answer.status_code == 422
    assert "final" in answer.content.decode()
