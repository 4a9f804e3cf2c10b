"""What the units achieved: entered before anybody is rated."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from processes.appraisal import services
from processes.appraisal.forms import UnitResultForm
from processes.appraisal.models import Cycle, UnitResult
from processes.appraisal.state import CycleState
from workflow_core.engine import engine
from workflow_core.engine.errors import Conflict
from workflow_core.people.models import Unit
from workflow_core.web.access import access
from workflow_core.web.pages.cases import query_of

from .admission import cycle_officer

PER_PAGE = 50


@dataclass(frozen=True)
class Line:
    """One unit with its result in the cycle, if it is known."""

    unit: Unit
    known: UnitResult | None
    form: UnitResultForm

    def is_changed(self) -> bool:
        given = self.form.cleaned_data
        if not given["level"]:
            return False
        now = (self.known.level, self.known.carried_over) if self.known else None
        return now != (given["level"], given["carried_over"])


@access(cycle_officer)
@require_http_methods(["GET", "HEAD", "POST"])
def unit_results(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    text = request.GET.get("q", "").strip()
    units = cycle.institution.units.with_tree_fields().filter(name__icontains=text)
    page = Paginator(list(units), PER_PAGE).get_page(request.GET.get("page"))
    data = request.POST if request.method == "POST" else None
    lines = _lines(cycle, list(page), data)
    if data is not None:
        if cycle.state == CycleState.CLOSED:
            raise Conflict(cycle, engine.last_event(cycle))
        if not [one for one in lines if not one.form.is_valid()]:
            return _store(request, cycle, lines)
    wrong = [field for one in lines for field in one.form.visible_fields() if field.errors]
    context = {
        "cycle": cycle,
        "lines": lines,
        "page": page,
        "text": text,
        "query": query_of(request),
        "wrong": wrong,
        "is_closed": cycle.state == CycleState.CLOSED,
    }
    return render(request, "appraisal/unit_results.html", context, status=422 if wrong else 200)


def _lines(cycle: Cycle, units: list[Unit], data: Any) -> list[Line]:
    known = {
        one.unit_id: one for one in cycle.unit_results.filter(unit__in=[one.pk for one in units])
    }
    return [_line(unit, known.get(unit.pk), data) for unit in units]


def _line(unit: Unit, known: UnitResult | None, data: Any) -> Line:
    initial = {"level": known.level, "carried_over": known.carried_over} if known else {}
    form = UnitResultForm(
        data, prefix=f"u{unit.pk}", initial=initial, unit=str(unit), is_set=known is not None
    )
    return Line(unit, known, form)


def _store(request: HttpRequest, cycle: Cycle, lines: list[Line]) -> HttpResponse:
    given = {one.unit.pk: one.form.cleaned_data for one in lines if one.is_changed()}
    changed = {pk: (one["level"], one["carried_over"]) for pk, one in given.items()}
    services.set_unit_results(cycle=cycle, results=changed, by=request.user)
    count = len(changed)
    messages.success(
        request, ngettext("%d result was saved.", "%d results were saved.", count) % count
    )
    return redirect(f"{reverse('unit_results', args=[cycle.pk])}?{request.GET.urlencode()}")
