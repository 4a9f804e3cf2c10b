"""The people one rates, or whose rater one stands above, in every running cycle."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from processes.appraisal.charts import Chart, Entry, chart
from processes.appraisal.distribution import OrganisationResult
from processes.appraisal.models import Appraisal, Cycle, PatternReason
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
class Asks:
    """Where the reason for a departure is written, and whether there is one already."""

    href: str
    is_answered: bool


@dataclass(frozen=True)
class Curve:
    """The predicates of a team as a picture, beside what the pattern for its unit suggests."""

    chart: Chart
    unit_result: str
    warnings: list[str]
    asks: Asks | None = None


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
    groups = _by_cycle(cases)
    told = _answered(figures, results, {one.pk: numbers_of(one) for one, _group in groups})
    ranks = {standing.person.pk, *standing.principals}
    return [
        Section(
            key=cycle.pk,
            title=cycle.title,
            figures=figures[cycle.pk],
            curve=_curve(
                figures[cycle.pk],
                results.get(cycle.pk, ""),
                numbers_of(cycle),
                _asks(cycle, _own_team(group, ranks), told),
            ),
            rows=[rows[one.pk] for one in group],
        )
        for cycle, group in groups
    ]


def _own_team(group: Sequence[Appraisal], ranks: Collection[int]) -> int | None:
    """Whose team it is that the reader speaks for; nobody's where he only stands above."""
    return next((one.rater_id for one in group if one.rater_id in ranks), None)


def _by_cycle(cases: list[Appraisal]) -> list[tuple[Cycle, list[Appraisal]]]:
    return [(cycle, list(group)) for cycle, group in groupby(cases, key=lambda one: one.cycle)]


def _answered(
    figures: Mapping[int, Figures], results: Mapping[int, str], rules: Mapping[int, RuleNumbers]
) -> set[tuple[int, int]]:
    """For which cycle and rater a reason is kept; asked only where something departs."""
    departing = [
        pk
        for pk, result in results.items()
        if result and any(not one.advisory for one in advice(figures[pk], result, rules[pk]))
    ]
    if not departing:
        return set()
    rows = PatternReason.objects.filter(cycle__in=departing).values_list("cycle", "rater")
    return set(rows)


def _curve(
    figures: Figures, organisation: str, rules: RuleNumbers, asks: Asks | None
) -> Curve | None:
    """The distribution, once there is a predicate the reader may know."""
    if not figures.known:
        return None
    limits = _limits(organisation, rules)
    warnings = advice(figures, organisation, rules) if organisation else []
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
        warnings=[one.sentence for one in warnings],
        asks=asks if any(not one.advisory for one in warnings) else None,
    )


def _asks(cycle: Cycle, rater: int | None, answered: set[tuple[int, int]]) -> Asks | None:
    if rater is None:
        return None
    href = reverse("pattern", args=[cycle.pk, rater])
    return Asks(href, (cycle.pk, rater) in answered)


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
