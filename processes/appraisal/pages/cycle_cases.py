"""A cycle's appraisals as lists: all of them, and those without a plan when reports open."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from processes.appraisal.forms import CaseFilter
from processes.appraisal.models import Appraisal, Cycle
from processes.appraisal.state import State
from workflow_core.calendar import clock
from workflow_core.engine.registry import definition_of
from workflow_core.web.access import access, standing_of
from workflow_core.web.bulk import offers
from workflow_core.web.pages.cases import query_of

from .admission import cycle_officer
from .rows import RELATED, rows_of

PER_PAGE = 100
BEFORE_THE_REPORT = (State.DRAFTING, State.PROPOSED, State.EXECUTING)


@access(cycle_officer)
@require_safe
def cycle_cases(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    form = CaseFilter(request.GET)
    found = _of(request, cycle)
    state = ""
    if form.is_valid():
        state = form.cleaned_data["state"]
        found = _narrow(found, form.cleaned_data["q"], state)
    standing = standing_of(request)
    may_offer = offers(definition_of(Appraisal), state, standing) if state else []
    return _list(request, cycle, found, "appraisal/cycle_cases.html", form=form, offers=may_offer)


def _of(request: HttpRequest, cycle: Cycle) -> Any:
    return Appraisal.objects.visible_to(standing_of(request)).filter(cycle=cycle)


def _narrow(found: Any, text: str, state: str) -> Any:
    if state:
        found = found.filter(state=state)
    if text:
        number = "".join(text.split())
        found = found.filter(Q(subject__name__icontains=text) | Q(subject__nip__startswith=number))
    return found


@access(cycle_officer)
@require_safe
def without_plan(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    """Whoever has no plan in force once reports are open ("tanpa SKP"): HR sees to them."""
    found = _of(request, cycle).filter(state__in=BEFORE_THE_REPORT, plan__in_force=None)
    started = clock.today() >= cycle.report_opens
    return _list(request, cycle, found, "appraisal/without_plan.html", started=started)


def _list(
    request: HttpRequest, cycle: Cycle, found: Any, template: str, **more: Any
) -> HttpResponse:
    found = found.select_related(*RELATED).order_by("subject__name", "pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "cycle": cycle,
        "page": page,
        "rows": rows_of(list(page), request.user),
        "query": query_of(request),
        **more,
    }
    return render(request, template, context)
