"""Refusals of the engine become answers in one place: 409, 403 and 422, as a page or as JSON."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from workflow_core.engine.errors import Conflict, Forbidden, NotReady, Refused

from .conflict import conflict_context

STATUS: dict[type[Refused], int] = {Conflict: 409, Forbidden: 403, NotReady: 422}
TEMPLATES = {
    409: "workflow/conflict.html",
    403: "errors/403.html",
    422: "errors/422.html",
}


class RefusalMiddleware:
    """Turns ``Conflict``, ``Forbidden`` and ``NotReady`` that a view lets through into answers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, refused: Exception) -> HttpResponse | None:
        return answer(request, refused) if isinstance(refused, Refused) else None


def answer(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The answer to a refused request; nothing was changed, and nothing the user typed is lost."""
    status = next(code for kind, code in STATUS.items() if isinstance(refused, kind))
    case = getattr(refused, "case", None)
    zone = ZoneInfo(case.institution.time_zone) if case else None
    with timezone.override(zone):
        context = context_of(request, refused)
        if _wants_json(request):
            return JsonResponse({"status": status, "detail": context["refusal"]}, status=status)
        response = render(request, TEMPLATES[status], context, status=status)
    if request.headers.get("HX-Request"):
        # The refusal takes the place of the whole page, whatever part of it was asked for.
        response["HX-Retarget"], response["HX-Reswap"] = "body", "innerHTML"
    return response


def context_of(request: HttpRequest, refused: Refused) -> dict[str, Any]:
    """What the page prints: the sentence, the way back, and what the user had typed."""
    form = getattr(request, "filled_form", None)
    context: dict[str, Any] = {"refusal": str(refused), "typed": form.typed() if form else []}
    pk = request.resolver_match.kwargs.get("pk") if request.resolver_match else None
    if isinstance(refused, Conflict):
        context |= conflict_context(refused, request.user)
    elif pk and request.path.startswith(reverse("cases")):
        context["back_url"] = reverse("case", args=[pk])
    return context


def _wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"
