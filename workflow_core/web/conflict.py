"""A conflict in words: who moved the case, by which move, when, and with whom it lies now."""

from typing import Any

from django.urls import reverse

from workflow_core.engine.errors import Conflict

from .cases import definition_for, state_of
from .timeline import sentence
from .waiting import items_of
from .words import holder, moment


def conflict_sentence(conflict: Conflict) -> str:
    """Who was quicker, and when, on the current clock; or the engine's own sentence."""
    event = conflict.event
    if event is None:
        return str(conflict)
    told = sentence(event, definition_for(conflict.case))
    return f"{told} {moment(event.at)}."


def conflict_context(conflict: Conflict, reader: Any) -> dict[str, Any]:
    """What the page of a conflict prints; ``reader`` may be the one who was quicker himself."""
    case, event = conflict.case, conflict.event
    item = items_of([case.pk]).get(case.pk)
    return {
        "refusal": conflict_sentence(conflict),
        "is_own": event is not None and event.actor_id == reader.pk,
        "case": case,
        "state": state_of(case),
        "holder": holder(item) if item else "",
        "back_url": reverse("case", args=[case.pk]),
    }
