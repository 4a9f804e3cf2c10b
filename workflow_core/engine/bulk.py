"""Inserting cases by the hundred: parents and children in one statement each."""

from __future__ import annotations

from typing import Any

from .models import Case


def insert_children(cases: list[Any]) -> None:
    """Insert unsaved cases of one kind, parent rows first; each gets its primary key.

    Django refuses ``bulk_create`` on multi-table children because it cannot know the parents' keys;
    we do.
    """
    kind = type(cases[0])
    for case in cases:
        case._prepare_related_fields_for_save(operation_name="bulk_create")
    parents = [
        Case(**{f.attname: getattr(case, f.attname) for f in Case._meta.concrete_fields})
        for case in cases
    ]
    for case, parent in zip(cases, Case.objects.bulk_create(parents), strict=True):
        case.pk = case.id = case.case_ptr_id = parent.pk
    manager = kind._base_manager
    manager.get_queryset()._batched_insert(cases, kind._meta.local_concrete_fields, batch_size=None)
    for case in cases:
        case._state.adding, case._state.db = False, manager.db
