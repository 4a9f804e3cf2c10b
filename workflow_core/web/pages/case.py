"""One case: where it stands, whom it waits for, what its reader can do, what happened."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from workflow_core.engine import engine
from workflow_core.engine.models import WorkItem
from workflow_core.engine.registry import definition_of
from workflow_core.web.access import access, case_reader
from workflow_core.web.cases import full_title
from workflow_core.web.timeline import entries
from workflow_core.web.waiting import items_of
from workflow_core.web.words import due, holder, moment


@dataclass(frozen=True)
class Step:
    """A move as a button: where it leads, or why it cannot be made yet."""

    label: str
    href: str
    why: str
    described: str


@access(case_reader)
@require_safe
def case(request: HttpRequest, case: Any) -> HttpResponse:
    definition = definition_of(type(case))
    item = items_of([case.pk]).get(case.pk)
    events = case.events.select_related("actor", "on_behalf_of")
    context = {
        "case": case,
        "title": full_title(case, request.user),
        "process": definition.label,
        "state": definition.state_label(case.state),
        "facts": facts(case, item),
        "due": due(item.due_at) if item else None,
        "steps": steps(case, request.user),
        "entries": entries(events, definition),
        "panels": definition.panels(case, request.user) if definition.panels else [],
    }
    return render(request, "workflow/case.html", context)


def facts(case: Any, item: WorkItem | None) -> list[tuple[str, str]]:
    """Whom the case waits for, since when and until when; nothing of that where it is over."""
    about = [(_("Concerns"), str(case.subject))] if case.subject_id else []
    if item is None:
        return about
    until = due(item.due_at)
    return [
        *about,
        (_("Waits for"), holder(item)),
        (_("Since"), moment(item.created)),
        *([(_("Time limit"), until.limit)] if until else []),
    ]


def steps(case: Any, person: Any) -> list[Step]:
    """What this reader can do, for himself and on behalf of others."""
    return [
        _step(case, button, number) for number, button in enumerate(engine.available(case, person))
    ]


def _step(case: Any, button: engine.Button, number: int) -> Step:
    href, label = reverse("move", args=[case.pk, button.name]), button.label
    if button.on_behalf_of:
        href = f"{href}?for={button.on_behalf_of.pk}"
        label = _("%(step)s on behalf of %(principal)s") % {
            "step": button.label,
            "principal": button.on_behalf_of,
        }
    return Step(label, href, button.why, f"why-{number}")
