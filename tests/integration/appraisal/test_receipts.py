"""Pressing "send" in time is in time: to the millisecond, by the database's clock."""

import datetime as dt

import pytest
from django.db.models import DateTimeField, Value
from django.test import Client

from processes.appraisal import windows
from processes.appraisal.state import State
from tests.appraisal_world import appraisal_at
from tests.form_reader import fields_of
from workflow_core.calendar import clock
from workflow_core.engine import deadlines, engine, receipts
from workflow_core.engine.models import Receipt

from .page_tools import BACKEND, enter, text_of

pytestmark = pytest.mark.django_db
MILLISECOND = dt.timedelta(milliseconds=1)
MINUTE = dt.timedelta(minutes=1)
GROUNDS = "Hasil 1 melebihi target."


@pytest.fixture
def walk():
    return appraisal_at(State.RECEIVED)


@pytest.fixture
def limit(walk):
    """The first instant that is too late for an objection."""
    return windows.objection_due(walk.case)


def address(walk):
    return f"/cases/{walk.case.pk}/file_objection/"


def form(walk, client):
    page = client.get(address(walk))
    return {**fields_of(page, "key"), "grounds": GROUNDS}


def object_at(walk, instant, client=None):
    """Fill the form in while there is time, and press the button at this instant."""
    client = client or enter(walk.w.employee)
    with clock.at(walk.case.received_at + MINUTE):
        walk.sent = form(walk, client)
    with clock.at(instant):
        answer = client.post(address(walk), walk.sent)
    walk.case.refresh_from_db()
    return answer


def test_one_millisecond_before_the_limit_is_in_time(walk, limit):
    object_at(walk, limit - MILLISECOND)

    assert walk.case.state == State.OBJECTED
    receipt = Receipt.objects.get()
    assert receipt.received_at == limit - MILLISECOND
    assert receipt.event.at == limit - MILLISECOND


@pytest.mark.parametrize("late", [dt.timedelta(0), MILLISECOND])
def test_at_the_limit_and_after_it_is_too_late_and_the_receipt_says_why(walk, limit, late):
    answer = object_at(walk, limit + late)

    assert answer.status_code == 422
    assert walk.case.state == State.RECEIVED
    receipt = Receipt.objects.get()
    assert receipt.event is None
    assert receipt.refusal
    assert GROUNDS in receipt.content


class TestWhoseClock:
    """The database's clock decides, whatever the application server's says."""

    @pytest.fixture
    def database_says(self, settings, monkeypatch):
        def say(instant):
            settings.RECEIPTS_BY = "database"
            monkeypatch.setattr(
                receipts, "Now", lambda: Value(instant, output_field=DateTimeField())
            )

        return say

    def test_a_server_that_is_ahead_takes_no_time_away(self, walk, limit, database_says):
        database_says(limit - MILLISECOND)

        object_at(walk, limit + 10 * MINUTE)

        assert walk.case.state == State.OBJECTED

    def test_a_server_that_is_behind_gives_no_time(self, walk, limit, database_says):
        database_says(limit)

        object_at(walk, limit - 10 * MINUTE)

        assert walk.case.state == State.RECEIVED


def test_the_databases_own_clock_is_read(walk, settings):
    settings.RECEIPTS_BY = "database"

    assert abs(receipts.arrival(walk.case) - dt.datetime.now(dt.UTC)) < MINUTE


class TestACrash:
    """The move breaks down after the receipt was written."""

    @pytest.fixture
    def client(self, walk):
        client = Client(raise_request_exception=False, headers={"accept-language": "en"})
        client.force_login(walk.w.employee, backend=BACKEND)
        return client

    @pytest.fixture
    def crashed(self, walk, limit, client, monkeypatch):
        with monkeypatch.context() as patch:
            patch.setattr(engine, "_move", lambda *args: 1 / 0)
            return object_at(walk, limit - MILLISECOND, client)

    def test_the_page_names_the_receipt(self, walk, crashed):
        assert crashed.status_code == 500
        assert Receipt.objects.get().number in text_of(crashed)

    def test_the_text_stays_with_it(self, walk, limit, client, crashed):
        with clock.at(limit + MINUTE):
            page = text_of(client.get(f"/receipts/{Receipt.objects.get().pk}/"))

        assert GROUNDS in page
        assert "It broke down on our side" in page

    def test_sent_again_it_counts_from_the_first_time(self, walk, limit, client, crashed):
        with clock.at(limit + MINUTE):
            client.post(address(walk), walk.sent)

        walk.case.refresh_from_db()
        assert walk.case.state == State.OBJECTED
        assert Receipt.objects.get().event.at == limit - MILLISECOND

    def test_another_text_sent_again_does_not(self, walk, limit, client, crashed):
        with clock.at(limit + MINUTE):
            client.post(address(walk), {**walk.sent, "grounds": "Alasan lain."})

        walk.case.refresh_from_db()
        assert walk.case.state == State.RECEIVED

    def test_the_sweep_waits_for_it(self, walk, limit, crashed):
        with clock.at(limit + MINUTE):
            list(deadlines.run())
        walk.case.refresh_from_db()
        assert walk.case.state == State.RECEIVED

    def test_but_not_for_ever(self, walk, limit, crashed):
        with clock.at(limit + receipts.PATIENCE + MINUTE):
            list(deadlines.run())
        walk.case.refresh_from_db()
        assert walk.case.state == State.UNSIGNED


def test_pressed_twice_it_is_one_move(walk, limit):
    client = enter(walk.w.employee)
    with clock.at(walk.case.received_at + MINUTE):
        data = form(walk, client)
        for _time in range(2):
            assert client.post(address(walk), data).status_code == 302

    assert {one.event for one in Receipt.objects.all()} == {walk.case.events.last()}


def test_the_page_after_it_names_number_and_second(walk, limit):
    client = enter(walk.w.employee)
    answer = object_at(walk, limit - MILLISECOND, client)

    page = text_of(client.get(answer["Location"]))
    assert Receipt.objects.get().number in page
    assert "23.59.59" in page


def test_a_wrong_password_is_no_receipt_for_later(walk, limit):
    """Whoever was refused before the limit gains nothing by it after the limit."""
    client = enter(walk.w.employee)
    with clock.at(walk.case.received_at + MINUTE):
        data = {**form(walk, client), "grounds": ""}
        client.post(address(walk), data)

    with clock.at(limit + MINUTE):
        client.post(address(walk), {**data, "grounds": GROUNDS})

    walk.case.refresh_from_db()
    assert walk.case.state == State.RECEIVED


def test_no_receipt_holds_a_password(walk):
    client = enter(walk.w.employee)
    with clock.at(walk.case.received_at + MINUTE):
        page = client.get(f"/cases/{walk.case.pk}/accept/")
        client.post(
            f"/cases/{walk.case.pk}/accept/",
            {**fields_of(page, "key"), "signature": "rahasia-sekali"},
        )

    assert "rahasia-sekali" not in Receipt.objects.get().content


def test_nobody_else_reads_a_receipt(walk, limit):
    object_at(walk, limit - MILLISECOND)
    [receipt] = Receipt.objects.all()

    for person in (walk.w.rater, walk.w.hr):
        assert enter(person).get(f"/receipts/{receipt.pk}/").status_code == 404
    assert enter(walk.w.employee).get("/receipts/99999999/").status_code == 404
