"""Writing the history: one event per move, chained to the one before, and who is told of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from viewflow.workflow.status import PROCESS

from workflow_core.calendar import clock
from workflow_core.notify.doorbell import ring
from workflow_core.notify.rows import Notice, told, write
from workflow_core.people.models import Delegation
from workflow_core.signing.canonical import canonical, is_storable

from . import chain
from .errors import Conflict, NotReady
from .models import Event

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from .machine import Way
    from .models import Case, Receipt
    from .registry import Definition

BEGIN = "begin"
"""The transition name of the event that opens a case."""

LONGEST_KEY = 120
"""Of an idempotency key, in characters."""


@dataclass
class Attempt:
    """What somebody tries at the door: which move, who, for whom, and what he gives along."""

    name: str
    by: Any
    on_behalf_of: Any = None
    key: str | None = None
    expected_version: int | None = None
    given: dict[str, Any] = field(default_factory=dict)
    receipt: Receipt | None = None
    at: datetime = field(default_factory=clock.now)

    def __post_init__(self) -> None:
        self.key = self.key or None
        if self.key and (len(self.key) > LONGEST_KEY or not is_storable(self.key)):
            raise NotReady([_("The form is damaged. Load the page again.")])

    def start_clock(self, *, last: datetime) -> None:
        """The move happens when the case is held, not when somebody began to wait for it.

        History never runs backwards: not before the ``last`` event, whatever the receipt says.
        """
        self.at = max(clock.now(), last)

    def check_texts(self) -> None:
        """Refuse texts that cannot be kept; ``TypeError`` for values that have no text at all."""
        for name, value in self.given.items():
            try:
                canonical(value)
            except ValueError as unkeepable:
                sentence = _("This contains characters that cannot be kept; please remove them.")
                raise NotReady([sentence], field=name) from unkeepable


def record(case: Case, way: Way, attempt: Attempt, *, ends: bool) -> Event:
    """The unsaved event of a move just made; the case gets its new version, head and end."""
    case.finished = attempt.at if ends else None
    case.status = PROCESS.DONE if ends else PROCESS.NEW
    return _chained(case, attempt, source=way.source)


def opening(case: Case, attempt: Attempt) -> Event:
    """The unsaved first event of a case."""
    return _chained(case, attempt, source=case.state)


def _chained(case: Case, attempt: Attempt, *, source: str) -> Event:
    case.version += 1
    event = Event(
        case_id=case.pk,
        seq=case.version,
        at=attempt.at,
        actor=attempt.by,
        on_behalf_of=attempt.on_behalf_of,
        transition=attempt.name,
        source=source,
        target=case.state,
        key=attempt.key,
    )
    case.head = chain.seal(event, case.head, attempt.given).hash
    return event


def done_before(case: Case, attempt: Attempt) -> Event | None:
    """The event of an earlier try with the same key, if there was one.

    ``Conflict`` when the key was used for something else: another step, or other texts.
    """
    if attempt.key is None:
        return None
    done = Event.objects.filter(actor=attempt.by, key=attempt.key).first()
    if done is None:
        return None
    # A repeated opening finds the case that it opened the first time.
    same_case = attempt.name == BEGIN or done.case_id == case.pk
    if done.transition != attempt.name or not same_case or not _is_same(done, attempt):
        raise Conflict(case, sentence=_("This form was already used for another step."))
    return done


def _is_same(done: Event, attempt: Attempt) -> bool:
    """Whether the event holds what is given now, and in the same name; signatures aside."""
    if done.on_behalf_of_id != getattr(attempt.on_behalf_of, "pk", None):
        return False
    try:
        return _unsigned(done.data) == _unsigned(attempt.given)
    except ValueError:  # what cannot be kept was never taken in
        return False


def _unsigned(given: dict[str, Any]) -> str:
    return canonical({name: value for name, value in given.items() if name != "signature"})


def notices_of(definition: Definition, case: Case, event: Event) -> list[Notice]:
    """Who is told of this event: the people of the process's table and who stands in for them.

    Never the mover himself; and of a principal's own matter no deputy.
    """
    rules = definition.notices.get(event.transition, ())
    people = dict.fromkeys(pk for rule in rules for pk in rule.people(case))
    places = definition.places(case) if people and definition.places else {}
    if people and not places:  # deputies cannot open what is a principal's own
        people |= dict.fromkeys(_deputies(people, case))
    return [
        Notice(
            recipient_id=pk,
            event_id=event.pk,
            institution_id=case.institution_id,
            kind=f"{definition.name}.{event.transition}",
            parameters={"case": places.get(pk, case.pk), "title": case.title},
            at=event.at,
        )
        for pk in people
        if pk != event.actor_id
    ]


def _deputies(people: Iterable[int], case: Case) -> list[int]:
    principals = [pk for pk in people if pk != case.subject_id]
    if not principals:
        return []
    acting = Delegation.objects.acting().filter(principal__in=principals)
    return [pk for pk in acting.values_list("deputy", flat=True) if pk != case.subject_id]


def deliver(notices: list[Notice]) -> None:
    """Write the rows, last in the transaction; ring, and let others know, after commit."""
    write(notices)
    people = sorted({notice.recipient_id for notice in notices})

    def ring_the_doorbell() -> None:  # a partial has no name, and Django's log asks for one
        ring(people)
        told.send(sender=Notice, people=people)

    if people:
        transaction.on_commit(ring_the_doorbell, robust=True)
