"""Many people at one door, on PostgreSQL, with real threads."""

import threading
from time import monotonic, sleep

import pytest
from django.db import connection
from django.utils import timezone

from tests.concurrency.harness import PATIENCE, Crowd, raised, returned
from tests.engine_world import leave_at, new_leave, purchase_at
from tests.toy.models import Leave, Purchase, asker
from tests.toy.purchase import head
from workflow_core.engine import deadlines, engine, receipts
from workflow_core.engine.chain import verify
from workflow_core.engine.models import Case, WorkItem
from workflow_core.notify.models import Notification

pytestmark = pytest.mark.postgres

CROWD, ROUNDS = 32, 6


def grant_or_decline(leave, head):
    def move(number):
        if number % 2:
            return engine.perform(leave, "grant", by=head)
        return engine.perform(leave, "decline", by=head, reason="Too busy.")

    return move


def test_of_many_who_decide_one_case_at_once_exactly_one_wins(office):
    with Crowd(CROWD) as crowd:
        for _round in range(ROUNDS):
            leave = leave_at(office, "asked")

            answers = crowd.at_once(grant_or_decline(leave, office.head))

            [won] = returned(answers)
            lost = raised(answers, engine.Conflict)
            assert len(lost) == CROWD - 1
            assert {one.event.pk for one in lost} == {won.pk}
            assert {(one.event.actor, one.event.at) for one in lost} == {(office.head, won.at)}
            assert all("Head" in str(one) for one in lost)
            assert leave.events.count() == 3
            assert not leave.work_items.filter(finished=None).exists()
            assert Leave.objects.get(pk=leave.pk).state == won.target
    assert list(verify()) == []


def test_of_many_who_submit_one_case_at_once_one_wins_and_one_item_is_open(office):
    with Crowd(CROWD) as crowd:
        for _round in range(ROUNDS):
            purchase = purchase_at(office)

            answers = crowd.at_once(
                lambda number, one=purchase: engine.perform(one, "submit", by=office.asker)
            )

            assert len(returned(answers)) == 1
            assert len(raised(answers, engine.Conflict)) == CROWD - 1
            assert purchase.work_items.filter(finished=None).count() == 1
    assert list(verify()) == []


def test_one_idempotency_key_from_many_has_one_effect_and_equal_answers(office):
    with Crowd(CROWD) as crowd:
        for number in range(ROUNDS):
            leave = leave_at(office, "asked")

            answers = crowd.at_once(
                lambda _number, one=leave, key=f"key {number}": engine.perform(
                    one, "grant", by=office.head, key=key, expected_version=2
                )
            )

            assert {(one.pk, one.hash) for one in answers} == {
                (event.pk, event.hash) for event in leave.events.filter(seq=3)
            }
            assert leave.events.count() == 3
            assert Notification.objects.filter(recipient=office.asker).count() == number + 1


def test_one_key_for_a_move_that_stays_possible_has_one_effect(office):
    purchase = purchase_at(office, "deciding")

    with Crowd(CROWD) as crowd:
        answers = crowd.at_once(
            lambda number: engine.perform(
                purchase, "note", by=office.head, key="once", reason="A note."
            )
        )

    assert len({one.pk for one in answers}) == 1
    assert Purchase.objects.get(pk=purchase.pk).notes == ["A note."]


def test_one_key_opens_one_case(office):
    with Crowd(CROWD) as crowd:
        answers = crowd.at_once(
            lambda number: engine.begin(new_leave(office), by=office.asker, key="once")
        )

    assert len({one.pk for one in answers}) == 1
    assert Case.objects.count() == 1


def test_every_version_is_taken_once_by_moves_that_wait_for_each_other(office):
    purchase = purchase_at(office, "deciding")

    with Crowd(CROWD) as crowd:
        answers = crowd.at_once(
            lambda number: engine.perform(purchase, "note", by=office.head, reason=str(number))
        )

    assert sorted(one.seq for one in answers) == list(range(3, 3 + CROWD))
    # Each saw what those before it had written into the child's own table.
    assert sorted(map(int, Purchase.objects.get(pk=purchase.pk).notes)) == list(range(CROWD))
    assert list(verify()) == []


def test_moves_that_tell_the_same_people_never_wait_for_each_other_in_a_circle(office):
    chiefs = [office.head, office.approver, office.other_approver]

    with Crowd(CROWD) as crowd:
        for _round in range(ROUNDS):
            cases = [
                purchase_at(office, price=5000, chief=chiefs[number % 3]) for number in range(CROWD)
            ]
            answers = crowd.at_once(
                lambda number, some=cases: engine.perform(some[number], "submit", by=office.asker)
            )
            assert raised(answers) == []

    for person in chiefs:
        numbers = Notification.objects.filter(recipient=person).values_list("number", flat=True)
        assert list(numbers.order_by("number")) == list(range(1, len(numbers) + 1))


def test_of_two_who_claim_one_item_one_gets_it_and_the_other_hears_who(office):
    claimers = [office.approver, office.other_approver]

    with Crowd(2) as crowd:
        for _round in range(ROUNDS):
            item = purchase_at(office, "checking").work_items.get(finished=None)

            answers = crowd.at_once(
                lambda number, one=item: engine.claim(
                    WorkItem.objects.get(pk=one.pk), by=claimers[number]
                )
            )

            [claimed], [refused] = returned(answers), raised(answers, engine.Conflict)
            item.refresh_from_db()
            assert item.owner == claimed.owner
            assert claimed.owner.name in str(refused)


def test_a_move_that_waited_reads_what_was_written_meanwhile(office):
    leave = leave_at(office)
    held, waiting = threading.Event(), threading.Event()

    def write(number):
        if number:
            held.wait()
            waiting.set()
            return engine.perform(leave, "ask", by=office.asker)
        with engine.writing(leave, by=office.asker, rule=asker, states=["asking"]) as mine:
            held.set()
            waiting.wait()
            wait_until_somebody_waits_for_a_lock()
            mine.days = 0
            mine.save()
        return None

    with Crowd(2) as crowd:
        _written, refused = crowd.at_once(write)

    assert isinstance(refused, engine.NotReady)
    assert leave.events.count() == 1


def wait_until_somebody_waits_for_a_lock():
    patience = monotonic() + 10
    while monotonic() < patience:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        sleep(0.01)
    raise AssertionError("nobody waits")


def test_what_was_sent_in_while_somebody_waited_for_the_lock_is_not_overtaken(office):
    """He sees the receipt although it was written after he began to wait."""
    purchase = purchase_at(office, "deciding")
    held, stamped = threading.Barrier(2, timeout=PATIENCE), timezone.now()

    def order_or_stamp(number):
        if number == 0:
            held.wait()
            return engine.perform(purchase, "order", by=office.hr)
        with engine.writing(purchase, by=office.head, rule=head, states=["deciding"]):
            held.wait()
            wait_until_somebody_waits_for_a_lock()
            sent = {"texts": {}}
            receipts.stamp(purchase, by=office.head, name="note", key="k", at=stamped, sent=sent)
        return None

    with Crowd(2) as crowd:
        refused, _stamped = crowd.at_once(order_or_stamp)

    assert isinstance(refused, engine.Overtaken)


def test_two_sweeps_at_once_make_every_move_once(office):
    past = timezone.now() - receipts.SETTLING
    late = [purchase_at(office, "checking", check_due_at=past) for _number in range(8)]
    reminded = [purchase_at(office, "deciding", decision_due_at=past) for _number in range(8)]

    with Crowd(4) as crowd:
        answers = crowd.at_once(lambda number: list(deadlines.run()))

    assert raised(answers) == []
    assert [one.events.filter(transition="expire").count() for one in late] == [1] * 8
    assert [one.events.filter(transition="remind").count() for one in reminded] == [1] * 8


def test_the_history_is_not_called_broken_while_somebody_moves(office):
    purchase = purchase_at(office, "deciding")
    moved = threading.Event()

    def move_or_verify(number):
        if number == 0:
            for text in range(30):
                engine.perform(purchase, "note", by=office.head, reason=str(text))
            moved.set()
            return []
        found = []
        while not moved.is_set():
            found += list(verify())
        return found

    with Crowd(3) as crowd:
        answers = crowd.at_once(move_or_verify)

    assert answers == [[], [], []]
