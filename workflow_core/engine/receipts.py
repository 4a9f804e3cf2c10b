"""Receipts: what is sent in time is in time, however slow the page, the queue or the server.

Before anything else one small row is written, with the time of the database. The move is then made
as of that instant, and nobody's later move, the system's neither, overtakes it while it is under
way.
"""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models.functions import Now

from workflow_core.calendar import clock
from workflow_core.people.models import Institution
from workflow_core.signing.canonical import canonical
from workflow_core.signing.signatures import fingerprint

from .history import LONGEST_KEY
from .models import Receipt

__all__ = [
    "LONGEST_KEY",
    "answer",
    "arrival",
    "as_received",
    "forget_refused",
    "has_earlier",
    "stamp",
    "unanswered",
]

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.db.models import QuerySet

    from .models import Case, Event

PATIENCE = dt.timedelta(minutes=10)
"""So long what broke down may be sent again as of the first time, and others wait for it."""

BROKEN = dt.timedelta(seconds=30)
"""What has no answer by then has broken down."""

SETTLING = dt.timedelta(seconds=5)
"""The sweep looks at the time so long ago: what was received by then has been written."""

REFUSED_KEPT = 20
"""Of so many refused receipts of one person within an hour the content is kept."""

HOUR = dt.timedelta(hours=1)


def arrival(case: Case) -> dt.datetime:
    """The instant at which something arrives, by the clock that stamps."""
    if settings.RECEIPTS_BY != "database":
        return clock.now()
    rows = Institution.objects.filter(pk=case.institution_id).annotate(instant=Now())
    found: dt.datetime = rows.values_list("instant", flat=True).get()
    return found


def stamp(
    case: Case, *, by: Any, name: str, key: str, at: dt.datetime, sent: Mapping[str, Any]
) -> Receipt:
    """Write the receipt of what a person sends in; the same again, if it broke down just now.

    ``at`` is its ``arrival``. ``sent["texts"]`` is what was typed, without passwords; with it
    stands whatever else the move goes by. Raises ``ValueError`` for texts that no database keeps.
    """
    content = canonical({"case": case.pk, "version": case.version, "move": name, **sent})
    sha256 = fingerprint(content)
    if broken := unanswered(case, by).filter(sha256=sha256).first():
        broken.is_repeated = True
        return broken
    return Receipt.objects.create(
        case_id=case.pk,
        institution_id=case.institution_id,
        person=by,
        transition=name,
        key=key,
        content=content,
        sha256=sha256,
        received_at=at,
    )


def unanswered(case: Case, person: Any) -> QuerySet[Receipt]:
    """What this person sent in and may send again as of the first time, the first one first."""
    found = Receipt.objects.filter(case=case.pk, person=person, answered_at=None)
    return found.filter(received_at__gt=clock.now() - PATIENCE).order_by("received_at")


@contextmanager
def as_received(receipt: Receipt | None) -> Iterator[None]:
    """Let it be the instant of the receipt while the move is made."""
    if receipt is None:
        yield
    else:
        with clock.at(receipt.received_at):
            yield


def answer(receipt: Receipt | None, *, event: Event | None = None, refusal: str = "") -> None:
    """Note on the receipt what became of it: the move it led to, or why it was refused.

    Whoever is refused again and again gets receipts that keep the hash alone.
    """
    if receipt is None:
        return
    receipt.event, receipt.refusal, receipt.answered_at = event, refusal, clock.now()
    if event is None and _has_many_refused(receipt):
        receipt.content = ""
    receipt.save(update_fields=["event", "refusal", "answered_at", "content"])


def _has_many_refused(receipt: Receipt) -> bool:
    lately = Receipt.objects.filter(
        person=receipt.person_id, event=None, received_at__gt=clock.now() - HOUR
    )
    return lately.exclude(answered_at=None).exclude(content="").count() >= REFUSED_KEPT


def forget_refused() -> int:
    """Drop the content of what was refused long ago; number, instant and hash stay.

    How long ago, in days, the setting ``REFUSED_RECEIPTS_DAYS`` says. Returns how many.
    """
    old = clock.now() - dt.timedelta(days=settings.REFUSED_RECEIPTS_DAYS)
    found = Receipt.objects.filter(event=None, answered_at__lt=old).exclude(content="")
    return found.update(content="")


def has_earlier(case: Case, *, by: Any, before: dt.datetime, present: dt.datetime) -> bool:
    """Whether somebody else's earlier receipt may still lead to a move."""
    waiting = Receipt.objects.filter(case=case.pk, answered_at=None, received_at__lt=before)
    return (
        waiting.filter(received_at__gt=present - PATIENCE)
        .exclude(person=getattr(by, "pk", None))
        .exists()
    )
