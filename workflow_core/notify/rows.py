"""Writing notifications: numbered without gaps per recipient, in the transaction of their move."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.dispatch import Signal

from workflow_core.rows import insert

from .models import Counter, Notification

RECIPIENTS_A_STATEMENT = 400
"""So many, at two values each, every database takes in one statement."""

FEW = 1
"""So many rows are inserted faster one by one than in a statement composed for them."""

told = Signal()
"""Sent after commit with ``people``: the ids of those who have been told something."""

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime


@dataclass(frozen=True)
class Notice:
    """One thing to tell one person."""

    recipient_id: int
    event_id: int
    institution_id: int
    kind: str
    parameters: dict[str, Any]
    at: datetime


def write(notices: Sequence[Notice]) -> list[Notification]:
    """Store the notices, each with its recipient's next number.

    Two statements for up to ``RECIPIENTS_A_STATEMENT`` people. Counters are locked in the order of
    their recipients and last in the transaction, so that numbers become visible in order and two
    moves never wait for each other in a circle.
    """
    if not notices:
        return []
    wanted: dict[int, int] = {}
    for notice in notices:
        wanted[notice.recipient_id] = wanted.get(notice.recipient_id, 0) + 1
    following = {
        recipient: last - wanted[recipient] + 1 for recipient, last in _count_up(wanted).items()
    }
    rows = []
    for notice in notices:
        number = following[notice.recipient_id]
        following[notice.recipient_id] += 1
        rows.append(
            Notification(
                institution_id=notice.institution_id,
                recipient_id=notice.recipient_id,
                number=number,
                event_id=notice.event_id,
                kind=notice.kind,
                parameters=notice.parameters,
                created_at=notice.at,
            )
        )
    if len(rows) > FEW:
        return Notification.objects.bulk_create(rows)
    for row in rows:
        insert(row)
    return rows


def _count_up(wanted: dict[int, int]) -> dict[int, int]:
    """Raise each recipient's counter by what he is to get; the new last numbers, by recipient."""
    pairs = sorted(wanted.items())
    counted: dict[int, int] = {}
    for first in range(0, len(pairs), RECIPIENTS_A_STATEMENT):
        counted |= _raise_counters(pairs[first : first + RECIPIENTS_A_STATEMENT])
    return counted


def _raise_counters(pairs: list[tuple[int, int]]) -> dict[int, int]:
    table = connection.ops.quote_name(Counter._meta.db_table)
    values = ", ".join(["(%s, %s)"] * len(pairs))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (recipient_id, last) VALUES {values} "  # noqa: S608 - our own names
            f"ON CONFLICT (recipient_id) DO UPDATE SET last = {table}.last + excluded.last "
            "RETURNING recipient_id, last",
            _flat(pairs),
        )
        return dict(cursor.fetchall())


def _flat(pairs: Iterable[tuple[int, int]]) -> list[int]:
    return [value for pair in pairs for value in pair]
