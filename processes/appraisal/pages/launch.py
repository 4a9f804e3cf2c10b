"""Long work in short requests: launching a cycle for everybody, and closing its appraisals.

Each request works for a few seconds and leads to a page that says how far it is, with a button to
go on. Nothing is lost by stopping, and nothing is done twice.
"""

import time
from collections.abc import Iterator
from typing import Any, TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from processes.appraisal import cycles as running
from processes.appraisal.forms import LateJoinerForm
from processes.appraisal.models import Appraisal, Cycle
from processes.appraisal.state import CycleState, State
from workflow_core.calendar import clock
from workflow_core.engine import engine
from workflow_core.engine.errors import Conflict, NotReady
from workflow_core.engine.models import Grant
from workflow_core.people.models import Person
from workflow_core.people.names import spoken
from workflow_core.people.precheck import precheck
from workflow_core.web.access import access

from .admission import cycle_officer

SECONDS = 3.0
CHUNK = 200
REFUSALS_SHOWN = 5
OPEN_STATES = (CycleState.OPEN, CycleState.EVALUATING)

One = TypeVar("One")


def for_a_while(steps: Iterator[One], seconds: float | None = None) -> Iterator[One]:
    """As many steps as begin within this time, at least one."""
    ends = time.monotonic() + (SECONDS if seconds is None else seconds)
    for step in steps:
        yield step
        if time.monotonic() >= ends:
            return


@access(cycle_officer)
@require_http_methods(["GET", "HEAD", "POST"])
def launch(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    if request.method == "POST":
        steps = running.launch(cycle, by=request.user, chunk=CHUNK)  # type: ignore[arg-type]
        next(steps)  # how far it is before the first chunk
        for _done in for_a_while(steps):
            pass
        return redirect("launch", cycle.pk)
    is_open = cycle.state in OPEN_STATES
    progress = next(running.launch(cycle, by=request.user)) if is_open else None  # type: ignore[arg-type]
    problems = precheck(
        cycle.institution, clock.today(), approver=cycle.approver, substitute=_substitute(cycle)
    )
    context = {
        "cycle": cycle,
        "progress": progress,
        "is_done": progress is not None and progress.done >= progress.total,
        "left_out": _named(progress.left_out) if progress else [],
        "errors": [one for one in problems if one.severity == "error"],
        "warnings": [one for one in problems if one.severity != "error"],
    }
    return render(request, "appraisal/launch.html", context)


def _substitute(cycle: Cycle) -> Person | None:
    """Who approves where the competent authority himself takes part: another holder of the role."""
    holders = Grant.objects.held_in(cycle.institution_id).filter(
        codename="approver", unit__parent=None, unit__institution=cycle.institution_id
    )
    other = (
        holders.exclude(person=cycle.approver_id).select_related("person").order_by("pk").first()
    )
    return other.person if other else None


def _named(left_out: tuple[tuple[int, str], ...]) -> list[tuple[Person, str]]:
    people = Person.objects.in_bulk([pk for pk, _reason in left_out])
    named = [(people[pk], reason) for pk, reason in left_out if pk in people]
    return sorted(named, key=lambda one: one[0].name)


@access(cycle_officer)
@require_http_methods(["GET", "HEAD", "POST"])
def late_joiner(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    if cycle.state not in OPEN_STATES:
        raise Conflict(cycle, engine.last_event(cycle))
    form = LateJoinerForm(request.POST or None, institution=cycle.institution)
    if request.method == "POST" and form.is_valid():
        person = form.cleaned_data["person"]
        try:
            case = running.add_late_joiner(cycle, person, by=request.user)  # type: ignore[arg-type]
        except NotReady as refused:
            form.add_error("person", [str(one) for one in refused.sentences])
        else:
            messages.success(request, _("%(name)s takes part now.") % {"name": person})
            return redirect("case", case.pk)
    context = {"cycle": cycle, "form": form}
    return render(
        request, "appraisal/late_joiner.html", context, status=422 if form.errors else 200
    )


@access(cycle_officer)
@require_http_methods(["GET", "HEAD", "POST"])
def close_cases(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    if request.method == "POST":
        if cycle.state != CycleState.CLOSING:
            raise Conflict(cycle, engine.last_event(cycle))
        _close(request, cycle)
        return redirect("close_cases", cycle.pk)
    cases = Appraisal.objects.filter(cycle=cycle).exclude(state=State.CANCELLED)
    approved, closed = (cases.filter(state=one).count() for one in (State.APPROVED, State.CLOSED))
    context = {
        "cycle": cycle,
        "is_closing": cycle.state == CycleState.CLOSING,
        "total": cases.count(),
        "closed": closed,
        "approved": approved,
        "under_way": cases.count() - approved - closed,
    }
    return render(request, "appraisal/close_cases.html", context)


def _close(request: HttpRequest, cycle: Cycle) -> None:
    """Close for a while and say how it went; a refused appraisal never stops the others."""
    steps: Iterator[Any] = running.close_cases(cycle, by=request.user)  # type: ignore[arg-type]
    outcomes = list(for_a_while(steps))
    refused = [(pk, why) for pk, why in outcomes if why]
    done = len(outcomes) - len(refused)
    messages.success(
        request, ngettext("%d appraisal was closed.", "%d appraisals were closed.", done) % done
    )
    names = dict(
        Appraisal.objects.filter(pk__in=[pk for pk, _why in refused]).values_list(
            "pk", "subject__name"
        )
    )
    for pk, why in refused[:REFUSALS_SHOWN]:
        messages.warning(request, f"{spoken(names.get(pk, ''))}: {why}")
