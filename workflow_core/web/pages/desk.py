"""The desk: what waits for me, what I wait for, the queues of my roles, and what is new."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from workflow_core.calendar import clock
from workflow_core.engine.models import Case, WorkItem
from workflow_core.engine.registry import definitions
from workflow_core.engine.standing import Standing
from workflow_core.people.models import Delegation, Posting
from workflow_core.people.names import spoken_unit
from workflow_core.web.access import access, signed_in, standing_of
from workflow_core.web.cases import ask_of, definition_for, full_title, state_of, title_of
from workflow_core.web.news import latest
from workflow_core.web.panels import Panel
from workflow_core.web.waiting import awaited_by, desk_of, outlook_of, queue_counts
from workflow_core.web.words import (
    day,
    due,
    holder,
    last_moment,
    moment,
    number_word,
    role_name,
    week_day,
)

SHOWN = 100
NEWS_SHOWN = 5
PLACE_SECONDS = 300


@dataclass(frozen=True)
class Row:
    """One line of a list: what it is, where it leads, what is to be known, and how urgent it is."""

    title: str
    href: str
    sub: str
    tag: str = ""
    tone: str = ""


@access(signed_in)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    standing = standing_of(request)
    people = ("process__subject", "owner")
    found = list(desk_of(standing).select_related(*people)[: SHOWN + 1])
    request.desk_count = len(found)  # type: ignore[attr-defined]  # the menu need not count again
    waiting = found[:SHOWN]
    awaited = list(awaited_by(request.user).select_related(*people)[:SHOWN])
    news = sorted(latest(request.user, NEWS_SHOWN), key=lambda one: not one.is_new)
    context = {
        "eyebrow": _eyebrow(request.user),
        "heading": _heading(len(found)),
        "lead": _lead(waiting),
        "stands_in": _stands_in(standing),
        "waiting": [_waiting(item, request.user) for item in waiting],
        "is_cut": len(found) > SHOWN,
        "awaited": [_awaited(item) for item in awaited],
        "queues": _queues(queue_counts(standing)),
        "panels": _panels(standing, [item.process for item in (*waiting, *awaited)]),
        "news": news,
        "has_new": any(one.is_new for one in news),
    }
    return render(request, "workflow/desk.html", context)


def _eyebrow(person: Any) -> str:
    """Today, and where the person works (remembered for some minutes)."""

    def place() -> str:
        held = Posting.objects.on(clock.today()).filter(person=person).order_by("pk")
        return spoken_unit(held.values_list("unit__name", flat=True).first() or "")

    known = cache.get_or_set(f"place:{person.pk}", place, PLACE_SECONDS)
    return " · ".join(filter(None, [week_day(clock.today()), known]))


def _heading(count: int) -> str:
    if count == 0:
        return _("Nothing waits for you")
    if count > SHOWN:
        return _("More than %d things wait for you") % SHOWN
    text = ngettext("%(number)s thing waits for you", "%(number)s things wait for you", count)
    return str(capfirst(text % {"number": number_word(count)}))


def _lead(items: Sequence[WorkItem]) -> str:
    """How urgent it is, in one or two sentences: what is late, and when the next limit is."""
    outlook = outlook_of(items)
    said = []
    if outlook.late:
        text = ngettext(
            "%(number)s is past its time limit.", "%(number)s are past their time limit.",
            outlook.late,
        )  # fmt: skip
        said.append(capfirst(text % {"number": number_word(outlook.late)}))
    if outlook.next:
        said.append(_("The next time limit is %s.") % week_day(outlook.next))
    return " ".join(str(one) for one in said)


def _stands_in(standing: Standing) -> list[str]:
    """For whom the reader stands in, and until when; one line for each."""
    if not standing.principals:
        return []
    held = Delegation.objects.acting(standing.now).filter(deputy=standing.person)
    until = {
        row.principal: row.ends_at for row in held.select_related("principal").order_by("ends_at")
    }
    text = _("You stand in for %(name)s until %(until)s.")
    return [
        text % {"name": one.spoken_name, "until": moment(last_moment(ends))}
        for one, ends in until.items()
    ]


def _waiting(item: WorkItem, person: Any) -> Row:
    case, until = item.process, due(item.due_at)
    definition = definition_for(case)
    ask, otherwise = ask_of(case, definition), definition.otherwise.get(case.state)
    facts = [
        title_of(case) if ask else state_of(case),
        _("on behalf of %s") % item.owner.spoken_name if item.owner not in (None, person) else "",
        _("since %s") % day(item.created),
        until.more if until else "",
    ]
    sub = " · ".join(filter(None, facts))
    return _row(
        ask or full_title(case, person),
        case,
        f"{sub}. {otherwise}" if otherwise and until else sub,
        until,
    )


def _awaited(item: WorkItem) -> Row:
    case, until = item.process, due(item.due_at)
    facts = [
        state_of(case),
        _("with %s") % holder(item),
        _("since %s") % day(item.created),
        until.more if until else "",
    ]
    return _row(title_of(case), case, " · ".join(filter(None, facts)), until)


def _row(title: str, case: Any, sub: str, until: Any) -> Row:
    return Row(
        title=title,
        href=reverse("case", args=[case.pk]),
        sub=sub,
        tag=until.words if until else "",
        tone=until.tone if until else "",
    )


def _queues(counts: dict[tuple[str, Any], int]) -> list[Row]:
    """One line per role and process: a cycle is no case among others."""
    found = [
        (codename, one, counts[codename, one.flow_class])
        for one in definitions()
        for codename in sorted({name for name, _flow in counts})
        if (codename, one.flow_class) in counts
    ]
    return [
        Row(
            title=f"{role_name(codename)}: {one.label}",
            href=f"{reverse('queue', args=[codename])}?process={one.name}",
            sub=ngettext("%d to take", "%d to take", count) % count,
        )
        for codename, one, count in sorted(found, key=lambda line: line[0])
    ]


def _panels(standing: Standing, cases: Sequence[Case]) -> list[Panel]:
    """What each process shows its people at a glance; ``cases``: what is on the desk already."""
    own = [one for one in cases if one.subject_id == standing.person.pk]
    return [panel for one in definitions() if one.glance for panel in one.glance(standing, own)]
