"""People and units as the personnel office sees them."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from workflow_core.calendar import clock
from workflow_core.people.accounts import issue_activations, reset_account
from workflow_core.people.command_line import line_of
from workflow_core.people.models import Person, Posting, Unit
from workflow_core.people.precheck import precheck
from workflow_core.web.access import (
    access,
    role,
    role_everywhere,
    staff_member,
    staff_unit,
    standing_of,
)
from workflow_core.web.staff import (
    heads_of,
    may_reset,
    people_of,
    posts_of,
    search,
    sizes_of,
    unit_of,
    units_of,
    waiting_for_letters,
    working_below,
)
from workflow_core.web.staff_forms import PrecheckForm, StaffSearch

from .cases import query_of

PER_PAGE = 50


@dataclass(frozen=True)
class PersonLine:
    """A person in the list, with the position of today."""

    person: Person
    posting: Posting | None


@dataclass(frozen=True)
class UnitLine:
    """A unit in the list, with its head and its own people."""

    unit: Unit
    level: int
    head: Person | None
    size: int


@access(role("hr"))
@require_safe
def staff(request: HttpRequest) -> HttpResponse:
    standing = standing_of(request)
    form = StaffSearch(request.GET if request.GET else QueryDict("q="))
    found, unit = people_of(standing).none(), None
    if form.is_valid():
        found = search(people_of(standing), form.cleaned_data["q"])
        if form.cleaned_data["unit"]:
            unit = unit_of(standing, form.cleaned_data["unit"])
            found = working_below(found, unit) if unit else found.none()
    page = Paginator(found.order_by("name", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    posts = posts_of(page)
    context = {
        "form": form,
        "unit": unit,
        "page": page,
        "lines": [PersonLine(person, posts.get(person.pk)) for person in page],
        "query": query_of(request),
        "is_for_all": standing.holds_everywhere("hr"),
    }
    return render(request, "people/staff.html", context)


@access(role("hr"))
@require_safe
def units(request: HttpRequest) -> HttpResponse:
    found = list(units_of(standing_of(request)).with_tree_fields().order_siblings_by("name"))
    heads, sizes = heads_of(found), sizes_of(found)
    top = min((unit.tree_depth for unit in found), default=0)
    lines = [
        UnitLine(unit, unit.tree_depth - top + 1, heads.get(unit.pk), sizes.get(unit.pk, 0))
        for unit in found
    ]
    return render(request, "people/units.html", {"lines": lines})


@access(staff_member)
@require_safe
def person(request: HttpRequest, person: Person) -> HttpResponse:
    return render(request, "people/person.html", _about(request, person))


def _about(request: HttpRequest, person: Person) -> dict[str, Any]:
    line = line_of(person, clock.today())
    return {
        "person": person,
        "line": line,
        "postings": person.postings.select_related("unit").order_by("-starts", "-pk"),
        "headships": person.headships.select_related("unit").order_by("-starts", "-pk"),
        "may_reset": may_reset(standing_of(request), person),
    }


@access(staff_member)
@require_POST
@never_cache
def reset(request: HttpRequest, person: Person) -> HttpResponse:
    """Close the account; the new code is shown on this page and never again."""
    if not may_reset(standing_of(request), person):
        return redirect("person", person.pk)
    code = reset_account(person, by=standing_of(request).person)
    person.refresh_from_db()
    return render(request, "people/letters.html", {"letters": [(person, code)], "title": person})


@access(staff_unit)
@never_cache
def letters(request: HttpRequest, unit: Unit) -> HttpResponse:
    """Letters for all without open account in a unit and below it; each print makes new codes."""
    people = working_below(people_of(standing_of(request)), unit)
    waiting = waiting_for_letters(people)
    if request.method != "POST":
        return render(request, "people/letters_ask.html", {"unit": unit, "count": waiting.count()})
    return render(
        request, "people/letters.html", {"letters": issue_activations(waiting), "title": unit}
    )


@access(role_everywhere("hr"))
@require_safe
def staff_precheck(request: HttpRequest) -> HttpResponse:
    """What stands in the way of a launch on a day."""
    form = PrecheckForm(request.GET or {"on": clock.today().isoformat()})
    problems = []
    if form.is_valid():
        problems = precheck(standing_of(request).person.institution, form.cleaned_data["on"])
    context = {"form": form, "problems": problems, "is_checked": form.is_valid()}
    return render(request, "people/precheck.html", context, status=422 if form.errors else 200)
