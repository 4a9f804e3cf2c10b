"""The people one rates, or whose rater one stands above, in every running cycle."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from processes.appraisal.models import Appraisal
from processes.appraisal.permissions import in_charge, rater, superior
from processes.appraisal.state import CycleState, State
from workflow_core.engine.standing import Standing
from workflow_core.web.access import access, signed_in, standing_of

from .rows import RELATED, Row, rows_of

PER_PAGE = 200
TEAM_SECONDS = 300


@dataclass(frozen=True)
class Section:
    """One cycle with the reader's people in it."""

    title: str
    rows: list[Row]


@access(signed_in)
@require_safe
def team(request: HttpRequest) -> HttpResponse:
    standing = standing_of(request)
    found = team_of(standing).select_related("cycle", *RELATED)
    found = found.order_by("-cycle__starts", "cycle", "subject__name", "pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"sections": _sections(list(page), standing), "page": page, "query": ""}
    return render(request, "appraisal/team.html", context)


def team_of(standing: Standing) -> Any:
    """The running appraisals on which the person, or his principal, rates or stands above."""
    mine = (rater | superior | in_charge).q(standing)
    running = Appraisal.objects.visible_to(standing).filter(mine)
    return running.exclude(cycle__state=CycleState.CLOSED).exclude(state=State.CANCELLED)


def _sections(cases: list[Appraisal], standing: Standing) -> list[Section]:
    rows = {row.pk: row for row in rows_of(cases, standing.person)}
    return [
        Section(cycle.title, [rows[one.pk] for one in group])
        for cycle, group in groupby(cases, key=lambda one: one.cycle)
    ]


def leads_somebody(request: HttpRequest) -> bool:
    """Whether the menu shows the team; remembered for a few minutes, because every page asks."""

    def asked() -> bool:
        return bool(team_of(standing_of(request)).exists())

    return bool(cache.get_or_set(f"leads:{request.user.pk}", asked, TEAM_SECONDS))
