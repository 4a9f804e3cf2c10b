"""The reviewer's remarks, kept while he reads; the employee sees them with what is returned."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from processes.appraisal import services
from processes.appraisal.forms import RemarkForm
from processes.appraisal.models import Appraisal
from processes.appraisal.permissions import rater, reviewer
from processes.appraisal.reading import result_rows
from processes.appraisal.state import State
from workflow_core.engine import engine
from workflow_core.engine.errors import Conflict, Forbidden
from workflow_core.web import kept
from workflow_core.web.access import access

from .admission import appraisal_reader


@access(appraisal_reader)
@require_http_methods(["GET", "HEAD", "POST"])
def remarks(request: HttpRequest, case: Appraisal) -> HttpResponse:
    if not engine.is_admitted(case, reviewer | rater, request.user):
        raise Http404
    rule = services.REVIEWERS.get(State(case.state))
    if rule is None:
        raise Conflict(case, engine.last_event(case))
    if not engine.is_admitted(case, rule, request.user):
        raise Forbidden
    results = list(case.plan_version.results.all())
    saved = case.remarks.filter(case_version=case.version, result__isnull=False)
    initial = {f"remark_{one.result_id}": one.text for one in saved}
    if (typed := kept.typed(request)) is not None:
        initial = typed.dict()
    form = RemarkForm(request.POST or None, results=results, initial=initial)
    request.filled_form = form  # type: ignore[attr-defined]  # a refusal shows back what was typed
    if request.method == "POST" and form.is_valid():
        services.save_remarks(case, by=request.user, remarks=form.remarks)
        messages.success(request, _("Remarks kept. The employee sees them when you return it."))
        return redirect("case", case.pk)
    with_report = case.state == State.REPORTED
    rows = result_rows(case.plan_version, case if with_report else None)
    context = {
        "case": case,
        "form": form,
        "is_kept": typed is not None,
        "rows": rows,
        "with_report": with_report,
    }
    return render(request, "appraisal/remarks.html", context, status=422 if form.errors else 200)
