"""The pattern of predicates: one team with its reasons, and all teams of a cycle."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from processes.appraisal.charts import Entry, chart
from processes.appraisal.models import Cycle
from processes.appraisal.patterns import Team, give_reason, may_speak_for, team_in, teams_in
from processes.appraisal.rating import Predicate
from processes.appraisal.rating_forms import PatternReasonForm
from workflow_core.people.models import Person
from workflow_core.web.access import access, standing_of
from workflow_core.web.words import moment

from .admission import cycle_overseer, pattern_reader


@access(pattern_reader)
@require_http_methods(["GET", "HEAD", "POST"])
def pattern(request: HttpRequest, cycle: Cycle, rater: Person) -> HttpResponse:
    standing = standing_of(request)
    team = team_in(cycle, rater, standing.person)
    if team is None:
        raise Http404
    may_speak = may_speak_for(cycle, rater, standing) and team.departs
    form = PatternReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not may_speak:
        messages.info(request, _("No reason is asked for: the predicates fit the pattern."))
        return redirect(request.path)
    if form.is_bound and form.is_valid():
        give_reason(cycle, team, form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("Your reason is kept. The personnel office can read it."))
        return redirect(_back(request, cycle, rater))
    context = {
        **_told(cycle, team),
        "form": form if may_speak else None,
        "back": request.GET.get("case", ""),
    }
    return render(request, "appraisal/pattern.html", context, status=422 if form.errors else 200)


def _back(request: HttpRequest, cycle: Cycle, rater: Person) -> str:
    """To the delivery from which the question came, else to the page itself."""
    case = request.GET.get("case", "")
    if case.isascii() and case.isdigit():
        return reverse("move", args=[int(case), "deliver"])
    return reverse("pattern", args=[cycle.pk, rater.pk])


def _told(cycle: Cycle, team: Team) -> dict[str, Any]:
    bars = [Entry(str(one.label), team.counts.get(one.value, 0)) for one in Predicate]
    return {
        "cycle": cycle,
        "team": team,
        "chart": chart(bars, team.known),
        "reasons": [(one, moment(one.at)) for one in reversed(team.reasons)],
    }


@access(cycle_overseer)
@require_safe
def patterns(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """Every team that departs from the pattern, or did and said why."""
    found = teams_in(cycle, reader=standing_of(request).person)
    departing = [one for one in found if one.departs or one.reasons]
    context = {
        "cycle": cycle,
        "teams": departing,
        "total": len(found),
        "silent": sum(one.wants_reason for one in departing),
    }
    return render(request, "appraisal/patterns.html", context)
