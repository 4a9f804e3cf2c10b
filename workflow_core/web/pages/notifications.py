"""What a person was told, and marking it as read."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from workflow_core.notify.replay import mark_read, rows_of
from workflow_core.web.access import access, signed_in
from workflow_core.web.bulk import _is_number
from workflow_core.web.news import item_of

PER_PAGE = 50


@access(signed_in)
@require_safe
def notifications(request: HttpRequest) -> HttpResponse:
    page = Paginator(rows_of(request.user.pk), PER_PAGE).get_page(request.GET.get("page"))
    items = [item_of(row, request.user) for row in page]
    newest = items[0].number if items else 0
    context = {"page": page, "items": items, "newest": newest, "query": ""}
    context["has_new"] = any(item.is_new for item in items)
    return render(request, "workflow/notifications.html", context)


@access(signed_in)
@require_POST
def read_notifications(request: HttpRequest) -> HttpResponse:
    """Mark as read what was on the page, up to the newest number on it; later news stays new."""
    until = request.POST.get("until", "")
    if _is_number(until):
        mark_read(request.user.pk, int(until))
    return redirect("notifications")
