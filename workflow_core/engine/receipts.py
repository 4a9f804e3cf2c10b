"""Receipts: what is sent in time is in time, however slow the page, the queue or the server.

Before anything else one small row is written, with the time of the database. The move is then made
as of that instant, and the sweep of deadlines leaves a case alone while such a row is under way.
"""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models.functions import Now

from workflow_core.calendar import clock
from workflow_core.signing.canonical import canonical
from workflow_core.signing.signatures import fingerprint

from .history import LONGEST_KEY
from .models import Receipt

__all__ = ["LONGEST_KEY", "answer", "as_received", "stamp", "under_way"]

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .models import Case, Event

PATIENCE = dt.timedelta(minutes=10)
"""So long what broke down may be sent again as of the first time."""

SETTLING = dt.timedelta(seconds=5)
"""The sweep looks at the time so long ago: what was received by then has been written."""


def stamp(case: Case, *, by: Any, name: str, key: str, texts: Mapping[str, Any]) -> Receipt:
    """Write the receipt of what a person sends in; the same again, if it broke down just now.

    ``texts`` is what was typed, without passwords. Raises ``ValueError`` for texts that no database
    keeps.
    """
    content = canonical({"case": case.pk, "version": case.version, "move": name, "texts": texts})
    sha256 = fingerprint(content)
    broken = Receipt.objects.filter(
        person=by, key=key, sha256=sha256, answered_at=None, received_at__gt=clock.now() - PATIENCE
    )
    known = broken.order_by("received_at").first()
    return known or _stamped(
        case_id=case.pk,
        institution_id=case.institution_id,
        person=by,
        transition=name,
        key=key,
        content=content,
        sha256=sha256,
    )


def _stamped(**facts: Any) -> Receipt:
    by_database = settings.RECEIPTS_BY == "database"
    row = Receipt.objects.create(**facts, received_at=Now() if by_database else clock.now())
    if by_database:
        row.refresh_from_db(fields=["received_at"])
    return row


@contextmanager
def as_received(receipt: Receipt | None) -> Iterator[None]:
    """Let it be the instant of the receipt while the move is made."""
    if receipt is None:
        yield
    else:
        with clock.at(receipt.received_at):
            yield


def answer(receipt: Receipt | None, *, event: Event | None = None, refusal: str = "") -> None:
    """Note on the receipt what became of it: the move it led to, or why it was refused."""
    if receipt is not None:
        receipt.event, receipt.refusal, receipt.answered_at = event, refusal, clock.now()
        receipt.save(update_fields=["event", "refusal", "answered_at"])


def under_way(case: Case, due: dt.datetime) -> bool:
    """Whether something that was received before ``due`` may still lead to a move."""
    waiting = Receipt.objects.filter(case=case.pk, answered_at=None, received_at__lt=due)
    return waiting.filter(received_at__gt=clock.now() - PATIENCE).exists()
