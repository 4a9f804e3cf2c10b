"""Who may open a page. Every view carries a rule; a test fails where one is missing.

A rule takes the request and the view's arguments and returns the arguments the view gets instead,
so fetching *is* the check: a view behind ``case_reader`` is handed a case its reader may see, and
never a bare number. Whoever a rule does not admit gets 404, not 403: a stranger is not even told
that there is something.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone

from workflow_core.engine.standing import Standing

from . import kept
from .cases import visible_case
from .news import bell
from .staff import HR, person_of, unit_of
from .waiting import queue_item as visible_item

Arguments = dict[str, Any]
Rule = Callable[[HttpRequest, Arguments], Arguments]
View = Callable[..., HttpResponseBase]


def access(rule: Rule | None = None, *, public: bool = False) -> Callable[[View], View]:
    """Put a view behind a rule, or declare it ``public``. The anonymous are asked to sign in."""
    if (rule is None) != public:
        raise TypeError("a view has a rule or is public, and not both")

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, **arguments: Any) -> HttpResponseBase:
            if rule is None:
                return view(request, **arguments)
            if not request.user.is_authenticated:
                kept.keep(request)
                return redirect_to_login(request.get_full_path())
            _prepare(request)
            request.zone = zone_of(request.user)  # type: ignore[attr-defined]  # for the error page
            with timezone.override(request.zone):  # type: ignore[attr-defined]
                response = view(request, **rule(request, arguments))
            if response.status_code == HTTPStatus.FOUND:
                kept.settle(request)  # a form that led on was accepted
            return response

        guarded.access = rule or "public"  # type: ignore[attr-defined]
        return guarded

    return guard


def _prepare(request: HttpRequest) -> None:
    if request.method == "GET":
        bell(request)  # before anything that the page shows
    if request.method == "POST":
        kept.receive(request)


def zone_of(person: Any) -> ZoneInfo | None:
    """The clock of the person's institution; ``None`` (the server's) where there is none."""
    return ZoneInfo(person.institution.time_zone) if person.institution_id else None


def standing_of(request: HttpRequest) -> Standing:
    """The reader's standing, read once per request."""
    found: Standing | None = getattr(request, "standing", None)
    if found is None or found.person.pk != request.user.pk:
        found = Standing(request.user)
        request.standing = found  # type: ignore[attr-defined]
    return found


def signed_in(request: HttpRequest, arguments: Arguments) -> Arguments:
    """Anybody with an account; the page itself shows only what is his."""
    return arguments


def role(codename: str) -> Rule:
    """Those who hold a role on some unit now."""

    def holders(request: HttpRequest, arguments: Arguments) -> Arguments:
        if codename not in standing_of(request).roles:
            raise Http404
        return arguments

    holders.__name__ = f"role_{codename}"
    return holders


def role_in_path(request: HttpRequest, arguments: Arguments) -> Arguments:
    """Those who hold the role that the address names."""
    return role(arguments["role"])(request, arguments)


def case_reader(request: HttpRequest, arguments: Arguments) -> Arguments:
    """Those who may see the case; the view gets ``case`` in place of ``pk``."""
    rest = dict(arguments)
    case = visible_case(standing_of(request), rest.pop("pk"))
    if case is None:
        raise Http404
    return {"case": case, **rest}


def queue_item(request: HttpRequest, arguments: Arguments) -> Arguments:
    """Those whose queue the open work item lies in; the view gets ``item`` in place of ``pk``."""
    rest = dict(arguments)
    item = visible_item(standing_of(request), rest.pop("pk"))
    if item is None:
        raise Http404
    return {"item": item, **rest}


def role_everywhere(codename: str) -> Rule:
    """Those who hold the role on the topmost unit, and so for the whole institution."""

    def holders(request: HttpRequest, arguments: Arguments) -> Arguments:
        if not standing_of(request).holds_everywhere(codename):
            raise Http404
        return arguments

    holders.__name__ = f"role_{codename}_everywhere"
    return holders


def staff_member(request: HttpRequest, arguments: Arguments) -> Arguments:
    """Personnel officers who look after the person; the view gets ``person`` in place of ``pk``."""
    rest = role(HR)(request, dict(arguments))
    person = person_of(standing_of(request), rest.pop("pk"))
    if person is None:
        raise Http404
    return {"person": person, **rest}


def staff_unit(request: HttpRequest, arguments: Arguments) -> Arguments:
    """Personnel officers who look after the unit; the view gets ``unit`` itself."""
    rest = role(HR)(request, dict(arguments))
    unit = unit_of(standing_of(request), rest.pop("unit"))
    if unit is None:
        raise Http404
    return {"unit": unit, **rest}
