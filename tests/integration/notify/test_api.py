"""``/api/v1/notifications``: what a page asks for after a ring, and every minute."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.dateparse import parse_datetime

from tests.engine_world import leave_at
from tests.integration.notify.wires import signed_in
from workflow_core.engine import engine
from workflow_core.engine.models import Event
from workflow_core.notify import replay
from workflow_core.notify.models import Notification
from workflow_core.notify.rows import Notice, write

ADDRESS = "/api/v1/notifications"
READ = "/api/v1/notifications/read"
AT_MOST_STATEMENTS = 5
NO_NUMBERS = [
    "",
    "[",
    "[" * 100_000,
    "[]",
    "{}",
    '{"until": "1"}',
    '{"until": -1}',
    '{"until": true}',
    '{"until": 1e3}',
    '{"until": 9223372036854775808}',
]


def told_again(person, times):
    """Tell a person the same event so many times."""
    event = Event.objects.order_by("-pk").first()
    notice = Notice(
        recipient_id=person.pk,
        event_id=event.pk,
        institution_id=person.institution_id,
        kind="leave.ask",
        parameters={},
        at=event.at,
    )
    write([notice] * times)


def numbers(answer):
    return [item["number"] for item in answer.json()["items"]]


def mark(client, body):
    text = body if isinstance(body, str) else json.dumps(body)
    return client.post(READ, text, content_type="application/json")


@pytest.mark.parametrize(("method", "address"), [("get", ADDRESS), ("post", READ)])
def test_the_anonymous_get_401_and_no_page(db, method, address):
    answer = getattr(Client(), method)(address)

    assert (answer.status_code, answer["Content-Type"]) == (401, "application/json")
    assert answer.json()["status"] == 401


def test_an_item_says_what_happened_where_and_when(office):
    leave = leave_at(office, "asked")
    row = Notification.objects.get(recipient=office.head)

    answer = signed_in(office.head).get(ADDRESS)

    (item,) = answer.json()["items"]
    assert parse_datetime(item.pop("at")) == row.created_at
    assert item == {
        "number": 1,
        "kind": "leave.ask",
        "text": "Asker asked.",
        "title": "Asker · Leave in June",
        "case": f"/cases/{leave.pk}/",
        "read": False,
    }
    assert (answer.json()["last"], answer.json()["unread"]) == (1, 1)
    assert "no-store" in answer["Cache-Control"]


def test_since_gives_exactly_what_came_after_it_oldest_first(office):
    for _time in range(4):
        leave_at(office, "asked")

    client = signed_in(office.head)

    assert numbers(client.get(ADDRESS)) == [1, 2, 3, 4]
    assert numbers(client.get(ADDRESS, {"since": 2})) == [3, 4]
    assert numbers(client.get(ADDRESS, {"since": 4})) == []
    assert numbers(client.get(ADDRESS, {"since": 99})) == []


def test_a_thousand_are_fetched_in_order_and_none_twice(office):
    leave_at(office, "asked")
    told_again(office.head, 999)
    client = signed_in(office.head)

    found = []
    while True:
        answer = client.get(ADDRESS, {"since": found[-1] if found else 0, "limit": 200})
        found += numbers(answer)
        if found[-1] == answer.json()["last"]:
            break

    assert found == list(range(1, 1001))


@pytest.mark.parametrize(("limit", "given"), [(1, 1), (60, 60), (replay.AT_MOST, replay.AT_MOST)])
def test_a_reader_gets_no_more_than_he_asks_for(office, limit, given):
    leave_at(office, "asked")
    told_again(office.head, replay.AT_MOST + 20)

    answer = signed_in(office.head).get(ADDRESS, {"limit": limit})

    assert len(numbers(answer)) == given
    assert answer.json()["last"] == replay.AT_MOST + 21


def test_without_a_limit_fifty_come_at_once(office):
    leave_at(office, "asked")
    told_again(office.head, 60)

    assert numbers(signed_in(office.head).get(ADDRESS)) == list(range(1, 51))


@pytest.mark.parametrize(
    "asked",
    [
        {"since": "-1"},
        {"since": "abc"},
        {"since": ""},
        {"since": "²"},
        {"since": "9" * 19},
        {"since": "9" * 5000},
        {"limit": "0"},
        {"limit": "201"},
        {"limit": "1.5"},
    ],
)
def test_what_is_no_number_is_refused_with_a_sentence(office, asked):
    answer = signed_in(office.head).get(ADDRESS, asked)

    assert answer.status_code == 400
    assert "200" in answer.json()["detail"]


def test_nobody_reads_the_rows_of_another(office):
    leave_at(office, "asked")
    asked_for_another = {"recipient": office.head.pk, "person": office.head.pk}

    for other in (office.stranger, office.hr, office.outsider, office.asker):
        answer = signed_in(other).get(ADDRESS, asked_for_another).json()
        assert answer == {"last": 0, "unread": 0, "items": []}


def test_the_number_of_statements_does_not_grow_with_the_rows(office):
    client = signed_in(office.head)

    def statements():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(ADDRESS, {"limit": 200}).status_code == 200
        return len(captured)

    leave_at(office, "asked")
    client.get(ADDRESS)
    one = statements()
    for _time in range(20):
        engine.perform(leave_at(office, "asked"), "decline", by=office.head, reason="No.")

    assert statements() == one <= AT_MOST_STATEMENTS


class TestReading:
    def test_what_was_read_is_read_up_to_that_number_and_no_further(self, office):
        for _time in range(3):
            leave_at(office, "asked")
        client = signed_in(office.head)

        answer = mark(client, {"until": 2})

        assert answer.json() == {"last": 3, "unread": 1}
        read = [item["read"] for item in client.get(ADDRESS).json()["items"]]
        assert read == [True, True, False]

    def test_the_first_time_of_reading_stays(self, office):
        leave_at(office, "asked")
        client = signed_in(office.head)
        mark(client, {"until": 1})
        before = Notification.objects.get(recipient=office.head).read_at

        mark(client, {"until": 1})

        assert Notification.objects.get(recipient=office.head).read_at == before

    def test_nobody_reads_in_the_name_of_another(self, office):
        leave_at(office, "asked")

        mark(signed_in(office.stranger), {"until": 1})

        assert replay.bell_of(office.head.pk).unread == 1

    @pytest.mark.parametrize("body", NO_NUMBERS, ids=range(len(NO_NUMBERS)))
    def test_what_is_no_number_is_refused(self, office, body):
        assert mark(signed_in(office.head), body).status_code == 400

    def test_another_site_cannot_send_it(self, office):
        client = Client(enforce_csrf_checks=True)
        client.force_login(
            office.head, backend="allauth.account.auth_backends.AuthenticationBackend"
        )

        assert mark(client, {"until": 1}).status_code == 403

    def test_reading_alone_does_not_mark_anything(self, office):
        assert signed_in(office.head).get(READ).status_code == 405
