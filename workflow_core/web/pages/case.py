"""One case: where it stands, whom it waits for, what its reader can do, what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from workflow_core.engine import engine
from workflow_core.engine.models import WorkItem
from workflow_core.engine.registry import Definition, definition_of
from workflow_core.engine.standing import Standing
from workflow_core.web.access import access, case_reader, standing_of
from workflow_core.web.cases import full_title
from workflow_core.web.maps import Counsel
from workflow_core.web.papers import papers_of
from workflow_core.web.timeline import entries
from workflow_core.web.waiting import items_of
from workflow_core.web.words import due, holder, moment


@dataclass(frozen=True)
class Step:
    """A move as a button: where it leads, or why it cannot be made yet."""

    name: str
    label: str
    href: str
    why: str
    described: str
    kind: str = ""
    lasting: bool = False


@dataclass(frozen=True)
class NextSteps:
    """What a reader can do: the one obvious step, the others, and those that must still wait.

    ``never``: why other steps cannot be taken any more, each reason once.
    """

    main: Step | None
    others: list[Step]
    not_yet: list[Step]
    never: list[str]


@access(case_reader)
@require_safe
def case(request: HttpRequest, case: Any) -> HttpResponse:
    definition = definition_of(type(case))
    item = items_of([case.pk]).get(case.pk)
    events = list(case.events.select_related("actor", "on_behalf_of"))
    counsel = definition.counsel(case, standing_of(request)) if definition.counsel else None
    context = {
        "case": case,
        "title": full_title(case, request.user),
        "process": definition.label,
        "state": definition.state_label(case.state),
        "facts": facts(case, item),
        "is_waiting": item is not None,
        "due": due(item.due_at) if item else None,
        "journey": definition.journey(case, events, request.user) if definition.journey else None,
        "counsel": counsel,
        "next": next_steps(steps(case, standing_of(request)), definition, counsel),
        "entries": entries(events, definition, case, request.user),
        "panels": definition.panels(case, request.user) if definition.panels else [],
        "papers": papers_of(case, definition, request.user),
    }
    return render(request, "workflow/case.html", context)


def facts(case: Any, item: WorkItem | None) -> list[tuple[str, str]]:
    """Whom the case waits for, since when and until when; nothing of that where it is over."""
    about = [(_("Concerns"), case.subject.spoken_name)] if case.subject_id else []
    if item is None:
        return about
    until = due(item.due_at)
    return [
        *about,
        (_("Waits for"), holder(item)),
        (_("Since"), moment(item.created)),
        *([(_("Time limit"), until.limit)] if until else []),
    ]


def steps(case: Any, standing: Standing) -> list[Step]:
    """What this reader can do, for himself and on behalf of others."""
    return [
        _step(case, button, number)
        for number, button in enumerate(engine.available(case, standing.person, standing))
    ]


def next_steps(
    found: Sequence[Step], definition: Definition, counsel: Counsel | None = None
) -> NextSteps:
    """Sort a reader's moves: the first of a good year leads; careful ones stay in the background.

    Where writing comes before the move, and the move cannot be made yet, the writing leads.
    """
    open_now = [one for one in found if not one.why]
    main = _main(open_now, definition.good_way)
    others = [one for one in open_now if one is not main]
    if counsel and counsel.work:
        work = Step("", counsel.work.label, counsel.work.href, "", "")
        if main and counsel.work.leads:
            main, others = work, [main, *others]
        else:
            main, others = (main, [work, *others]) if main else (work, others)
    not_yet = [one for one in found if one.why and not one.lasting]
    never = list(dict.fromkeys(one.why for one in found if one.lasting))
    return NextSteps(main, others, not_yet, never)


def _main(open_now: Sequence[Step], good_way: Sequence[str]) -> Step | None:
    if good_way:
        return next((one for one in open_now if one.name in good_way), None)
    return next((one for one in open_now if not one.kind), None)


def _step(case: Any, button: engine.Button, number: int) -> Step:
    href, label = reverse("move", args=[case.pk, button.name]), button.label
    if button.on_behalf_of:
        href = f"{href}?for={button.on_behalf_of.pk}"
        label = _("%(step)s on behalf of %(principal)s") % {
            "step": button.label,
            "principal": button.on_behalf_of.spoken_name,
        }
    kind = "quiet" if button.careful else ""
    return Step(button.name, label, href, button.why, f"why-{number}", kind, button.lasting)
