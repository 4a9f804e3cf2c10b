"""What a person has sent in: number, instant, content, and what became of it."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from workflow_core.calendar import clock
from workflow_core.engine.machine import ways
from workflow_core.engine.models import Receipt
from workflow_core.engine.receipts import BROKEN
from workflow_core.web.access import access, signed_in, standing_of
from workflow_core.web.cases import LARGEST_ID, definition_for, title_of
from workflow_core.web.receiving import content_of, to_the_second
from workflow_core.web.sending import again

PER_PAGE = 50


@dataclass(frozen=True)
class Line:
    """One receipt as it is shown."""

    pk: int
    number: str
    move: str
    title: str
    case: int
    at: str
    outcome: str
    tone: str


@access(signed_in)
@require_safe
def receipts(request: HttpRequest) -> HttpResponse:
    found = Receipt.objects.filter(person=request.user.pk).select_related("case", "event")
    page = Paginator(found.order_by("-received_at", "-pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {"page": page, "lines": [_line(one) for one in page], "query": ""}
    return render(request, "workflow/receipts.html", context)


@access(signed_in)
@require_safe
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own receipt with what was sent; nobody else's is found."""
    known = Receipt.objects.filter(person=request.user.pk, pk=pk if pk <= LARGEST_ID else 0)
    found = known.select_related("case", "event").first()
    if found is None:
        raise Http404
    context = {
        "line": _line(found),
        "receipt": found,
        "texts": _texts(found),
        "again": again(found, standing_of(request)),
    }
    return render(request, "workflow/receipt.html", context)


def _line(one: Receipt) -> Line:
    outcome, tone = _outcome(one)
    way = next(
        iter(ways(definition_for(one.case).case_class).get(one.transition, {}).values()), None
    )
    return Line(
        pk=one.pk,
        number=one.number,
        move=str(way.label) if way else one.transition,
        title=title_of(one.case),
        case=one.case_id,
        at=to_the_second(one),
        outcome=outcome,
        tone=tone,
    )


def _outcome(one: Receipt) -> tuple[str, str]:
    if one.event_id:
        return _("Done"), "ok"
    if one.answered_at:
        return _("Not accepted: %s") % one.refusal, "late"
    if one.received_at > clock.now() - BROKEN:
        return _("Under way. If this stays so for half a minute, send it once more."), "wait"
    return _("It broke down on our side. Send it once more."), "wait"


def _texts(one: Receipt) -> list[tuple[str, str]]:
    """What was typed, as it was received."""
    texts: dict[str, Any] = content_of(one).get("texts", {})
    return [(name, _plain(value)) for name, value in texts.items() if value]


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
