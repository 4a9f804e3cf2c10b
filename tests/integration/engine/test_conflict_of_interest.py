"""Who may act for whom, and who never may."""

import datetime as dt

import pytest
import time_machine

from tests.engine_world import deputise, leave_at, purchase_at, signature_of
from workflow_core.engine import engine
from workflow_core.engine.grants import grant

START = dt.datetime(2026, 3, 2, 8, tzinfo=dt.UTC)
END = dt.datetime(2026, 3, 9, 16, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)


def test_a_deputy_acts_in_his_principals_name_and_the_event_names_both(office):
    leave = leave_at(office, "asked")
    deputise(office.head, office.deputy)

    event = engine.perform(leave, "grant", by=office.deputy, on_behalf_of=office.head)

    assert (event.actor, event.on_behalf_of) == (office.deputy, office.head)


def test_a_deputy_must_say_for_whom_he_acts(office):
    leave = leave_at(office, "asked")
    deputise(office.head, office.deputy)

    with pytest.raises(engine.Forbidden):
        engine.perform(leave, "grant", by=office.deputy)


def test_nobody_acts_for_somebody_who_did_not_name_him(office):
    leave = leave_at(office, "asked")
    deputise(office.hr, office.deputy)

    with pytest.raises(engine.Forbidden):
        engine.perform(leave, "grant", by=office.deputy, on_behalf_of=office.head)


def test_a_deputys_deputy_is_nobodys_deputy(office):
    leave = leave_at(office, "asked")
    deputise(office.head, office.deputy)
    deputise(office.deputy, office.stranger)

    with pytest.raises(engine.Forbidden):
        engine.perform(leave, "grant", by=office.stranger, on_behalf_of=office.head)


def test_a_deputy_holds_his_principals_roles_while_he_acts_for_him(office):
    purchase = purchase_at(office, "checking")
    deputise(office.approver, office.deputy)

    engine.perform(
        purchase, "send_back", by=office.deputy, on_behalf_of=office.approver, reason="Which?"
    )


@pytest.mark.parametrize(
    ("instant", "admitted"),
    [
        (START - SECOND, False),
        (START, True),
        (END - SECOND, True),
        (END, False),
    ],
)
def test_a_deputys_time_begins_and_ends_to_the_second(office, instant, admitted):
    leave = leave_at(office, "asked")
    deputise(office.head, office.deputy, starts=START, ends=END)

    with time_machine.travel(instant, tick=False):
        assert bool(engine.available(leave, office.deputy)) == admitted
        if admitted:
            engine.perform(leave, "grant", by=office.deputy, on_behalf_of=office.head)
        else:
            with pytest.raises(engine.Forbidden):
                engine.perform(leave, "grant", by=office.deputy, on_behalf_of=office.head)


def test_nobody_decides_his_own_case_although_he_holds_the_role(office):
    grant(person=office.asker, codename="approver", unit=office.unit, source="decree")
    purchase = purchase_at(office, "checking")

    with pytest.raises(engine.Forbidden):
        engine.perform(purchase, "send_back", by=office.asker, reason="Mine.")


def test_nobody_decides_his_own_case_although_a_column_names_him(office):
    leave = leave_at(office, "asked", chief=office.asker)

    with pytest.raises(engine.Forbidden):
        engine.perform(leave, "grant", by=office.asker)


def test_nobody_decides_his_own_case_as_the_deputy_of_whoever_decides(office):
    leave = leave_at(office, "asked")
    deputise(office.head, office.asker)

    with pytest.raises(engine.Forbidden):
        engine.perform(leave, "grant", by=office.asker, on_behalf_of=office.head)
    assert engine.available(leave, office.asker) == []


def test_nobody_makes_the_personal_moves_of_another_one_as_his_deputy(office):
    leave = leave_at(office)
    deputise(office.asker, office.deputy)

    with pytest.raises(engine.Forbidden):
        engine.perform(leave, "ask", by=office.deputy, on_behalf_of=office.asker)


def test_a_deputy_does_not_act_for_a_principal_of_another_institution(office):
    leave = leave_at(office, "asked", chief=office.outsider)
    deputise(office.outsider, office.deputy)

    with pytest.raises(engine.Forbidden):
        engine.perform(leave, "grant", by=office.deputy, on_behalf_of=office.outsider)


class TestWhoeverCheckedNeverOrders:
    """``order`` is never for whoever made ``inspect``, in no capacity."""

    @pytest.fixture
    def checked_by_head(self, office):
        grant(person=office.head, codename="approver", unit=office.unit, source="decree")
        purchase = purchase_at(office, "checking")
        engine.perform(purchase, "inspect", by=office.head, signature=signature_of(office.head))
        return purchase

    def test_not_in_his_own_name(self, office, checked_by_head):
        with pytest.raises(engine.Forbidden):
            engine.perform(checked_by_head, "order", by=office.head)

    def test_not_as_the_deputy_of_somebody_who_may(self, office, checked_by_head):
        deputise(office.hr, office.head)

        with pytest.raises(engine.Forbidden):
            engine.perform(checked_by_head, "order", by=office.head, on_behalf_of=office.hr)

    def test_not_through_a_deputy_of_his(self, office, checked_by_head):
        deputise(office.head, office.deputy)

        with pytest.raises(engine.Forbidden):
            engine.perform(checked_by_head, "order", by=office.deputy, on_behalf_of=office.head)

    def test_not_whoever_checked_as_a_deputy_either(self, office):
        deputise(office.approver, office.head)
        purchase = purchase_at(office, "checking")
        engine.perform(
            purchase,
            "inspect",
            by=office.head,
            on_behalf_of=office.approver,
            signature=signature_of(office.head),
        )

        with pytest.raises(engine.Forbidden):
            engine.perform(purchase, "order", by=office.head)

    def test_nor_the_principal_in_whose_name_it_was_checked(self, office):
        grant(person=office.approver, codename="hr", unit=office.root, source="decree")
        deputise(office.approver, office.deputy)
        purchase = purchase_at(office, "checking")
        engine.perform(
            purchase,
            "inspect",
            by=office.deputy,
            on_behalf_of=office.approver,
            signature=signature_of(office.deputy),
        )

        with pytest.raises(engine.Forbidden):
            engine.perform(purchase, "order", by=office.approver)

    def test_but_somebody_else_does(self, office, checked_by_head):
        assert engine.perform(checked_by_head, "order", by=office.hr).target == "ordered"
