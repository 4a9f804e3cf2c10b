"""Several cases, one move: look once more, confirm once, read how each one ended."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from workflow_core.engine.machine import Way
from workflow_core.engine.registry import Definition, definitions
from workflow_core.web.access import access, signed_in, standing_of
from workflow_core.web.bulk import Chosen, chosen_cases, perform_each, read_chosen, way_named
from workflow_core.web.cases import full_title
from workflow_core.web.forms import BulkForm
from workflow_core.web.navigation import came_from


@access(signed_in)
def bulk(request: HttpRequest, process: str, move: str) -> HttpResponse:
    definition = next((one for one in definitions() if one.name == process), None)
    way = way_named(definition, move) if definition else None
    if definition is None or way is None:
        raise Http404
    if request.method == "POST":
        return _submit(request, definition, way)
    form = _form(request, definition, way)
    return _confirm(request, definition, way, form, read_chosen(request.GET.getlist("case")))


def _submit(request: HttpRequest, definition: Definition, way: Way) -> HttpResponse:
    chosen = read_chosen(request.POST.getlist("case"))
    form = _form(request, definition, way, request.POST)
    if not chosen or not form.is_valid():
        return _confirm(request, definition, way, form, chosen)
    outcomes = perform_each(
        definition,
        way.name,
        chosen,
        standing=standing_of(request),
        key=form.cleaned_data["key"],
        given=form.given,
    )
    done = [one for one in outcomes if one.is_done]
    refused = [one for one in outcomes if not one.is_done]
    context = {
        "way": way,
        "done": done,
        "refused": refused,
        "missing": len(chosen) - len(outcomes),
        "back": came_from(request, reverse("cases")),
    }
    return render(request, "workflow/bulk_done.html", context)


def _confirm(
    request: HttpRequest, definition: Definition, way: Way, form: BulkForm, chosen: list[Chosen]
) -> HttpResponse:
    cases = chosen_cases(definition, chosen, standing_of(request))
    versions = {one.pk: one.version for one in chosen}
    context = {
        "way": way,
        "consequence": definition.guide.get(way.name, ""),
        "form": form,
        "cases": [
            _line(case, versions[pk], definition, request.user) for pk, case in cases.items()
        ],
        "back": came_from(request, reverse("cases")),
    }
    return render(request, "workflow/bulk.html", context, status=422 if form.errors else 200)


def _line(case: Any, version: int | None, definition: Definition, reader: Any) -> dict[str, str]:
    """A case as it stands now; the version first seen is kept, or else the present one."""
    seen = case.version if version is None else version
    brief = definition.brief(case, reader) if definition.brief else ""
    return {"value": f"{case.pk}.{seen}", "title": full_title(case), "brief": brief}


def _form(request: HttpRequest, definition: Definition, way: Way, data: Any = None) -> BulkForm:
    return BulkForm(data, way=way, definition=definition, case=None, person=request.user)
