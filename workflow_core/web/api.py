"""``/api/v1/``: what pages and other programs of a signed-in person ask for, as JSON."""

from __future__ import annotations

import json
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from workflow_core.notify import replay

from .access import Rule, View, access, signed_in
from .cases import LARGEST_ID
from .news import bell, item_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

    from workflow_core.notify.models import Notification

USUAL_LIMIT = 50


def api(rule: Rule) -> Callable[[View], View]:
    """``access`` for programs: the anonymous get 401 as JSON and no page to sign in."""

    def guard(view: View) -> View:
        page = access(rule)(view)

        @wraps(page)
        def guarded(request: HttpRequest, **arguments: Any) -> HttpResponseBase:
            if request.user.is_authenticated:
                return page(request, **arguments)
            return _refused(401, _("Sign in first."))

        return guarded

    return guard


@api(signed_in)
@require_GET
def notifications(request: HttpRequest) -> JsonResponse:
    """What the reader was told after number ``since``, oldest first, at most ``limit`` rows.

    ``last`` is his newest number: whoever got fewer rows than that asks again from the last one.
    """
    since = _number(request.GET.get("since", "0"))
    limit = _number(request.GET.get("limit", str(USUAL_LIMIT)))
    if since is None or not limit or limit > replay.AT_MOST:
        sentence = _("“since” is a number, and “limit” one from 1 to %d.") % replay.AT_MOST
        return _refused(400, sentence)
    rows = list(replay.rows_since(request.user.pk, since, limit))
    known = bell(request)
    return JsonResponse(
        {
            "last": max([known.last, *(row.number for row in rows)]),
            "unread": known.unread,
            "items": [_item(row, request.user) for row in rows],
        },
        headers={"Cache-Control": "no-store"},
    )


@api(signed_in)
@require_POST
def read_notifications(request: HttpRequest) -> JsonResponse:
    """Mark the reader's rows up to number ``until`` as read; later news stays new."""
    until = _until(request.body)
    if until is None:
        return _refused(400, _("“until” is the number up to which everything was read."))
    replay.mark_read(request.user.pk, until)
    known = replay.bell_of(request.user.pk)
    return JsonResponse({"last": known.last, "unread": known.unread})


def _item(row: Notification, reader: Any) -> dict[str, Any]:
    item = item_of(row, reader)
    return {
        "number": item.number,
        "kind": row.kind,
        "text": item.text,
        "title": item.title,
        "case": item.href,
        "at": row.created_at.isoformat(),
        "read": not item.is_new,
    }


def _until(body: bytes) -> int | None:
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        return None
    until = given.get("until") if isinstance(given, dict) else None
    return until if type(until) is int and 0 <= until <= LARGEST_ID else None


def _number(text: str) -> int | None:
    """A number of a notification, which the database can hold."""
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_ID))
    return int(text) if is_number and int(text) <= LARGEST_ID else None


def _refused(status: int, sentence: str) -> JsonResponse:
    return JsonResponse({"status": status, "detail": sentence}, status=status)
