"""Notifications as sentences."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from workflow_core.notify.models import Notification

from .cases import definition_for, full_title
from .timeline import sentence
from .words import moment


@dataclass(frozen=True)
class Item:
    """One thing a person was told."""

    number: int
    text: str
    title: str
    href: str
    when: str
    is_new: bool


def news_of(person: Any) -> QuerySet[Notification]:
    """A person's notifications, newest first, with what their sentences read."""
    return (
        Notification.objects.filter(recipient=person)
        .select_related("event__actor", "event__on_behalf_of", "event__case__subject")
        .order_by("-number")
    )


def unread(person: Any) -> int:
    """How many a person has not read."""
    return Notification.objects.filter(recipient=person, read_at=None).count()


def latest(person: Any, count: int) -> list[Item]:
    """The newest few."""
    return [item_of(row, person) for row in news_of(person)[:count]]


def item_of(row: Notification, reader: Any) -> Item:
    case = row.event.case
    return Item(
        number=row.number,
        text=sentence(row.event, definition_for(case)),
        title=full_title(case, reader),
        href=reverse("case", args=[case.pk]),
        when=moment(row.created_at),
        is_new=row.read_at is None,
    )
