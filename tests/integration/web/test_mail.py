"""News by e-mail: to those who want it, when they want it, once."""

import datetime as dt

import pytest
from django.core import mail as outbox
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.integration.web.conftest import text_of
from workflow_core.calendar import clock
from workflow_core.engine import deadlines, engine
from workflow_core.notify.mail import UNDER_WAY
from workflow_core.notify.models import Mail, MailChoice, Notification, When
from workflow_core.web.mail import send_at_once, send_digests

WORKDAY = dt.date(2035, 11, 7)


@pytest.fixture
def chooses():
    def choose(person, **choice):
        person.email = f"{person.username}@contoh.example"
        person.save()
        never = {"work": When.NEVER, "news": When.NEVER, "reminder": When.NEVER}
        MailChoice.objects.create(person=person, **{**never, **choice})

    return choose


def in_the_morning(day=WORKDAY, hour=8):
    return clock.at(
        dt.datetime.combine(day, dt.time(hour, tzinfo=dt.timezone(dt.timedelta(hours=7))))
    )


def subjects():
    return [one.subject for one in outbox.outbox]


class TestAtOnce:
    def test_what_waits_for_me_is_mailed(self, office, chooses):
        chooses(office.head, work=When.AT_ONCE)
        office.leave(asked=True)

        assert send_at_once() == 1

        [message] = outbox.outbox
        assert message.to == ["head@contoh.example"]
        assert "Siti Rahmawati" in message.subject
        assert "/cases/" in message.body

    def test_once_however_often_it_is_tried(self, office, chooses):
        chooses(office.head, work=When.AT_ONCE)
        office.leave(asked=True)

        assert [send_at_once(), send_at_once()] == [1, 0]

    def test_not_to_those_who_want_it_later_or_never(self, office, chooses):
        chooses(office.head, work=When.DAILY, news=When.AT_ONCE)
        office.leave(asked=True)

        assert send_at_once() == 0

    def test_what_has_been_read_meanwhile_is_not_mailed(self, office, chooses):
        chooses(office.head, work=When.AT_ONCE)
        office.leave(asked=True)
        Notification.objects.update(read_at=timezone.now())

        assert send_at_once() == 0

    def test_a_closed_account_gets_none(self, office, chooses):
        chooses(office.head, work=When.AT_ONCE)
        office.leave(asked=True)
        office.head.is_active = False
        office.head.save()

        assert send_at_once() == 0

    def test_it_is_in_the_persons_language(self, office, chooses):
        chooses(office.head, work=When.AT_ONCE)
        office.head.language = "en"
        office.head.save()
        office.leave(asked=True)

        send_at_once()

        assert "Dear Budi Hartono," in outbox.outbox[0].body

    def test_it_is_sent_after_the_move_without_anybody_asking(
        self, office, chooses, settings, django_capture_on_commit_callbacks
    ):
        settings.MAIL_NEWS = True
        chooses(office.head, work=When.AT_ONCE)

        with django_capture_on_commit_callbacks(execute=True):
            office.leave(asked=True)

        assert len(outbox.outbox) == 1

    def test_a_move_that_is_rolled_back_mails_nothing(
        self, office, chooses, settings, django_capture_on_commit_callbacks
    ):
        settings.MAIL_NEWS = True
        chooses(office.head, work=When.AT_ONCE)
        leave = office.leave()

        with django_capture_on_commit_callbacks(execute=True), pytest.raises(engine.Forbidden):
            engine.perform(leave, "ask", by=office.head)

        assert outbox.outbox == []


class TestAWorkerThatFails:
    @pytest.fixture
    def one_mail(self, office, chooses):
        chooses(office.head, work=When.AT_ONCE)
        office.leave(asked=True)

    def test_a_refused_mail_is_tried_again_later(self, one_mail, monkeypatch):
        with monkeypatch.context() as patch:
            patch.setattr(EmailBackend, "send_messages", lambda *args: 1 / 0)
            assert send_at_once() == 0
        assert send_at_once() == 0, "it was under way a moment ago"

        with clock.at(timezone.now() + UNDER_WAY * 2):
            assert send_at_once() == 1
        assert Mail.objects.get().tries == 2

    def test_killed_between_sending_and_marking_it_repeats_with_the_same_id(self, one_mail):
        send_at_once()
        Mail.objects.update(sent_at=None)

        with clock.at(timezone.now() + UNDER_WAY * 2):
            send_at_once()

        first, again = (one.extra_headers["Message-ID"] for one in outbox.outbox)
        assert first == again

    def test_it_gives_up_after_some_tries(self, one_mail, monkeypatch):
        monkeypatch.setattr(EmailBackend, "send_messages", lambda *args: 1 / 0)
        for number in range(1, 8):
            with clock.at(timezone.now() + UNDER_WAY * 2 * number):
                send_at_once()

        assert Mail.objects.get().tries == 5


class TestDigest:
    def test_it_tells_everything_new_in_one_mail(self, office, chooses):
        chooses(office.head, work=When.DAILY)
        office.leave(asked=True)
        office.leave(asked=True, title="Leave in July")

        with in_the_morning():
            assert send_digests() == 1

        [message] = outbox.outbox
        assert "2" in message.subject
        assert "Leave in June" in message.body
        assert "Leave in July" in message.body

    def test_once_a_day_and_only_what_is_new(self, office, chooses):
        chooses(office.head, work=When.DAILY)
        office.leave(asked=True)
        with in_the_morning():
            send_digests()
            assert send_digests() == 0
        office.leave(asked=True, title="Leave in July")

        with in_the_morning(WORKDAY + dt.timedelta(days=1)):
            assert send_digests() == 1
        assert "Leave in June" not in outbox.outbox[-1].body

    @pytest.mark.parametrize(
        ("day", "hour"), [(WORKDAY, 6), (dt.date(2035, 11, 10), 9), (dt.date(2035, 11, 11), 9)]
    )
    def test_not_before_seven_and_not_on_a_day_off(self, office, chooses, day, hour):
        chooses(office.head, work=When.DAILY)
        office.leave(asked=True)

        with in_the_morning(day, hour):
            assert send_digests() == 0

    def test_whoever_has_read_everything_gets_none(self, office, chooses):
        chooses(office.head, work=When.DAILY)
        office.leave(asked=True)
        Notification.objects.update(read_at=timezone.now())

        with in_the_morning():
            assert send_digests() == 0

    def test_whoever_never_chose_gets_one_if_he_has_an_address(self, office):
        office.head.email = "head@contoh.example"
        office.head.save()
        office.leave(asked=True)

        with in_the_morning():
            assert send_digests() == 1

    def test_choosing_people_takes_few_statements(self, office, chooses):
        for person in (office.head, office.asker, office.stranger):
            chooses(person, work=When.DAILY)
        with in_the_morning(), CaptureQueriesContext(connection) as made:
            send_digests()
        assert len(made) <= 6


class TestChoosing:
    def test_a_person_chooses_for_himself(self, office, enter):
        office.head.email = "head@contoh.example"
        office.head.save()
        browser = enter(office.head)

        browser.post(
            "/notifications/by-mail/", {"work": "at_once", "news": "never", "reminder": "daily"}
        )

        choice = MailChoice.objects.get()
        assert (choice.person, choice.work, choice.news) == (office.head, "at_once", "never")
        assert "checked" in text_of(browser.get("/notifications/by-mail/"))

    def test_nonsense_is_refused_at_the_field(self, office, enter):
        answer = enter(office.head).post("/notifications/by-mail/", {"work": "hourly"})

        assert "hourly" in text_of(answer)
        assert not MailChoice.objects.exists()

    def test_without_an_address_the_page_says_whom_to_ask(self, office, enter):
        assert "no e-mail address" in text_of(enter(office.head).get("/notifications/by-mail/"))


class TestBackground:
    def test_a_round_sweeps_and_sends(self, office, chooses, capsys):
        chooses(office.head, work=When.AT_ONCE)
        office.leave(asked=True)

        call_command("background")

        told = capsys.readouterr().out
        assert "0 moved, 0 failed" in told
        assert "1 sent" in told

    def test_a_part_that_fails_does_not_stop_the_others(self, office, chooses, capsys, monkeypatch):
        chooses(office.head, work=When.AT_ONCE)
        office.leave(asked=True)
        monkeypatch.setattr(deadlines, "definitions", lambda: 1 / 0)

        call_command("background")

        told = capsys.readouterr()
        assert "run_deadlines failed" in told.err
        assert "1 sent" in told.out
