"""HR's cycles: the list, a new one, and the overview of one."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from processes.appraisal import cycles as running
from processes.appraisal.charts import Chart, Entry, chart
from processes.appraisal.cycle_clocks import clocks_of
from processes.appraisal.forms import CycleForm, PeriodForm
from processes.appraisal.models import Appraisal, Cycle, Extension
from processes.appraisal.stale_lines import how_many, told
from processes.appraisal.state import CycleState, State
from workflow_core.calendar import clock
from workflow_core.engine import engine
from workflow_core.people.models import Institution
from workflow_core.web.access import access, role_everywhere, standing_of
from workflow_core.web.words import moment

from .admission import cycle_officer

WINDOWS = ("starts", "ends", "plan_due", "report_opens", "report_ends", "evaluation_ends")
SETTINGS = ("grace_days", "deliver_automatically", "deemed_receipt_days")


@dataclass(frozen=True)
class StateCount:
    """How many appraisals of a cycle stand in a state, with the list of them."""

    state: str
    key: str
    number: int
    href: str


@dataclass(frozen=True)
class Step:
    """Something HR can do with the cycle: a link, or why it cannot be done now."""

    label: str
    href: str
    why: str = ""
    described: str = ""


@access(role_everywhere("hr"))
@require_safe
def cycles(request: HttpRequest) -> HttpResponse:
    standing = standing_of(request)
    ended = Count("appraisals", filter=Q(appraisals__state__in=(State.CLOSED, State.CANCELLED)))
    found = Cycle.objects.filter(institution=standing.person.institution_id)
    found = found.annotate(cases=Count("appraisals"), ended=ended).order_by("-starts", "-pk")
    lines = [(one, CycleState(one.state).label) for one in found]
    context = {"lines": lines, "transfers": told(how_many(standing))}
    return render(request, "appraisal/cycles.html", context)


@access(role_everywhere("hr"))
@require_http_methods(["GET", "HEAD", "POST"])
def new_cycle(request: HttpRequest) -> HttpResponse:
    """First the period, then the windows suggested from it."""
    if request.method == "POST":
        return _create(request)
    first = PeriodForm(request.GET or None, initial={"kind": "annual", "year": clock.today().year})
    if not request.GET or not first.is_valid():
        context = {"period": first, "form": None}
        return render(
            request, "appraisal/cycle_new.html", context, status=422 if first.errors else 200
        )
    given = first.cleaned_data
    initial = {**vars(given["windows"]), "kind": given["kind"], "year": given["year"]}
    initial["title"] = _title(given["kind"], given["year"], given["number"])
    form = CycleForm(institution=_institution(request), initial=initial)
    return render(request, "appraisal/cycle_new.html", {"period": None, "form": form})


def _title(kind: str, year: int, number: int) -> str:
    names = {
        Cycle.Kind.ANNUAL: _("Year %(year)s"),
        Cycle.Kind.QUARTERLY: _("Quarter %(number)s of %(year)s"),
        Cycle.Kind.MONTHLY: _("Month %(number)s of %(year)s"),
    }
    return names[Cycle.Kind(kind)] % {"year": year, "number": number}


def _create(request: HttpRequest) -> HttpResponse:
    form = CycleForm(request.POST, institution=_institution(request))
    if form.is_valid() and (cycle := _prepare(request, form)):
        messages.success(request, _("The cycle is prepared. Look at everything, then open it."))
        return redirect("cycle", cycle.pk)
    return render(request, "appraisal/cycle_new.html", {"period": None, "form": form}, status=422)


@transaction.atomic
def _prepare(request: HttpRequest, form: CycleForm) -> Cycle | None:
    """Prepare the cycle once: a second one of its kind for the same days is the form's error."""
    given = form.cleaned_data
    institution = Institution.objects.select_for_update().get(pk=_institution(request).pk)
    if Cycle.objects.filter(
        institution=institution, kind=given["kind"], starts=given["starts"]
    ).exists():
        form.add_error("starts", _("There is already such a cycle for this period."))
        return None
    return running.prepare(
        institution=institution,
        kind=given["kind"],
        year=given["year"],
        title=given["title"],
        approver=given["approver"],
        windows=running.Windows(**{name: given[name] for name in WINDOWS}),
        by=request.user,  # type: ignore[arg-type]
        **{name: given[name] for name in SETTINGS},
    )


def _institution(request: HttpRequest) -> Institution:
    return standing_of(request).person.institution


@access(cycle_officer)
@require_safe
def cycle(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    counts = counts_of(cycle)
    last = engine.last_event(cycle)
    context = {
        "cycle": cycle,
        "state": CycleState(cycle.state).label,
        "since": moment(last.at) if last else "",
        "counts": counts,
        "flow": flow_of({one.key: one.number for one in counts}),
        "total": sum(one.number for one in counts),
        "windows": [
            (Cycle._meta.get_field(name).verbose_name, getattr(cycle, name)) for name in WINDOWS
        ],
        **_units_known(cycle),
        "rule_set": cycle.rule_set,
        "extensions": extensions_of(cycle),
        "clocks": clocks_of(cycle),
        "moves": _moves(cycle, request.user),
        "pages": _pages(cycle, counts, how_many(standing_of(request))),
    }
    return render(request, "appraisal/cycle.html", context)


def _units_known(cycle: Cycle) -> dict[str, int]:
    """How many units there are, and how many have a result; in one statement."""
    has_result = Q(pk__in=cycle.unit_results.values("unit"))
    found: dict[str, int] = cycle.institution.units.aggregate(
        units=Count("pk"), units_set=Count("pk", filter=has_result)
    )
    return found


@dataclass(frozen=True)
class ExtensionLine:
    """A date that was put off, with its name and when it was done."""

    row: Extension
    label: str
    when: str


def extensions_of(cycle: Cycle) -> list[ExtensionLine]:
    """Every date that a circular put off, the last one first; the old dates stay readable."""
    found = cycle.extensions.select_related("unit", "by").order_by("-pk")
    return [
        ExtensionLine(one, capfirst(Cycle._meta.get_field(one.name).verbose_name), moment(one.at))
        for one in found
    ]


def counts_of(cycle: Cycle) -> list[StateCount]:
    """How many appraisals stand in each state, in the order of a good year; in one statement."""
    rows = (
        Appraisal.objects.filter(cycle=cycle).order_by().values_list("state").annotate(Count("pk"))
    )
    numbers: dict[str, int] = dict(rows)
    listed = reverse("cycle_cases", args=[cycle.pk])
    return [
        StateCount(str(state.label), state.value, numbers[state], f"{listed}?state={state.value}")
        for state in State
        if state in numbers
    ]


BESIDE = (
    State.ESCALATED,
    State.UNSIGNED,
    State.OBJECTED,
    State.EXPLAINED,
    State.DECIDED,
    State.CANCELLED,
)
"""States off the good way: shown only where somebody is in them."""


def flow_of(numbers: dict[str, int]) -> Chart:
    """How many appraisals are in each state of the good way, and how many beside it."""
    return chart(
        [
            Entry(str(state.label), numbers.get(state, 0), tone="side" if state in BESIDE else "")
            for state in State
            if state not in BESIDE or state in numbers
        ]
    )


def _moves(cycle: Cycle, person: Any) -> list[Step]:
    """The cycle's own moves; they go through the generic form of a case."""
    return [
        Step(one.label, reverse("move", args=[cycle.pk, one.name]), one.why, f"why-{number}")
        for number, one in enumerate(engine.available(cycle, person))
        if one.on_behalf_of is None
    ]


def _pages(cycle: Cycle, counts: list[StateCount], waiting: int) -> list[Step]:
    """What HR does with the cycle beyond its moves; ``waiting`` for a new line of command."""
    numbers = {one.key: one.number for one in counts}
    address = lambda name, *more: reverse(name, args=[cycle.pk, *more])  # noqa: E731 - said once
    opened = cycle.state in (CycleState.OPEN, CycleState.EVALUATING)
    not_open = "" if opened else _("Only while the cycle is open.")
    rated = "" if numbers.get(State.RATED) else _("No rating waits to be delivered.")
    closing = "" if cycle.state == CycleState.CLOSING else _("Only once closing has begun.")
    return [
        Step(_("Launch for everybody"), address("launch"), not_open, "why-launch"),
        Step(_("Add a late joiner"), address("late_joiner"), not_open, "why-late"),
        Step(_("Results of the units"), address("unit_results")),
        Step(_("Without plan (tanpa SKP)"), address("without_plan")),
        Step(_("Patterns and reasons"), address("patterns")),
        Step(told(waiting) or _("Transfers"), reverse("transfers")),
        Step(_("Deliver ratings"), address("bulk_move", "deliver"), rated, "why-deliver"),
        Step(_("Close appraisals"), address("close_cases"), closing, "why-close"),
    ]
