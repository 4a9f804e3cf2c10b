"""The map of an appraisal, from the case and its events alone."""

import datetime as dt
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from processes.appraisal import dates, windows
from processes.appraisal.journey import BY_STATE, journey
from processes.appraisal.organisation import Organisation
from processes.appraisal.state import State as S
from workflow_core.calendar import clock
from workflow_core.calendar.calendars import WorkCalendar

WIB = ZoneInfo("Asia/Jakarta")
NOW = dt.datetime(2026, 6, 15, 9, tzinfo=WIB)
GOOD_WAY = [
    ("begin", "", S.DRAFTING), ("propose", S.DRAFTING, S.PROPOSED),
    ("set_plan", S.PROPOSED, S.EXECUTING), ("report", S.EXECUTING, S.REPORTED),
    ("rate", S.REPORTED, S.RATED), ("deliver", S.RATED, S.DELIVERED),
    ("receive", S.DELIVERED, S.RECEIVED), ("accept", S.RECEIVED, S.ACCEPTED),
    ("approve", S.ACCEPTED, S.APPROVED), ("close", S.APPROVED, S.CLOSED),
]  # fmt: skip


@pytest.fixture(autouse=True)
def an_office(monkeypatch):
    for module in (windows, dates):
        monkeypatch.setattr(module, "calendar", lambda appraisal: WorkCalendar())
    with translation.override("en"), timezone.override(WIB), clock.at(NOW):
        yield


def case_in(state, **facts):
    cycle = SimpleNamespace(
        plan_due=dt.date(2026, 1, 31),
        report_opens=dt.date(2026, 12, 15),
        report_ends=dt.date(2027, 1, 10),
        evaluation_ends=dt.date(2027, 1, 31),
        ends=dt.date(2026, 12, 31),
        is_annual=True,
        rules="2022",
        rule_set=None,
        unit_dates={},
        grace_days=0,
        deemed_receipt_days=None,
    )
    no_plan_yet, begun = SimpleNamespace(in_force_id=None), dt.datetime(2026, 1, 12, tzinfo=WIB)
    usual = {
        "plan": no_plan_yet,
        "created": begun,
        "plan_restarted_at": None,
        "unit_id": None,
        "reported_at": NOW,
        "_organisation": Organisation(late_from=NOW, now=(SimpleNamespace(known_since=begun),)),
        "state": state, "cycle": cycle, "subject_id": 1, "objected_at": None, "final": False,
        "rated_as_superior": False, "proposed_unsigned": False, "report_missed": False,
        "reopened": False, "report_reopened_until": None, "rating_due_at": None, "levels_up": 0,
        "rated_at": NOW, "delivered_at": NOW, "received_at": NOW, "decided_at": None,
    }  # fmt: skip
    return SimpleNamespace(**{**usual, **facts})


def events(*moves):
    return [
        SimpleNamespace(seq=n, at=NOW.replace(day=n + 1), transition=name, source=s, target=t)
        for n, (name, s, t) in enumerate(moves)
    ]


def steps(case, *moves, reader=None):
    return {one.label: one for one in journey(case, events(*moves), reader).steps}


@pytest.mark.parametrize("place", range(1, len(GOOD_WAY)))
def test_on_a_good_way_all_before_is_done_and_all_after_to_come(place):
    case = case_in(GOOD_WAY[place - 1][2])
    found = [one.step for one in journey(case, events(*GOOD_WAY[:place])).steps]
    assert found.count("here") == 1
    here = found.index("here")
    assert set(found[:here]) <= {"done"}
    assert set(found[here + 1 :]) <= {"coming"}


def test_what_is_done_bears_its_day_and_what_is_to_come_its_limit():
    found = steps(case_in(S.EXECUTING), *GOOD_WAY[:3])
    assert found["Plan written"].note == "2 Jun 2026"
    assert found["Plan set"].note == "3 Jun 2026"
    assert found["Work and report"].note == "until 10 Jan 2027"
    assert found["Rated"].note == "until 31 Jan 2027"
    assert found["Rating delivered"].note == ""


def test_a_limit_that_has_passed_is_told_as_passed():
    assert steps(case_in(S.DRAFTING), GOOD_WAY[0])["Plan written"].note == "was due 31 Jan 2026"


def test_a_plan_that_came_back_is_being_written_again():
    back = ("return_plan", S.PROPOSED, S.DRAFTING)
    found = steps(case_in(S.DRAFTING), *GOOD_WAY[:2], back)
    assert found["Plan written"].step == "here"
    assert found["Plan set"].step == "coming"


def test_a_closed_appraisal_is_done_from_end_to_end():
    found = steps(case_in(S.CLOSED), *GOOD_WAY)
    assert {one.step for one in found.values()} == {"done"}
    assert found["Appraisal closed"].note == "10 Jun 2026"


def test_an_objection_is_on_the_map_only_where_one_was_filed():
    filed = ("file_objection", S.RECEIVED, S.OBJECTED)
    assert "Objection heard" not in steps(case_in(S.RECEIVED), *GOOD_WAY[:7])
    found = steps(case_in(S.OBJECTED, objected_at=NOW), *GOOD_WAY[:7], filed)
    assert found["Objection heard"].step == "here"
    assert found["Employee's answer"].step == "done"


def test_a_cancelled_appraisal_ends_where_it_had_come_to():
    found = journey(
        case_in(S.CANCELLED), events(*GOOD_WAY[:3], ("cancel", S.EXECUTING, S.CANCELLED))
    )
    assert [one.step for one in found.steps] == ["done", "done", "here"]
    assert found.steps[-1].label == "Cancelled"
    assert "ended early" in found.asides[0]


def test_the_employee_reads_of_his_own_answer():
    case = case_in(S.RECEIVED)
    assert "Your answer" in steps(case, *GOOD_WAY[:7], reader=SimpleNamespace(pk=1))
    assert "Employee's answer" in steps(case, *GOOD_WAY[:7], reader=SimpleNamespace(pk=2))


@pytest.mark.parametrize(
    ("state", "facts", "moves", "told"),
    [
        (S.DRAFTING, {}, ["set_plan"], "A new version of the plan"),
        (S.PROPOSED, {"proposed_unsigned": True}, [], "without the employee's agreement"),
        (S.PROPOSED, {}, ["escalate_plan"], "superior reviews this plan"),
        (S.REPORTED, {"report_missed": True}, [], "goes on without one"),
        (S.ESCALATED, {}, [], "This result is final"),
        (S.DELIVERED, {"rated_as_superior": True}, [], "This result is final"),
        (S.UNSIGNED, {}, [], "Nobody signed for the employee"),
        (S.REPORTED, {}, ["send_back"], "sent it back"),
        (S.REPORTED, {"reopened": True}, [], "opened again"),
    ],
)
def test_what_the_map_cannot_draw_is_told_in_words(state, facts, moves, told):
    made = [(name, S.DRAFTING, S.DRAFTING) for name in moves]
    asides = journey(case_in(state, **facts), events(*made)).asides
    assert len(asides) == 1
    assert told in asides[0]


def test_a_good_way_needs_no_further_words():
    assert journey(case_in(S.EXECUTING), events(*GOOD_WAY[:3])).asides == []


def test_every_state_but_the_cancelled_one_has_its_station():
    assert set(BY_STATE) == {str(state) for state in S} - {"cancelled"}
