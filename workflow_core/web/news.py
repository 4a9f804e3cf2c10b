"""Notifications as sentences."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from workflow_core.notify import replay
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


def bell(request: HttpRequest) -> replay.Bell:
    """The reader's bell, read once per request and before the rest of the page.

    What happens while a page is being made is then above its number, and the page asks for it.
    """
    found: replay.Bell | None = getattr(request, "bell", None)
    if found is None:
        found = replay.bell_of(request.user.pk)
        request.bell = found  # type: ignore[attr-defined]
    return found


def latest(person: Any, count: int) -> list[Item]:
    """The newest few."""
    return [item_of(row, person) for row in replay.rows_of(person.pk)[:count]]


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
