"""The recap of half a year: two quarters, what was agreed on, and nothing that rates anybody."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from processes.appraisal import semesters
from processes.appraisal.forms.work import AgreementForm
from processes.appraisal.models import Appraisal, Cycle
from workflow_core.calendar import clock
from workflow_core.web.access import access, standing_of

from .admission import appraisal_reader


@access(appraisal_reader)
@require_http_methods(["GET", "HEAD", "POST"])
def semester(request: HttpRequest, case: Appraisal) -> HttpResponse:
    if case.cycle.kind != Cycle.Kind.QUARTERLY:
        raise Http404
    form = AgreementForm(request.POST or None, initial={"talked_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        semesters.add_agreement(case, by=request.user, **form.cleaned_data)
        messages.success(request, _("The agreement was recorded."))
        return redirect("semester", case.pk)
    context = {
        "case": case,
        "half": semesters.half_of(case),
        "quarters": semesters.quarters_of(case, standing_of(request)),
        "agreements": semesters.agreements_of(case),
        "form": form if semesters.may_agree(case, request.user) else None,
        "wrong": [field for field in form.visible_fields() if field.errors],
    }
    status = 422 if form.errors else 200
    return render(request, "appraisal/semester.html", context, status=status)
