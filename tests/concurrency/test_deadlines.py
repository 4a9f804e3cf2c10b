"""Sweeps that run at once, in processes of their own, one of them killed half way."""

import datetime as dt
import os
import subprocess
import sys
from time import monotonic, sleep

import pytest
from django.db import connection
from django.utils import timezone

from tests.engine_world import new_purchase
from workflow_core.engine import engine
from workflow_core.engine.chain import verify
from workflow_core.engine.models import Event, Reminder, WorkItem
from workflow_core.engine.registry import definition_named
from workflow_core.notify.models import Notification

pytestmark = pytest.mark.postgres

CASES = 1000
PATIENCE = 120


def sweep(now):
    """``manage.py run_deadlines`` in a process of its own, on the database of this test."""
    database = connection.settings_dict
    url = f"postgres://{database['USER']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    return subprocess.Popen(
        [sys.executable, "manage.py", "run_deadlines", "--now", now.isoformat()],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test",
             "TEST_DATABASE_URL": url},
        stdout=subprocess.DEVNULL,
    )  # fmt: skip


def wait_until(happened):
    ends = monotonic() + PATIENCE
    while not happened():
        assert monotonic() < ends, "it never happened"
        sleep(0.01)


def expired():
    return Event.objects.filter(transition="expire").count()


def test_of_two_sweeps_one_is_killed_and_every_case_moves_exactly_once(office):
    due = timezone.now() + dt.timedelta(days=1)
    due_cases = [
        new_purchase(office, state="checking", price=5000, check_due_at=due)
        for _number in range(CASES)
    ]
    list(engine.launch(definition_named("purchase"), due_cases, by=office.hr))

    doomed, other = sweep(due), sweep(due)
    wait_until(lambda: expired() > CASES // 10)
    doomed.kill()
    assert expired() < CASES, "it was killed too late to prove anything"
    assert (doomed.wait(PATIENCE), other.wait(PATIENCE)) == (-9, 0)
    assert sweep(due).wait(PATIENCE) == 0

    moved = Event.objects.filter(transition="expire").values_list("case", flat=True)
    assert len(moved) == len(set(moved)) == CASES
    assert not WorkItem.objects.filter(finished=None).exists()
    told = Notification.objects.filter(kind="purchase.expire", recipient=office.head)
    numbers = list(
        Notification.objects.filter(recipient=office.head)
        .order_by("number")
        .values_list("number", flat=True)
    )
    assert told.count() == CASES
    assert numbers == list(range(1, len(numbers) + 1))
    assert list(verify()) == []


def test_two_sweeps_at_once_remind_once(office):
    due = timezone.now() + dt.timedelta(days=1)
    waiting = [new_purchase(office, state="deciding", check_due_at=due) for _number in range(CASES)]
    list(engine.launch(definition_named("purchase"), waiting, by=office.hr))
    WorkItem.objects.update(created=timezone.now() - dt.timedelta(days=60))

    sweeps = [sweep(due), sweep(due)]
    assert [one.wait(PATIENCE) for one in sweeps] == [0, 0]

    assert Reminder.objects.count() == 1
    [reminder] = Notification.objects.filter(kind="purchase.reminder")
    assert (reminder.recipient, reminder.parameters["count"]) == (office.head, CASES)
