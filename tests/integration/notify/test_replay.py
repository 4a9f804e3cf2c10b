"""One query behind the desk, the bell, the list of news and ``since=``."""

from django.test import Client

from tests.engine_world import PASSWORD, leave_at
from tests.integration.notify.wires import signed_in
from workflow_core.notify import replay


def test_bell_desk_list_and_answer_agree(office):
    for _time in range(3):
        leave_at(office, "asked")
    client = signed_in(office.head)

    desk = client.get("/")
    told = [(item.number, item.text) for item in desk.context["news"]]
    listed = [(item.number, item.text) for item in client.get("/notifications/").context["items"]]
    answer = client.get("/api/v1/notifications").json()

    assert told == listed
    assert sorted(told) == [(item["number"], item["text"]) for item in answer["items"]]
    bell = desk.context["bell"]
    assert (bell.last, bell.unread) == (answer["last"], answer["unread"]) == (3, 3)


def test_the_bell_takes_one_statement(office, django_assert_num_queries):
    leave_at(office, "asked")

    with django_assert_num_queries(1):
        assert replay.bell_of(office.head.pk) == replay.Bell(last=1, unread=1)
    with django_assert_num_queries(1):
        assert replay.last_number(office.head.pk) == 1


def test_whoever_was_told_nothing_has_a_silent_bell(office):
    assert replay.bell_of(office.stranger.pk) == replay.Bell(last=0, unread=0)
    assert replay.last_number(office.stranger.pk) == 0
    assert replay.bell_of(None) == replay.Bell(last=0, unread=0)


def test_never_more_rows_than_allowed_are_handed_out(office):
    assert "LIMIT 200" in str(replay.rows_since(office.head.pk, 0, limit=10_000).query)


class TestTheFrame:
    def test_a_page_says_up_to_which_number_it_was_made(self, office):
        leave_at(office, "asked")

        page = signed_in(office.head).get("/").content.decode()

        assert 'data-upto="1" data-unread="1" data-poll="60"' in page

    def test_large_numbers_are_written_without_separators(self, office):
        from workflow_core.notify.models import Counter

        Counter.objects.create(recipient=office.head, last=1234567)

        assert 'data-upto="1234567"' in signed_in(office.head).get("/").content.decode()

    def test_what_comes_while_a_page_is_made_is_above_its_number(self, office, monkeypatch):
        from workflow_core.web.pages import desk

        shown = desk.latest

        def meanwhile(person, count):
            found = shown(person, count)
            leave_at(office, "asked")
            return found

        monkeypatch.setattr(desk, "latest", meanwhile)

        assert 'data-upto="0"' in signed_in(office.head).get("/").content.decode()

    def test_strangers_get_no_script_and_no_bell(self, db, client):
        page = client.get("/accounts/login/").content.decode()

        assert "<script" not in page
        assert "data-socket" not in page

    def test_scripts_are_files_that_do_not_hold_up_the_page(self, office):
        page = signed_in(office.head).get("/").content.decode()

        assert page.count("<script") == page.count(" defer></script>") == 2

    def test_our_own_script_is_small(self):
        from pathlib import Path

        from django.contrib.staticfiles import finders

        assert Path(finders.find("js/live.js")).stat().st_size < 3.5 * 1024

    def test_a_part_that_refreshes_itself_does_not_swallow_the_message_of_a_form(self, office):
        client = Client()
        client.post("/accounts/login/", {"login": "head", "password": PASSWORD})

        part = client.get("/", headers={"hx-request": "true"}).content.decode()
        page = client.get("/").content.decode()

        assert 'class="notice"' not in part
        assert 'id="live"' in part
        assert page.count('class="notice"') == 1
