"""What a receipt promises: nobody overtakes it, it can be sent again, it proves its own text."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils.datastructures import MultiValueDict

from processes.appraisal import windows
from processes.appraisal.models import Appraisal
from processes.appraisal.state import State
from tests.appraisal_world import (
    DECEMBER,
    LATE,
    NEXT_JANUARY,
    PASSWORD,
    appraisal_at,
    deputise,
    know_the_unit,
    signed,
    write_report,
)
from tests.form_reader import fields_of
from workflow_core.calendar import clock
from workflow_core.engine import deadlines, engine, receipts
from workflow_core.engine.chain import verify
from workflow_core.engine.machine import ways
from workflow_core.engine.models import Receipt
from workflow_core.engine.registry import definition_of
from workflow_core.engine.standing import Standing
from workflow_core.web import receiving
from workflow_core.web.bulk import Chosen, perform_each
from workflow_core.web.forms import MoveForm

from .page_tools import BACKEND, enter, text_of
from .test_receipts import GROUNDS, MILLISECOND, MINUTE, address, form, object_at

pytestmark = pytest.mark.django_db
SECOND = dt.timedelta(seconds=1)


def browser(person):
    """As ``enter``, but an error of the server is a page and not an exception."""
    client = Client(raise_request_exception=False, headers={"accept-language": "en"})
    client.force_login(person, backend=BACKEND)
    return client


def crash(monkeypatch, send):
    """Send something in while the move breaks down."""
    with monkeypatch.context() as patch:
        patch.setattr(engine, "_move", lambda *args: 1 / 0)
        answer = send()
    assert answer.status_code == 500
    return answer


def state_of(walk):
    walk.case.refresh_from_db()
    return walk.case.state


@pytest.fixture
def accepted():
    return appraisal_at(State.ACCEPTED)


@pytest.fixture
def limit(accepted):
    """From this instant on an objection is too late, and an approval no longer too early."""
    return windows.objection_due(accepted.case)


@pytest.fixture
def client(accepted):
    return browser(accepted.w.employee)


@pytest.fixture
def crashed(accepted, limit, client, monkeypatch):
    """The employee's objection, in time, broke down."""
    return crash(monkeypatch, lambda: object_at(accepted, limit - MILLISECOND, client))


class TestAnotherTextUnderTheSameKey:
    @pytest.fixture
    def second(self, accepted, client):
        with clock.at(accepted.case.received_at + MINUTE):
            data = form(accepted, client)
            client.post(address(accepted), {**data, "grounds": "Alasan pertama."})
            return client.post(address(accepted), {**data, "grounds": "Alasan kedua."})

    def test_it_is_refused_and_shown_back(self, second):
        assert second.status_code == 409
        assert "Alasan kedua." in text_of(second)

    def test_no_receipt_says_that_it_was_taken_in(self, accepted, second):
        linked = Receipt.objects.exclude(event=None)
        assert ["pertama" in one.content for one in linked] == [True]


class TestNobodyOvertakes:
    def test_not_the_approver(self, accepted, limit, crashed):
        with clock.at(limit + MINUTE), pytest.raises(engine.Conflict, match="just before you"):
            engine.perform(accepted.case, "approve", by=accepted.w.approver)

        assert state_of(accepted) == State.ACCEPTED

    def test_not_in_bulk(self, accepted, limit, crashed):
        definition = definition_of(Appraisal)
        chosen = [Chosen(accepted.case.pk, accepted.case.version)]
        with clock.at(limit + MINUTE):
            standing = Standing(accepted.w.approver)
            [outcome] = perform_each(
                definition, "approve", chosen, standing=standing, key="k", given={}
            )

        assert not outcome.is_done
        assert "just before you" in outcome.text

    def test_not_while_it_is_on_its_way_to_the_lock(self, accepted, limit, monkeypatch):
        """The approver is quicker at the lock; the objection was stamped first."""
        perform, refused = engine.perform, []

        def approver_first(case, name, **options):
            monkeypatch.setattr(engine, "perform", perform)
            with clock.at(limit + MILLISECOND), pytest.raises(engine.Conflict) as found:
                perform(accepted.case, "approve", by=accepted.w.approver)
            refused.append(found.value)
            return perform(case, name, **options)

        monkeypatch.setattr(engine, "perform", approver_first)
        object_at(accepted, limit - MILLISECOND)

        assert refused
        assert accepted.case.state == State.OBJECTED

    def test_but_not_for_ever(self, accepted, limit, crashed):
        with clock.at(limit + receipts.PATIENCE):
            engine.perform(accepted.case, "approve", by=accepted.w.approver)

        assert state_of(accepted) == State.APPROVED

    def test_whoever_was_earlier_is_not_held_up_by_a_later_one(
        self, accepted, limit, client, monkeypatch
    ):
        crash(monkeypatch, lambda: object_at(accepted, limit + MINUTE, client))
        with clock.at(limit):
            engine.perform(accepted.case, "approve", by=accepted.w.approver)

        assert state_of(accepted) == State.APPROVED

    def test_nobody_holds_himself_up(self, accepted, limit, crashed):
        w = accepted.w
        with clock.at(limit - MILLISECOND / 2):
            engine.perform(
                accepted.case, "waive_objection", by=w.employee, signature=signed(w.employee)
            )

        assert accepted.case.events.last().transition == "waive_objection"

    def test_who_was_held_up_keeps_his_own_instant(self, accepted, limit, crashed):
        """A page of the approver's: refused now, made later, as of when it was sent."""
        approver = enter(accepted.w.approver)
        page = f"/cases/{accepted.case.pk}/approve/"
        with clock.at(limit + MINUTE):
            data = fields_of(approver.get(page), "key")
            assert approver.post(page, data).status_code == 409
        Receipt.objects.filter(person=accepted.w.employee).update(answered_at=limit)
        with clock.at(limit + 2 * MINUTE):
            assert approver.post(page, data).status_code == 302

        assert accepted.case.events.last().at == limit + MINUTE


class TestSentOnceMore:
    def test_with_a_form_opened_anew(self, accepted, limit, client, crashed):
        with clock.at(limit + MINUTE):
            again = fields_of(client.get(address(accepted)), "key")
            client.post(address(accepted), again)

        assert again["key"] != accepted.sent["key"]
        assert again["grounds"] == [GROUNDS]
        assert state_of(accepted) == State.OBJECTED
        assert accepted.case.events.last().at == limit - MILLISECOND

    def test_by_the_button_on_the_receipt(self, accepted, limit, client, crashed):
        with clock.at(limit + MINUTE):
            page = client.get(f"/receipts/{Receipt.objects.get().pk}/")
            client.post(address(accepted), fields_of(page, "key", "grounds"))

        assert state_of(accepted) == State.OBJECTED
        assert Receipt.objects.get().event.at == limit - MILLISECOND

    def test_the_error_page_leads_there(self, crashed):
        assert f'href="/receipts/{Receipt.objects.get().pk}/"' in text_of(crashed)

    def test_not_after_the_ten_minutes(self, accepted, limit, client, crashed):
        with clock.at(limit + receipts.PATIENCE):
            page = client.get(f"/receipts/{Receipt.objects.get().pk}/")
            assert "Not possible yet" in text_of(client.get(address(accepted)))

        assert 'name="grounds"' not in text_of(page)

    @pytest.mark.parametrize(
        ("after", "says"), [(29 * SECOND, "Under way"), (30 * SECOND, "It broke down")]
    )
    def test_it_broke_down_is_said_after_half_a_minute(self, limit, client, crashed, after, says):
        with clock.at(limit - MILLISECOND + after):
            assert says in text_of(client.get(f"/receipts/{Receipt.objects.get().pk}/"))


class TestSentOnceMoreWithAPassword:
    @pytest.fixture
    def reported(self, monkeypatch):
        """An acceptance, signed in time, that broke down."""
        walk = appraisal_at(State.RECEIVED)
        walk.client = browser(walk.w.employee)
        walk.page, walk.at = f"/cases/{walk.case.pk}/accept/", walk.case.received_at + MINUTE

        def send():
            with clock.at(walk.at):
                data = fields_of(walk.client.get(walk.page), "key")
                return walk.client.post(walk.page, {**data, "signature": PASSWORD})

        crash(monkeypatch, send)
        return walk

    def test_the_receipt_leads_to_the_form(self, reported):
        with clock.at(reported.at + MINUTE):
            page = text_of(reported.client.get(f"/receipts/{Receipt.objects.get().pk}/"))

        assert f'href="{reported.page}">Open the form' in page

    def test_a_wrong_password_does_not_use_it_up(self, reported):
        with clock.at(reported.at + MINUTE):
            data = fields_of(reported.client.get(reported.page), "key")
            wrong = reported.client.post(reported.page, {**data, "signature": "not mine"})
            reported.client.post(reported.page, {**data, "signature": PASSWORD})

        assert wrong.status_code == 422
        assert state_of(reported) == State.ACCEPTED
        assert Receipt.objects.get().event.at == reported.at


class TestNoTimeToWriteIsGained:
    @pytest.mark.parametrize(("rewritten", "state"), [(False, "reported"), (True, "executing")])
    def test_a_report_that_was_rewritten_is_too_late(self, monkeypatch, rewritten, state):
        walk = appraisal_at(State.EXECUTING)
        w, client, limit = walk.w, browser(walk.w.employee), windows.report_due(walk.case)
        with clock.at(DECEMBER):
            write_report(walk.case, w.employee)
            know_the_unit(w, walk.cycle)
        page = f"/cases/{walk.case.pk}/report/"
        with clock.at(limit - MINUTE):
            data = {**fields_of(client.get(page), "key", "signature"), "signature": PASSWORD}
            crash(monkeypatch, lambda: client.post(page, data))
        with clock.at(limit + MINUTE):
            if rewritten:
                walk.case.realisations.update(text="Ditulis sesudah batas waktu.")
            client.post(page, data)

        assert state_of(walk) == state

    def test_another_file_is_another_receipt(self, accepted):
        def sent(content):
            way = ways(Appraisal)["file_objection"][State.ACCEPTED]
            files = MultiValueDict({"proof": [SimpleUploadedFile("bukti.pdf", content)]})
            filled = MoveForm(
                {},
                files,
                way=way,
                definition=definition_of(Appraisal),
                case=accepted.case,
                person=accepted.w.employee,
            )
            found = receiving._sent(accepted.case, "file_objection", filled, None)
            assert files["proof"].read() == content  # still whole for whoever stores it
            return found

        assert sent(b"one") == sent(b"one") != sent(b"two")


class TestWhoMayMoveByAReceipt:
    def test_a_right_that_was_ended_moves_no_more(self):
        walk = appraisal_at(State.OBJECTED)
        w, at = walk.w, NEXT_JANUARY + dt.timedelta(days=1)
        delegation = deputise(w, w.rater, w.hr2)
        receipt = Receipt(received_at=at)
        delegation.ends_at = at + MINUTE
        delegation.save()
        with clock.at(at + 5 * MINUTE), pytest.raises(engine.Forbidden):
            engine.perform(
                walk.case, "explain", by=w.hr2, on_behalf_of=w.rater, receipt=receipt, statement="x"
            )

    def test_nor_does_one_that_began_later(self):
        walk = appraisal_at(State.OBJECTED)
        w, at = walk.w, NEXT_JANUARY + dt.timedelta(days=1)
        deputise(w, w.rater, w.hr2, starts=at + MINUTE)
        with clock.at(at + 5 * MINUTE), pytest.raises(engine.Forbidden):
            engine.perform(
                walk.case,
                "explain",
                by=w.hr2,
                on_behalf_of=w.rater,
                receipt=Receipt(received_at=at),
                statement="x",
            )


class TestHistoryRunsForward:
    def test_the_sweep_moves_at_the_present_instant(self):
        walk = appraisal_at(State.PROPOSED)
        late = windows.report_due(walk.case) + dt.timedelta(days=1)
        with clock.at(late):
            engine.perform(walk.case, "set_plan", by=walk.w.rater, signature=signed(walk.w.rater))
        with clock.at(late + 2 * SECOND):
            list(deadlines.run())

        event = walk.case.events.last()
        assert (event.transition, event.at) == ("miss_report", late + 2 * SECOND)

    def test_a_move_by_an_older_receipt_is_dated_after_the_last_one(self, accepted, limit):
        last = accepted.case.events.last()
        receipt = Receipt(received_at=last.at - MINUTE)

        event = engine.perform(
            accepted.case,
            "file_objection",
            by=accepted.w.employee,
            receipt=receipt,
            objection={"grounds": GROUNDS},
        )

        assert event.at == last.at
        assert list(verify(pk=accepted.case.pk)) == []


class TestWhatItCosts:
    """Receipts are for those who may move, and no store for whatever is sent."""

    def test_a_mere_reader_leaves_none(self, accepted):
        client = enter(accepted.w.auditor)
        with clock.at(accepted.case.received_at + MINUTE):
            client.post(address(accepted), {"grounds": GROUNDS, "key": "k", "expected_version": 1})

        assert not Receipt.objects.exists()

    def test_more_than_a_draft_can_hold_leaves_none(self, accepted, client):
        with clock.at(accepted.case.received_at + MINUTE):
            client.post(address(accepted), {"grounds": "x" * 200_001, "key": "k"})

        assert not Receipt.objects.exists()

    def test_of_many_refused_ones_in_an_hour_only_the_hash_is_kept(self, accepted, limit, client):
        with clock.at(limit + MINUTE):
            for number in range(receipts.REFUSED_KEPT + 2):
                client.post(address(accepted), {"grounds": f"x{number}", "key": "k"})

        kept = Receipt.objects.exclude(content="")
        assert (Receipt.objects.count() - kept.count(), kept.count()) == (2, receipts.REFUSED_KEPT)
        assert not Receipt.objects.filter(sha256="").exists()

    def test_its_page_says_that_the_text_is_gone(self, accepted, limit, client):
        object_at(accepted, limit, client)
        with clock.at(limit + dt.timedelta(days=91)):
            call_command("background")

        [receipt] = Receipt.objects.all()
        assert receipt.content == ""
        page = text_of(client.get(f"/receipts/{receipt.pk}/"))
        assert "no longer kept" in page
        assert receipt.sha256 in page

    def test_for_ninety_days_it_is_kept(self, accepted, limit, client):
        object_at(accepted, limit, client)
        with clock.at(limit + dt.timedelta(days=90)):
            assert receipts.forget_refused() == 0

    def test_what_was_taken_in_is_kept(self, accepted, limit, client):
        object_at(accepted, limit - MINUTE, client)
        with clock.at(LATE + dt.timedelta(days=400)):
            assert receipts.forget_refused() == 0


def test_the_error_page_goes_by_the_readers_clock(monkeypatch):
    walk = appraisal_at(State.RECEIVED)
    walk.w.institution.time_zone = "Asia/Jayapura"
    walk.w.institution.save()
    page = crash(
        monkeypatch, lambda: object_at(walk, NEXT_JANUARY.replace(hour=9), browser(walk.w.employee))
    )

    assert "11.00.00 WIT" in text_of(page)
