"""Check your answers: what was written, what is still missing, and the way to sign it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from processes.appraisal import services, wording
from processes.appraisal.completeness import Missing, missing_in_plan, missing_in_report
from processes.appraisal.models import Appraisal, PlanVersion
from processes.appraisal.reading import annex_of, expected, result_rows
from workflow_core.engine import engine
from workflow_core.web.access import access

from .admission import appraisal_reader


@dataclass(frozen=True)
class Way:
    """The move that hands over what was written: its form, or why it cannot be made yet."""

    label: str
    href: str
    why: str


@access(appraisal_reader)
@never_cache
@require_safe
def plan_check(request: HttpRequest, case: Appraisal) -> HttpResponse:
    """The whole plan to read once more before it is proposed; others read the plan itself."""
    if not services.may_write_plan(case, request.user):
        return redirect("plan", case.pk)
    version = case.plan_version
    context = {
        "rows": result_rows(version),
        "version": version,
        "annex": annex_of(version),
        "values": [one for one in expected(version) if one.text],
        "hints": _hints(version),
    }
    missing = missing_in_plan(version)
    way = _way(case, request.user, ("propose", "propose_unsigned"))
    context |= _common(case, "plan", missing, way)
    return render(request, "appraisal/plan_check.html", context)


@access(appraisal_reader)
@never_cache
@require_safe
def report_check(request: HttpRequest, case: Appraisal) -> HttpResponse:
    """The whole report to read once more before it is handed in; others read the report itself."""
    if not services.may_write_report(case, request.user):
        return redirect("report", case.pk)
    way = _way(case, request.user, ("report",))
    context = {
        "rows": result_rows(case.plan_version, case),
        **_common(case, "report", missing_in_report(case), way),
    }
    return render(request, "appraisal/report_check.html", context)


def _common(case: Appraisal, what: str, missing: list[Missing], way: Way | None) -> dict[str, Any]:
    return {"case": case, "editor": reverse(what, args=[case.pk]), "missing": missing, "way": way}


def _way(case: Appraisal, person: Any, moves: Sequence[str]) -> Way | None:
    offers = [one for one in engine.available(case, person) if one.name in moves]
    if not offers:
        return None
    offer = offers[0]
    href = reverse("move", args=[case.pk, offer.name])
    if offer.on_behalf_of:
        href += f"?for={offer.on_behalf_of.pk}"
    return Way(offer.label, href, offer.why)


def _hints(version: PlanVersion) -> list[tuple[str, str]]:
    """Where the wording could be better: (place in the editor, sentence)."""
    found = []
    for place, result in enumerate(version.results.prefetch_related("indicators")):
        told = wording.hints_on_result(result.text)
        for one in result.indicators.all():
            told += wording.hints_on_target(one.text, one.narrative)
        label = _("Result %(number)s:") % {"number": place + 1}
        found += [(f"?open={place}#result-{place}", f"{label} {one}") for one in told]
    return found
