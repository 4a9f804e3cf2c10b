"""The history's hash chain: canonical text, digest, and the proof that nothing was rewritten."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from workflow_core.signing.canonical import canonical
from workflow_core.signing.models import Signature
from workflow_core.signing.signatures import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .models import Case, Event


def read_facts(facts: str) -> dict[str, Any]:
    """The facts of an event; ``ValueError`` where they are not such a text."""
    found = json.loads(facts)
    if not isinstance(found, dict):
        raise ValueError("facts are an object")  # noqa: TRY004 - the text is wrong, not its type
    return found


def digest(previous: str, facts: str) -> str:
    """SHA-256 over the previous event's hash and this event's facts, as 64 hexadecimal digits."""
    return hashlib.sha256(f"{previous}\n{facts}".encode()).hexdigest()


def facts_of(event: Event, data: dict[str, Any]) -> dict[str, Any]:
    """Everything an event states, from its own columns."""
    return {
        "case": event.case_id,
        "seq": event.seq,
        "at": event.at,
        "actor": event.actor_id,
        "on_behalf_of": event.on_behalf_of_id,
        "transition": event.transition,
        "source": event.source,
        "target": event.target,
        "key": event.key,
        "data": data,
    }


def seal(event: Event, previous: str, data: dict[str, Any]) -> Event:
    """Fix an event's facts and chain it to the one before."""
    event.facts = canonical(facts_of(event, data))
    event.previous_hash = previous
    event.hash = digest(previous, event.facts)
    return event


@dataclass(frozen=True)
class Broken:
    """The first row of a case's history that does not follow from what stands before it."""

    case_id: int
    seq: int
    fault: str


def first_fault(
    case: Case, events: list[Event], signatures: Iterable[Signature] = ()
) -> Broken | None:
    """Derive a case's chain again; ``None`` when every row, and the case itself, agree with it."""
    kept = {one.pk: one for one in signatures}
    previous, state, at = "", None, None
    for seq, event in enumerate(events, start=1):
        if fault := _fault(event, seq, previous, state, at) or _signature_fault(event, kept):
            return Broken(case.pk, seq, fault)
        previous, state, at = event.hash, event.target, event.at
    if len(events) > case.version:
        return Broken(case.pk, case.version + 1, "the case knows nothing of this row")
    if len(events) < max(case.version, 1):
        return Broken(case.pk, len(events) + 1, "a row is missing")
    if previous != case.head:
        return Broken(case.pk, len(events), "the case remembers another last row")
    if state != case.state:
        return Broken(case.pk, len(events), "the case is in another state than its last row left")
    return None


def _fault(
    event: Event, seq: int, previous: str, state: str | None, last: datetime | None
) -> str | None:
    checks = (
        ("a row is missing or was inserted", event.seq == seq),
        ("the chain is cut", event.previous_hash == previous),
        ("the hash does not fit the facts", event.hash == digest(previous, event.facts)),
        ("the columns do not fit the facts", _columns_fit(event)),
        ("it does not start where the one before ended", state in {None, event.source}),
        ("it is dated before the row above it", last is None or last <= event.at),
    )
    return next((fault for fault, holds in checks if not holds), None)


def _columns_fit(event: Event) -> bool:
    """Whether the columns say what the facts say; PostgreSQL returns times in another offset."""
    try:
        stated = read_facts(event.facts)
        at = datetime.fromisoformat(str(stated["at"]))
        columns = json.loads(canonical(facts_of(event, {})))
        return at == event.at and stated | {"at": "", "data": {}} == columns | {"at": ""}
    except (ValueError, TypeError, KeyError):
        return False


def _signature_fault(event: Event, kept: dict[int, Signature]) -> str | None:
    """What is wrong with the signature that the event names, if it names one."""
    named = read_facts(event.facts)["data"].get("signature")
    if named is None:
        return None
    signature = kept.get(named["id"])
    if signature is None or signature.sha256 != named["sha256"]:
        return "its signature is gone or another one"
    if fingerprint(signature.document) != signature.sha256:
        return "the signed document was changed"
    return None


def verify(chunk: int = 500, **filters: Any) -> Iterator[Broken]:
    """Check the history of every case that the filters choose.

    Yields the first fault of each broken case. A case that moves meanwhile is read again under its
    lock before it is called broken.
    """
    from .models import Case  # noqa: PLC0415 - events know how to read their facts

    last = 0
    while cases := list(Case.objects.filter(**filters).filter(pk__gt=last).order_by("pk")[:chunk]):
        last = cases[-1].pk
        for broken in _faults_among(cases):
            with transaction.atomic():
                again = list(Case.objects.select_for_update().filter(pk=broken.case_id))
                yield from _faults_among(again)


def _faults_among(cases: list[Case]) -> list[Broken]:
    from .models import Event  # noqa: PLC0415

    events: dict[int, list[Event]] = {case.pk: [] for case in cases}
    signatures: dict[int, list[Signature]] = {case.pk: [] for case in cases}
    for event in Event.objects.filter(case__in=events).order_by("case", "seq"):
        events[event.case_id].append(event)
    for one in Signature.objects.filter(case__in=events):
        signatures[one.case_id].append(one)
    found = (first_fault(case, events[case.pk], signatures[case.pk]) for case in cases)
    return [broken for broken in found if broken]
