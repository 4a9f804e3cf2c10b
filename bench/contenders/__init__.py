"""The ways of making one move that are compared, each in a module of its own.

All of them move one request to and fro between the one who asks and his head, so that a move can be
repeated as often as is wanted. Everybody holds the two people in memory; the request is read anew
by every move, as it is for every click in a browser.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Step:
    """One move, and the line of the table in which it counts."""

    line: str
    make: Callable[[], object]


class Contender:
    """Steps that bring the request back to where it was, to be made again and again."""

    def steps(self) -> list[Step]:
        raise NotImplementedError

    def backend(self) -> int | None:
        """The process id of the database's own process for this contender; ``None`` on SQLite."""
        from django.db import connection

        if connection.vendor != "postgresql":
            return None
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            return int(cursor.fetchone()[0])

    def statements(self, step: Step) -> int:
        """Make the step once and count the statements it sends, BEGIN and COMMIT included."""
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            step.make()
        return len(captured)
