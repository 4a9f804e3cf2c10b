"""The core's entries of the main menu."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .access import standing_of
from .navigation import Entry, register
from .news import bell
from .waiting import desk_of


def register_entries() -> None:
    register(Entry(url_name="desk", label=_("Desk"), icon="desk", order=10, count=_on_desk))
    register(Entry(url_name="cases", label=_("Cases"), icon="table", order=30))
    register(Entry(url_name="notifications", label=_("News"), icon="bell", order=60, count=_unread))
    register(Entry(url_name="overdue", label=_("Late"), icon="clock", order=65, shown=_is_hr))
    register(Entry(url_name="staff", label=_("Staff"), icon="people", order=70, shown=_is_hr))


def _on_desk(request: HttpRequest) -> int:
    known: int | None = getattr(request, "desk_count", None)
    return desk_of(standing_of(request)).count() if known is None else known


def _unread(request: HttpRequest) -> int:
    return bell(request).unread


def _is_hr(request: HttpRequest) -> bool:
    return "hr" in standing_of(request).roles
