"""The budget of every move: at most twelve engine statements, BEGIN and COMMIT included.

Engine statements are those on the engine's and the notifications' tables, and the one that stores
the stamps of the case. What a process writes into tables of its own (a rating, a plan), and signed
documents, are counted apart.
"""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from processes.appraisal.models import Appraisal
from processes.appraisal.state import State as S
from tests.appraisal_world import (
    JANUARY,
    LATE,
    NEXT_FEBRUARY,
    NEXT_JANUARY,
    WHEN,
    WIB,
    appraisal_at,
    build_world,
    know_the_unit,
    ratings,
    signed,
    write_plan,
    write_report,
)
from workflow_core.calendar import clock
from workflow_core.engine import engine
from workflow_core.engine.machine import ways

from .test_movement import moved_with_a_result

AUTUMN = dt.datetime(2026, 9, 1, 9, tzinfo=WIB)
pytestmark = pytest.mark.django_db(transaction=True)

BUDGET = 12
AFTER_D2 = JANUARY + dt.timedelta(days=25)
ENGINE_TABLES = (
    '"core_engine_',
    '"core_notify_',
    'UPDATE "appraisal_appraisal"',
    "BEGIN",
    "COMMIT",
)


def line(w):
    return {"rater": w.superior.pk, "superior": w.regent.pk, "unit": w.dinas.pk, "decree": "SK 1"}


CASES = {
    "propose": ("written", "employee", JANUARY, {}),
    "propose_unsigned": ("written", "rater", AFTER_D2, {"reason": "diam"}),
    "withdraw": (S.PROPOSED, "employee", JANUARY, {}),
    "return_plan": (S.PROPOSED, "rater", JANUARY, {"reason": "kurang"}),
    "set_plan": (S.PROPOSED, "rater", JANUARY, {}),
    "escalate_plan": (S.PROPOSED, None, AFTER_D2, {}),
    "revise_plan": (S.EXECUTING, "employee", JANUARY, {"reason": "baru"}),
    "drop_revision": ("revised", None, WHEN[S.EXECUTING], {}),
    "report": ("ready", "employee", WHEN[S.EXECUTING], {}),
    "miss_report": (S.EXECUTING, None, NEXT_JANUARY, {}),
    "return_report": (S.REPORTED, "rater", NEXT_JANUARY, {"reason": "kurang"}),
    "rate": (S.REPORTED, "rater", NEXT_JANUARY, {"ratings": ratings()}),
    "agree_reuse": ("moved", "employee", AUTUMN, {}),
    "reuse_result": ("agreed", "other_head", AUTUMN, {}),
    "escalate": (S.REPORTED, None, NEXT_FEBRUARY, {}),
    "escalate_further": (S.ESCALATED, None, LATE + dt.timedelta(days=10), {}),
    "rate_as_superior": (S.ESCALATED, "superior", NEXT_FEBRUARY, {"ratings": ratings()}),
    "recall": (S.RATED, "rater", NEXT_JANUARY, {"reason": "salah"}),
    "deliver": (S.RATED, "hr", NEXT_JANUARY, {}),
    "receive": (S.DELIVERED, "employee", NEXT_JANUARY, {}),
    "accept": (S.RECEIVED, "employee", NEXT_JANUARY, {}),
    "waive_objection": (S.ACCEPTED, "employee", NEXT_JANUARY, {}),
    "file_objection": (S.RECEIVED, "employee", NEXT_JANUARY, {"objection": {"grounds": "keliru"}}),
    "explain": (S.OBJECTED, "rater", NEXT_JANUARY, {"statement": "begini"}),
    "hear": (S.OBJECTED, "superior", NEXT_JANUARY, {"statement": "begini"}),
    "uphold": (S.EXPLAINED, "superior", NEXT_JANUARY, {"reason": "cukup"}),
    "change_result": (
        S.EXPLAINED,
        "superior",
        NEXT_JANUARY,
        {"reason": "baru", "ratings": ratings("meets", "above")},
    ),
    "withdraw_objection": (S.OBJECTED, "employee", NEXT_JANUARY, {"reason": "sepakat"}),
    "sign_decision": (S.DECIDED, "employee", NEXT_JANUARY, {}),
    "record_absence": (S.DECIDED, None, LATE, {}),
    "lapse": (S.RECEIVED, None, LATE, {}),
    "approve": (S.ACCEPTED, "substitute", LATE, {}),
    "send_back": (S.ACCEPTED, "substitute", NEXT_JANUARY, {"reason": "ulang"}),
    "close": ("closing", "hr", LATE, {}),
    "request_reopen": (S.CLOSED, "hr", LATE, {"reason": "keliru"}),
    "confirm_reopen": ("asked", "hr2", LATE, {"reason": "benar"}),
    "cancel": (S.EXECUTING, "hr", JANUARY, {"reason": "pindah", "reason_code": "transfer"}),
    "transfer": (S.REPORTED, "hr", NEXT_JANUARY, {"reason": "mutasi", "line": line}),
}


BESIDE = {
    "revised": S.EXECUTING,
    "ready": S.EXECUTING,
    "closing": S.APPROVED,
    "asked": S.CLOSED,
}
"""The state beside which each of those places lies."""


def test_every_move_is_in_the_table():
    assert set(CASES) == set(ways(Appraisal))


def arrive_moved(*, agreed):
    walk = moved_with_a_result()
    if agreed:
        walk.move("agree_reuse", walk.w.employee, AUTUMN, sign=True)
    return walk


def arrive(state):
    """A walk at a state, or at one of the few places beside it that a move needs."""
    if state in {"moved", "agreed"}:
        return arrive_moved(agreed=state == "agreed")
    if isinstance(state, S):
        return appraisal_at(state, build_world())
    if state == "written":
        walk = appraisal_at(S.DRAFTING, build_world())
        with clock.at(JANUARY):
            write_plan(walk.case, walk.w.employee)
        return walk
    walk = appraisal_at(BESIDE[state], build_world())
    w = walk.w
    if state == "revised":
        walk.move("revise_plan", w.employee, JANUARY, reason="baru")
    elif state == "ready":
        with clock.at(WHEN[S.EXECUTING]):
            write_report(walk.case, w.employee)
            know_the_unit(w, walk.cycle)
    elif state == "closing":
        with clock.at(LATE):
            for name in ("begin_evaluation", "begin_closing"):
                engine.perform(walk.cycle, name, by=w.hr)
    else:
        walk.move("request_reopen", w.hr, LATE, reason="keliru")
    return walk


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_move_stays_within_twelve_engine_statements(name):
    state, role, when, given = CASES[name]
    walk = arrive(state)
    by = getattr(walk.w, role) if role else None
    given = {key: value(walk.w) if callable(value) else value for key, value in given.items()}
    with clock.at(when):
        way = next(iter(ways(Appraisal)[name].values()))
        if "signature" in way.needs:
            given["signature"] = signed(by)
        with CaptureQueriesContext(connection) as captured:
            engine.perform(
                walk.case, name, by=by, key="k", expected_version=walk.case.version, **given
            )
    statements = [one["sql"] for one in captured]
    counted = [sql for sql in statements if any(table in sql for table in ENGINE_TABLES)]
    assert len(counted) <= BUDGET, "\n".join(counted)
    assert statements[0].startswith("BEGIN")
    assert statements[-1] == "COMMIT"
