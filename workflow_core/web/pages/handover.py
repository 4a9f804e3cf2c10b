"""Handing one's own desk over for a leave, and what was done there meanwhile."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from workflow_core.calendar import clock
from workflow_core.engine.models import Event
from workflow_core.people.delegations import end_delegation
from workflow_core.people.models import Delegation, Person
from workflow_core.people.services import delegate
from workflow_core.web.access import access, signed_in
from workflow_core.web.cases import definition_for, full_title
from workflow_core.web.staff_forms import HandoverForm
from workflow_core.web.timeline import sentence
from workflow_core.web.words import last_moment, moment

DONE_SHOWN = 20
LEAVE = dt.timedelta(days=6)
"""A leave is offered as a week, today included."""


@dataclass(frozen=True)
class Line:
    """One handover of this person, given or taken."""

    pk: int
    name: str
    starts: str
    ends: str
    is_now: bool
    is_mine: bool


@dataclass(frozen=True)
class Done:
    """What a deputy did in this person's name."""

    text: str
    title: str
    case: int
    when: str


@access(signed_in)
def handover(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    form = _form(request)
    if request.method == "POST" and form.is_valid() and _is_made(request, form):
        return redirect("handover")
    context = {"form": form, "lines": _lines(person), "done": _done(person)}
    status = 422 if form.errors else 200
    return render(request, "workflow/handover.html", context, status=status)


@access(signed_in)
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Sit down at one's own desk again before the time is over."""
    mine = Delegation.objects.filter(principal=request.user.pk, kind=Delegation.Kind.LEAVE)
    row = mine.filter(pk=pk, ends_at__gt=clock.now()).first()
    if row is None:
        raise Http404
    end_delegation(row)
    messages.success(request, _taken_back(row.principal))
    return redirect("handover")


def _taken_back(person: Person) -> str:
    """Who still stands in, where others do."""
    rows = Delegation.objects.acting().filter(principal=person).select_related("deputy")
    names = dict.fromkeys(row.deputy.spoken_name for row in rows)
    if not names:
        return _("Your desk is yours alone again.")
    return _("Taken back. Still standing in for you: %s.") % ", ".join(names)


def _form(request: HttpRequest) -> HandoverForm:
    person: Any = request.user
    data = request.POST if request.method == "POST" else None
    today = clock.today()
    return HandoverForm(data, person=person, initial={"starts": today, "ends": today + LEAVE})


def _is_made(request: HttpRequest, form: HandoverForm) -> bool:
    person: Any = request.user
    starts_at, ends_at = form.period()
    if there := _already(person, form.deputy(), starts_at, ends_at):
        form.add_error(None, there)
        return False
    try:
        made = delegate(
            person,
            form.deputy(),
            kind=Delegation.Kind.LEAVE,
            starts_at=max(starts_at, clock.now()),
            ends_at=ends_at,
            source=form.cleaned_data["source"],
            by=person,
        )
    except ValidationError as refused:
        form.add_error(None, refused)
        return False
    text = _("%(deputy)s stands in for you until %(until)s.")
    until = moment(last_moment(made.ends_at))
    messages.success(request, text % {"deputy": made.deputy.spoken_name, "until": until})
    if away := _away(made):
        messages.warning(request, away)
    return True


def _already(person: Person, deputy: Person, starts_at: dt.datetime, ends_at: dt.datetime) -> str:
    """Why the same deputy is not named twice for the same days; empty where he is not."""
    given = Delegation.objects.filter(principal=person, deputy=deputy, ends_at__gt=clock.now())
    row = given.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).order_by("ends_at").last()
    if row is None:
        return ""
    text = _("%(deputy)s stands in for you until %(until)s already. Take your desk back first.")
    return text % {"deputy": deputy.spoken_name, "until": moment(last_moment(row.ends_at))}


def _away(made: Delegation) -> str:
    """A warning where the deputy has handed over his own desk meanwhile; else empty."""
    own = Delegation.objects.filter(principal=made.deputy, kind=Delegation.Kind.LEAVE)
    row = own.filter(starts_at__lt=made.ends_at, ends_at__gt=made.starts_at).first()
    if row is None:
        return ""
    text = _("%(deputy)s is away himself from %(starts)s until %(until)s.")
    return text % {
        "deputy": made.deputy.spoken_name,
        "starts": moment(row.starts_at),
        "until": moment(last_moment(row.ends_at)),
    }


def _lines(person: Person) -> list[Line]:
    coming = Delegation.objects.filter(ends_at__gt=clock.now()).order_by("starts_at", "pk")
    given = coming.filter(principal=person.pk).select_related("deputy")
    taken = coming.filter(deputy=person.pk).select_related("principal")
    return [_line(row, row.deputy, is_mine=True) for row in given] + [
        _line(row, row.principal, is_mine=False) for row in taken
    ]


def _line(row: Delegation, other: Person, *, is_mine: bool) -> Line:
    return Line(
        pk=row.pk,
        name=other.spoken_name,
        starts=moment(row.starts_at),
        ends=moment(last_moment(row.ends_at)),
        is_now=row.starts_at <= clock.now(),
        is_mine=is_mine and row.kind == Delegation.Kind.LEAVE,
    )


def _done(person: Person) -> list[Done]:
    """What others did in this person's name, newest first."""
    events = Event.objects.filter(on_behalf_of=person.pk).order_by("-at")
    events = events.select_related("actor", "on_behalf_of", "case__subject")
    return [
        Done(
            sentence(event, definition_for(event.case)),
            full_title(event.case),
            event.case_id,
            moment(event.at),
        )
        for event in events[:DONE_SHOWN]
    ]
