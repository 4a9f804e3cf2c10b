"""The queue of a role: what nobody has taken yet, and what somebody has."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from workflow_core.engine import engine
from workflow_core.engine.models import WorkItem
from workflow_core.engine.registry import definitions
from workflow_core.engine.standing import Standing
from workflow_core.web.access import access, queue_item, role_in_path, standing_of
from workflow_core.web.bulk import Offer, offers
from workflow_core.web.cases import definition_for, title_of
from workflow_core.web.waiting import queue_of
from workflow_core.web.words import role_name

from .cases import PER_PAGE, Line, line, query_of


@dataclass(frozen=True)
class Place:
    """One item of a queue and what its reader may do with it."""

    item: WorkItem
    line: Line
    is_free: bool
    is_mine: bool


@dataclass(frozen=True)
class Section:
    """The items of one process in one state, with the moves that may be made on several of them."""

    label: str
    places: list[Place]
    offers: list[Offer]


@access(role_in_path)
@require_safe
def queue(request: HttpRequest, role: str) -> HttpResponse:
    standing = standing_of(request)
    found = queue_of(standing, role).select_related("process__subject", "owner")
    chosen = next((one for one in definitions() if one.name == request.GET.get("process")), None)
    if chosen:
        found = found.filter(process__flow_class=chosen.flow_class)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "role": role_name(role),
        "page": page,
        "sections": _sections(list(page), standing),
        "query": query_of(request),
        "process": chosen.label if chosen else "",
    }
    return render(request, "workflow/queue.html", context)


def _sections(items: list[WorkItem], standing: Standing) -> list[Section]:
    items.sort(key=_kind)
    sections = []
    for (_name, state), group in groupby(items, key=_kind):
        places = [_place(item, standing.person) for item in group]
        definition = definition_for(places[0].item.process)
        label = f"{definition.label}: {definition.state_label(state)}"
        sections.append(Section(label, places, offers(definition, state, standing)))
    return sections


def _kind(item: WorkItem) -> tuple[str, str]:
    return definition_for(item.process).name, item.process.state


def _place(item: WorkItem, person: Any) -> Place:
    return Place(item, line(item.process, item), item.owner_id is None, item.owner_id == person.pk)


@access(queue_item)
@require_POST
def claim(request: HttpRequest, item: WorkItem) -> HttpResponse:
    taken = engine.claim(item, by=request.user)
    messages.success(request, _("You have taken “%s”.") % title_of(taken.process))
    return redirect("case", taken.process_id)


@access(queue_item)
@require_POST
def release(request: HttpRequest, item: WorkItem) -> HttpResponse:
    freed = engine.release(item, by=request.user)
    messages.success(request, _("You have put “%s” back.") % title_of(freed.process))
    return redirect("queue", freed.queue)
