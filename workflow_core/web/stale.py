"""A newer draft was saved in between: both texts side by side, and a choice."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from . import kept
from .changes import compare

NOT_CARRIED = frozenset({"edition", "remove", "key", "expected_version"})
"""Beside what is never kept: marks of the page that was opened too early."""


def stale_page(
    request: HttpRequest,
    case: Any,
    *,
    edition: int | str,
    mine: Sequence[str],
    stored: Sequence[str],
    title: str = "",
    secrets: Sequence[str] = (),
) -> HttpResponse:
    """The page of the choice, 409: mine once more against ``edition``, or what is stored."""
    changes = compare(stored, mine)
    context = {
        "case": case,
        "title": title or case.title,
        "edition": edition,
        "stored": [one for one in changes if one.kind != "new"],
        "mine": [one for one in changes if one.kind != "gone"],
        "carried": [
            (name, value)
            for name, values in kept.without_secrets(request).lists()
            if name not in {*NOT_CARRIED, *secrets}
            for value in values
        ],
        "had_files": bool(request.FILES),
        "here": request.path,
    }
    return render(request, "workflow/stale.html", context, status=409)
