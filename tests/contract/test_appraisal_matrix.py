"""State × move × role, as a table: who may make which move where.

What is not in the table is refused.
"""

import pytest
from django.db import transaction

from processes.appraisal.models import Appraisal
from processes.appraisal.state import State
from tests.appraisal_world import WHEN, appraisal_at, build_world, deputise, outsider
from workflow_core.calendar import clock
from workflow_core.engine import engine
from workflow_core.engine.errors import Conflict, Forbidden, NotReady
from workflow_core.engine.machine import ways

pytestmark = pytest.mark.django_db

ROLES = (
    "employee", "rater", "superior", "approver", "substitute", "hr", "system",
    "deputy_of_superior", "deputy_himself", "colleague", "auditor", "stranger", "outsider",
)  # fmt: skip

TABLE = """
drafting   propose             employee
drafting   propose_unsigned    rater
drafting   drop_revision       system
drafting   cancel              hr
drafting   transfer            hr
proposed   withdraw            employee
proposed   return_plan         rater
proposed   set_plan            rater
proposed   escalate_plan       system
proposed   drop_revision       system
proposed   cancel              hr
proposed   transfer            hr
executing  revise_plan         employee rater
executing  report              employee
executing  miss_report         system
executing  agree_reuse
executing  reuse_result
executing  cancel              hr
executing  transfer            hr
reported   return_report       rater
reported   rate                rater
reported   agree_reuse
reported   reuse_result
reported   escalate            system
reported   cancel              hr
reported   transfer            hr
escalated  rate_as_superior    superior deputy_of_superior
escalated  escalate_further    system
escalated  cancel              hr
escalated  transfer            hr
rated      recall              rater
rated      deliver             rater hr system
rated      cancel              hr
rated      transfer            hr
delivered  receive             employee system
delivered  cancel              hr
delivered  transfer            hr
received   accept              employee
received   file_objection      employee
received   lapse               system
received   cancel              hr
received   transfer            hr
accepted   waive_objection     employee
accepted   file_objection      employee
accepted   approve             approver substitute
accepted   send_back           approver substitute
accepted   cancel              hr
accepted   transfer            hr
unsigned   approve             approver substitute
unsigned   send_back           approver substitute
unsigned   cancel              hr
unsigned   transfer            hr
objected   explain             rater
objected   hear                superior deputy_of_superior system
objected   withdraw_objection  employee
objected   cancel              hr
objected   transfer            hr
explained  uphold              superior deputy_of_superior
explained  change_result       superior deputy_of_superior
explained  withdraw_objection  employee
explained  cancel              hr
explained  transfer            hr
decided    sign_decision       employee rater
decided    record_absence      system
decided    approve             approver substitute
decided    cancel              hr
decided    transfer            hr
approved   close               hr
approved   cancel              hr
approved   transfer            hr
closed     request_reopen      hr
closed     confirm_reopen      hr
cancelled  -                   -
"""

EXPECTED: dict[str, dict[str, set[str]]] = {}
for line in TABLE.split("\n"):
    if line:
        state, move, *roles = line.split()
        EXPECTED.setdefault(state, {})
        if move != "-":
            EXPECTED[state][move] = set(roles)

MOVES = sorted(ways(Appraisal))


def test_the_table_names_every_state_every_move_and_every_arrow_of_the_machine():
    assert set(EXPECTED) == {str(one) for one in State}
    arrows = {(state, name) for name, found in ways(Appraisal).items() for state in found}
    assert arrows == {(state, move) for state, moves in EXPECTED.items() for move in moves}


def actors(w):
    """For each role the person at the keyboard and whom he acts for."""
    return {
        "system": (None, None),
        "deputy_of_superior": (w.deputy, w.superior),
        "deputy_himself": (w.deputy, None),
        "outsider": (outsider(), None),
        **{role: (getattr(w, role), None) for role in ROLES if hasattr(w, role)},
    }


def answer(case, move, by, on_behalf_of):
    """What the door says: "may", "forbidden" or "conflict"; nothing is kept."""
    try:
        with transaction.atomic():
            engine.perform(case, move, by=by, on_behalf_of=on_behalf_of)
            transaction.set_rollback(True)
    except Conflict:
        return "conflict"
    except Forbidden:
        return "forbidden"
    except NotReady:
        return "may"
    return "may"


@pytest.mark.parametrize("state", State)
def test_the_door_agrees_with_the_table(state):
    walk = appraisal_at(state, build_world())
    deputise(walk.w, walk.w.superior, walk.w.deputy)
    people = actors(walk.w)
    found, expected = {}, {}
    with clock.at(WHEN[state]):
        for move in MOVES:
            allowed = EXPECTED[state].get(move)
            for role in ROLES:
                by, principal = people[role]
                found[move, role] = answer(walk.case, move, by, principal)
                expected[move, role] = (
                    "conflict" if allowed is None else "may" if role in allowed else "forbidden"
                )
    assert found == expected


@pytest.mark.parametrize("state", State)
def test_buttons_show_exactly_the_moves_that_the_door_lets_through(state):
    walk = appraisal_at(state, build_world())
    deputise(walk.w, walk.w.superior, walk.w.deputy)
    with clock.at(WHEN[state]):
        for role in set(ROLES) - {"system", "deputy_himself", "outsider"}:
            by, principal = actors_of(walk.w, role)
            shown = {
                one.name for one in engine.available(walk.case, by) if one.on_behalf_of == principal
            }
            assert shown == {m for m, allowed in EXPECTED[state].items() if role in allowed}, role


def actors_of(w, role):
    return (w.deputy, w.superior) if role == "deputy_of_superior" else (getattr(w, role), None)
