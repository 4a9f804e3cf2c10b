"""What the frame of every page needs: menu, source link and the institution's theme."""

import functools
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from workflow_core.people.models import Institution
from workflow_core.web import navigation, news

THEME_SECONDS = 300


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor of all pages; what costs something is computed only where it is printed."""
    return {
        "nav": SimpleLazyObject(lambda: _nav(request)),
        "theme": SimpleLazyObject(lambda: _theme(request)),
        "process_styles": _process_styles(),
        "source_url": settings.SOURCE_URL or reverse("about"),
        "bell": SimpleLazyObject(lambda: news.bell(request)),
        "poll_seconds": settings.NEWS_POLL_SECONDS,
    }


@functools.cache
def _process_styles() -> list[str]:
    """Stylesheets in which processes colour their own states: ``static/<label>/states.css``."""
    sheets = {
        app.label: Path(app.path, "static", app.label, "states.css")
        for app in apps.get_app_configs()
    }
    return [f"{label}/states.css" for label, sheet in sheets.items() if sheet.exists()]


def _nav(request: HttpRequest) -> list[navigation.Item]:
    user = getattr(request, "user", None)
    return navigation.items(request) if user is not None and user.is_authenticated else []


def _theme(request: HttpRequest) -> str:
    """The name of a theme in ``tokens.css``, chosen in the institution's settings."""
    institution = getattr(getattr(request, "user", None), "institution_id", None)
    if institution is None:
        return ""

    def chosen() -> str:
        found = Institution.objects.filter(pk=institution).values_list("settings__theme", flat=True)
        return str(found.first() or "")

    return str(cache.get_or_set(f"theme:{institution}", chosen, THEME_SECONDS))
