"""“Why this predicate?”: for the employee, the rater and everybody who may see the result."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from processes.appraisal.models import Appraisal
from processes.appraisal.why import why as explanation_of
from workflow_core.web.access import access, standing_of
from workflow_core.web.pages.case import steps

from .admission import appraisal_reader

ANSWERS = ("receive", "accept", "file_objection")
"""What an employee can answer to a rating."""


@access(appraisal_reader)
@require_safe
def why(request: HttpRequest, case: Appraisal) -> HttpResponse:
    found = explanation_of(case, request.user)
    offers = [
        one for one in steps(case, standing_of(request)) if one.name in ANSWERS and not one.why
    ]
    context = {"case": case, "why": found, "offers": offers if found else []}
    return render(request, "appraisal/why.html", context)
