"""Credit points (angka kredit): one's own, another's for HR, and HR's list of a year."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from processes.appraisal.credits import (
    CreditLine,
    annual_results,
    closed_results,
    credits_of,
    years_with_results,
)
from processes.appraisal.rating_forms import YearForm
from processes.appraisal.tables import download
from workflow_core.people.models import Person
from workflow_core.web.access import access, role_everywhere, signed_in, staff_member, standing_of
from workflow_core.web.pages.cases import query_of

if TYPE_CHECKING:
    from processes.appraisal.models import Appraisal

PER_PAGE = 100
FILES = ("csv", "xlsx")


@access(signed_in)
@require_safe
def own_credit(request: HttpRequest) -> HttpResponse:
    return _page(request, standing_of(request).person)


@access(staff_member)
@require_safe
def credit_of(request: HttpRequest, person: Person) -> HttpResponse:
    return _page(request, person)


def _page(request: HttpRequest, person: Person) -> HttpResponse:
    found = credits_of(list(closed_results([person.pk])))
    is_own = person.pk == standing_of(request).person.pk
    context = {"person": person, "credits": found, "is_own": is_own}
    return render(request, "appraisal/credit.html", context)


@access(role_everywhere("hr"))
@require_safe
def credit_list(request: HttpRequest) -> HttpResponse:
    """The credit points from the closed annual results of a year, on the page or as a file."""
    institution = standing_of(request).person.institution
    years = years_with_results(institution)
    form = YearForm(request.GET if request.GET.get("year") else None, years=years)
    year = form.cleaned_data["year"] if form.is_valid() else next(iter(years), 0)
    cases = annual_results(institution, year)
    kind = request.GET.get("file", "")
    if kind in FILES:
        return download(kind, f"angka-kredit-{year}", _header(), _rows(cases))
    page = Paginator(cases, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "year": year,
        "page": page,
        "credits": credits_of(list(page)),
        "query": query_of(request),
    }
    return render(request, "appraisal/credit_list.html", context)


def _header() -> list[str]:
    return [
        "NIP",
        _("Name"),
        _("Unit"),
        _("Year"),
        _("Grade"),
        _("Predicate"),
        _("Months"),
        _("Percentage"),
        _("Coefficient"),
        _("Credit points"),
    ]


def _rows(cases: Any) -> Iterator[list[Any]]:
    found: list[Appraisal] = list(cases)
    for one in credits_of(found).lines:
        yield _row(one)


def _row(one: CreditLine) -> list[Any]:
    case: Any = one.case
    return [
        case.subject.nip or "",
        case.subject.full_name,
        str(case.unit or ""),
        case.cycle.year,
        one.grade,
        str(one.predicate.label),
        one.months,
        one.percent,
        one.coefficient,
        one.points,
    ]
