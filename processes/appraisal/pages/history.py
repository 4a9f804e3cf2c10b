"""Performance history: earlier years beside the application's own results, and their import."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from processes.appraisal import figures
from processes.appraisal.models import Appraisal, PastResult
from processes.appraisal.past_import import Outcome, apply, past_results, preview
from processes.appraisal.permissions import may_see_rating
from processes.appraisal.rating_forms import PastFileForm
from processes.appraisal.state import State
from workflow_core.people.models import Person
from workflow_core.web.access import access, role_everywhere, signed_in, staff_member, standing_of
from workflow_core.web.uploads import forget, keep, kept

COUNTS = {
    "rows": _("Rows in the file"),
    "new": _("New results"),
    "corrected": _("Corrected results"),
    "unchanged": _("Results without change"),
    "flagged": _("Flagged results"),
}
FLAGS = {
    "sum": _("the sum in the file does not fit"),
    "label": _("the predicate in the file does not fit"),
}


@dataclass(frozen=True)
class Past:
    """One earlier year in words."""

    year: int
    scheme: str
    figures: str
    score: str
    label: str
    stated: str
    flags: list[object]


@access(signed_in)
@require_safe
def own_history(request: HttpRequest) -> HttpResponse:
    return _page(request, standing_of(request).person)


@access(staff_member)
@require_safe
def history_of(request: HttpRequest, person: Person) -> HttpResponse:
    return _page(request, person)


def _page(request: HttpRequest, person: Person) -> HttpResponse:
    standing = standing_of(request)
    cases = Appraisal.objects.visible_to(standing).filter(subject=person).exclude(predicate="")
    cases = cases.exclude(state=State.CANCELLED).select_related("cycle")
    results = [
        (one, State(one.state).label)
        for one in cases.order_by("-cycle__starts", "-pk")
        if may_see_rating(one, standing.person)
    ]
    context = {
        "person": person,
        "is_own": person.pk == standing.person.pk,
        "results": results,
        "past": [_past(one) for one in past_results(person)],
    }
    return render(request, "appraisal/history.html", context)


def _past(one: PastResult) -> Past:
    given = [figures.show(number) for number in (one.targets, one.behaviour) if number is not None]
    stated = [figures.show(one.stated_score), one.stated_label] if one.flags else []
    return Past(
        year=one.year,
        scheme=str(one.get_scheme_display()),
        figures=" + ".join(given) + (f" ({one.weights})" if one.weights else ""),
        score=figures.show(one.score),
        label=one.label,
        stated=", ".join(filter(None, stated)),
        flags=[FLAGS[code] for code in one.flags],
    )


@access(role_everywhere("hr"))
@require_http_methods(["GET", "HEAD", "POST"])
def history_import(request: HttpRequest) -> HttpResponse:
    form = PastFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return redirect("history_import_check", keep(request.user, form.cleaned_data["file"]))
    status = 422 if form.errors else 200
    return render(request, "appraisal/history_import.html", {"form": form}, status=status)


@access(role_everywhere("hr"))
@require_http_methods(["GET", "HEAD", "POST"])
def history_import_check(request: HttpRequest, token: str) -> HttpResponse:
    file = kept(request.user, token)
    if file is None:
        raise Http404
    officer = standing_of(request).person
    if request.method != "POST":
        return _told(request, preview(officer.institution, file), file.name)
    digest = request.POST.get("digest", "-")
    outcome = apply(officer.institution, file, by=officer, digest=digest)
    if outcome.applied:
        forget(request.user, token)
    return _told(request, outcome, file.name, is_done=True)


def _told(
    request: HttpRequest, found: Outcome, name: str, *, is_done: bool = False
) -> HttpResponse:
    context: dict[str, Any] = {
        "found": found,
        "counts": [(COUNTS[key], number) for key, number in found.counts.items()],
        "file": name,
        "is_done": is_done,
    }
    status = 422 if is_done and not found.applied else 200
    return render(request, "appraisal/history_import_check.html", context, status=status)
