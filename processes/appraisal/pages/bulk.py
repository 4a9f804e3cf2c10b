"""One move on all appraisals of a cycle that wait for it: HR delivers, the approver receives."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from processes.appraisal.models import Appraisal, Cycle
from processes.appraisal.patterns import Team, give_reason, undelivered_teams
from processes.appraisal.permissions import approver, approver_role
from processes.appraisal.rating_forms import TeamReasonForm
from processes.appraisal.state import CycleState, State
from workflow_core.engine.registry import definition_of
from workflow_core.web.access import access, standing_of
from workflow_core.web.bulk import Chosen, Outcome, perform_each
from workflow_core.web.navigation import came_from
from workflow_core.web.pages.cases import query_of

from .admission import approving, bulk_mover
from .launch import for_a_while
from .rows import RELATED, rows_of

AT_ONCE = 10
PER_PAGE = 100
KEY_LENGTH = 32
STATES: dict[str, tuple[str, ...]] = {
    "deliver": (State.RATED,),
    "approve": (State.ACCEPTED, State.UNSIGNED, State.DECIDED),
}
TITLES = {"deliver": _("Deliver ratings"), "approve": _("Receive evaluations")}
LEADS = {
    "deliver": _(
        "Every signed rating of this cycle is delivered to its employee. Do this after calibration."
    ),
    "approve": _(
        "You receive every evaluation of this cycle that is ready. "
        "Those that are not stay where they are."
    ),
}
"""What the two moves do, said once more before they are made."""


def _button(move: str, count: int) -> str:
    """What the button says: how many are moved by it."""
    if move == "deliver":
        return ngettext("Deliver %d result", "Deliver %d results", count) % count
    return ngettext("Receive %d evaluation", "Receive %d evaluations", count) % count


@access(approving)
@require_safe
def approvals(request: HttpRequest) -> HttpResponse:
    """The running cycles with what waits for the approver in each."""
    ready = Appraisal.objects.visible_to(standing_of(request)).filter(
        approver_role.q(standing_of(request)), state__in=STATES["approve"]
    )
    rows = ready.order_by().values_list("cycle").annotate(Count("pk"))
    numbers: dict[int, int] = dict(rows)
    running = Cycle.objects.filter(institution=request.user.institution_id)  # type: ignore[union-attr]
    running = running.exclude(state=CycleState.CLOSED).order_by("-starts", "-pk")
    lines = [(one, numbers.get(one.pk, 0)) for one in running]
    return render(request, "appraisal/approvals.html", {"lines": lines})


@access(bulk_mover)
@require_http_methods(["GET", "HEAD", "POST"])
def bulk_move(request: HttpRequest, cycle: Cycle, move: str) -> HttpResponse:
    waiting = _waiting(request, cycle, move)
    context: dict[str, Any] = {
        "cycle": cycle,
        "move": move,
        "title": TITLES[move],
        "lead": LEADS[move],
        "back": came_from(request, _home(cycle, move)),
    }
    asked = _asked(request, cycle) if move == "deliver" else []
    wrong = any(form.errors for _team, form in asked)
    if request.method != "POST" or wrong:
        context |= {**_shown(request, move, waiting), "asked": asked}
        return render(request, "appraisal/bulk.html", context, status=422 if wrong else 200)
    for team, form in asked:
        give_reason(cycle, team, form.cleaned_data["reason"], by=request.user)
    key, after = _key(request), _number(request.POST.get("after", "0"))
    outcomes, last = _perform(request, move, key, waiting.filter(pk__gt=after))
    context |= {
        "key": key,
        "after": last,
        "done": [one for one in outcomes if one.is_done],
        "refused": [one for one in outcomes if not one.is_done],
        "rest": _waiting(request, cycle, move).filter(pk__gt=last).count() if outcomes else 0,
    }
    return render(request, "appraisal/bulk_done.html", context)


def _home(cycle: Cycle, move: str) -> str:
    """The page on which this move is offered."""
    return reverse("cycle", args=[cycle.pk]) if move == "deliver" else reverse("approvals")


def _shown(request: HttpRequest, move: str, waiting: Any) -> dict[str, Any]:
    """What is about to be moved, person by person, with the predicates."""
    named = waiting.select_related(*RELATED).order_by("subject__name", "pk")
    page = Paginator(named, PER_PAGE).get_page(request.GET.get("page"))
    count = page.paginator.count
    return {
        "count": count,
        "button": _button(move, count),
        "page": page,
        "rows": rows_of(list(page), request.user),
        "query": query_of(request),
        "key": uuid4().hex,
    }


def _asked(request: HttpRequest, cycle: Cycle) -> list[tuple[Team, TeamReasonForm]]:
    """The teams that depart from the pattern without a reason so far, each with its field."""
    data = request.POST if request.method == "POST" else None
    teams = undelivered_teams(cycle, standing_of(request).person)
    return [(team, TeamReasonForm(data, prefix=f"team{team.rater.pk}")) for team in teams]


def _waiting(request: HttpRequest, cycle: Cycle, move: str) -> Any:
    """What waits for this move, by id, so that the next request goes on behind the last one."""
    found = Appraisal.objects.visible_to(standing_of(request)).filter(cycle=cycle)
    if move == "approve":
        standing = standing_of(request)
        found = found.filter(Q(approver_role.q(standing)) | Q(approver.q(standing)))
    return found.filter(state__in=STATES[move]).order_by("pk")


def _perform(request: HttpRequest, move: str, key: str, waiting: Any) -> tuple[list[Outcome], int]:
    """Move for a while; a refused appraisal never stops the others. Returns the last id too."""
    standing, definition = standing_of(request), definition_of(Appraisal)
    chosen = [Chosen(pk, version) for pk, version in waiting.values_list("pk", "version")]
    last = 0

    def steps() -> Iterator[list[Outcome]]:
        nonlocal last
        for start in range(0, len(chosen), AT_ONCE):
            some = chosen[start : start + AT_ONCE]
            last = some[-1].pk
            yield perform_each(definition, move, some, standing=standing, key=key, given={})

    outcomes = [one for part in for_a_while(steps()) for one in part]
    return outcomes, last


def _key(request: HttpRequest) -> str:
    """The key of the form, which makes a repetition harmless."""
    return request.POST.get("key", "")[:KEY_LENGTH] or uuid4().hex


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < KEY_LENGTH else 0
