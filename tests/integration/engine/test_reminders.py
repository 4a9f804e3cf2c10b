"""People are reminded of what waits for them: in time, once, and of everything at once."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.engine_world import deputise, leave_at, purchase_at, someone
from tests.toy.models import Purchase
from workflow_core.calendar import clock
from workflow_core.calendar.calendars import calendar_of
from workflow_core.engine import engine, reminders
from workflow_core.engine.grants import grant
from workflow_core.engine.models import WorkItem
from workflow_core.engine.reminders import remind, step_of
from workflow_core.notify.models import Notification
from workflow_core.people.models import Unit

MONDAY = dt.date(2035, 11, 5)


@pytest.mark.parametrize(
    ("days_left", "step"),
    [
        (8, None), (7, 7), (6, 7), (4, 7), (3, 3), (2, 3), (1, 1), (0, 0),
        (-1, 0), (-2, 0), (-3, -3), (-5, -3), (-6, -6), (-300, -300),
    ],
)  # fmt: skip
def test_the_steps_before_on_and_after_the_last_day(days_left, step):
    assert step_of(days_left) == step


@pytest.fixture
def work(office):
    """When the office's clock strikes eight on a day so many working days from the Monday."""
    calendar = calendar_of(office.institution)

    def at(days):
        day = calendar.add(MONDAY, days) if days else MONDAY
        return dt.datetime.combine(day, dt.time(8), calendar.zone)

    return at


def wait_for_the_head(office, work, *, due, since=0):
    """A purchase that lies with the head from one working day until the end of another."""
    purchase = purchase_at(office, "deciding")
    calendar = calendar_of(office.institution)
    last = calendar.local_date(work(due))
    WorkItem.objects.filter(process=purchase.pk, finished=None).update(
        due_at=calendar.end_of(last), created=work(since)
    )
    Notification.objects.all().delete()
    return purchase


def told(person):
    rows = Notification.objects.filter(recipient=person, kind__endswith=".reminder")
    return [(one.parameters["step"], one.parameters["count"]) for one in rows.order_by("number")]


def test_each_step_is_told_once(office, work):
    wait_for_the_head(office, work, due=10)

    for day in range(18):
        remind(work(day))
        remind(work(day))

    assert told(office.head) == [(7, 1), (3, 1), (1, 1), (0, 1), (-3, 1), (-6, 1)]


def test_a_step_that_nobody_swept_on_is_made_up_for_once(office, work):
    wait_for_the_head(office, work, due=10)

    remind(work(5))

    assert told(office.head) == [(7, 1)]


def test_what_has_just_come_is_not_reminded_of(office, work):
    wait_for_the_head(office, work, due=10, since=8)

    remind(work(8))
    assert told(office.head) == []

    remind(work(9))
    assert told(office.head) == [(1, 1)]


def test_what_is_done_is_not_reminded_of(office, work):
    purchase = wait_for_the_head(office, work, due=10)
    engine.perform(purchase, "order", by=office.head)

    assert remind(work(10)) == 0


def test_several_waits_until_one_instant_are_one_reminder(office, work):
    wait_for_the_head(office, work, due=10)
    wait_for_the_head(office, work, due=10)
    wait_for_the_head(office, work, due=9)

    remind(work(9))

    assert sorted(told(office.head)) == [(0, 1), (1, 2)]


def test_an_inactive_account_is_not_reminded(office, work):
    wait_for_the_head(office, work, due=10)
    office.head.is_active = False
    office.head.save()

    assert remind(work(10)) == 0


def test_a_deputy_is_reminded_with_his_principal(office, work):
    deputise(office.head, office.deputy, starts=work(0), ends=work(12))
    wait_for_the_head(office, work, due=10)

    remind(work(10))
    remind(work(14))

    assert told(office.deputy) == [(0, 1)]
    assert told(office.head) == [(0, 1), (-3, 1)]


def test_a_deputy_is_not_reminded_of_his_principals_own_matter(office, work):
    deputise(office.asker, office.deputy, starts=work(0), ends=work(12))
    leave = leave_at(office)
    due = calendar_of(office.institution).end_of(MONDAY + dt.timedelta(days=14))
    WorkItem.objects.filter(process=leave.pk).update(due_at=due, created=work(0))

    remind(work(10))

    assert told(office.asker) == [(0, 1)]
    assert told(office.deputy) == []


def test_a_deputy_is_not_reminded_of_his_own_matter(office, work):
    deputise(office.head, office.asker, starts=work(0), ends=work(12))
    wait_for_the_head(office, work, due=10)
    others = wait_for_the_head(office, work, due=10)
    Purchase.objects.filter(pk=others.pk).update(subject=office.stranger)

    remind(work(10))

    assert told(office.head) == [(0, 2)]
    [row] = Notification.objects.filter(recipient=office.asker)
    assert (row.parameters["count"], row.parameters["case"]) == (1, others.pk)


def test_two_orders_for_one_leave_count_nothing_twice(office, work):
    for _order in range(2):
        deputise(office.head, office.deputy, starts=work(0), ends=work(12))
    wait_for_the_head(office, work, due=10)

    remind(work(10))

    assert told(office.deputy) == [(0, 1)]


def test_units_of_both_weeks_are_each_reminded_at_every_step(office, work):
    six = Unit.objects.create(
        institution=office.institution, parent=office.root, code="6", name="Six", six_day_week=True
    )
    due = calendar_of(office.institution).end_of(MONDAY + dt.timedelta(days=21))
    cases = [purchase_at(office, "deciding"), purchase_at(office, "deciding", unit=six)]
    WorkItem.objects.filter(process__in=[one.pk for one in cases], finished=None).update(
        due_at=due, created=work(0)
    )
    Notification.objects.all().delete()

    for day in range(22):
        remind(work(0) + dt.timedelta(days=day))

    rows = Notification.objects.filter(recipient=office.head).order_by("number")
    for case in cases:
        steps = [row.parameters["step"] for row in rows if row.parameters["case"] == case.pk]
        assert steps == [7, 3, 1, 0]


def test_whoever_holds_the_role_is_reminded_of_its_queue(office, work):
    purchase = purchase_at(office, "checking")
    due = calendar_of(office.institution).end_of(MONDAY)
    items = WorkItem.objects.filter(process=purchase.pk, finished=None)
    items.update(due_at=due, created=work(0) - dt.timedelta(days=30))

    remind(work(0))

    assert told(office.approver) == told(office.other_approver) == [(0, 1)]
    assert told(office.hr) == told(office.head) == told(office.outsider) == []


def test_a_claimed_item_reminds_only_who_took_it(office, work):
    purchase = purchase_at(office, "checking")
    items = WorkItem.objects.filter(process=purchase.pk, finished=None)
    engine.claim(items.get(), by=office.approver)
    due = calendar_of(office.institution).end_of(MONDAY)
    items.update(due_at=due, created=work(0) - dt.timedelta(days=30))

    remind(work(0))

    assert told(office.approver) == [(0, 1)]
    assert told(office.other_approver) == []


def test_many_waits_take_as_many_statements_as_one(office, work):
    def counted(day):
        with CaptureQueriesContext(connection) as made:
            assert remind(work(day))
        return len(made)

    wait_for_the_head(office, work, due=10)
    alone = counted(7)
    for _number in range(20):
        wait_for_the_head(office, work, due=12)

    assert counted(9) == alone


def test_more_owners_deputies_and_holders_take_as_many_statements(office, work):
    def counted(day):
        with CaptureQueriesContext(connection) as made:
            assert remind(work(day))
        return len(made)

    def hold(number, due):
        unit = Unit.objects.create(
            institution=office.institution, parent=office.root, code=f"u{number}", name="Unit"
        )
        owner, deputy, holder = (
            someone(office.institution, f"{name}{number}") for name in ("owner", "deputy", "holder")
        )
        deputise(owner, deputy, starts=work(0), ends=work(30))
        grant(person=holder, codename="approver", unit=unit, source="decree")
        waiting = [
            purchase_at(office, "deciding", chief=owner), purchase_at(office, "checking", unit=unit)
        ]  # fmt: skip
        last = calendar_of(office.institution).local_date(work(due))
        items = WorkItem.objects.filter(process__in=[one.pk for one in waiting], finished=None)
        items.update(due_at=calendar_of(office.institution).end_of(last), created=work(0))
        return deputy, holder

    hold(0, 10)
    alone = counted(10)
    [*_others, (deputy, holder)] = [hold(number, 14) for number in range(1, 11)]

    assert counted(14) == alone
    assert told(deputy) == told(holder) == [(0, 1)]


def test_a_round_without_news_writes_nothing(office, work):
    wait_for_the_head(office, work, due=10)
    remind(work(10))

    with CaptureQueriesContext(connection) as made:
        assert remind(work(10) + dt.timedelta(minutes=1)) == 0

    kinds = {one["sql"].split()[0] for one in made}
    assert kinds <= {"SELECT", "DECLARE"}, "a cursor of PostgreSQL is declared, nothing is written"


def test_two_sweeps_at_once_tell_once(office, work, monkeypatch):
    """The second one begins after the first has read what is due, and before it has told it."""
    wait_for_the_head(office, work, due=10)
    come = reminders._come

    def overtaken(waits, now):
        found = come(waits, now)
        monkeypatch.setattr(reminders, "_come", come)
        assert remind(now) == 1
        return found

    monkeypatch.setattr(reminders, "_come", overtaken)

    assert remind(work(10)) == 0
    assert told(office.head) == [(0, 1)]


class TestByHand:
    """HR may remind people of what is late, at most once a day."""

    def late(self):
        return WorkItem.objects.filter(finished=None)

    def test_whoever_holds_it_is_told(self, office, work):
        wait_for_the_head(office, work, due=0)

        assert reminders.remind_of(self.late()) == 1
        assert told(office.head) == [(0, 1)]

    def test_a_second_time_on_the_same_day_tells_nobody(self, office, work):
        wait_for_the_head(office, work, due=0)
        reminders.remind_of(self.late())

        assert reminders.remind_of(self.late()) == 0

    def test_the_day_is_that_of_the_office(self, office, work):
        """Half past eight and half past nine in Jayapura are two days in UTC."""
        office.institution.time_zone = "Asia/Jayapura"
        office.institution.save()
        wait_for_the_head(office, work, due=0)
        told = []
        for hour in (8, 9, 33):
            at = dt.datetime(2035, 11, 20, 0, 30, tzinfo=dt.timezone(dt.timedelta(hours=9)))
            with clock.at(at + dt.timedelta(hours=hour)):
                told.append(reminders.remind_of(self.late()))

        assert told == [1, 0, 1]

    def test_the_reminders_of_the_system_go_on(self, office, work):
        wait_for_the_head(office, work, due=10)
        reminders.remind_of(self.late())

        assert remind(work(10)) == 1


def test_more_waits_than_a_page_holds_are_all_told(office, work, monkeypatch):
    monkeypatch.setattr(reminders, "PAGE", 1)
    wait_for_the_head(office, work, due=9)
    wait_for_the_head(office, work, due=10)

    assert remind(work(9)) == 2


def test_a_queue_over_several_units_is_one_reminder(office, work):
    grant(person=office.stranger, codename="approver", unit=office.root, source="decree")
    due = calendar_of(office.institution).end_of(MONDAY)
    for unit in (office.unit, office.root):
        purchase = purchase_at(office, "checking", unit=unit)
        items = WorkItem.objects.filter(process=purchase.pk, finished=None)
        items.update(due_at=due, created=work(0) - dt.timedelta(days=30))
    Notification.objects.all().delete()

    remind(work(0))

    assert told(office.stranger) == [(0, 2)]
