"""Help: what every state means, who can do what in it, and what happens if nobody does."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from processes.appraisal.guide import HELP, PARTIES
from processes.appraisal.journey import STATIONS
from processes.appraisal.state import State
from workflow_core.web.access import access, signed_in


@dataclass(frozen=True)
class Topic:
    """One state: its anchor, and what each party can do in it."""

    key: str
    title: object
    means: object
    can: list[tuple[object, object]]
    otherwise: object


@dataclass(frozen=True)
class Chapter:
    """One station of the map with its states."""

    title: object
    topics: list[Topic]


@access(signed_in)
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    chapters = [Chapter(one.label, [_topic(state) for state in one.states]) for one in STATIONS]
    chapters.append(Chapter(State.CANCELLED.label, [_topic(State.CANCELLED)]))
    return render(request, "appraisal/help.html", {"chapters": chapters})


def _topic(state: Any) -> Topic:
    told = HELP[state]
    can = [(PARTIES[party], text) for party, text in told.can.items()]
    return Topic(str(state), State(state).label, told.means, can, told.otherwise)
