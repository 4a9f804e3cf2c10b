"""Searching cases, and reading one's news."""

import pytest

from tests.integration.web.conftest import text_of
from workflow_core.engine.engine import perform
from workflow_core.notify.models import Notification


@pytest.fixture
def cases(office):
    office.asker.nip = "198609262015052001"
    office.asker.save()
    return [
        office.leave(title="Leave in June"),
        office.leave(title="Leave in July", asked=True),
        office.leave(title="Of the head", subject=office.head, chief=office.asker),
    ]


@pytest.mark.usefixtures("cases")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"Leave in June", "Leave in July", "Of the head"}),
        ({"q": "july"}, {"Leave in July"}),
        ({"q": "rahmawati"}, {"Leave in June", "Leave in July"}),
        ({"q": "19860926 201505 2 001"}, {"Leave in June", "Leave in July"}),
        ({"where": "leave:asked"}, {"Leave in July"}),
        ({"where": "leave", "q": "head"}, {"Of the head"}),
        ({"q": "nobody"}, set()),
        ({"q": "a\0b"}, set()),
        ({"where": "nothing:asked"}, set()),
        ({"page": "99"}, {"Leave in June", "Leave in July", "Of the head"}),
        ({"page": "x"}, {"Leave in June", "Leave in July", "Of the head"}),
    ],
)
def test_the_list_finds_by_name_nip_title_process_and_state(office, enter, query, found):
    response = enter(office.head).get("/cases/", query)
    assert {line.title for line in response.context["lines"]} == found


def test_the_asker_is_told_of_the_answer_and_marks_it_as_read(office, enter):
    case = office.leave(asked=True)
    perform(case, "grant", by=office.head)
    asker = enter(office.asker)
    assert "Budi Hartono granted it." in text_of(asker.get("/"))
    page = asker.get("/notifications/")
    assert "Budi Hartono granted it." in text_of(page)
    assert page.context["has_new"]
    asker.post("/notifications/read/", {"until": page.context["newest"]})
    assert not asker.get("/notifications/").context["has_new"]


def test_news_that_came_after_the_page_was_opened_stay_new(office, enter):
    head = enter(office.head)
    office.leave(asked=True)
    newest = head.get("/notifications/").context["newest"]
    office.leave(asked=True)
    head.post("/notifications/read/", {"until": newest})
    unread = Notification.objects.filter(recipient=office.head, read_at=None)
    assert [one.number for one in unread] == [newest + 1]


@pytest.mark.parametrize("until", ["", "x", "-1", "9" * 30])
def test_a_made_up_number_marks_nothing(office, enter, until):
    office.leave(asked=True)
    enter(office.head).post("/notifications/read/", {"until": until})
    assert Notification.objects.filter(read_at=None).exists()


def test_nobody_marks_the_news_of_another(office, enter):
    office.leave(asked=True)
    enter(office.asker).post("/notifications/read/", {"until": 100})
    assert Notification.objects.filter(recipient=office.head, read_at=None).exists()
