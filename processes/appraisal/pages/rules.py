"""The rules of the institution: every number with its source, their history, and new ones."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from processes.appraisal.models import RuleSet
from processes.appraisal.rule_form import RuleSetForm
from processes.appraisal.rule_set import RULES, RuleNumbers
from processes.appraisal.rule_sets import in_force, numbers, set_rules
from processes.appraisal.rule_settings import values_of
from processes.appraisal.rule_words import lines_of
from workflow_core.calendar import clock
from workflow_core.engine.errors import NotReady
from workflow_core.people.models import Institution
from workflow_core.web.access import access, role_everywhere, standing_of
from workflow_core.web.words import moment

LAW_ALONE = 0
"""The number under which the law's defaults are read."""


@access(role_everywhere("hr"))
@require_safe
def rules(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """The rules of one number; without it those in force today."""
    institution = _institution(request)
    now = in_force(institution, clock.today())
    shown = now if number is None else _numbered(institution, number)
    found = RuleSet.objects.filter(institution=institution).select_related("by")
    context = {
        "shown": shown,
        "is_now": shown == now,
        "now": now,
        "lines": lines_of(_numbers(shown)),
        "history": [(one, moment(one.at)) for one in found.order_by("-number")],
        "cycles": shown.cycles.order_by("-starts") if shown else [],
    }
    return render(request, "appraisal/rules.html", context)


@access(role_everywhere("hr"))
@require_http_methods(["GET", "HEAD", "POST"])
def new_rules(request: HttpRequest) -> HttpResponse:
    institution = _institution(request)
    now = values_of(_numbers(in_force(institution, clock.today())))
    form = RuleSetForm(request.POST or None, now=now)
    if request.method == "POST" and form.is_valid() and _are_set(request, form):
        return redirect("rules")
    context = {"form": form}
    return render(request, "appraisal/rules_new.html", context, status=422 if form.errors else 200)


def _are_set(request: HttpRequest, form: RuleSetForm) -> bool:
    try:
        made = set_rules(
            _institution(request),
            values=form.values,
            effective_from=form.cleaned_data["effective_from"],
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
    except NotReady as refused:
        form.add_error("effective_from", [str(one) for one in refused.sentences])
        return False
    except ValueError:
        form.add_error("explanation_days", _("This must be shorter than the time to decide (D13)."))
        return False
    messages.success(request, _("%s are recorded.") % made)
    return True


def _numbered(institution: Institution, number: int) -> RuleSet | None:
    if number == LAW_ALONE:
        return None
    found: RuleSet | None = RuleSet.objects.filter(institution=institution, number=number).first()
    if found is None:
        raise Http404
    return found


def _numbers(shown: RuleSet | None) -> RuleNumbers:
    return numbers(shown.departures) if shown else RULES


def _institution(request: HttpRequest) -> Institution:
    return standing_of(request).person.institution
