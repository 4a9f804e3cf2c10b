"""What is typed into the form of a move: kept for its author alone, gone once the move is made."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.integration.web.conftest import PASSWORD, hidden, make, text_of
from tests.toy.models import Leave
from workflow_core.engine import engine
from workflow_core.engine.machine import ways
from workflow_core.engine.registry import definition_of
from workflow_core.web import drafts
from workflow_core.web.models import Draft

JSON = {"accept": "application/json"}


@pytest.fixture
def case(office, monkeypatch):
    """A request whose refusal takes a reason and a signature."""
    by_source = ways(Leave)["decline"]
    both = replace(by_source["asked"], needs=("reason", "signature"))
    monkeypatch.setitem(by_source, "asked", both)
    monkeypatch.setitem(definition_of(Leave).documents, "decline", lambda leave: {"of": leave.pk})
    return office.leave(asked=True)


def address_of(case):
    return f"/cases/{case.pk}/decline/"


def type_in(client, case, reason, *, form=None, action="autosave", **more):
    """What the script sends two seconds after typing."""
    sent = {**(form or hidden(client.get(address_of(case)))), "reason": reason, **more}
    return client.post(address_of(case), {**sent, "action": action}, headers=JSON)


def test_what_is_typed_is_there_when_the_page_is_opened_again(office, enter, case):
    head = enter(office.head)
    saved = type_in(head, case, "Half a sentence")
    assert saved.status_code == 200
    assert saved.json()["fields"] == {"edition": Draft.objects.get().edition}
    page = head.get(address_of(case))
    assert page.context["form"]["reason"].value() == "Half a sentence"
    assert "This is your draft of" in text_of(page)


def test_a_draft_is_its_authors_alone(office, enter, case):
    type_in(enter(office.head), case, "Only mine")
    for person in (office.asker, office.hr, office.stranger):
        client = enter(person)
        shown = [client.get(address_of(case)), client.get(f"/cases/{case.pk}/"), client.get("/")]
        assert not [page for page in shown if "Only mine" in text_of(page)]


@pytest.mark.parametrize("action", ["autosave", "save", "discard"])
def test_nobody_keeps_a_draft_of_a_move_that_is_not_his(office, enter, case, action):
    form = hidden(enter(office.head).get(address_of(case)))
    for person, status in ((office.asker, 403), (office.stranger, 404)):
        answer = type_in(enter(person), case, "x", form=form, action=action)
        assert answer.status_code == status
    assert not Draft.objects.exists()


def test_a_password_is_kept_in_no_draft(office, enter, case):
    type_in(enter(office.head), case, "Why", signature=PASSWORD)
    assert Draft.objects.get().texts == {"reason": "Why"}


def test_the_move_takes_its_draft_along(office, enter, case):
    head = enter(office.head)
    type_in(head, case, "No cover in June.")
    make(head, case, "decline", reason="No cover in June.", signature=PASSWORD)
    assert Leave.objects.get(pk=case.pk).state != "asked"
    assert not Draft.objects.exists()


def test_a_wrong_password_leaves_the_draft(office, enter, case):
    head = enter(office.head)
    type_in(head, case, "No cover in June.")
    refused = make(head, case, "decline", reason="No cover in June.", signature="wrong")
    assert refused.status_code == 422
    assert Draft.objects.get().texts["reason"] == "No cover in June."


def test_a_newer_text_is_never_overwritten_by_an_older_page(office, enter, case):
    head = enter(office.head)
    early = hidden(head.get(address_of(case)))
    type_in(head, case, "From the first window")
    late = type_in(head, case, "From the second window", form=early)
    assert (late.status_code, late.json()["both"]) == (409, True)
    assert Draft.objects.get().texts["reason"] == "From the first window"


def test_the_choice_shows_both_texts_and_keeps_the_one_that_is_chosen(office, enter, case):
    head = enter(office.head)
    early = hidden(head.get(address_of(case)))
    type_in(head, case, "From the first window")
    choice = type_in(head, case, "From the second window", form=early, action="save")
    assert choice.status_code == 409
    for text in ("From the first window", "From the second window"):
        assert text in text_of(choice)
    mine = {**dict(choice.context["carried"]), "edition": choice.context["edition"]}
    kept = head.post(address_of(case), {**mine, "action": "save"})
    assert kept.status_code == 302
    assert Draft.objects.get().texts["reason"] == "From the second window"


def test_an_older_page_does_not_move_over_a_newer_text(office, enter, case):
    head = enter(office.head)
    early = hidden(head.get(address_of(case)))
    type_in(head, case, "From the first window")
    sent = {**early, "reason": "From the second window", "signature": PASSWORD}
    answer = head.post(address_of(case), sent)
    assert answer.status_code == 409
    assert "From the first window" in text_of(answer)
    assert PASSWORD not in text_of(answer)
    assert Leave.objects.get(pk=case.pk).state == "asked"


def test_the_same_text_from_two_windows_is_no_conflict(office, enter, case):
    head = enter(office.head)
    early = hidden(head.get(address_of(case)))
    type_in(head, case, "The same")
    assert type_in(head, case, "The same", form=early).status_code == 200


def test_a_text_thrown_away_does_not_let_its_old_window_overwrite_a_new_one(office, enter, case):
    head = enter(office.head)
    type_in(head, case, "Old")
    old = hidden(head.get(address_of(case)))
    type_in(head, case, "Old", action="discard")
    type_in(head, case, "New")
    assert type_in(head, case, "Old and more", form=old).status_code == 409
    assert Draft.objects.get().texts["reason"] == "New"


def test_an_older_window_does_not_throw_a_newer_text_away_unseen(office, enter, case):
    head = enter(office.head)
    old = hidden(head.get(address_of(case)))
    type_in(head, case, "From the other window")
    answer = type_in(head, case, "", form=old, action="discard")
    assert answer.status_code == 409
    assert "From the other window" in text_of(answer)
    assert Draft.objects.get().texts["reason"] == "From the other window"


def test_a_draft_from_before_the_case_moved_on_says_so(office, enter, case):
    head = enter(office.head)
    type_in(head, case, "Old thoughts")
    Draft.objects.update(case_version=case.version - 1)
    assert "check whether it still fits" in text_of(head.get(address_of(case)))


def test_a_case_that_has_moved_on_keeps_no_draft_and_says_who_moved_it(office, enter, case):
    head = enter(office.head)
    form = hidden(head.get(address_of(case)))
    engine.perform(case, "grant", by=office.head)
    answer = type_in(head, case, "Too late", form=form)
    assert (answer.status_code, Draft.objects.exists()) == (409, False)
    assert office.head.name in answer.json()["detail"]


@pytest.mark.parametrize("reason", ["x" * (drafts.LARGEST + 1), "a\0b"])
def test_what_no_draft_keeps_is_told_and_stays_on_the_page(office, enter, case, reason):
    head = enter(office.head)
    assert type_in(head, case, reason).status_code == 422
    page = type_in(head, case, reason, action="save")
    assert page.context["form"]["reason"].value() == reason
    assert not Draft.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_draft_costs_a_move_two_statements_and_none_while_it_holds_the_case(office, enter, case):
    head = enter(office.head)
    type_in(head, case, "No cover in June.")
    form = hidden(head.get(address_of(case)))
    with CaptureQueriesContext(connection) as captured:
        head.post(address_of(case), {**form, "reason": "No cover in June.", "signature": PASSWORD})
    sql = [one["sql"] for one in captured]
    of_drafts = [at for at, one in enumerate(sql) if "core_web_draft" in one]
    event = next(at for at, one in enumerate(sql) if 'INSERT INTO "core_engine_event"' in one)
    assert [sql[at].split()[0] for at in of_drafts] == ["SELECT", "DELETE"]
    begin = max(at for at in range(event) if sql[at].startswith("BEGIN"))
    commit = min(at for at in range(event, len(sql)) if sql[at] == "COMMIT")
    assert not [at for at in of_drafts if begin < at < commit]
