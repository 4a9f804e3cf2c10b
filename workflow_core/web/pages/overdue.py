"""For HR: what is late and with whom, what the system could not do, and reminding all at once."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from workflow_core.engine import deadlines
from workflow_core.engine.models import Incident, WorkItem
from workflow_core.engine.registry import definitions
from workflow_core.engine.reminders import remind_of
from workflow_core.web import overdue as reading
from workflow_core.web.access import access, role, standing_of
from workflow_core.web.cases import LARGEST_ID, definition_for, full_title, state_of
from workflow_core.web.staff import HR
from workflow_core.web.words import Due, due, holder, moment

from .cases import PER_PAGE, query_of

STUCK_SHOWN = 50


@dataclass(frozen=True)
class Late:
    """One case that is late: whom it waits for, since when, and what happens if nothing happens."""

    pk: int
    title: str
    state: str
    holder: str
    since: str
    due: Due | None
    otherwise: str


@dataclass(frozen=True)
class Stuck:
    """A case whose clock is over and that the system could not move."""

    pk: int
    case: int
    title: str
    sentence: str
    since: str
    may_retry: bool


@access(role(HR))
@require_safe
def overdue(request: HttpRequest) -> HttpResponse:
    standing, choice = standing_of(request), _choice(request.GET)
    items = reading.overdue(standing)
    chosen = reading.narrowed(items, choice).select_related("process__subject", "owner")
    page = Paginator(chosen, PER_PAGE).get_page(request.GET.get("page"))
    stuck = reading.stuck(standing).select_related("case__subject")[:STUCK_SHOWN]
    context = {
        "page": page,
        "late": [_late(item) for item in page],
        "stuck": [_stuck(one) for one in stuck],
        "tallies": [
            (_("By step"), reading.by_step(items, choice)),
            (_("By unit"), reading.by_unit(items, choice)),
            (_("By person"), reading.by_person(items, choice)),
        ],
        "choice": choice,
        "query": query_of(request),
    }
    return render(request, "workflow/overdue.html", context)


@access(role(HR))
@require_POST
def remind(request: HttpRequest) -> HttpResponse:
    """Remind everybody of what the list shows, each wait at most once a day."""
    choice = _choice(request.POST)
    told = remind_of(reading.narrowed(reading.overdue(standing_of(request)), choice))
    if told:
        text = ngettext("%d reminder was sent.", "%d reminders were sent.", told) % told
        messages.success(request, text)
    else:
        messages.info(request, _("Everybody concerned has been reminded today already."))
    return redirect(f"{reverse('overdue')}?{choice.query}")


@access(role(HR))
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the system try again what it could not do."""
    found = reading.stuck(standing_of(request)).filter(pk=pk if pk <= LARGEST_ID else 0)
    incident = found.select_related("case").first()
    if incident is None:
        raise Http404
    outcome = deadlines.try_again(incident.case.coerced)
    if outcome is None or outcome.fault:
        messages.warning(request, _("It still does not work. What stands in the way is below."))
    else:
        messages.success(request, _("It worked: the case has moved on."))
    return redirect("overdue")


def _choice(given: QueryDict) -> reading.Choice:
    """What the address narrows the list to; nonsense narrows to nothing."""
    step = given.get("step", "")
    known = {f"{one.name}:{state.value}" for one in definitions() for state in one.states}
    return reading.Choice(
        step if step in known else "", _number(given.get("unit")), _number(given.get("person"))
    )


def _number(text: str | None) -> int:
    is_number = text and text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_ID))
    return int(text) if text and is_number and int(text) <= LARGEST_ID else 0


def _late(item: WorkItem) -> Late:
    case = item.process
    otherwise = definition_for(case).otherwise.get(case.state, "")
    return Late(
        pk=case.pk,
        title=full_title(case),
        state=state_of(case),
        holder=holder(item),
        since=moment(item.created),
        due=due(item.due_at),
        otherwise=str(otherwise),
    )


def _stuck(incident: Incident) -> Stuck:
    return Stuck(
        pk=incident.pk,
        case=incident.case_id,
        title=full_title(incident.case),
        sentence=incident.sentence,
        since=moment(incident.first_at),
        may_retry=bool(incident.move),
    )
