"""News by e-mail: to those who want it, when they want it, once."""

import datetime as dt

import pytest
from django.core import mail as outbox
from django.core.mail import get_connection
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.engine_world import deputise, someone
from tests.integration.web.conftest import text_of
from workflow_core.calendar import clock
from workflow_core.engine import deadlines, engine
from workflow_core.notify import mail
from workflow_core.notify.mail import PAGE, TRIES, UNDER_WAY
from workflow_core.notify.models import Counter, Mail, MailChoice, Notification, When
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


def told_again(person, leave, times):
    """The person has been told of a case so many more times."""
    last = Counter.objects.filter(pk=person.pk).values_list("last", flat=True).first() or 0
    Notification.objects.bulk_create(
        Notification(
            recipient=person, number=last + one, event=leave.events.last(), kind="leave.ask",
            institution=person.institution, created_at=timezone.now(),
        )
        for one in range(1, times + 1)
    )  # fmt: skip
    Counter.objects.update_or_create(pk=person.pk, defaults={"last": last + times})


def decided(office):
    leave = office.leave(asked=True)
    engine.perform(leave, "decline", by=office.head, reason="Too busy.")
    return leave


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

    def test_what_others_do_not_want_at_once_keeps_nobody_waiting(self, office, chooses):
        chooses(office.head, work=When.AT_ONCE)
        chooses(office.asker, news=When.AT_ONCE)
        done = decided(office)
        Notification.objects.all().delete()
        told_again(office.head, done, PAGE)
        decided(office)

        assert send_at_once() == 1

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

    def test_it_gives_up_after_some_tries_and_says_so(self, one_mail, monkeypatch, caplog):
        monkeypatch.setattr(EmailBackend, "send_messages", lambda *args: 1 / 0)
        start = timezone.now()
        for hour in range(90):
            with clock.at(start + dt.timedelta(hours=hour)):
                send_at_once()

        assert Mail.objects.get().tries == TRIES
        assert [one.getMessage().split(": ")[1] for one in caplog.records if one.levelno >= 40] == [
            "given up"
        ]

    def test_a_mail_server_that_is_gone_for_a_day_loses_nothing(self, one_mail, monkeypatch):
        start = timezone.now()
        with monkeypatch.context() as patch:
            patch.setattr(EmailBackend, "send_messages", lambda *args: 1 / 0)
            for minutes in range(0, 24 * 60, 20):
                with clock.at(start + dt.timedelta(minutes=minutes)):
                    send_at_once()

        with clock.at(start + dt.timedelta(hours=48)):
            assert send_at_once() == 1

    def test_a_slow_server_does_not_double_the_mails_behind(self, one_mail, office, monkeypatch):
        """The claim of the second begins when it is taken, not when the round began."""
        office.leave(asked=True, title="Leave in July")
        start, late = timezone.now(), [dt.timedelta(0)]
        monkeypatch.setattr(timezone, "now", lambda: start + late[0])
        send = EmailBackend.send_messages

        def slowly(backend, messages):
            sent = send(backend, messages)
            if len(outbox.outbox) == 1:
                late[0] = UNDER_WAY + dt.timedelta(minutes=1)
            elif len(outbox.outbox) == 2:
                send_at_once()  # another worker, while the second is under way
            return sent

        monkeypatch.setattr(EmailBackend, "send_messages", slowly)
        send_at_once()

        second = outbox.outbox[1].extra_headers["Message-ID"]
        assert [one.extra_headers["Message-ID"] for one in outbox.outbox].count(second) == 1

    def test_whoever_has_left_before_the_retry_gets_none(self, one_mail, office, monkeypatch):
        with monkeypatch.context() as patch:
            patch.setattr(EmailBackend, "send_messages", lambda *args: 1 / 0)
            send_at_once()
        office.head.is_active = False
        office.head.save()

        with clock.at(timezone.now() + UNDER_WAY * 2):
            assert send_at_once() == 0


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

    def test_two_hundred_rows_that_were_read_hide_nothing(self, office, chooses):
        chooses(office.head, work=When.DAILY, news=When.DAILY)
        told_again(office.head, office.leave(asked=True), 200)
        Notification.objects.update(read_at=timezone.now())
        office.leave(asked=True, title="Leave in July")

        with in_the_morning():
            assert send_digests() == 1

    def test_it_lists_the_newest_and_counts_all(self, office, chooses):
        chooses(office.head, work=When.DAILY)
        told_again(office.head, office.leave(asked=True), 249)
        office.leave(asked=True, title="Leave in July")

        with in_the_morning():
            send_digests()

        [message] = outbox.outbox
        assert message.subject.startswith("251")
        assert "Leave in July" in message.body

    def test_what_a_failed_one_would_have_told_is_in_the_next(self, office, chooses, monkeypatch):
        chooses(office.head, work=When.DAILY)
        office.leave(asked=True)
        with monkeypatch.context() as patch, in_the_morning():
            patch.setattr(EmailBackend, "send_messages", lambda *args: 1 / 0)
            send_digests()
        Mail.objects.update(tries=TRIES)
        office.leave(asked=True, title="Leave in July")

        with in_the_morning(WORKDAY + dt.timedelta(days=1)):
            assert send_digests() == 1
        assert "Leave in June" in outbox.outbox[0].body

    def test_one_that_was_late_leaves_nothing_to_the_next_to_repeat(
        self, office, chooses, monkeypatch
    ):
        chooses(office.head, work=When.DAILY)
        office.leave(asked=True)
        with monkeypatch.context() as patch, in_the_morning():
            patch.setattr(EmailBackend, "send_messages", lambda *args: 1 / 0)
            send_digests()

        with in_the_morning(WORKDAY + dt.timedelta(days=1)):
            assert send_digests() == 1
            assert send_digests() == 0

    def test_what_was_mailed_at_once_is_not_in_it(self, office, chooses):
        chooses(office.head, work=When.AT_ONCE, news=When.DAILY)
        leave = office.leave(asked=True)
        assert send_at_once() == 1
        engine.perform(leave, "grant", by=office.head)

        with in_the_morning():
            assert send_digests() == 0

    def test_a_deputy_whose_time_is_over_reads_no_titles(self, office, chooses):
        chooses(office.stranger, work=When.DAILY, news=When.DAILY)
        row = deputise(office.head, office.stranger)
        office.leave(asked=True)
        row.ends_at = timezone.now()
        row.save()

        with in_the_morning():
            assert send_digests() == 0

    def test_many_people_take_as_many_statements_as_few(self, office, chooses, monkeypatch):
        monkeypatch.setattr(mail, "send_outbox", lambda compose: 0)
        chooses(office.head, work=When.DAILY)
        office.leave(asked=True)

        def counted(day):
            with in_the_morning(day), CaptureQueriesContext(connection) as made:
                send_digests()
            return len(made)

        alone = counted(WORKDAY)
        for number in range(20):
            person = someone(office.institution, f"head{number}")
            chooses(person, work=When.DAILY)
            office.leave(asked=True, chief=person)
        assert counted(WORKDAY + dt.timedelta(days=1)) <= alone
        assert Mail.objects.count() == 22

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

    @pytest.mark.parametrize(
        ("part", "words"),
        [("deadlines", ["0 failed"]), ("mail", ["1 sent"])],
    )
    def test_a_part_runs_by_itself(self, office, chooses, capsys, part, words):
        chooses(office.head, work=When.AT_ONCE)
        office.leave(asked=True)

        call_command("background", part)

        told = capsys.readouterr().out
        assert [one for one in ("0 failed", "1 sent") if one in told] == words

    def test_an_unknown_part_is_refused(self, db):
        with pytest.raises(CommandError, match="no such part: nonsense"):
            call_command("background", "nonsense")

    def test_a_mail_server_that_says_nothing_is_not_waited_for_for_ever(self):
        assert get_connection("django.core.mail.backends.smtp.EmailBackend").timeout == 20
