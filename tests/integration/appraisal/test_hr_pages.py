"""HR runs a cycle through the pages: prepare, launch, results of units, deliver, close."""

import datetime as dt

import pytest

from processes.appraisal.models import Appraisal, Cycle
from processes.appraisal.pages import launch as launch_page
from processes.appraisal.state import CycleState, State
from tests.appraisal_world import (
    DECEMBER,
    JANUARY,
    LATE,
    NEXT_JANUARY,
    Walk,
    appraisal_at,
    build_cycle,
    build_world,
    outsider,
    someone,
)
from workflow_core.calendar import clock
from workflow_core.engine import engine
from workflow_core.engine.models import Event

from .page_tools import enter, nothing_written, statements, text_of

pytestmark = pytest.mark.django_db
NEW = "/appraisal/cycles/new/"


@pytest.fixture
def w():
    with clock.at(JANUARY):
        yield build_world()


def page_of(cycle, name=""):
    return f"/appraisal/cycles/{cycle.pk}/{name}"


def asked(client, **period):
    """The second form with its suggested windows, as a browser would send it back."""
    form = client.get(NEW, period).context["form"]
    values = {field.name: field.value() for field in form}
    return {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in values.items()
        if value is not None and value is not False
    }


def test_a_cycle_is_prepared_with_suggested_windows_that_can_be_changed(w):
    client = enter(w.hr)
    with nothing_written():
        data = asked(client, kind="quarterly", year=2026, number=3)
    assert data["report_opens"] == "2026-09-01"
    assert data["title"] == "Quarter 3 of 2026"
    data |= {"approver": "sekda", "report_ends": "2026-09-24"}
    assert client.post(NEW, data).status_code == 302
    cycle = Cycle.objects.get()
    assert (cycle.kind, cycle.state) == (Cycle.Kind.QUARTERLY, CycleState.PREPARED)
    assert cycle.report_ends == dt.date(2026, 9, 24)
    assert cycle.approver == w.approver
    assert "Quarter 3 of 2026" in text_of(client.get("/appraisal/cycles/"))


def test_the_same_cycle_is_not_prepared_twice(w):
    client = enter(w.hr)
    data = asked(client, kind="annual", year=2026) | {"approver": "sekda"}
    client.post(NEW, data)
    response = client.post(NEW, data)
    assert response.status_code == 422
    assert "There is already such a cycle for this period." in text_of(response)
    assert Cycle.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"approver": "tidak-ada"}, "Nobody in this institution has this NIP."),
        ({"ends": "2025-01-01"}, "This is before"),
        ({"report_ends": "2027-03-01"}, "This is before"),
        ({"title": ""}, "This field is required."),
    ],
)
def test_what_is_wrong_with_a_new_cycle_is_told_at_its_field(w, change, sentence):
    client = enter(w.hr)
    data = asked(client, kind="annual", year=2026) | {"approver": "sekda"} | change
    response = client.post(NEW, data)
    assert response.status_code == 422
    assert sentence in text_of(response)


@pytest.mark.parametrize(
    "period", [{"kind": "quarterly", "year": 2026, "number": 5}, {"kind": "monthly", "year": 2026}]
)
def test_a_period_that_does_not_exist_is_told(w, period):
    assert "There is no such period in a year." in text_of(enter(w.hr).get(NEW, period))


def test_a_cycle_is_launched_in_steps_that_can_be_stopped_and_continued(w, monkeypatch):
    monkeypatch.setattr(launch_page, "SECONDS", 0)
    monkeypatch.setattr(launch_page, "CHUNK", 5)
    cycle, client = build_cycle(w), enter(w.hr)
    with nothing_written():
        assert "Launch" in text_of(client.get(page_of(cycle, "launch/")))
    first = client.post(page_of(cycle, "launch/"), follow=True)
    assert Appraisal.objects.count() == 5
    assert "Continue" in text_of(first)
    total = first.context["progress"].total
    for _time in range(5):
        last = client.post(page_of(cycle, "launch/"), follow=True)
    assert Appraisal.objects.count() == total
    assert "Everybody who can take part has an appraisal." in text_of(last)
    assert text_of(client.get(page_of(cycle))).count("?state=drafting") == 1


def test_who_is_left_out_is_named_and_the_precheck_is_shown_before(w):
    w.root.headships.all().delete()
    cycle = build_cycle(w)
    page = text_of(enter(w.hr).get(page_of(cycle, "launch/")))
    assert "is left out" in page or "are left out" in page
    assert f'href="/staff/{w.superior.pk}/"' in page
    assert "Check before the launch" in page


def test_a_cycle_that_is_not_open_is_not_launched(w):
    client = enter(w.hr)
    client.post(NEW, asked(client, kind="annual", year=2026) | {"approver": "sekda"})
    cycle = Cycle.objects.get()
    assert "Only an open cycle can be launched." in text_of(client.get(page_of(cycle, "launch/")))
    assert client.post(page_of(cycle, "launch/")).status_code == 409
    assert client.get(page_of(cycle, "late-joiner/")).status_code == 409


def test_a_late_joiner_is_added_once(w):
    cycle, client = build_cycle(w), enter(w.hr)
    data = {"person": "pegawai"}
    case = Appraisal.objects.filter(subject=w.employee)
    response = client.post(page_of(cycle, "late-joiner/"), data)
    assert response.url == f"/cases/{case.get().pk}/"
    again = client.post(page_of(cycle, "late-joiner/"), data)
    assert "already has an appraisal" in text_of(again)
    assert "Nobody in this institution" in text_of(
        client.post(page_of(cycle, "late-joiner/"), {"person": "9"})
    )
    assert case.count() == 1


def test_results_of_units_are_entered_changed_and_never_taken_away(w):
    cycle, client = build_cycle(w), enter(w.hr)
    page = page_of(cycle, "unit-results/")
    one, other = f"u{w.dinas.pk}", f"u{w.bidang.pk}"
    client.post(page, {f"{one}-level": "good", f"{other}-level": ""})
    known = cycle.unit_results.get()
    assert (known.unit, known.level, known.carried_over) == (w.dinas, "good", False)
    client.post(page, {f"{one}-level": "poor", f"{one}-carried_over": "on"})
    known.refresh_from_db()
    assert (known.level, known.carried_over) == ("poor", True)
    response = client.post(page, {f"{one}-level": ""})
    assert response.status_code == 422
    assert "not taken away" in text_of(response)


def test_ratings_are_delivered_for_the_whole_cycle_with_a_result_for_each(w):
    walk = appraisal_at(State.RATED, w)
    client = enter(w.hr)
    with clock.at(NEXT_JANUARY):
        page = page_of(walk.cycle, "bulk/deliver/")
        with nothing_written():
            assert "1 appraisal waits for it." in text_of(client.get(page))
        done = text_of(client.post(page, {"key": "k"}))
    assert "1 case is done" in done
    assert "Pegawai" in done
    walk.case.refresh_from_db()
    assert walk.case.state == State.DELIVERED
    assert Event.objects.get(case=walk.case.pk, transition="deliver").actor == w.hr


def test_one_refused_appraisal_does_not_stop_the_others_and_continue_goes_on_behind_it(
    w, monkeypatch
):
    from processes.appraisal.pages import bulk

    monkeypatch.setattr(launch_page, "SECONDS", 0)
    monkeypatch.setattr(bulk, "AT_ONCE", 1)
    cycle = build_cycle(w)
    walks = []
    for person in (w.employee, w.colleague):
        w.employee = person
        walks.append(Walk(w, cycle, person))
        walks[-1].accepted()
    walks[1].move("waive_objection", w.colleague, NEXT_JANUARY, sign=True)
    client = enter(w.approver)
    page = page_of(cycle, "bulk/approve/")
    with clock.at(NEXT_JANUARY):
        assert "2 evaluations wait" in text_of(client.get("/appraisal/approvals/"))
        first = client.post(page, {"key": "k"})
        assert "The employee may still object" in text_of(first)
        data = {name: first.context[name] for name in ("key", "after")}
        second = client.post(page, data)
    assert "1 case is done" in text_of(second)
    assert [Appraisal.objects.get(pk=one.case.pk).state for one in walks] == [
        "accepted",
        "approved",
    ]


def test_hr_does_not_receive_evaluations_and_the_approver_does_not_deliver(w):
    cycle = build_cycle(w)
    assert enter(w.hr).get(page_of(cycle, "bulk/approve/")).status_code == 404
    assert enter(w.approver).get(page_of(cycle, "bulk/deliver/")).status_code == 404
    assert enter(w.hr).get(page_of(cycle, "bulk/cancel/")).status_code == 404
    assert enter(w.hr).get("/appraisal/approvals/").status_code == 404


def test_appraisals_are_closed_in_steps_once_closing_has_begun(w):
    walk = appraisal_at(State.APPROVED, w)
    client, page = enter(w.hr), page_of(walk.cycle, "close-cases/")
    with clock.at(LATE):
        assert client.post(page).status_code == 409
        for name in ("begin_evaluation", "begin_closing"):
            engine.perform(walk.cycle, name, by=w.hr)
        with nothing_written():
            assert "1 appraisal can be closed now." in text_of(client.get(page))
        after = text_of(client.post(page, follow=True))
    assert "1 appraisal was closed." in after
    walk.case.refresh_from_db()
    assert walk.case.state == State.CLOSED


def test_who_has_no_set_plan_when_reports_open_is_listed(w):
    walk = appraisal_at(State.DRAFTING, w)
    client, page = enter(w.hr), page_of(walk.cycle, "without-plan/")
    assert "until then there is time" in text_of(client.get(page))
    with clock.at(DECEMBER):
        listed = text_of(client.get(page))
    assert "these people have no set plan" in listed
    assert "Pegawai" in listed


def test_the_list_of_a_cycle_is_narrowed_by_state_and_name(w):
    walk = appraisal_at(State.PROPOSED, w)
    client, page = enter(w.hr), page_of(walk.cycle, "cases/")
    assert "Pegawai" in text_of(client.get(page, {"state": "proposed", "q": "pega"}))
    assert "No appraisal found" in text_of(client.get(page, {"state": "rated"}))
    assert "No appraisal found" in text_of(client.get(page, {"q": "bukan siapa-siapa"}))


PAGES = [
    "",
    "cases/",
    "without-plan/",
    "unit-results/",
    "launch/",
    "late-joiner/",
    "close-cases/",
    "bulk/deliver/",
]


@pytest.mark.parametrize("name", PAGES)
def test_nobody_but_hr_of_the_institution_finds_a_page_of_the_cycle(w, name):
    cycle = build_cycle(w)
    for person in (w.stranger, w.rater, w.approver, w.auditor, outsider()):
        client = enter(person)
        assert client.get(page_of(cycle, name)).status_code == 404
        assert client.post(page_of(cycle, name)).status_code == 404
    assert enter(w.hr).get(page_of(cycle, name)).status_code == 200
    assert enter(w.hr).get(f"/appraisal/cycles/999/{name}").status_code == 404


@pytest.mark.parametrize("address", ["/appraisal/cycles/", NEW])
def test_nobody_but_hr_finds_the_cycles(w, address):
    for person in (w.stranger, w.rater, w.approver, w.auditor):
        assert enter(person).get(address).status_code == 404
    assert enter(w.hr).get(address).status_code == 200


@pytest.mark.parametrize("name", ["", "cases/", "without-plan/", "unit-results/"])
def test_the_pages_of_a_cycle_cost_the_same_for_one_and_for_many(w, name):
    cycle, client = build_cycle(w), enter(w.hr)
    Walk(w, cycle)
    few = statements(client, page_of(cycle, name))
    for number in range(40):
        person = someone(w, f"p{number}", w.bidang)
        Walk(w, cycle, person)
    assert statements(client, page_of(cycle, name)) == few <= 15


def test_the_list_of_cycles_costs_the_same_for_one_and_for_many(w):
    client = enter(w.hr)
    build_cycle(w)
    few = statements(client, "/appraisal/cycles/")
    for number in range(1, 5):
        build_cycle(w, Cycle.Kind.QUARTERLY, number)
    assert statements(client, "/appraisal/cycles/") == few <= 15
