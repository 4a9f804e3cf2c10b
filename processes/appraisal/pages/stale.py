"""Somebody saved a newer draft in between: both texts side by side, and a choice."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from processes.appraisal.reading import compare

NOT_CARRIED = frozenset({"csrfmiddlewaretoken", "edition", "action", "remove"})


def stale_page(
    request: HttpRequest, case: Any, *, edition: int, mine: Sequence[str], stored: Sequence[str]
) -> HttpResponse:
    """The page of the choice, 409: mine once more against ``edition``, or what is stored."""
    changes = compare(stored, mine)
    context = {
        "case": case,
        "edition": edition,
        "stored": [one for one in changes if one.kind != "new"],
        "mine": [one for one in changes if one.kind != "gone"],
        "carried": [
            (name, value)
            for name, values in request.POST.lists()
            if name not in NOT_CARRIED
            for value in values
        ],
        "had_files": bool(request.FILES),
        "here": request.path,
    }
    return render(request, "appraisal/stale.html", context, status=409)
