"""The doorbell's socket: for whom it opens, what it says, and when."""

import asyncio

import pytest
from channels.layers import get_channel_layer
from django.db import transaction

from tests.engine_world import leave_at
from tests.integration.notify.wires import PAGE, Wire, later, signed_in, talk, wire
from workflow_core.engine import engine, grants
from workflow_core.notify import sockets
from workflow_core.notify.doorbell import ring
from workflow_core.people.accounts import reset_account


class TestWhoMayListen:
    def test_the_anonymous_are_let_in_only_to_be_told_why_not(self, db, layer):
        async def scenario():
            end = Wire()
            return await end.open(), await end.hear()

        assert talk(scenario) == ("accept", sockets.SIGNED_OUT)

    def test_a_session_that_is_over_counts_as_none(self, office, layer):
        client = signed_in(office.asker)
        cookie = client.cookies["sessionid"].value
        client.logout()
        client.cookies["sessionid"] = cookie

        async def scenario():
            end = Wire(client)
            return await end.open(), await end.hear()

        assert talk(scenario) == ("accept", sockets.SIGNED_OUT)

    @pytest.mark.parametrize(
        ("origin", "host"),
        [
            ("https://elsewhere.example", "testserver"),
            ("http://testserver.elsewhere.example", "testserver"),
            ("http://testserver:8000", "testserver"),
            ("http://elsewhere.example", "elsewhere.example"),
            ("file://testserver", "testserver"),
            ("http://[", "testserver"),
            ("null", "testserver"),
            ("", "testserver"),
            (None, "testserver"),
        ],
    )
    def test_a_page_of_somebody_else_is_refused_before_the_handshake(self, office, origin, host):
        client = signed_in(office.asker)

        async def scenario():
            return await Wire(client, origin=origin, host=host).open()

        assert talk(scenario) == "close"

    def test_a_trusted_origin_may_listen_too(self, office, layer, settings):
        settings.CSRF_TRUSTED_ORIGINS = ["https://*.contoh.example"]
        client = signed_in(office.asker)

        async def scenario():
            return [
                await Wire(client, origin=f"{scheme}://kinerja.contoh.example").open()
                for scheme in ("https", "http")
            ]

        assert talk(scenario) == ["accept", "close"]

    def test_where_cookies_need_tls_a_page_without_it_is_refused(self, office, layer, settings):
        settings.SESSION_COOKIE_SECURE = True
        client = signed_in(office.asker)

        async def scenario():
            return [
                await Wire(client, origin=origin).open()
                for origin in (PAGE, PAGE.replace("http", "https"))
            ]

        assert talk(scenario) == ["close", "accept"]

    def test_there_is_no_other_socket(self, office):
        async def scenario():
            return await Wire(path="/ws/elsewhere/").open()

        assert talk(scenario) == "close"


class TestWhatIsSaid:
    def test_first_the_number_up_to_which_there_is_something(self, office, layer):
        leave_at(office, "asked")
        leave_at(office, "asked")

        async def scenario():
            async with wire(office.head) as (_end, upto), wire(office.stranger) as (_other, none):
                return upto, none

        assert talk(scenario) == (2, 0)

    def test_a_ring_says_the_new_number_to_every_page_of_that_person_and_to_nobody_else(
        self, office, layer, django_capture_on_commit_callbacks
    ):
        leave = leave_at(office)

        def ask():
            with django_capture_on_commit_callbacks(execute=True):
                engine.perform(leave, "ask", by=office.asker)

        async def scenario():
            async with (
                wire(office.head) as (one, before),
                wire(office.head) as (two, _same),
                wire(office.stranger) as (other, _none),
            ):
                await later(ask)
                return before, await one.hear(), await two.hear(), await other.is_silent()

        assert talk(scenario) == (0, {"upto": 1}, {"upto": 1}, True)

    def test_many_rings_are_answered_by_the_last_number_at_least_once(self, office, layer):
        async def scenario():
            async with wire(office.head) as (end, _before):
                for _time in range(5):
                    await later(leave_at, office, "asked")
                    await later(ring, [office.head.pk])
                heard = [await end.hear()]
                while heard[-1] != {"upto": 5}:
                    heard.append(await end.hear())
                return [one["upto"] for one in heard]

        heard = talk(scenario)
        assert heard == sorted(heard)
        assert len(heard) <= 5

    def test_what_a_page_says_is_ignored_and_what_never_ends_is_cut(self, office, layer):
        async def scenario():
            async with wire(office.head) as (end, _upto):
                for _time in range(sockets.HEARD_AT_MOST - 1):
                    await end.say(text='{"upto": 99}')
                await end.say(bytes=b"\x00")
                silent = await end.is_silent()
                await end.say(text="once more")
                return silent, await end.hear()

        assert talk(scenario) == (True, sockets.TOO_MUCH)


@pytest.mark.redis
@pytest.mark.parametrize("layer", ["redis"], indirect=True)
def test_a_silent_socket_is_not_closed_for_its_silence(office, layer):
    """Redis is given more time to answer than channels gives it to find a ring."""
    found = get_channel_layer()

    assert found.hosts[0]["socket_timeout"] > found.brpop_timeout


class TestWhoHasLeft:
    def test_a_session_that_ended_meanwhile_closes_the_socket_at_the_next_ring(self, office, layer):
        async def scenario():
            async with wire(office.head) as (end, _upto):
                await later(end_all_sessions)
                await later(ring, [office.head.pk])
                return await end.hear()

        assert talk(scenario) == sockets.SIGNED_OUT

    def test_an_account_that_was_closed_hears_no_more(self, office, layer):
        def close_account():
            office.head.is_active = False
            office.head.save(update_fields=["is_active"])

        async def scenario():
            async with wire(office.head) as (end, _upto):
                await later(close_account)
                await later(ring, [office.head.pk])
                return await end.hear()

        assert talk(scenario) == sockets.SIGNED_OUT

    def test_a_session_that_ends_in_silence_closes_the_socket_before_long(
        self, office, layer, monkeypatch
    ):
        monkeypatch.setattr(sockets, "WATCH_SECONDS", 0.05)

        async def scenario():
            async with wire(office.head) as (end, _upto):
                await later(end_all_sessions)
                return await end.hear()

        assert talk(scenario) == sockets.SIGNED_OUT

    def test_signing_out_on_one_page_closes_the_sockets_of_its_session(
        self, office, layer, django_capture_on_commit_callbacks
    ):
        client = signed_in(office.head)

        def sign_out():
            with django_capture_on_commit_callbacks(execute=True):
                client.post("/accounts/logout/")

        async def scenario():
            end = Wire(client)
            await end.open()
            await end.hear()
            await later(sign_out)
            return await end.hear()

        assert talk(scenario) == sockets.SIGNED_OUT

    def test_an_account_that_hr_closes_is_cut_off_at_once(
        self, office, layer, django_capture_on_commit_callbacks
    ):
        def close_account():
            with django_capture_on_commit_callbacks(execute=True):
                reset_account(office.head, by=office.hr)

        async def scenario():
            async with wire(office.head) as (end, _upto):
                await later(close_account)
                return await end.hear()

        assert talk(scenario) == sockets.SIGNED_OUT

    def test_whoever_loses_a_role_is_asked_to_come_back(
        self, office, layer, django_capture_on_commit_callbacks
    ):
        def end_role():
            with django_capture_on_commit_callbacks(execute=True):
                grants.end(office.hr.grants.get())

        async def scenario():
            async with wire(office.hr) as (end, _upto), wire(office.head) as (other, _none):
                await later(end_role)
                return await end.hear(), await other.is_silent()

        assert talk(scenario) == (sockets.CHANGED, True)

    def test_a_page_that_was_left_hears_nothing_and_breaks_nothing(self, office, layer, caplog):
        async def scenario():
            async with wire(office.head):
                pass
            await later(ring, [office.head.pk])

        talk(scenario)
        assert not caplog.records

    def test_a_socket_that_cannot_read_is_closed_and_the_page_comes_back(
        self, office, layer, monkeypatch, caplog
    ):
        def broken(person_id):
            raise OSError("gone")

        async def scenario():
            async with wire(office.head) as (end, _upto):
                monkeypatch.setattr(sockets, "last_number", broken)
                await later(ring, [office.head.pk])
                return await end.hear()

        assert talk(scenario) == sockets.FAILED
        assert "could not answer the doorbell" in caplog.text


def end_all_sessions():
    from django.contrib.sessions.models import Session

    Session.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_pages_hear_a_move_when_it_is_committed_and_never_one_that_was_rolled_back(office, layer):
    """On real transactions: the ring comes after the row can be read."""
    one, two = leave_at(office), leave_at(office)

    def ask_in_vain():
        with transaction.atomic():
            engine.perform(one, "ask", by=office.asker)
            transaction.set_rollback(True)

    async def scenario():
        async with wire(office.head) as (end, before):
            await later(ask_in_vain)
            silent = await end.is_silent()
            await later(engine.perform, two, "ask", by=office.asker)
            return before, silent, await end.hear()

    assert talk(scenario) == (0, True, {"upto": 1})


def test_what_is_committed_while_a_page_connects_is_in_its_first_number(office, layer):
    """The socket joins before it reads, so nothing falls between the two."""
    client = signed_in(office.head)

    async def scenario():
        ends = [Wire(client) for _page in range(5)]
        await asyncio.gather(*(end.open() for end in ends))
        await later(leave_at, office, "asked")
        await later(ring, [office.head.pk])
        found = []
        for end in ends:
            heard = await end.hear()
            found.append(heard if heard["upto"] else await end.hear())
        await asyncio.gather(*(end.leave() for end in ends))
        return found

    assert talk(scenario) == [{"upto": 1}] * 5
