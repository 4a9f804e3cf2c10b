"""A case walked through the pages."""

import pytest

from tests.integration.web.conftest import hidden, make, text_of
from tests.toy.models import Leave
from workflow_core.engine.models import Event, WorkItem


def test_a_request_is_asked_and_granted_through_the_pages(office, enter):
    case = office.leave()
    asker, head = enter(office.asker), enter(office.head)
    desk = text_of(asker.get("/"))
    assert "Leave in June" in desk
    assert "One thing waits for you" in desk

    response = make(asker, case, "ask")
    assert response.url == f"/cases/{case.pk}/"
    after = text_of(asker.get(response.url))
    assert "Siti Rahmawati asked." in after
    assert "Now it waits for Budi Hartono." in after

    assert "Nothing waits for you" in text_of(asker.get("/"))
    assert "with Budi Hartono" in text_of(asker.get("/"))
    assert "Leave in June" in text_of(head.get("/"))
    make(head, case, "grant")
    assert Leave.objects.get(pk=case.pk).state == "granted"
    assert "Budi Hartono granted it." in text_of(asker.get(f"/cases/{case.pk}/"))


def test_declining_asks_for_a_reason_and_shows_it_to_the_asker(office, enter):
    case = office.leave(asked=True)
    make(enter(office.head), case, "decline", reason="Too many\nare away.")
    after = text_of(enter(office.asker).get(f"/cases/{case.pk}/"))
    assert "Too many<br>are away." in after


def test_a_closed_case_waits_for_nobody(office, enter):
    case = office.leave(asked=True)
    make(enter(office.head), case, "grant")
    after = text_of(enter(office.asker).get(f"/cases/{case.pk}/"))
    assert "Waits for" not in after
    assert "There is nothing you can do here now." in after


def test_a_condition_that_does_not_hold_disables_the_button_and_says_why(office, enter):
    case = office.leave(days=0)
    asker = enter(office.asker)
    shown = text_of(asker.get(f"/cases/{case.pk}/"))
    assert 'aria-disabled="true"' in shown
    assert "Say for how many days." in shown


def test_the_form_of_a_move_that_is_not_ready_says_why_and_cannot_be_sent(office, enter):
    case = office.leave(days=0)
    response = enter(office.asker).get(f"/cases/{case.pk}/ask/")
    assert response.status_code == 422
    assert "Say for how many days." in text_of(response)
    assert 'method="post" novalidate' not in text_of(response)


def test_sending_a_move_that_is_not_ready_is_refused_with_its_sentence(office, enter):
    case = office.leave(days=0)
    data = {"key": "k", "expected_version": 1}
    response = enter(office.asker).post(f"/cases/{case.pk}/ask/", data)
    assert response.status_code == 422
    assert "Say for how many days." in text_of(response)
    assert Leave.objects.get(pk=case.pk).state == "asking"


def test_a_form_sent_twice_has_one_effect_and_the_same_answer(office, enter):
    case = office.leave(asked=True)
    head = enter(office.head)
    address = f"/cases/{case.pk}/decline/"
    data = {**hidden(head.get(address)), "reason": "No."}
    first, second = head.post(address, data), head.post(address, data)
    assert (
        (first.status_code, first.url)
        == (second.status_code, second.url)
        == (302, f"/cases/{case.pk}/")
    )
    assert Event.objects.filter(case=case, transition="decline").count() == 1


def test_whoever_comes_too_late_reads_who_moved_the_case_when_and_what_he_had_typed(office, enter):
    case = office.leave(asked=True)
    head, again = enter(office.head), enter(office.head)
    late = hidden(again.get(f"/cases/{case.pk}/decline/"))
    make(head, case, "grant")
    response = again.post(f"/cases/{case.pk}/decline/", {**late, "reason": "My long <thought>"})
    shown = text_of(response)
    assert response.status_code == 409
    assert "Budi Hartono granted it." in shown
    assert "WIB" in shown
    assert "My long &lt;thought&gt;" in shown
    assert f'href="/cases/{case.pk}/"' in shown


def test_a_stale_version_is_a_conflict_even_where_the_state_is_the_same(office, enter):
    case = office.leave()
    data = {"key": "k", "expected_version": 0}
    assert enter(office.asker).post(f"/cases/{case.pk}/ask/", data).status_code == 409


def test_the_conflict_is_told_on_the_clock_of_the_institution(office, enter):
    office.institution.time_zone = "Asia/Jayapura"
    office.institution.save()
    case = office.leave(asked=True)
    response = enter(office.asker).get(f"/cases/{case.pk}/ask/")
    assert response.status_code == 409
    assert " WIT" in text_of(response)


def test_a_reader_who_may_not_make_the_move_gets_403(office, enter):
    case = office.leave(asked=True)
    asker = enter(office.asker)
    address = f"/cases/{case.pk}/decline/"
    assert asker.get(address).status_code == 403
    for reason in ("", "Why not"):
        data = {"key": "k", "expected_version": 2, "reason": reason}
        assert asker.post(address, data).status_code == 403


def test_an_unknown_move_is_not_found(office, enter):
    case = office.leave()
    assert enter(office.asker).get(f"/cases/{case.pk}/fly/").status_code == 404


@pytest.mark.parametrize("reason", ["", "   ", "nul \0 byte"])
def test_a_bad_reason_is_an_error_at_its_field_and_nothing_moves(office, enter, reason):
    case = office.leave(asked=True)
    response = make(enter(office.head), case, "decline", reason=reason)
    assert response.status_code == 422
    assert response.context["form"].errors["reason"]
    assert Leave.objects.get(pk=case.pk).state == "asked"


def test_a_form_without_its_key_or_version_is_refused(office, enter):
    case = office.leave()
    response = enter(office.asker).post(f"/cases/{case.pk}/ask/", {})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"key", "expected_version"}


@pytest.mark.parametrize("principal", ["abc", "0", "999999", "9" * 30, "²"])
def test_a_made_up_principal_is_refused(office, enter, principal):
    case = office.leave()
    data = {"key": "k", "expected_version": 1, "on_behalf_of": principal}
    assert enter(office.asker).post(f"/cases/{case.pk}/ask/", data).status_code == 403
    assert enter(office.asker).get(f"/cases/{case.pk}/ask/?for={principal}").status_code == 403


def test_the_conflict_answers_json_where_that_is_asked_for(office, enter):
    case = office.leave(asked=True)
    response = enter(office.asker).get(
        f"/cases/{case.pk}/ask/", headers={"accept": "application/json"}
    )
    assert response.status_code == 409
    assert "Siti Rahmawati asked." in response.json()["detail"]


def test_a_refusal_takes_the_whole_page_where_htmx_asked_for_a_part(office, enter):
    case = office.leave(asked=True)
    response = enter(office.asker).get(f"/cases/{case.pk}/ask/", headers={"hx-request": "true"})
    assert response["HX-Retarget"] == "body"


def test_the_move_leaves_one_open_item(office, enter):
    case = office.leave()
    make(enter(office.asker), case, "ask")
    assert [one.owner for one in WorkItem.objects.filter(finished=None)] == [office.head]
