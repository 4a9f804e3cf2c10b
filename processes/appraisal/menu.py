"""The appraisal's entries of the main menu."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from workflow_core.web.access import standing_of
from workflow_core.web.navigation import Entry, register

from .pages.team import leads_somebody


def register_entries() -> None:
    register(Entry(url_name="team", label=_("Team"), icon="people", order=20, shown=leads_somebody))
    register(
        Entry(url_name="approvals", label=_("Approvals"), icon="check", order=40, shown=_approves)
    )
    register(
        Entry(url_name="cycles", label=_("Cycles"), icon="clock", order=50, shown=_runs_cycles)
    )
    register(
        Entry(
            url_name="own_history",
            label=_("Performance history"),
            icon="document",
            order=70,
            aside=_is_officer,
        )
    )
    register(Entry(url_name="help", label=_("Help"), icon="help", order=80, aside=_is_officer))


def _is_officer(request: HttpRequest) -> bool:
    """Officers have a full menu; they find the help under their name."""
    return bool(standing_of(request).roles)


def _approves(request: HttpRequest) -> bool:
    return "approver" in standing_of(request).roles


def _runs_cycles(request: HttpRequest) -> bool:
    return standing_of(request).holds_everywhere("hr")
