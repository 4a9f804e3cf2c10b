"""The queue of a role: taking, putting back, and coming too late."""

from dataclasses import replace

import pytest
from zeal import zeal_ignore

from tests.integration.web.conftest import text_of
from tests.toy.models import Leave
from workflow_core.engine.engine import perform
from workflow_core.engine.machine import ways
from workflow_core.engine.models import WorkItem
from workflow_core.engine.nodes import queue
from workflow_core.engine.registry import definition_of
from workflow_core.engine.rules import Role


@pytest.fixture(autouse=True)
def requests_lie_in_the_queue(monkeypatch):
    """A request waits in the queue of the personnel office, which may grant it."""
    definition, hr = definition_of(Leave), Role("hr")
    monkeypatch.setattr(definition.flow.node_for("asked"), "desk", queue(hr))
    monkeypatch.setitem(definition.__dict__, "readers", definition.readers | hr)
    for name in ("grant", "decline"):
        way = ways(Leave)[name]["asked"]
        monkeypatch.setitem(ways(Leave)[name], "asked", replace(way, by=way.by | hr))


@pytest.fixture
def one_by_one():
    """Each case of a bulk move has its own transaction and reads its own rows, as it must."""
    with zeal_ignore():
        yield


def item_of(case):
    return WorkItem.objects.get(process=case, finished=None)


def test_the_desk_counts_what_lies_in_the_queue(office, enter):
    office.leave(asked=True)
    page = text_of(enter(office.hr).get("/"))
    assert "1 to take" in page
    assert 'href="/queue/hr/?process=leave"' in page


def test_an_officer_takes_a_case_and_it_is_on_his_desk(office, enter):
    case = office.leave(asked=True)
    hr = enter(office.hr)
    assert "Leave in June" in text_of(hr.get("/queue/hr/"))
    response = hr.post(f"/queue/items/{item_of(case).pk}/claim/")
    assert response.url == f"/cases/{case.pk}/"
    assert item_of(case).owner == office.hr
    assert "Leave in June" in text_of(hr.get("/"))
    assert "taken by you" in text_of(hr.get("/queue/hr/"))


def test_of_two_officers_the_second_reads_who_was_quicker(office, enter):
    case = office.leave(asked=True)
    address = f"/queue/items/{item_of(case).pk}/claim/"
    enter(office.hr).post(address)
    other = enter(office.other_hr)
    response = other.post(address)
    assert response.status_code == 409
    assert "Rina Marpaung" in text_of(response)
    assert "taken by Rina Marpaung" in text_of(other.get("/queue/hr/"))


def test_a_case_that_is_done_meanwhile_cannot_be_taken(office, enter):
    case = office.leave(asked=True)
    address = f"/queue/items/{item_of(case).pk}/claim/"
    perform(case, "grant", by=office.hr)
    response = enter(office.other_hr).post(address)
    assert response.status_code == 409
    assert "Rina Marpaung granted it." in text_of(response)


def test_what_is_put_back_is_free_again(office, enter):
    case = office.leave(asked=True)
    hr = enter(office.hr)
    hr.post(f"/queue/items/{item_of(case).pk}/claim/")
    assert hr.post(f"/queue/items/{item_of(case).pk}/release/").url == "/queue/hr/"
    assert item_of(case).owner is None


def test_nobody_puts_back_what_another_has_taken(office, enter):
    case = office.leave(asked=True)
    enter(office.hr).post(f"/queue/items/{item_of(case).pk}/claim/")
    response = enter(office.other_hr).post(f"/queue/items/{item_of(case).pk}/release/")
    assert response.status_code == 403


@pytest.mark.parametrize("step", ["claim", "release"])
def test_a_stranger_finds_no_item_of_a_queue(office, enter, step):
    case = office.leave(asked=True)
    address = f"/queue/items/{item_of(case).pk}/{step}/"
    assert enter(office.stranger).post(address).status_code == 404


def test_a_queue_costs_the_same_for_one_and_for_twenty(office, enter):
    from tests.integration.web.test_counts import LIST_AT_MOST, statements

    hr = enter(office.hr)
    office.leave(asked=True)
    one = statements(hr, "/queue/hr/")
    for _time in range(19):
        office.leave(asked=True)
    assert statements(hr, "/queue/hr/") == one <= LIST_AT_MOST


@pytest.mark.usefixtures("one_by_one")
def test_several_are_granted_at_once_from_the_queue(office, enter):
    first, second, late = (office.leave(asked=True, title=f"Leave {n}") for n in (1, 2, 3))
    hr = enter(office.hr)
    page = text_of(hr.get("/queue/hr/"))
    assert 'formaction="/cases/bulk/leave/grant/"' in page
    ticked = [f"{case.pk}.{case.version}" for case in (first, second, late)]
    perform(late, "decline", by=office.other_hr, reason="No.")

    confirm = hr.get("/cases/bulk/leave/grant/", {"case": ticked})
    assert "3 cases are chosen" in text_of(confirm)
    data = {"case": ticked, "key": confirm.context["form"]["key"].value()}
    done = hr.post("/cases/bulk/leave/grant/", data)
    page = text_of(done)
    assert "2 cases are done" in page
    assert "1 case was not done" in page
    assert "Not done: Dewi Lestari declined." in page
    assert {case.state for case in Leave.objects.all()} == {"granted", "declined"}

    again = hr.post("/cases/bulk/leave/grant/", data)
    assert "2 cases are done" in text_of(again)


@pytest.mark.usefixtures("one_by_one")
def test_one_reason_serves_all_and_is_asked_for_once(office, enter):
    cases = [office.leave(asked=True) for _time in range(6)]
    hr = enter(office.hr)
    data = {"case": [case.pk for case in cases], "key": "k", "reason": " "}
    refused = hr.post("/cases/bulk/leave/decline/", data)
    assert refused.status_code == 422
    assert "6 cases are chosen" in text_of(refused)
    hr.post("/cases/bulk/leave/decline/", {**data, "reason": "Not now."})
    assert {case.events.last().reason for case in cases} == {"Not now."}


def test_what_one_may_not_see_is_not_found_in_bulk_either(office, enter):
    case = office.leave(asked=True)
    data = {"case": [case.pk, "x", "9" * 40], "key": "k"}
    page = enter(office.stranger).post("/cases/bulk/leave/grant/", data)
    assert "1 case was not found" in text_of(page)
    assert Leave.objects.get(pk=case.pk).state == "asked"


def test_a_bulk_move_without_cases_asks_to_tick_some(office, enter):
    hr = enter(office.hr)
    assert "No case is chosen" in text_of(hr.get("/cases/bulk/leave/grant/"))
    assert "No case is chosen" in text_of(hr.post("/cases/bulk/leave/grant/", {"key": "k"}))


@pytest.mark.parametrize("address", ["/cases/bulk/leave/fly/", "/cases/bulk/nothing/grant/"])
def test_an_unknown_process_or_move_is_not_found_in_bulk(office, enter, address):
    assert enter(office.hr).get(address).status_code == 404


def test_the_list_of_cases_offers_what_a_role_may_do_in_one_state(office, enter):
    office.leave(asked=True)
    page = text_of(enter(office.hr).get("/cases/?q=&where=leave:asked"))
    assert 'formaction="/cases/bulk/leave/decline/"' in page
    assert "formaction" not in text_of(enter(office.hr).get("/cases/?q=&where=leave"))
    assert "formaction" not in text_of(enter(office.head).get("/cases/?q=&where=leave:asked"))
