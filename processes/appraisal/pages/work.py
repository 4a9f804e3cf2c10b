"""Action plan and progress: written by the employee, read by everybody who sees the case."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from processes.appraisal import work as working
from processes.appraisal.forms.work import ProgressForm, StepForm
from processes.appraisal.models import Appraisal, Progress
from processes.appraisal.permissions import employee
from workflow_core.calendar import clock
from workflow_core.engine import engine
from workflow_core.web.access import access

from .admission import appraisal_reader, progress_reader
from .report import file_response

LONGEST = 19


@dataclass
class Card:
    """One result with what is planned and done, and the forms to add to it."""

    work: working.WorkOnResult
    step: StepForm | None
    progress: ProgressForm | None


@access(appraisal_reader)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def work(request: HttpRequest, case: Appraisal) -> HttpResponse:
    cards = _cards(request, case)
    if request.method == "POST":
        request.filled_form = _Typed(request)  # type: ignore[attr-defined]
        if _act(request, case, cards):
            return redirect(f"{reverse('work', args=[case.pk])}#result-{_number(request, 'at')}")
    forms = [form for card in cards for form in (card.step, card.progress) if form]
    wrong = [field for form in forms for field in form.visible_fields() if field.errors]
    context = {"case": case, "cards": cards, "wrong": wrong, "may_write": bool(forms)}
    return render(request, "appraisal/work.html", context, status=422 if wrong else 200)


class _Typed:
    """What was typed, for the page of a refusal."""

    def __init__(self, request: HttpRequest) -> None:
        self.post = request.POST

    def typed(self) -> list[tuple[str, str]]:
        return [(name.split("-")[-1], str(text)) for name, text in self.post.items() if "-" in name]


def may_write(case: Appraisal, person: Any) -> bool:
    """Whether this person notes steps and progress now."""
    return case.state in working.WRITABLE and engine.is_admitted(case, employee, person)


def _cards(request: HttpRequest, case: Appraisal) -> list[Card]:
    here = set(case.plan_version.results.values_list("pk", flat=True))
    writes = may_write(case, request.user) or request.method == "POST"
    return [
        _card(request, case, one, writes=writes and one.result.pk in here)
        for one in working.work_of(case)
    ]


def _card(
    request: HttpRequest, case: Appraisal, one: working.WorkOnResult, *, writes: bool
) -> Card:
    if not writes:
        return Card(one, None, None)
    sent = {"data": request.POST, "files": request.FILES}
    is_here = _number(request, "at") == one.result.pk
    action = request.POST.get("action") if is_here else ""
    span = {"starts": case.cycle.starts, "ends": case.cycle.ends}
    prefix = str(one.result.pk)
    return Card(
        one,
        StepForm(**(sent if action == "step" else {}), prefix=f"s{prefix}", **span),
        ProgressForm(
            **(sent if action == "progress" else {}),  # type: ignore[arg-type]
            prefix=f"p{prefix}",
            initial={"day": clock.today()},
        ),
    )


def _act(request: HttpRequest, case: Appraisal, cards: list[Card]) -> bool:
    """Do what was asked; whether it was done. Who may not is told by the service."""
    removed = _number(request, "remove")
    if removed:
        working.remove_step(case, by=request.user, step_id=removed)
        messages.success(request, _("The step was removed."))
        return True
    for card in cards:
        if card.step and card.step.is_bound and card.step.is_valid():
            given = card.step.cleaned_data
            working.add_step(case, by=request.user, result_id=card.work.result.pk, **given)
            messages.success(request, _("The step was added."))
            return True
        if card.progress and card.progress.is_bound and card.progress.is_valid():
            _note(request, case, card.work.result.pk, card.progress)
            return True
    return False


def _note(request: HttpRequest, case: Appraisal, result_id: int, form: ProgressForm) -> None:
    given = form.cleaned_data
    if given.get("file"):
        given["file"].name = f"{uuid.uuid4().hex}.{form.kind}"
    working.add_progress(case, by=request.user, result_id=result_id, **given)
    messages.success(request, _("The progress was noted."))


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < LONGEST else 0


@access(progress_reader)
@require_safe
def progress_file(request: HttpRequest, progress: Progress) -> HttpResponseBase:
    if not progress.file:
        raise Http404
    return file_response(progress.file, progress.text)
