"""The one door: every change of a state goes through ``perform``."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django_fsm import TransitionNotAllowed

from workflow_core import rows
from workflow_core.calendar import clock
from workflow_core.signing.signatures import Confirmation, sign

from . import receipts
from .access import Button, available, is_admitted, is_permitted, unmet
from .desk import advance, claim, open_item, reconcile, release
from .door import last_event, locked, writing
from .errors import Conflict, Forbidden, NotReady, Overtaken, Refused
from .grants import diff_grants
from .history import BEGIN, Attempt, deliver, done_before, notices_of, record
from .machine import Way, ways
from .opening import begin, launch
from .papers import order_papers
from .registry import Definition, definition_of

if TYPE_CHECKING:
    from datetime import datetime

    from .models import Case, Event, Receipt

__all__ = [
    "BEGIN",
    "Button",
    "Conflict",
    "Forbidden",
    "NotReady",
    "Overtaken",
    "Refused",
    "available",
    "begin",
    "claim",
    "is_admitted",
    "is_permitted",
    "last_event",
    "launch",
    "locked",
    "perform",
    "reconcile",
    "release",
    "unmet",
    "writing",
]


def perform(
    case: Case,
    name: str,
    /,
    *,
    by: Any,
    on_behalf_of: Any = None,
    key: str | None = None,
    expected_version: int | None = None,
    receipt: Receipt | None = None,
    **given: Any,
) -> Event:
    """Make one move and return its event.

    Everything happens in one transaction or not at all. ``by`` is the person at the keyboard,
    ``None`` the deadline engine; ``on_behalf_of`` the principal he stands in for. ``key`` makes a
    retry harmless; ``expected_version`` is the version the mover saw; ``given`` is what the move
    needs. With a ``receipt`` the time limits are those of its instant, and the right to move must
    hold then and now. Raises ``Conflict`` (409), ``Forbidden`` (403) or ``NotReady`` (422); the
    case object passed in is left as it was. Make one move per transaction: two in one hold the
    recipients' counters of the first while they wait for the case of the second.
    """
    attempt = Attempt(name, by, on_behalf_of, key, expected_version, given, receipt)
    try:
        with transaction.atomic():
            return _perform(locked(case), attempt)
    except (Refused, IntegrityError):
        # Only a move that did not go through can be a repetition: the look-up is spared all others.
        if done := done_before(case, attempt):
            return done
        raise


def _perform(case: Case, attempt: Attempt) -> Event:
    definition = definition_of(type(case))
    way = _possible(case, attempt)
    if not is_permitted(case, way, attempt.by, attempt.on_behalf_of):
        raise Forbidden
    present = clock.now()
    with receipts.as_received(attempt.receipt):
        if attempt.receipt and not is_permitted(case, way, attempt.by, attempt.on_behalf_of):
            raise Forbidden
        return _make(definition, case, way, attempt, present)


def _make(
    definition: Definition, case: Case, way: Way, attempt: Attempt, present: datetime
) -> Event:
    confirmed = _check_given(way, attempt)
    item = open_item(case)
    _wait_for_others(case, item, attempt, present)
    attempt.start_clock(last=item.last_at if item else _last_at(case))
    changed = _move(case, way, attempt)
    if confirmed:
        attempt.given["signature"] = _signature(definition, case, attempt)
    event = record(case, way, attempt, ends=definition.flow.node_for(case.state) is None)
    case.save_as_moved(changed)
    rows.insert(event)
    advance(case, item, attempt.by)
    if definition.grants:
        diff_grants(case, definition.grants(case))
    deliver(notices_of(definition, case, event))
    order_papers(definition, case, attempt.name)
    return event


def _possible(case: Case, attempt: Attempt) -> Way:
    """The way this move leads from the case's present state, or ``Conflict``."""
    way = ways(type(case)).get(attempt.name, {}).get(case.state)
    if way is None or attempt.expected_version not in {None, case.version}:
        raise Conflict(case, last_event(case))
    return way


def _wait_for_others(case: Case, item: Any, attempt: Attempt, present: datetime) -> None:
    """Whoever sent something in earlier comes first, also where his page is slower."""
    if item is None or item.unanswered_at is None or item.unanswered_at >= clock.now():
        return
    if receipts.has_earlier(case, by=attempt.by, before=clock.now(), present=present):
        raise Overtaken(case)


def _last_at(case: Case) -> datetime:
    found: datetime = case.events.order_by("-seq").values_list("at", flat=True)[0]
    return found


def _check_given(way: Way, attempt: Attempt) -> bool:
    """Check that what the move needs was given; whether it was confirmed with a password."""
    confirmation = attempt.given.pop("signature", None)
    attempt.check_texts()
    if attempt.by is None:
        return False
    for need in way.needs:
        if need != "signature" and _is_blank(attempt.given.get(need)):
            raise NotReady([_("This is required.")], field=need)
    if "signature" not in way.needs:
        return False
    if not isinstance(confirmation, Confirmation) or confirmation.person_id != attempt.by.pk:
        raise NotReady([_("Confirm with your own password.")], field="signature")
    return True


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip()) or value in ([], {}, ())


def _move(case: Any, way: Way, attempt: Attempt) -> list[str]:
    """Let the FSM make the move; returns the names of the fields its body stamped."""
    fields = [field for field in case._meta.concrete_fields if field.name != "state"]
    before = {field.name: deepcopy(case.__dict__.get(field.attname)) for field in fields}
    try:
        getattr(case, way.name)(
            by=attempt.by, on_behalf_of=attempt.on_behalf_of, at=attempt.at, **attempt.given
        )
    except TransitionNotAllowed as refused:
        raise NotReady(unmet(case, way)) from refused
    return [
        field.name for field in fields if case.__dict__.get(field.attname) != before[field.name]
    ]


def _signature(definition: Definition, case: Case, attempt: Attempt) -> dict[str, Any]:
    """Sign what the move's document says now; what the event keeps of it."""
    signature = sign(
        case=case,
        purpose=attempt.name,
        document=definition.documents[attempt.name](case),
        by=attempt.by,
        on_behalf_of=attempt.on_behalf_of,
        at=attempt.at,
    )
    return {"id": signature.pk, "sha256": signature.sha256}
