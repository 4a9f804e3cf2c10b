"""The list of the cases a person may see, with search; from here several are moved at once."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from workflow_core.engine.models import Case, CaseQuerySet, WorkItem
from workflow_core.engine.registry import definition_named, definitions
from workflow_core.web.access import access, signed_in, standing_of
from workflow_core.web.bulk import Offer, offers
from workflow_core.web.cases import state_of, title_of, visible_cases
from workflow_core.web.forms import CaseSearch
from workflow_core.web.waiting import items_of
from workflow_core.web.words import Due, due, holder

PER_PAGE = 50


@dataclass(frozen=True)
class Line:
    """A case in a list."""

    pk: int
    version: int
    title: str
    subject: str
    nip: str
    state: str
    state_key: str
    holder: str
    due: Due | None


@access(signed_in)
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    standing = standing_of(request)
    # Without a search the form is bound to nothing and finds everything.
    given = request.GET if request.GET else QueryDict("q=&where=")
    form = CaseSearch(given, definitions=definitions())
    found, may_offer = Case.objects.none(), list[Offer]()
    if form.is_valid():
        text, process, state = form.narrowed()
        chosen = [definition_named(process)] if process else None
        found = _narrow(visible_cases(standing, chosen), text, state)
        may_offer = offers(chosen[0], state, standing) if chosen and state else []
    page = Paginator(found.select_related("subject"), PER_PAGE).get_page(request.GET.get("page"))
    items = items_of([one.pk for one in page])
    context = {
        "form": form,
        "page": page,
        "lines": [line(one, items.get(one.pk)) for one in page],
        "query": query_of(request),
        "offers": may_offer,
    }
    return render(request, "workflow/cases.html", context)


def _narrow(found: CaseQuerySet, text: str, state: str) -> CaseQuerySet:
    if state:
        found = found.filter(state=state)
    if text:
        number = "".join(text.split())
        named = Q(title__icontains=text) | Q(subject__name__icontains=text)
        found = found.filter(
            named | Q(subject__nip__startswith=number) if number.isdigit() else named
        )
    return found.order_by("subject__name", "pk")


def line(case: Any, item: WorkItem | None) -> Line:
    return Line(
        pk=case.pk,
        version=case.version,
        title=title_of(case),
        subject=case.subject.spoken_name if case.subject_id else "",
        nip=(case.subject.nip or "") if case.subject_id else "",
        state=state_of(case),
        state_key=case.state,
        holder=holder(item) if item else "",
        due=due(item.due_at) if item else None,
    )


def query_of(request: HttpRequest) -> str:
    """The address's parameters without the page, for the links to other pages."""
    kept = request.GET.copy()
    kept.pop("page", None)
    return f"{kept.urlencode()}&" if kept else ""
