"""Who stands in for whom."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from workflow_core.calendar import clock
from workflow_core.people.delegations import end_delegation
from workflow_core.people.models import Delegation, Person
from workflow_core.people.services import delegate
from workflow_core.web.access import access, role, standing_of
from workflow_core.web.staff import people_of
from workflow_core.web.staff_forms import DelegationForm
from workflow_core.web.words import last_moment, moment

PER_PAGE = 50


@dataclass(frozen=True)
class Line:
    """A delegation in the list."""

    row: Delegation
    starts: str
    ends: str
    is_now: bool


@access(role("hr"))
def delegations(request: HttpRequest) -> HttpResponse:
    form = _form(request)
    if request.method == "POST" and form.is_valid() and _is_made(request, form):
        return redirect("delegations")
    rows = _rows(request).select_related("principal", "deputy").order_by("starts_at", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    lines = [_line(row) for row in page]
    context = {"form": form, "page": page, "lines": lines, "query": ""}
    return render(request, "people/delegations.html", context, status=422 if form.errors else 200)


@access(role("hr"))
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    row = _rows(request).filter(pk=pk).first()
    if row is None:
        raise Http404
    end_delegation(row)
    messages.success(request, _("From now on %s acts for nobody else here.") % row.deputy)
    return redirect("delegations")


def _form(request: HttpRequest) -> DelegationForm:
    standing = standing_of(request)
    colleagues = Person.objects.filter(institution=standing.person.institution_id)
    data = request.POST if request.method == "POST" else None
    return DelegationForm(data, principals=people_of(standing), deputies=colleagues)


def _is_made(request: HttpRequest, form: DelegationForm) -> bool:
    given = form.cleaned_data
    starts_at, ends_at = form.period()
    try:
        made = delegate(
            given["principal"],
            given["deputy"],
            kind=given["kind"],
            starts_at=starts_at,
            ends_at=ends_at,
            source=given["source"],
            by=standing_of(request).person,
        )
    except ValidationError as refused:
        form.add_error(None, refused)
        return False
    messages.success(request, _("Recorded: %s.") % made)
    return True


def _rows(request: HttpRequest) -> Any:
    """What holds now or will, for the people this officer looks after."""
    principals = people_of(standing_of(request)).values("pk")
    return Delegation.objects.filter(principal__in=principals, ends_at__gt=clock.now())


def _line(row: Delegation) -> Line:
    return Line(
        row, moment(row.starts_at), moment(last_moment(row.ends_at)), row.starts_at <= clock.now()
    )
