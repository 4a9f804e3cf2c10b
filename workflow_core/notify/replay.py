"""Reading notifications: one query behind the desk, the bell, the list and ``since=``.

A recipient's numbers become visible in order and without gaps, because their counter is locked
until commit (``rows.write``). So whoever has seen number N lacks exactly the rows above N.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from workflow_core.calendar import clock

from .models import Counter, Notification

AT_MOST = 200
"""So many rows are handed out at once; the reader asks again from the last number he got."""

SENTENCE = ("event__actor", "event__on_behalf_of", "event__case__subject")
"""What the sentence of a notification reads."""


Person = int | None
"""A person by id; ``None`` is nobody, who was told nothing."""


@dataclass(frozen=True)
class Bell:
    """A person's last number and how many notifications he has not read."""

    last: int
    unread: int


def rows_of(person_id: Person) -> QuerySet[Notification]:
    """What a person was told, newest first; nobody else's rows."""
    return (
        Notification.objects.filter(recipient=person_id)
        .select_related(*SENTENCE)
        .order_by("-number")
    )


def rows_since(person_id: Person, number: int, limit: int = AT_MOST) -> QuerySet[Notification]:
    """The next rows above ``number``, oldest first, at most ``limit`` (``AT_MOST`` at the most)."""
    found = rows_of(person_id).filter(number__gt=number).order_by("number")
    return found[: min(limit, AT_MOST)]


def bell_of(person_id: Person) -> Bell:
    """How a person's bell stands, in one statement."""
    unread = Notification.objects.filter(recipient=OuterRef("pk"), read_at=None).order_by()
    count = unread.values("recipient").annotate(count=Count("pk")).values("count")
    found = (
        Counter.objects.filter(pk=person_id)
        .annotate(unread=Coalesce(Subquery(count, output_field=IntegerField()), 0))
        .values_list("last", "unread")
        .first()
    )
    return Bell(*found) if found else Bell(0, 0)


def last_number(person_id: Person) -> int:
    """The number of the newest notification of a person; 0 where there is none."""
    return Counter.objects.filter(pk=person_id).values_list("last", flat=True).first() or 0


def mark_read(person_id: Person, until: int) -> int:
    """Mark a person's rows up to a number as read; how many were new. Later news stays new."""
    unread = Notification.objects.filter(recipient=person_id, read_at=None, number__lte=until)
    return unread.update(read_at=clock.now())
