"""What everybody who writes passes first: the lock on the case row, and the case as it is now."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from django.db import connection, transaction

from workflow_core.rows import Reading

from .access import is_admitted
from .errors import Conflict, Forbidden
from .registry import definition_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .models import Case, Event
    from .rules import Rule


def locked(case: Case) -> Any:
    """The case as it is now, its rows locked to the end of the transaction.

    The parent row is the lock. The child's is locked with it because PostgreSQL, after waiting,
    reads anew only the rows that it locks: the child's columns would be those from before the wait.
    """
    kind = type(case.coerced)
    return _reading(cast("Any", kind), connection.vendor).one(case.pk)


@cache
def _reading(kind: type[Case], vendor: str) -> Reading:
    found = kind.objects.select_for_update(of=("case_ptr", "self"), no_key=True)
    found = found.select_related("institution", *definition_of(kind).related)
    return Reading(found.filter(pk=0))


def last_event(case: Case) -> Event | None:
    """The move that brought the case where it is, with its actor."""
    found: Event | None = case.events.select_related("actor").order_by("-seq").first()
    return found


@contextmanager
def writing(
    case: Case, *, by: Any, rule: Rule, states: Iterable[str], on_behalf_of: Any = None
) -> Iterator[Any]:
    """Hold the case for a write that is no move (a draft, an upload); yields the locked case.

    Raises ``Conflict`` outside ``states`` and ``Forbidden`` for whom ``rule`` does not admit, by
    the same test as a move.
    """
    with transaction.atomic():
        case = locked(case)
        if case.state not in set(map(str, states)):
            raise Conflict(case, last_event(case))
        if not is_admitted(case, rule, by, on_behalf_of):
            raise Forbidden
        yield case
