"""Exceptional rights: granted and ended here, mirrored into guardian in the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef
from guardian.models import UserObjectPermission
from guardian.shortcuts import assign_perm, remove_perm

from workflow_core.calendar import clock
from workflow_core.notify.doorbell import hang_up
from workflow_core.people.models import Unit

from .models import CaseUserObjectPermission, Grant

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

MACHINE = "machine"
"""Source of the rights that follow from a case's state."""


def grant(
    *,
    person: Any,
    codename: str,
    source: str,
    case: Any = None,
    unit: Any = None,
    by: Any = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> Grant:
    """Give a right on one case, or a role on one unit, with its source, start and end."""
    with transaction.atomic():
        given = Grant.objects.create(
            person=person,
            codename=codename,
            source=source,
            case_id=case.pk if case else None,
            unit=unit,
            created_by=by,
            starts_at=starts_at or clock.now(),
            ends_at=ends_at,
        )
        _mirror(given)
    return given


def end(given: Grant, *, at: datetime | None = None) -> None:
    """End a right now, or at ``at``; guardian's row goes when no other grant needs it."""
    with transaction.atomic():
        given.ends_at = at or clock.now()
        given.save(update_fields=["ends_at"])
        _mirror(given)
    _close_pages_of(given.person_id)


def _close_pages_of(person_id: int) -> None:
    def hang_up_after_commit() -> None:
        hang_up([person_id])

    transaction.on_commit(hang_up_after_commit, robust=True)


def diff_grants(case: Any, wanted: set[tuple[int, str]]) -> None:
    """Make the rights that follow from the case's state what ``wanted`` says.

    ``wanted`` holds pairs of person id and codename.
    """
    now = clock.now()
    held = {
        (one.person_id, one.codename): one.pk
        for one in Grant.objects.active(now).filter(case_id=case.pk, source=MACHINE)
    }
    if ended := [pk for pair, pk in held.items() if pair not in wanted]:
        Grant.objects.filter(pk__in=ended).update(ends_at=now)
        _drop_rows(case.pk)
    grant_at_once({case.pk: wanted - held.keys()})


def grant_at_once(wanted: Mapping[int, set[tuple[int, str]]]) -> None:
    """Give cases, by id, the rights that follow from their states; three statements for all."""
    rights = [
        (case_id, person_id, codename)
        for case_id, pairs in wanted.items()
        for person_id, codename in sorted(pairs)
    ]
    if not rights:
        return
    Grant.objects.bulk_create(
        Grant(case_id=case_id, person_id=person_id, codename=codename, source=MACHINE)
        for case_id, person_id, codename in rights
    )
    _add_rows(rights)


def _add_rows(rights: Iterable[tuple[int, int, str]]) -> None:
    """guardian's rows for (case, person, codename), on the case row itself.

    Asked with a child, guardian would use its generic table.
    """
    known = Permission.objects.filter(
        content_type__app_label="core_engine", content_type__model="case"
    )
    permissions = dict(known.values_list("codename", "pk"))
    CaseUserObjectPermission.objects.bulk_create(
        [
            CaseUserObjectPermission(
                content_object_id=case_id, user_id=person_id, permission_id=permissions[codename]
            )
            for case_id, person_id, codename in rights
        ],
        ignore_conflicts=True,
    )


def _drop_rows(case_id: int) -> None:
    """Remove guardian's rows of a case that no active grant needs any longer."""
    needed = Grant.objects.active().filter(
        case=case_id, person=OuterRef("user"), codename=OuterRef("permission__codename")
    )
    rows = CaseUserObjectPermission.objects.filter(content_object=case_id)
    rows.exclude(Exists(needed)).delete()


def _mirror(given: Grant) -> None:
    """Bring guardian's row for this person, right and object in line with the active grants."""
    active = Grant.objects.active().filter(
        person=given.person_id, codename=given.codename, case=given.case_id, unit=given.unit_id
    )
    holds = active.exists()
    if given.case_id is None:
        change = assign_perm if holds else remove_perm
        change(f"core_people.{given.codename}", given.person, given.unit)
    elif holds:
        _add_rows([(given.case_id, given.person_id, given.codename)])
    else:
        _drop_rows(given.case_id)


def catch_up() -> int:
    """Mirror what has begun or ended by the clock alone; returns how many rights were off."""
    with transaction.atomic():
        active = Grant.objects.active().values_list("person", "codename", "case", "unit")
        off = _mirrored() ^ set(active)
        for person_id, codename, case_id, unit_id in off:
            _mirror(Grant(person_id=person_id, codename=codename, case_id=case_id, unit_id=unit_id))
    return len(off)


def _mirrored() -> set[tuple[int, str, int | None, int | None]]:
    """What guardian's rows say, as (person, codename, case, unit)."""
    on_cases = CaseUserObjectPermission.objects.values_list(
        "user", "permission__codename", "content_object"
    )
    on_units = UserObjectPermission.objects.filter(
        content_type=ContentType.objects.get_for_model(Unit)
    ).values_list("user", "permission__codename", "object_pk")
    return {(person, codename, case, None) for person, codename, case in on_cases} | {
        (person, codename, None, int(unit)) for person, codename, unit in on_units
    }
