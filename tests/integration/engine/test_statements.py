"""The budget of a move: at most twelve statements, BEGIN and COMMIT included."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.engine_world import (
    build_office,
    leave_at,
    new_leave,
    purchase_at,
    signature_of,
)
from tests.toy.models import Leave
from workflow_core.calendar import clock
from workflow_core.engine import engine, receipts
from workflow_core.engine.registry import definition_named

BUDGET = 12


@pytest.fixture
def office(transactional_db):
    """Committed for real, so that BEGIN and COMMIT are counted."""
    return build_office()


def statements(work):
    with CaptureQueriesContext(connection) as captured:
        work()
    sql = [one["sql"] for one in captured]
    assert sql[0].startswith("BEGIN"), sql
    assert sql[-1] == "COMMIT", sql
    return sql


@pytest.mark.parametrize(
    ("move", "state", "mover", "given"),
    [
        ("ask", "asking", "asker", {}),
        ("grant", "asked", "head", {}),
        ("decline", "asked", "head", {"reason": "Too busy."}),
    ],
)
def test_a_move_of_the_toy_keeps_the_budget(office, move, state, mover, given):
    leave = leave_at(office, state)
    by = getattr(office, mover)

    made = statements(
        lambda: engine.perform(leave, move, by=by, key="k", expected_version=leave.version, **given)
    )

    assert len(made) <= BUDGET, made


def test_telling_many_takes_no_more_statements_than_telling_one(office):
    leave, purchase = leave_at(office), purchase_at(office, price=5000)

    for work in (
        lambda: engine.perform(leave, "ask", by=office.asker),
        lambda: engine.perform(purchase, "submit", by=office.asker),
    ):
        assert len([sql for sql in statements(work) if "core_notify" in sql]) == 2


def test_a_role_adds_two_statements_a_signature_and_deputies_one_each_and_a_right_four(office):
    purchase = purchase_at(office, "checking", examiner=office.examiner)

    made = statements(
        lambda: engine.perform(
            purchase, "inspect", by=office.approver, signature=signature_of(office.approver)
        )
    )

    assert len(made) <= BUDGET - 2 + (2 + 1 + 1 + 4), made


def test_a_refused_move_takes_few_statements(office):
    leave = leave_at(office, "granted")

    with CaptureQueriesContext(connection) as captured, pytest.raises(engine.Conflict):
        engine.perform(leave, "ask", by=office.asker, key="k")

    assert len(captured) <= 5


def test_opening_a_case_keeps_the_budget(office):
    leave = new_leave(office)

    assert len(statements(lambda: engine.begin(leave, by=office.asker))) <= BUDGET


def test_a_launch_takes_the_same_statements_for_few_and_for_many(office):
    def launch(number):
        cases = [new_leave(office) for _number in range(number)]
        return len(
            statements(lambda: list(engine.launch(definition_named("leave"), cases, by=None)))
        )

    assert launch(2) == launch(40) <= 8
    assert Leave.objects.count() == 42


def test_the_buttons_of_a_case_take_the_same_statements_for_few_and_many_moves(office):
    leave = leave_at(office, "asked")

    with CaptureQueriesContext(connection) as captured:
        engine.available(leave, office.head)

    assert len(captured) <= 2


class TestReceipts:
    """To honour the receipts of others costs nothing, and one statement where one lies open."""

    @pytest.fixture
    def purchase(self, office):
        return purchase_at(office, "deciding")

    def note(self, office, purchase, by, **options):
        return len(statements(lambda: engine.perform(purchase, "note", by=by, **options)))

    def sent(self, purchase, by, at):
        sent = {"texts": {}}
        return receipts.stamp(purchase, by=by, name="note", key="k", at=at, sent=sent)

    def test_nothing_where_none_lies_open_or_only_ones_own(self, office, purchase):
        alone = self.note(office, purchase, office.head)
        mine = self.sent(purchase, office.head, clock.now())

        assert self.note(office, purchase, office.head, receipt=mine) == alone

    def test_one_where_another_one_does(self, office, purchase):
        alone = self.note(office, purchase, office.head)
        self.sent(purchase, office.hr, clock.now() - receipts.PATIENCE)

        assert self.note(office, purchase, office.head) == alone + 1
