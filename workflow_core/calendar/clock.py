"""What time it is.

Everything that decides or records asks here, so that a deadline run can be rehearsed at another
instant.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import timezone

_rehearsed: ContextVar[dt.datetime | None] = ContextVar("rehearsed", default=None)


def now() -> dt.datetime:
    """The present instant, aware; inside ``at`` the rehearsed one."""
    return _rehearsed.get() or timezone.now()


def today() -> dt.date:
    """The present day in the active time zone."""
    return timezone.localdate(now())


@contextmanager
def at(instant: dt.datetime) -> Iterator[None]:
    """Let it be this instant inside the block, for this thread or task only."""
    if timezone.is_naive(instant):
        raise ValueError("an instant has a time zone")
    token = _rehearsed.set(instant)
    try:
        yield
    finally:
        _rehearsed.reset(token)
