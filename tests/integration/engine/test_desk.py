"""Whose desk a case is on: queues, claims, and the repair of what is wrong."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone, translation

from tests.engine_world import deputise, leave_at, purchase_at
from tests.toy.models import Leave, Purchase
from workflow_core.engine import engine
from workflow_core.engine.grants import end, grant
from workflow_core.engine.models import Case, Grant, WorkItem
from workflow_core.engine.nodes import hold_case_row


def open_item(case):
    return WorkItem.objects.get(process=case.pk, finished=None)


# Claims


def test_a_state_of_a_role_waits_in_its_queue(office):
    item = open_item(purchase_at(office, "checking"))

    assert (item.queue, item.owner, item.status) == ("approver", None, "NEW")


def test_an_item_is_claimed_and_released(office):
    item = open_item(purchase_at(office, "checking"))

    engine.claim(item, by=office.approver)
    item.refresh_from_db()
    assert (item.owner, item.status) == (office.approver, "ASSIGNED")
    assert item.assigned is not None

    engine.release(item, by=office.approver)
    item.refresh_from_db()
    assert (item.owner, item.status, item.assigned) == (None, "NEW", None)


def test_a_claim_repeated_is_the_same_claim(office):
    item = open_item(purchase_at(office, "checking"))
    engine.claim(item, by=office.approver)

    assert engine.claim(item, by=office.approver).owner == office.approver


def test_an_item_that_somebody_has_is_refused_by_his_name(office):
    item = open_item(purchase_at(office, "checking"))
    engine.claim(item, by=office.other_approver)

    with translation.override("en"), pytest.raises(engine.Conflict, match="Other Approver"):
        engine.claim(item, by=office.approver)


@pytest.mark.parametrize("name", ["asker", "head", "hr", "stranger", "outsider"])
def test_only_a_holder_of_the_role_claims(office, name):
    item = open_item(purchase_at(office, "checking"))

    with pytest.raises(engine.Forbidden):
        engine.claim(item, by=getattr(office, name))


def test_nobody_claims_his_own_case(office):
    grant(person=office.asker, codename="approver", unit=office.unit, source="decree")
    item = open_item(purchase_at(office, "checking"))

    with pytest.raises(engine.Forbidden):
        engine.claim(item, by=office.asker)


def test_an_inactive_account_claims_nothing(office):
    office.approver.is_active = False

    with pytest.raises(engine.Forbidden):
        engine.claim(open_item(purchase_at(office, "checking")), by=office.approver)


def test_an_item_that_names_its_person_is_not_claimed_or_released(office):
    item = open_item(leave_at(office, "asked"))

    with pytest.raises(engine.Forbidden):
        engine.claim(item, by=office.head)
    with pytest.raises(engine.Forbidden):
        engine.release(item, by=office.head)


def test_nobody_releases_what_another_one_claimed(office):
    item = open_item(purchase_at(office, "checking"))
    engine.claim(item, by=office.approver)

    with pytest.raises(engine.Forbidden):
        engine.release(item, by=office.other_approver)


def test_an_item_that_is_closed_is_not_claimed_and_the_conflict_names_the_move(office):
    purchase = purchase_at(office, "checking")
    item = open_item(purchase)
    engine.perform(purchase, "send_back", by=office.other_approver, reason="Which?")
    engine.perform(purchase, "submit", by=office.asker)

    with pytest.raises(engine.Conflict) as refused:
        engine.claim(item, by=office.approver)

    assert refused.value.event.transition == "submit"
    assert open_item(purchase).owner is None


def test_whoever_claimed_is_the_owner_of_the_item_that_his_move_closes(office):
    purchase = purchase_at(office, "checking")
    item = open_item(purchase)
    engine.claim(item, by=office.approver)

    engine.perform(purchase, "send_back", by=office.approver, reason="Which?")

    item.refresh_from_db()
    assert (item.owner, item.status) == (office.approver, "DONE")


def test_the_database_keeps_a_second_open_item_out(office):
    item = open_item(leave_at(office))
    item.pk = None

    with pytest.raises(IntegrityError):
        item.save(force_insert=True)


def test_an_item_of_a_person_who_owns_items_keeps_him_from_being_deleted(office):
    from django.db.models import ProtectedError

    leave_at(office, "asked")

    with pytest.raises(ProtectedError):
        office.head.delete()


def test_viewflows_own_lock_is_the_lock_on_the_case_row(office):
    leave = leave_at(office)

    with hold_case_row(type(leave).objects.get(pk=leave.pk).flow_class, leave.pk):
        assert connection.in_atomic_block
    with leave.flow_class.lock(leave.pk):
        assert connection.in_atomic_block


# Repair


def rewrite(case, **columns):
    """Damage a case row past the engine."""
    assignments = ", ".join(f"{column} = %s" for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE core_engine_case SET {assignments} WHERE id = %s",
            [*columns.values(), case.pk],
        )


def desk(case):
    """What is on a desk for this case, without keys and times."""
    return list(
        WorkItem.objects.filter(process=case.pk, finished=None).values(
            "flow_task", "owner", "queue", "status", "due_at", "unit", "institution"
        )
    )


CASES = {
    "asking": leave_at,
    "asked": leave_at,
    "granted": leave_at,
    "draft": purchase_at,
    "checking": purchase_at,
    "deciding": purchase_at,
    "ordered": purchase_at,
}


@pytest.mark.parametrize("state", CASES)
def test_a_desk_in_order_needs_no_repair(office, state):
    assert engine.reconcile(CASES[state](office, state)) == []


@pytest.mark.parametrize(
    ("damage", "repaired"),
    [
        (lambda items, office: items.delete(), ["opened"]),
        (lambda items, office: items.update(finished=timezone.now()), ["opened"]),
        (lambda items, office: items.update(owner=office.stranger), ["owner_id", "assigned"]),
        (
            lambda items, office: items.update(owner=None, status="NEW"),
            ["owner_id", "status", "assigned"],
        ),
        (lambda items, office: items.update(status="ERROR"), ["status", "assigned"]),
        (lambda items, office: items.update(queue="hr"), ["queue"]),
        (lambda items, office: items.update(unit=office.root), ["unit_id"]),
        (lambda items, office: items.update(due_at=timezone.now()), ["due_at"]),
        (
            lambda items, office: items.update(flow_task="toy/definition.LeaveFlow.asking"),
            ["flow_task"],
        ),
        (
            lambda items, office: items.update(institution=office.outsider.institution),
            ["institution_id"],
        ),
        (lambda items, office: items.update(flow_task_type="JOB"), ["flow_task_type"]),
    ],
)
def test_each_damage_to_a_desk_is_repaired_once(office, damage, repaired):
    leave = leave_at(office, "asked")
    sound = desk(leave)
    damage(WorkItem.objects.filter(process=leave, finished=None), office)

    assert engine.reconcile(leave) == repaired

    assert desk(leave) == sound
    assert engine.reconcile(leave) == []
    engine.perform(leave, "grant", by=office.head)


def test_an_item_left_over_on_a_finished_case_is_closed(office):
    leave = leave_at(office, "granted")
    WorkItem.objects.filter(pk=leave.work_items.last().pk).update(finished=None, status="ASSIGNED")

    assert engine.reconcile(leave) == ["closed"]

    assert desk(leave) == []
    assert engine.reconcile(leave) == []


def test_a_case_that_is_not_marked_finished_is_finished_when_its_last_move_was_made(office):
    leave = leave_at(office, "granted")
    rewrite(leave, finished=None, status="NEW")

    assert engine.reconcile(leave) == ["finished"]

    leave.refresh_from_db()
    assert (leave.finished, leave.status) == (leave.events.last().at, "DONE")


def test_an_open_case_that_is_marked_finished_is_open_again(office):
    leave = leave_at(office, "asked")
    rewrite(leave, finished=timezone.now(), status="DONE")

    assert engine.reconcile(leave) == ["finished"]

    leave.refresh_from_db()
    assert (leave.finished, leave.status) == (None, "NEW")


def test_a_valid_claim_stands(office):
    item = open_item(purchase_at(office, "checking"))
    engine.claim(item, by=office.approver)

    assert engine.reconcile(item.process) == []


def test_a_claim_of_somebody_who_lost_the_role_goes_back_into_the_queue(office):
    item = open_item(purchase_at(office, "checking"))
    engine.claim(item, by=office.approver)
    end(Grant.objects.get(person=office.approver))

    assert engine.reconcile(item.process) == ["owner_id", "status", "assigned"]

    item.refresh_from_db()
    assert (item.owner, item.status, item.assigned) == (None, "NEW", None)


def test_a_new_person_in_the_column_gets_the_item(office):
    leave = leave_at(office, "asked")
    Leave.objects.filter(pk=leave.pk).update(chief=office.hr)

    assert engine.reconcile(leave) == ["owner_id", "assigned"]

    assert open_item(leave).owner == office.hr


def test_a_date_that_was_moved_reaches_the_desk(office):
    due = timezone.now() + dt.timedelta(days=3)
    purchase = purchase_at(office, "checking")
    Purchase.objects.filter(pk=purchase.pk).update(check_due_at=due)

    assert engine.reconcile(purchase) == ["due_at"]

    assert open_item(purchase).due_at == due


def test_the_earliest_of_several_clocks_is_the_items(office):
    soon = timezone.now() + dt.timedelta(days=1)
    later = soon + dt.timedelta(days=1)

    both = purchase_at(office, "deciding", check_due_at=later, decision_due_at=soon)
    none = purchase_at(office, "deciding")

    assert (open_item(both).due_at, open_item(none).due_at) == (soon, None)


def test_the_bare_case_row_is_reconciled_too(office):
    leave = leave_at(office, "asked")
    WorkItem.objects.filter(process=leave, finished=None).delete()

    assert engine.reconcile(Case.objects.get(pk=leave.pk)) == ["opened"]


def test_a_deputy_finds_no_claim_in_his_own_name(office):
    deputise(office.approver, office.deputy)

    with pytest.raises(engine.Forbidden):
        engine.claim(open_item(purchase_at(office, "checking")), by=office.deputy)


def test_the_graph_of_the_desks_is_the_machines(office):
    flow = Purchase.objects.get(pk=purchase_at(office).pk).flow_class.instance

    edges = {
        (edge.src.name, edge.label, edge.dst.name)
        for node in flow.nodes()
        for edge in node._outgoing()
    }

    assert ("draft", "submit", "checking") in edges
    assert ("draft", "submit", "deciding") in edges
    assert ("deciding", "note", "deciding") in edges
    assert not {label for _src, label, _dst in edges} & {"order", "reopen", "drop"}
