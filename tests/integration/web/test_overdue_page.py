"""What is late and stuck, as HR sees it, and reminding everybody at once."""

import datetime as dt

import pytest
from django.utils import timezone

from tests.integration.web.conftest import text_of
from tests.toy.models import Leave
from workflow_core.engine import incidents
from workflow_core.engine.models import WorkItem
from workflow_core.engine.registry import definition_of
from workflow_core.engine.rules import Role
from workflow_core.notify.models import Notification

HOUR = dt.timedelta(hours=1)


def make_late(case):
    WorkItem.objects.filter(process=case.pk).update(due_at=timezone.now() - HOUR)
    return case


@pytest.fixture(autouse=True)
def hr_reads_leaves(request, monkeypatch):
    """Here personnel may see every leave; the toy process shows them to their two alone."""
    if not request.function.__name__.startswith("test_what_its_reader_may_not_see"):
        definition = definition_of(Leave)
        monkeypatch.setitem(definition.__dict__, "readers", definition.readers | Role("hr"))


@pytest.fixture
def late(office):
    return make_late(office.leave(asked=True))


@pytest.fixture
def page(office, enter):
    return lambda **query: text_of(enter(office.hr).get("/overdue/", query))


def test_it_says_whom_a_late_case_waits_for(late, page):
    text = page()

    assert "1 case is late" in text
    assert "waits for Budi Hartono" in text


def test_what_is_in_time_is_not_there(office, page):
    office.leave(asked=True)

    assert "Nothing is late" in page()


def test_it_is_narrowed_to_a_person(office, late, page):
    make_late(office.leave(title="Leave in July"))

    assert "Leave in July" not in page(person=office.head.pk)
    assert "Leave in July" in page(person=office.asker.pk)


def test_it_is_narrowed_to_a_step(office, late, page):
    make_late(office.leave(title="Leave in July"))

    assert "Leave in July" not in page(step="leave:asked")


@pytest.mark.parametrize("query", [{"step": "leave:nonsense"}, {"person": "9" * 30}, {"unit": "x"}])
def test_nonsense_in_the_address_narrows_nothing(late, page, query):
    assert "Leave in June" in page(**query)


def test_nobody_else_finds_the_page(office, late, enter):
    for person in (office.asker, office.head, office.stranger):
        assert enter(person).get("/overdue/").status_code == 404
        assert enter(person).post("/overdue/remind/").status_code == 404


def test_all_are_reminded_with_one_press(office, late, enter):
    make_late(office.leave(title="Leave in July"))

    hr = enter(office.hr)
    hr.post("/overdue/remind/")
    hr.post("/overdue/remind/")

    reminded = Notification.objects.filter(kind="leave.reminder")
    assert sorted(reminded.values_list("recipient", flat=True)) == [office.asker.pk, office.head.pk]


def test_the_reminder_is_read_as_a_sentence(office, late, enter):
    enter(office.hr).post("/overdue/remind/")

    text = text_of(enter(office.head).get("/notifications/"))
    assert "Overdue since" in text
    assert "waits for you until" not in text


def test_only_those_in_the_list_are_reminded(office, late, enter):
    make_late(office.leave(title="Leave in July"))

    enter(office.hr).post("/overdue/remind/", {"person": office.head.pk})

    [reminder] = Notification.objects.filter(kind="leave.reminder")
    assert reminder.recipient_id == office.head.pk


def test_what_is_stuck_is_shown_and_tried_again(office, late, enter, page):
    incidents.note_failure(late, "D1", "lapse", "There is nobody above.")
    assert "There is nobody above." in page()

    [incident] = late.incidents.all()
    answer = enter(office.hr).post(f"/overdue/{incident.pk}/retry/", follow=True)

    assert "It still does not work" in text_of(answer)


def test_an_incident_of_others_is_not_found(office, late, enter):
    incidents.note_failure(late, "D1", "lapse", "There is nobody above.")
    [incident] = late.incidents.all()

    assert enter(office.stranger).post(f"/overdue/{incident.pk}/retry/").status_code == 404
    assert enter(office.hr).post("/overdue/999999/retry/").status_code == 404


def test_a_long_list_takes_as_many_statements_as_a_short_one(
    office, late, enter, django_assert_max_num_queries
):
    for number in range(20):
        make_late(office.leave(title=f"Leave {number}", asked=number % 2 == 0))
    hr = enter(office.hr)
    hr.get("/overdue/")  # what is read once in a process

    with django_assert_max_num_queries(15):
        hr.get("/overdue/")


def test_what_its_reader_may_not_see_is_neither_shown_nor_reminded_of(office, late, enter, page):
    incidents.note_failure(late, "D1", "lapse", "There is nobody above.")
    hr = enter(office.hr)
    hr.post("/overdue/remind/")

    assert hr.get(f"/cases/{late.pk}/").status_code == 404
    text = page()
    assert "Leave in June" not in text
    assert "There is nobody above." not in text
    assert not Notification.objects.filter(kind="leave.reminder").exists()
    assert hr.post(f"/overdue/{late.incidents.get().pk}/retry/").status_code == 404
