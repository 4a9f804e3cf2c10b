"""Study assignment: the regulation's tables, and the results it puts into the year's plan."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from processes.appraisal import services
from processes.appraisal.models import Appraisal
from processes.appraisal.rating_forms import StudyForm
from processes.appraisal.study import GRADES, Place, Programme
from processes.appraisal.study_plans import add_study_results, may_add
from workflow_core.engine.errors import Forbidden
from workflow_core.web.access import access

from .admission import appraisal_reader

Row = tuple[object, list[str]]


@access(appraisal_reader)
@require_http_methods(["GET", "HEAD", "POST"])
def study(request: HttpRequest, case: Appraisal) -> HttpResponse:
    writes = may_add(case, request.user)
    form = StudyForm(
        request.POST if request.method == "POST" else None,
        initial={"edition": case.plan_version.edition},
    )
    if request.method == "POST":
        if not writes:
            raise Forbidden
        if form.is_valid() and _added(request, case, form):
            messages.success(request, _("Two results were added to the plan. Complete them there."))
            return redirect("plan", case.pk)
    context = {"case": case, "form": form if writes else None, "tables": _tables()}
    return render(request, "appraisal/study.html", context, status=422 if form.errors else 200)


def _added(request: HttpRequest, case: Appraisal, form: StudyForm) -> bool:
    given = form.cleaned_data
    try:
        add_study_results(case, by=request.user, **given)
    except services.Stale:
        form.add_error(None, _("The plan was changed in the meantime. Look at it, then try again."))
        return False
    return True


def _tables() -> list[tuple[object, list[Row]]]:
    """One table for each kind of programme, row by row as printed."""
    return [
        (
            programme.label,
            [(place.label, GRADES[programme, place].columns) for place in Place],
        )
        for programme in Programme
    ]
