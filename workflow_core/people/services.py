"""Writes about people that are no import: officials, heads, positions, deputies.

Every refusal is a ``ValidationError`` whose sentence the user reads; ``by`` is who does it.
"""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from workflow_core.people.command_line import snapshot
from workflow_core.people.models import (
    Delegation,
    Headship,
    Institution,
    Person,
    Posting,
    Unit,
)

DAY = dt.timedelta(days=1)


@transaction.atomic
def add_official(
    institution: Institution,
    *,
    name: str,
    username: str,
    title: str,
    unit: Unit,
    by: Person | None,
    starts: dt.date,
    front_title: str = "",
    back_title: str = "",
    email: str = "",
) -> Person:
    """Add an official without NIP (the regent, the mayor) as head of a unit, account inactive."""
    if Person.objects.filter(username=username.lower()).exists():
        raise ValidationError(_("The user name %s is taken.") % username, code="username_taken")
    official = Person(
        institution=institution,
        username=username.lower(),
        kind=Person.Kind.OFFICIAL,
        name=name,
        front_title=front_title,
        back_title=back_title,
        email=email.lower(),
        is_active=False,
    )
    official.set_unusable_password()
    official.save()
    open_posting(official, unit, title=title, starts=starts, by=by)
    appoint_head(unit, official, starts=starts, by=by)
    return official


@transaction.atomic
def appoint_head(
    unit: Unit,
    person: Person,
    *,
    starts: dt.date,
    by: Person | None,
    source: str = "",
) -> Headship:
    """Make the person head of the unit from this day on; whoever headed it ends the day before.

    Refused across institutions, not later than the present head began, and where the line of
    command would come round to itself.
    """
    _check_same_institution(unit.institution_id, person)
    Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    present = Headship.objects.filter(unit=unit, ends=None).select_related("person").first()
    if present is not None:
        if present.person_id == person.pk:
            return present
        _end(present, starts - DAY)
    headship = Headship.objects.create(
        unit=unit, person=person, starts=starts, source=source, created_by=by
    )
    _refuse_circle(unit.institution_id, starts, person)
    return headship


@transaction.atomic
def end_headship(unit: Unit, *, ends: dt.date) -> None:
    """Leave the unit without head after this day."""
    present = Headship.objects.filter(unit=unit, ends=None).first()
    if present is None:
        raise ValidationError(_("“%s” has no head.") % unit, code="no_head")
    _end(present, ends)


@transaction.atomic
def open_posting(
    person: Person,
    unit: Unit,
    *,
    title: str,
    starts: dt.date,
    by: Person | None,
    kind: str = Posting.Kind.DEFINITIVE,
    ends: dt.date | None = None,
    position_kind: str = "",
    echelon: str = "",
    source: str = "",
) -> Posting:
    """Give the person a position; a definitive one ends his present one the day before."""
    _check_same_institution(unit.institution_id, person)
    if ends is not None and ends < starts:
        raise ValidationError(_("The end lies before the beginning."), code="order")
    if kind == Posting.Kind.DEFINITIVE:
        present = Posting.objects.filter(person=person, ends=None, kind=kind).first()
        if present is not None:
            _end(present, starts - DAY)
    posting = Posting.objects.create(
        person=person,
        unit=unit,
        title=title,
        kind=kind,
        starts=starts,
        ends=ends,
        position_kind=position_kind,
        echelon=echelon,
        source=source,
        created_by=by,
    )
    _refuse_circle(unit.institution_id, starts, person)
    return posting


def end_side_post(posting: Posting, *, ends: dt.date) -> None:
    """Let an acting post or a secondment end with this day; a definitive one ends by the next."""
    if posting.kind == Posting.Kind.DEFINITIVE:
        raise ValidationError(_("A definitive post ends when the next one begins."), code="kind")
    _end(posting, ends)


def delegate(
    principal: Person,
    deputy: Person,
    *,
    kind: str,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    source: str,
    by: Person | None,
) -> Delegation:
    """Let the deputy act on behalf of the principal between two moments (Plt., Plh., leave)."""
    if principal.pk == deputy.pk:
        raise ValidationError(_("Nobody can be their own deputy."), code="oneself")
    _check_same_institution(principal.institution_id, deputy)
    if ends_at <= starts_at:
        raise ValidationError(_("The end lies before the beginning."), code="order")
    if kind not in Delegation.Kind.values:
        raise ValidationError(_("Unknown kind of deputy: %s.") % kind, code="kind")
    return Delegation.objects.create(
        principal=principal,
        deputy=deputy,
        kind=kind,
        starts_at=starts_at,
        ends_at=ends_at,
        source=source,
        created_by=by,
    )


def _check_same_institution(institution_id: int | None, person: Person) -> None:
    if institution_id is None or person.institution_id != institution_id:
        raise ValidationError(_("%s belongs to another institution.") % person, code="institution")


def _end(present: Posting | Headship, ends: dt.date) -> None:
    if ends < present.starts:
        raise ValidationError(
            _("%(present)s began only on %(starts)s: choose a later day.")
            % {"present": present, "starts": f"{present.starts:%d-%m-%Y}"},
            code="order",
        )
    present.ends = ends
    present.save(update_fields=["ends"])


def _refuse_circle(institution_id: int, on: dt.date, person: Person) -> None:
    """Raise where the person now stands in a circle of raters; the transaction undoes the rest."""
    for circle in snapshot(institution_id, on, person).tree().circles():
        if person.pk in circle:
            people = Person.objects.in_bulk(circle)
            names = " → ".join(people[pk].name for pk in circle)
            raise ValidationError(
                _("The line of command would run in a circle: %s.") % names, code="circle"
            )
