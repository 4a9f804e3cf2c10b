"""The desk: what waits for me, what I wait for, the queues of my roles, and what is new."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from workflow_core.engine.models import Case, WorkItem
from workflow_core.web.access import access, signed_in, standing_of
from workflow_core.web.cases import definition_for, full_title, state_of, title_of
from workflow_core.web.news import latest
from workflow_core.web.waiting import awaited_by, desk_of, queue_counts
from workflow_core.web.words import day, due, holder, role_name

SHOWN = 100
NEWS_SHOWN = 5


@dataclass(frozen=True)
class Row:
    """One line of a list: what it is, where it leads, what is to be known, and how urgent it is."""

    title: str
    href: str
    sub: str
    tag: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Group:
    """Rows of one process in one state."""

    label: str
    rows: list[Row] = field(default_factory=list)


@access(signed_in)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    standing = standing_of(request)
    people = ("process__subject", "owner")
    found = list(desk_of(standing).select_related(*people)[: SHOWN + 1])
    request.desk_count = len(found)  # type: ignore[attr-defined]  # the menu need not count again
    waiting = found[:SHOWN]
    awaited = list(awaited_by(request.user).select_related(*people)[:SHOWN])
    context = {
        "heading": _heading(len(found)),
        "groups": _groups(waiting, request.user),
        "is_cut": len(found) > SHOWN,
        "awaited": [_awaited(item) for item in awaited],
        "queues": _queues(queue_counts(standing), standing.roles),
        "news": latest(request.user, NEWS_SHOWN),
    }
    return render(request, "workflow/desk.html", context)


def _heading(count: int) -> str:
    if count == 0:
        return _("Nothing waits for you")
    if count > SHOWN:
        return _("More than %d things wait for you") % SHOWN
    return ngettext("%d thing waits for you", "%d things wait for you", count) % count


def _groups(items: list[WorkItem], person: Any) -> list[Group]:
    """By process and state; the group with the most urgent item first, as the items come."""
    found: dict[str, Group] = {}
    for item in items:
        label = _label(item.process)
        found.setdefault(label, Group(label)).rows.append(_waiting(item, person))
    return list(found.values())


def _label(case: Case) -> str:
    return f"{definition_for(case).label}: {state_of(case)}"


def _waiting(item: WorkItem, person: Any) -> Row:
    case, until = item.process, due(item.due_at)
    facts = []
    if item.owner_id != person.pk:
        facts.append(_("on behalf of %s") % item.owner)
    facts.append(_("since %s") % day(item.created))
    facts.append(until.moment if until else "")
    return _row(full_title(case, person), case, facts, until)


def _awaited(item: WorkItem) -> Row:
    case, until = item.process, due(item.due_at)
    facts = [
        state_of(case),
        _("with %s") % holder(item),
        _("since %s") % day(item.created),
        until.moment if until else "",
    ]
    return _row(title_of(case), case, facts, until)


def _row(title: str, case: Any, facts: list[str], until: Any) -> Row:
    return Row(
        title=title,
        href=reverse("case", args=[case.pk]),
        sub=" · ".join(filter(None, facts)),
        tag=until.words if until else "",
        tone=until.tone if until else "",
    )


def _queues(counts: dict[str, int], roles: frozenset[str]) -> list[Row]:
    return [
        Row(
            title=role_name(codename),
            href=reverse("queue", args=[codename]),
            sub=ngettext("%d case to take", "%d cases to take", counts[codename])
            % counts[codename],
        )
        for codename in sorted(roles & counts.keys())
    ]
