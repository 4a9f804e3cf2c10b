"""Random walks through the toy, compared step by step with a model that knows no database."""

from types import SimpleNamespace

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.engine_world import build_office, new_leave
from tests.toy.models import Leave
from workflow_core.engine import engine
from workflow_core.engine.chain import verify
from workflow_core.engine.models import Event, WorkItem
from workflow_core.notify.models import Notification

ORACLE = {
    ("asking", "ask"): ("asker", "asked", "head"),
    ("asked", "grant"): ("head", "granted", "asker"),
    ("asked", "decline"): ("head", "declined", "asker"),
}
"""(state, move) → who may, where it leads, who is told."""
REFUSALS = (engine.Conflict, engine.Forbidden, engine.NotReady)
WAITS_FOR = {"asking": "asker", "asked": "head"}
MOVES = ["ask", "grant", "decline", "vanish"]
PEOPLE = ["asker", "head", "hr", "stranger", "outsider"]


def expected(model, move, by, *, version, reason):
    """The oracle: what a move on this leave must answer."""
    if (model.state, move) not in ORACLE or version != model.version:
        return engine.Conflict
    if ORACLE[model.state, move][0] != by:
        return engine.Forbidden
    if move == "decline" and not reason.strip():
        return engine.NotReady
    if move == "ask" and model.days == 0:
        return engine.NotReady
    return ORACLE[model.state, move][1]


class LeaveWalk(RuleBasedStateMachine):
    leaves = Bundle("leaves")

    def __init__(self):
        super().__init__()
        self.models, self.told = [], 0
        self._undone = transaction.atomic()
        self._undone.__enter__()
        self.office = build_office()

    @rule(target=leaves, days=st.integers(0, 2))
    def begin(self, days):
        case = new_leave(self.office, days=days)
        engine.begin(case, by=self.office.asker)
        model = SimpleNamespace(pk=case.pk, state="asking", version=1, days=days, keys={})
        self.models.append(model)
        return model

    @rule(
        model=leaves,
        move=st.sampled_from(MOVES),
        by=st.sampled_from(PEOPLE),
        reason=st.sampled_from(["", "  ", "Too busy."]),
        stale=st.booleans(),
        key=st.sampled_from(["", "a", "b"]),
    )
    def move(self, *, model, move, by, reason, stale, key):
        version = model.version - 1 if stale else model.version
        key = key and f"{model.pk} {key}"
        known = model.keys.get((by, key)) if key else None
        answer = expected(model, move, by, version=version, reason=reason)
        if known:
            answer = known if known[0] == move else engine.Conflict
        given = {"reason": reason} if reason else {}

        def attempt():
            return engine.perform(
                Leave.objects.get(pk=model.pk),
                move,
                by=getattr(self.office, by),
                key=key,
                expected_version=version,
                **given,
            )

        if answer in REFUSALS:
            with pytest.raises(answer):
                attempt()
            return
        event = attempt()
        if known:
            assert (event.transition, event.pk) == known
            return
        assert event.target == answer
        model.state, model.version = answer, model.version + 1
        self.told += 1
        if key:
            model.keys[by, key] = (move, event.pk)

    @rule(model=consumes(leaves))
    def forget(self, model):
        """A case that no further rule touches still has to keep the invariants."""

    @rule(model=leaves)
    def reconcile(self, model):
        assert engine.reconcile(Leave.objects.get(pk=model.pk)) == []

    @invariant()
    def every_case_is_as_the_oracle_says(self):
        for model in self.models:
            case = Leave.objects.get(pk=model.pk)
            assert (case.state, case.version) == (model.state, model.version)
            open_items = WorkItem.objects.filter(process=model.pk, finished=None)
            owners = (
                [getattr(self.office, WAITS_FOR[model.state])] if model.state in WAITS_FOR else []
            )
            assert [one.owner for one in open_items] == owners
            assert Event.objects.filter(case=model.pk).count() == model.version
            shown = {
                (name, one.name)
                for name in PEOPLE
                for one in engine.available(case, getattr(self.office, name))
            }
            assert shown == {
                (who, name)
                for (state, name), (who, _to, _told) in ORACLE.items()
                if state == case.state
            }

    @invariant()
    def every_move_is_told_once_and_the_history_is_whole(self):
        assert Notification.objects.count() == self.told
        assert list(verify()) == []

    def teardown(self):
        transaction.set_rollback(True)
        self._undone.__exit__(None, None, None)


@pytest.mark.django_db
def test_the_engine_agrees_with_the_oracle():
    run_state_machine_as_test(
        LeaveWalk, settings=settings(max_examples=8, stateful_step_count=15, deadline=None)
    )
