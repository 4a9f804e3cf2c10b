"""The history of a case in sentences: what each event says to a reader."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workflow_core.engine.engine import BEGIN
from workflow_core.engine.machine import ways
from workflow_core.engine.models import Event
from workflow_core.engine.registry import Definition
from workflow_core.people.names import one_stop

from .words import actor, moment

FINGERPRINT_SHOWN = 12


@dataclass(frozen=True)
class Entry:
    """One line of the history.

    ``fingerprint`` is the start of the signed document's hash, if one was signed.
    """

    at: datetime
    when: str
    text: str
    remark: str
    fingerprint: str


class Names(dict[str, Any]):
    """What a sentence may name: the actor, and whatever the mover gave along."""

    def __init__(self, event: Event) -> None:
        super().__init__(actor=actor(event.actor, event.on_behalf_of))
        self.event = event

    def __missing__(self, name: str) -> Any:
        return self.event.data.get(name, "")


def sentence(event: Event, definition: Definition) -> str:
    """What happened, in words. Reads ``actor`` and ``on_behalf_of``: select them along."""
    return one_stop(str(_told(event, definition)) % Names(event))


def _told(event: Event, definition: Definition) -> object:
    if event.transition == BEGIN:
        return definition.begin_told
    by_source = ways(definition.case_class).get(event.transition, {})
    way = by_source.get(event.source) or next(iter(by_source.values()), None)
    # A move that the machine no longer knows is named as it was recorded.
    return way.told if way else event.transition.replace("%", "%%")


def entries(events: Iterable[Event], definition: Definition, case: Any, reader: Any) -> list[Entry]:
    """The lines of a history as this reader of the case may read them, newest first."""
    newest_first = sorted(events, key=lambda one: -one.seq)
    return [_entry(event, definition, case, reader) for event in newest_first]


def _entry(event: Event, definition: Definition, case: Any, reader: Any) -> Entry:
    data = event.data
    if definition.withholds and definition.withholds(case, event, reader):
        data = {**data, "reason": ""}
    signed = data.get("signature")
    return Entry(
        at=event.at,
        when=moment(event.at),
        text=sentence(event, definition),
        remark=str(data.get("reason") or ""),
        fingerprint=signed["sha256"][:FINGERPRINT_SHOWN] if isinstance(signed, dict) else "",
    )
