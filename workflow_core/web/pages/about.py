"""What runs here, under which licence, and how to get its source (AGPL-3.0, section 13)."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from workflow_core.web.access import access


@access(public=True)
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "about.html", {"published_at": settings.SOURCE_URL})
