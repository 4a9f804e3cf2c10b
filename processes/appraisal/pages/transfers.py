"""Appraisals whose line of command is no longer true: HR moves them, one by one or together."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from processes.appraisal.forms import DecreeForm
from processes.appraisal.models import Appraisal
from processes.appraisal.movement import Answer, Proposal, by_answer
from processes.appraisal.stale_lines import forget, stale
from workflow_core.calendar import clock
from workflow_core.engine.registry import definition_of
from workflow_core.web.access import access, role, standing_of
from workflow_core.web.bulk import Chosen, Outcome, perform_each, read_chosen

AT_MOST, KEY_LENGTH = 200, 32


@dataclass(frozen=True)
class Part:
    """The proposals of one answer."""

    answer: str
    title: str
    proposals: list[Proposal]


@access(role("hr"))
@require_http_methods(["GET", "HEAD", "POST"])
def transfers(request: HttpRequest) -> HttpResponse:
    """What has to move and what the law says of each; what was chosen is moved with its decree."""
    standing = standing_of(request)
    found = stale(standing)
    form = DecreeForm(request.POST or None)
    chosen = read_chosen(request.POST.getlist("case"))
    outcomes: list[Outcome] = []
    if request.method == "POST" and form.is_valid() and form.check_chosen(chosen):
        outcomes = _move(request, form.cleaned_data, chosen, found)
        forget(standing)
        found, form, chosen = stale(standing), DecreeForm(), []
    context = {
        "parts": _parts(found),
        "count": len([one for one in found if one.answer == Answer.MOVE]),
        "form": form,
        "key": uuid4().hex,
        "chosen": {one.pk for one in chosen},
        "outcomes": outcomes,
        "wrong": [field for field in form.visible_fields() if field.errors],
    }
    status = 422 if form.errors else 200
    return render(request, "appraisal/transfers.html", context, status=status)


def _parts(found: list[Proposal]) -> list[Part]:
    grouped = by_answer(found)
    return [
        Part(one.value, str(one.label), grouped[one.value][:AT_MOST])
        for one in Answer
        if grouped[one.value]
    ]


def _move(
    request: HttpRequest, decree: dict[str, Any], chosen: list[Chosen], found: list[Proposal]
) -> list[Outcome]:
    """Move each chosen case to the line proposed for it; a refused one never stops the others."""
    known = {one.case.pk: one for one in found if one.answer != Answer.END}
    key = request.POST.get("key", "")[:KEY_LENGTH] or uuid4().hex
    return [
        outcome
        for one in chosen
        if one.pk in known
        for outcome in perform_each(
            definition_of(Appraisal),
            "transfer",
            [one],
            standing=standing_of(request),
            key=key,
            given={"reason": decree["reason"], "line": _line(known[one.pk], decree)},
        )
    ]


def _line(proposal: Proposal, decree: dict[str, Any]) -> dict[str, Any]:
    given = proposal.given()
    return {
        **given,
        "decree": decree["decree"],
        "decree_date": decree["decree_date"],
        "effective": decree["effective"] or given["effective"] or clock.today(),
    }
