"""Notifications as sentences."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflow_core.engine.registry import Definition
from workflow_core.engine.reminders import KIND as REMINDER
from workflow_core.notify import replay
from workflow_core.notify.models import Notification

from .cases import definition_for, full_title
from .timeline import sentence
from .words import last_moment, moment


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
    definition = definition_for(case)
    is_reminder = row.kind == f"{definition.name}.{REMINDER}"
    told = _reminder(row, definition, reader) if is_reminder else _move(row, definition, reader)
    return Item(number=row.number, **told, when=moment(row.created_at), is_new=row.read_at is None)


def _move(row: Notification, definition: Definition, reader: Any) -> dict[str, str]:
    return {
        "text": sentence(row.event, definition),
        "title": full_title(row.event.case, reader),
        "href": reverse("case", args=[row.parameters.get("case") or row.event.case_id]),
    }


def _reminder(row: Notification, definition: Definition, reader: Any) -> dict[str, str]:
    """What still waits; several things of one kind are told at once and lead to the desk."""
    told, case = row.parameters, row.event.case
    due_at = datetime.fromisoformat(told["due_at"])
    until, is_late = last_moment(due_at), row.created_at >= due_at
    text = _("Overdue since %s.") if is_late else _("Reminder: it waits for you until %s.")
    if told["count"] > 1:
        title = ngettext(
            "%(count)d case: %(state)s", "%(count)d cases: %(state)s", told["count"]
        ) % {"count": told["count"], "state": definition.state_label(told["state"])}
        return {"text": text % moment(until), "title": title, "href": reverse("desk")}
    return {
        "text": text % moment(until),
        "title": full_title(case, reader),
        "href": reverse("case", args=[case.pk]),
    }
