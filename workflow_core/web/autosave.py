"""What a page that saves its draft by itself is told, as JSON; ``js/drafts.js`` reads it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import JsonResponse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from workflow_core.calendar import clock


def saved_at() -> str:
    """The sentence beside the buttons once a draft is stored."""
    return _("Draft saved %(time)s") % {"time": time_format(timezone.localtime(clock.now()).time())}


def saved(fields: Mapping[str, Any], wrong: Sequence[Any], *, whole: bool = True) -> JsonResponse:
    """Stored, 200; ``fields`` are hidden fields to be renewed, ``wrong`` those left out.

    ``partly`` tells that a value was left out, ``whole`` that everything typed is stored, so that
    the device may forget it.
    """
    found = {"detail": _but_for(_told(wrong)), "fields": fields, "whole": whole and not wrong}
    return JsonResponse({**found, "partly": bool(wrong)})


def partly_saved(wrong: Sequence[Any]) -> str:
    """``saved_at``, and which values were left out; the page itself tells why, at each of them."""
    return _but_for(", ".join(map(_named, wrong)))


def _but_for(left_out: str) -> str:
    if not left_out:
        return saved_at()
    return _("%(saved)s, but for: %(errors)s") % {"saved": saved_at(), "errors": left_out}


def refused(wrong: Sequence[Any]) -> JsonResponse:
    """Not stored, 422: something typed cannot be kept by any draft."""
    return JsonResponse(
        {"detail": _("Not saved: %(errors)s") % {"errors": _told(wrong)}}, status=422
    )


def stale() -> JsonResponse:
    """Not stored, 409: a newer text was saved elsewhere; the page offers to show both."""
    detail = _("Not saved: there is a newer text.")
    return JsonResponse({"detail": detail, "both": True}, status=409)


def _told(wrong: Sequence[Any]) -> str:
    return " ".join(f"{_named(field)}: {error}" for field in wrong for error in field.errors)


def _named(field: Any) -> str:
    """The field's label, behind the place of its form where the page has several like it."""
    place = getattr(field.form, "place", "")
    return f"{place}, {field.label}" if place else str(field.label)
