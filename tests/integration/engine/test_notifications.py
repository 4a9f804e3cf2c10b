"""Who is told of a move, in which order, and when the doorbell rings."""

import asyncio
import datetime as dt

import pytest
from channels.layers import get_channel_layer
from django.db import transaction
from django.utils import timezone

from tests.engine_world import deputise, leave_at, new_leave, new_purchase, purchase_at
from workflow_core.engine import engine
from workflow_core.engine.registry import definition_named
from workflow_core.notify import rows
from workflow_core.notify.doorbell import group_of, ring
from workflow_core.notify.models import Counter, Notification

HOUR = dt.timedelta(hours=1)


def told(person):
    return list(
        Notification.objects.filter(recipient=person)
        .order_by("number")
        .values_list("kind", flat=True)
    )


def fail_after_a_move(office):
    with transaction.atomic():
        leave_at(office, "asked")
        raise ZeroDivisionError


@pytest.fixture
def rung(monkeypatch):
    """Whom the doorbell rang for, one list per ring."""
    rings = []
    monkeypatch.setattr("workflow_core.engine.history.ring", rings.append)
    return rings


def test_the_people_of_the_table_are_told_what_happened_and_where(office):
    leave = leave_at(office)

    event = engine.perform(leave, "ask", by=office.asker)

    notice = Notification.objects.get(recipient=office.head)
    assert (notice.kind, notice.event, notice.created_at) == ("leave.ask", event, event.at)
    assert notice.parameters == {"case": leave.pk, "title": "Leave in June"}
    assert notice.institution == office.institution
    assert notice.read_at is None


def test_whoever_made_the_move_is_not_told_of_it(office):
    grantor = leave_at(office, "asked", chief=office.asker, subject=office.head)

    engine.perform(grantor, "grant", by=office.asker)

    assert told(office.asker) == ["leave.ask"]


def test_a_deputy_is_told_of_what_comes_to_his_principal(office):
    deputise(office.head, office.deputy)

    leave_at(office, "asked")

    assert told(office.deputy) == told(office.head) == ["leave.ask"]


def test_a_deputy_is_not_told_of_his_principals_own_matter(office):
    deputise(office.asker, office.deputy)
    leave = leave_at(office, "asked")

    engine.perform(leave, "grant", by=office.head)

    assert told(office.deputy) == []


def test_a_deputy_whose_time_is_over_is_told_nothing(office):
    deputise(office.head, office.deputy, ends=timezone.now() - HOUR)

    leave_at(office, "asked")

    assert told(office.deputy) == []


def test_a_principal_is_told_what_his_deputy_did(office):
    purchase = purchase_at(office, chief=office.approver, price=5000)
    deputise(office.approver, office.deputy)

    engine.perform(purchase, "submit", by=office.asker)
    engine.perform(
        purchase, "send_back", by=office.deputy, on_behalf_of=office.approver, reason="Which?"
    )

    assert told(office.approver) == ["purchase.begin", "purchase.submit"]


def test_a_role_is_told_person_by_person_and_each_once(office):
    purchase_at(office, "checking", chief=office.approver)

    assert told(office.other_approver) == ["purchase.submit"]
    assert told(office.approver) == ["purchase.begin", "purchase.submit"]


def test_numbers_are_each_recipients_own_and_have_no_gaps(office):
    for _number in range(3):
        leave_at(office, "granted")
    leave_at(office, "asked")

    for person, expected in ((office.head, [1, 2, 3, 4]), (office.asker, [1, 2, 3])):
        numbers = Notification.objects.filter(recipient=person).values_list("number", flat=True)
        assert sorted(numbers) == expected
        assert Counter.objects.get(recipient=person).last == expected[-1]
        assert str(Counter.objects.get(recipient=person)) == f"{person.pk}: {expected[-1]}"


def test_a_move_that_fails_leaves_no_gap(office):
    with pytest.raises(ZeroDivisionError):
        fail_after_a_move(office)

    leave_at(office, "asked")

    assert Notification.objects.get(recipient=office.head).number == 1


def test_a_launch_numbers_the_notices_of_one_recipient_in_the_order_of_the_cases(office):
    definition = definition_named("purchase")
    cases = [new_purchase(office, title=title) for title in "abc"]

    list(engine.launch(definition, cases, by=office.hr))

    notices = Notification.objects.filter(recipient=office.head).order_by("number")
    assert [(one.number, one.parameters["title"]) for one in notices] == [
        (1, "a"),
        (2, "b"),
        (3, "c"),
    ]


def test_more_recipients_than_one_statement_takes_are_counted_all(office, monkeypatch):
    monkeypatch.setattr(rows, "RECIPIENTS_A_STATEMENT", 2)

    purchase_at(office, "checking")

    assert Counter.objects.count() == 3
    assert set(Counter.objects.values_list("last", flat=True)) == {1, 2}


def test_nothing_to_tell_takes_no_statement(office, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert rows.write([]) == []


def test_the_doorbell_rings_once_after_commit(office, rung, django_capture_on_commit_callbacks):
    leave = leave_at(office)

    with django_capture_on_commit_callbacks(execute=True):
        engine.perform(leave, "ask", by=office.asker)
        assert rung == []

    assert rung == [[office.head.pk]]


def test_a_move_that_was_rolled_back_is_silent(office, rung, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        with pytest.raises(engine.NotReady):
            engine.perform(leave_at(office, days=0), "ask", by=office.asker)
        with pytest.raises(ZeroDivisionError):
            fail_after_a_move(office)

    assert (rung, callbacks) == ([], [])


def test_a_move_that_tells_nobody_rings_for_nobody(
    office, rung, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        engine.begin(new_leave(office), by=office.asker)

    assert rung == []


@pytest.mark.django_db(transaction=True)
def test_a_dead_doorbell_stops_no_move(office, monkeypatch):
    def dead(people):
        raise OSError("no channel layer")

    monkeypatch.setattr("workflow_core.engine.history.ring", dead)
    leave = leave_at(office)

    engine.perform(leave, "ask", by=office.asker)

    leave.refresh_from_db()
    assert leave.state == "asked"


class TestDoorbell:
    def test_it_says_only_that_there_is_something_new(self):
        layer = get_channel_layer()
        asyncio.run(layer.group_add(group_of(7), "page"))

        ring([7, 8])

        assert asyncio.run(layer.receive("page")) == {"type": "ring"}

    def test_without_a_channel_layer_it_is_silent(self, settings):
        settings.CHANNEL_LAYERS = {}

        ring([7])

    def test_a_failing_channel_layer_is_logged(self, monkeypatch, caplog):
        class Dead:
            async def group_send(self, group, message):
                raise OSError("gone")

        monkeypatch.setattr("workflow_core.notify.doorbell.get_channel_layer", Dead)

        ring([7])

        assert "doorbell did not ring" in caplog.text
