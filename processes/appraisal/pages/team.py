"""The people one rates, or whose rater one stands above, in every running cycle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from processes.appraisal.charts import Chart, Entry, chart
from processes.appraisal.distribution import OrganisationResult
from processes.appraisal.models import Appraisal
from processes.appraisal.rating import Predicate
from processes.appraisal.rule_set import RuleNumbers
from processes.appraisal.rule_sets import numbers_of
from processes.appraisal.teams import Figures, advice, figures_of, team_of, unit_results
from workflow_core.engine.standing import Standing
from workflow_core.web.access import access, signed_in, standing_of

from .rows import RELATED, Row, rows_of

PER_PAGE = 200
TEAM_SECONDS = 300


@dataclass(frozen=True)
class Curve:
    """The predicates of a team as a picture, beside what the pattern for its unit suggests."""

    chart: Chart
    unit_result: str
    warnings: list[str]


@dataclass(frozen=True)
class Section:
    """One cycle with the reader's people in it."""

    key: int
    title: str
    figures: Figures
    curve: Curve | None
    rows: list[Row]


@access(signed_in)
@require_safe
def team(request: HttpRequest) -> HttpResponse:
    standing = standing_of(request)
    found = team_of(standing).select_related("cycle__rule_set", *RELATED)
    found = found.order_by("-cycle__starts", "cycle", "subject__name", "pk")
    figures = figures_of(standing)
    paginator = Paginator(found, PER_PAGE)
    paginator.count = sum(one.total for one in figures.values())  # counted already
    page = paginator.get_page(request.GET.get("page"))
    context = {"sections": _sections(list(page), figures, standing), "page": page, "query": ""}
    return render(request, "appraisal/team.html", context)


def _sections(
    cases: list[Appraisal], figures: Mapping[int, Figures], standing: Standing
) -> list[Section]:
    if not cases:
        return []
    rows = {row.pk: row for row in rows_of(cases, standing.person)}
    is_compared = any(one.known for one in figures.values())
    results = unit_results(cases, standing) if is_compared else {}
    return [
        Section(
            key=cycle.pk,
            title=cycle.title,
            figures=figures[cycle.pk],
            curve=_curve(figures[cycle.pk], results.get(cycle.pk, ""), numbers_of(cycle)),
            rows=[rows[one.pk] for one in group],
        )
        for cycle, group in groupby(cases, key=lambda one: one.cycle)
    ]


def _curve(figures: Figures, organisation: str, rules: RuleNumbers) -> Curve | None:
    """The distribution, once there is a predicate the reader may know."""
    if not figures.known:
        return None
    limits = _limits(organisation, rules)
    entries = [
        Entry(str(one.label), figures.predicates[one], limit=limits.get(one.value))
        for one in Predicate
    ]
    if not organisation:
        untold = _("The result of your unit is not known yet, so there is no pattern to compare.")
        return Curve(chart(entries, figures.known), "", [untold])
    return Curve(
        chart=chart(entries, figures.known),
        unit_result=str(OrganisationResult(organisation).label),
        warnings=[one.sentence for one in advice(figures, organisation, rules)],
    )


def _limits(organisation: str, rules: RuleNumbers) -> Mapping[str, float]:
    """The shares that the pattern names for a single predicate."""
    bounds: Sequence = rules.distribution[organisation] if organisation else ()
    return {one.of[0]: float(one.share) for one in bounds if len(one.of) == 1 and one.share}


def leads_somebody(request: HttpRequest) -> bool:
    """Whether the menu shows the team; remembered for a few minutes, because every page asks."""
    standing = standing_of(request)

    def asked() -> bool:
        return bool(team_of(standing).exists())

    return bool(cache.get_or_set(f"leads:{standing.person.pk}", asked, TEAM_SECONDS))
