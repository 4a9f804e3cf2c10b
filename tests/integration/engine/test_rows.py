"""Rows written and read with SQL text composed once are those that the ORM writes and reads."""

from copy import copy

import pytest
from django.core.exceptions import MultipleObjectsReturned
from django.db import DatabaseError, transaction
from django.db.models.base import ModelState
from django.db.transaction import TransactionManagementError
from django.forms.models import model_to_dict

from tests.engine_world import leave_at
from tests.toy.models import Leave
from workflow_core import rows
from workflow_core.engine.door import locked
from workflow_core.engine.models import Event, WorkItem


def test_a_locked_case_is_the_case_as_the_orm_reads_it(office):
    leave = leave_at(office, "asked")

    with transaction.atomic():
        found = locked(leave)

    assert type(found) is Leave
    assert {**vars(found), "_state": 0} == {
        **vars(Leave.objects.select_related("institution").get(pk=leave.pk)), "_state": 0
    }  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_a_case_is_locked_in_a_transaction_only(office):
    leave = leave_at(office)
    locks = Leave.objects.select_for_update().filter(pk=0)

    with transaction.atomic():
        reading = rows.Reading(locks)

    with pytest.raises(TransactionManagementError):
        reading.one(leave.pk)


def test_nothing_and_too_much_are_errors_as_with_get(office):
    leave_at(office)
    leave_at(office)
    reading = rows.Reading(WorkItem.objects.filter(institution=0))

    with pytest.raises(WorkItem.DoesNotExist):
        reading.one(0)
    with pytest.raises(MultipleObjectsReturned):
        reading.one(office.institution.pk)


def test_an_inserted_row_is_read_back_as_it_was(office):
    item = leave_at(office).work_items.get()
    item.finished = item.created
    item.save()
    twin = copy(item)
    twin.pk, twin.finished, twin._state = None, None, ModelState()

    rows.insert(twin)

    found = WorkItem.objects.get(pk=twin.pk)
    assert model_to_dict(found) == model_to_dict(twin)
    assert not twin._state.adding


def test_a_stored_row_is_not_inserted_again(office):
    with pytest.raises(TypeError):
        rows.insert(Event.objects.get(pk=leave_at(office).events.get().pk))


def test_a_row_with_parent_tables_is_not_inserted(office):
    with pytest.raises(TypeError):
        rows.insert(Leave())


def test_a_row_that_is_gone_is_not_updated_in_silence(office):
    item = leave_at(office).work_items.get()
    WorkItem.objects.filter(pk=item.pk).delete()

    with pytest.raises(DatabaseError):
        item.save()


def test_an_unknown_field_is_not_left_out_in_silence(office):
    with pytest.raises(LookupError):
        rows.update(leave_at(office), frozenset({"days", "weeks"}))
