"""Real threads, each with its own database connection, let go at the same instant."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING, Any, Self

from django.db import connection, connections

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE = 60
"""Seconds after which a test fails that would otherwise hang."""


class Crowd:
    """``size`` threads that keep their connections from round to round::

    with Crowd(32) as crowd:
        answers = crowd.at_once(lambda number: engine.perform(...))

    An answer is what the work returned, or the exception that it raised; see ``returned`` and
    ``raised``. Needs a transactional database: what a test's transaction hides, no thread sees.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._barrier = Barrier(size, timeout=PATIENCE)
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="crowd")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.at_once(lambda number: connections.close_all())
        self._threads.shutdown()

    def at_once(self, work: Callable[[int], Any]) -> list[Any]:
        """Let every thread do ``work(number)`` at the same instant; their answers, by number."""
        tasks = [self._threads.submit(self._wait_and, work, number) for number in range(self._size)]
        return [task.result(PATIENCE) for task in tasks]

    def _wait_and(self, work: Callable[[int], Any], number: int) -> Any:
        connection.ensure_connection()
        self._barrier.wait()
        try:
            return work(number)
        except Exception as error:  # noqa: BLE001 - an answer like any other: the test looks at it
            return error


def raised(answers: list[Any], kind: type[Exception] = Exception) -> list[Any]:
    """The exceptions of this kind among the answers."""
    return [answer for answer in answers if isinstance(answer, kind)]


def returned(answers: list[Any]) -> list[Any]:
    """What the threads that raised nothing returned."""
    return [answer for answer in answers if not isinstance(answer, Exception)]
