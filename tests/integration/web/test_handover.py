"""Handing one's desk over for a leave, and taking it back."""

import datetime as dt

import pytest
from django.utils import timezone

from tests.integration.web.conftest import text_of
from workflow_core.engine import engine
from workflow_core.people.models import Delegation, Posting, Unit


@pytest.fixture
def beside(office):
    """The stranger works in the head's unit."""
    for person in (office.head, office.stranger):
        Posting.objects.create(
            person=person, unit=Unit.objects.get(), title="Staf", starts=dt.date(2020, 1, 1)
        )
    return office.stranger


def days(first=0, last=6):
    today = timezone.localdate()
    return {
        "starts": (today + dt.timedelta(days=first)).isoformat(),
        "ends": (today + dt.timedelta(days=last)).isoformat(),
    }


def hand_over(client, near, **more):
    return client.post("/handover/", {"near": near, **days(), **more})


def test_a_colleague_of_the_unit_is_offered_and_takes_over(office, enter, beside):
    head = enter(office.head)
    assert "Andi Pratama" in text_of(head.get("/handover/"))

    hand_over(head, beside.pk)

    leave = office.leave(asked=True)
    engine.perform(leave, "grant", by=beside, on_behalf_of=office.head)
    assert "Andi Pratama on behalf of Budi Hartono" in text_of(head.get("/handover/"))


def test_somebody_elsewhere_is_named_by_his_number(office, enter):
    hand_over(enter(office.head), "other", other=office.hr.username)

    assert Delegation.objects.get().deputy == office.hr


@pytest.mark.parametrize("other", ["", "nobody", "head"])
def test_nobody_or_oneself_is_refused_at_the_field(office, enter, other):
    answer = hand_over(enter(office.head), "other", other=other)

    assert answer.status_code == 422
    assert "other" in answer.context["form"].errors
    assert not Delegation.objects.exists()


def test_a_colleague_who_was_not_offered_is_refused(office, enter):
    assert hand_over(enter(office.head), office.hr.pk).status_code == 422


def test_a_period_that_is_over_is_refused(office, enter, beside):
    answer = hand_over(enter(office.head), beside.pk, **days(-5, -1))

    assert "ends" in answer.context["form"].errors


def test_it_begins_now_and_not_this_morning(office, enter, beside):
    before = timezone.now()

    hand_over(enter(office.head), beside.pk)

    assert before <= Delegation.objects.get().starts_at <= timezone.now()


def test_the_desk_is_taken_back_at_once(office, enter, beside):
    head = enter(office.head)
    hand_over(head, beside.pk)

    head.post(f"/handover/{Delegation.objects.get().pk}/end/")

    assert not Delegation.objects.acting().exists()


def test_nobody_else_ends_it_here(office, enter, beside):
    hand_over(enter(office.head), beside.pk)
    [row] = Delegation.objects.all()

    assert enter(office.asker).post(f"/handover/{row.pk}/end/").status_code == 404


def test_what_a_decree_gave_is_not_ended_by_the_principal(office, enter, beside):
    now = timezone.now()
    row = Delegation.objects.create(
        principal=office.head, deputy=beside, kind="plh", starts_at=now,
        ends_at=now + dt.timedelta(days=3), source="SK 1",
    )  # fmt: skip

    assert enter(office.head).post(f"/handover/{row.pk}/end/").status_code == 404


def test_the_page_takes_few_statements(office, enter, beside, django_assert_max_num_queries):
    head = enter(office.head)
    head.get("/handover/")  # what is read once in a process
    with django_assert_max_num_queries(15):
        head.get("/handover/")


@pytest.mark.parametrize("ends", ["9999-12-31", "2999-12-31"])
def test_a_desk_is_not_handed_over_for_years(office, enter, beside, ends):
    answer = hand_over(enter(office.head), beside.pk, ends=ends)

    assert answer.status_code == 422
    assert "ends" in answer.context["form"].errors
    assert not Delegation.objects.exists()


def test_ninety_days_are_the_most(office, enter, beside):
    head = enter(office.head)

    assert "at most 90 days" in text_of(hand_over(head, beside.pk, **days(0, 90)))
    assert hand_over(head, beside.pk, **days(0, 89)).status_code == 302


def test_a_beginning_in_year_one_is_refused_at_its_field(office, enter, beside):
    answer = hand_over(enter(office.head), beside.pk, starts="0001-01-01")

    assert "starts" in answer.context["form"].errors


def test_the_same_deputy_is_not_named_twice_for_the_same_days(office, enter, beside):
    head = enter(office.head)
    hand_over(head, beside.pk)

    answer = hand_over(head, beside.pk, **days(2, 9))

    assert answer.status_code == 422
    assert "already" in text_of(answer)
    assert Delegation.objects.count() == 1


def test_taking_back_says_who_still_stands_in(office, enter, beside):
    head = enter(office.head)
    hand_over(head, "other", other=office.hr.username)
    hand_over(head, beside.pk)
    first, second = Delegation.objects.order_by("pk")

    text = text_of(head.post(f"/handover/{first.pk}/end/", follow=True))
    assert "Still standing in for you: Andi Pratama." in text
    text = text_of(head.post(f"/handover/{second.pk}/end/", follow=True))
    assert "Your desk is yours alone again." in text


def test_a_deputy_who_is_away_himself_is_told_of(office, enter, beside):
    hand_over(enter(beside), "other", other=office.hr.username)

    head = enter(office.head)
    hand_over(head, beside.pk)

    assert "Andi Pratama is away himself" in text_of(head.get("/handover/"))


def test_the_deputy_sees_on_his_desk_for_whom_he_stands_in(office, enter, beside):
    assert "You stand in for" not in text_of(enter(beside).get("/"))

    hand_over(enter(office.head), beside.pk)

    assert "You stand in for Budi Hartono until" in text_of(enter(beside).get("/"))
