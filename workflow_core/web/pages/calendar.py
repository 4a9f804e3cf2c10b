"""The calendar of the institution: its days off by year, its weeks, and who changed what.

Whatever would move due dates is shown with their number before it is done.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from workflow_core.calendar import clock, services
from workflow_core.calendar.calendars import COLLECTIVE
from workflow_core.calendar.models import CalendarChange, Holiday
from workflow_core.engine import deadlines
from workflow_core.people.holiday_file import HolidayFile, read
from workflow_core.people.models import Institution
from workflow_core.web import calendar_forms as forms
from workflow_core.web.access import access, role_everywhere, standing_of
from workflow_core.web.uploads import forget, keep, kept
from workflow_core.web.words import moment

if TYPE_CHECKING:
    from pathlib import Path

CHANGES_SHOWN = 30
SECONDS = 3.0

FORMS: dict[str, tuple[type[forms.CalendarForm], Any]] = {
    "day": (forms.HolidayForm, gettext_lazy("A day off")),
    "remove": (forms.RemoveForm, gettext_lazy("Strike a day off the list")),
    "seed": (forms.SeedForm, gettext_lazy("Fill a year from the library")),
    "settings": (forms.SettingsForm, gettext_lazy("How the institution counts")),
    "week": (forms.WeekForm, gettext_lazy("The week of a unit")),
}


@dataclass(frozen=True)
class ChangeLine:
    """A change of the calendar in words."""

    what: str
    before: str
    after: str
    who: str
    when: str


@access(role_everywhere("hr"))
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    institution = _institution(request)
    written = request.GET.get("year", "")
    year = int(written) if written.isascii() and written.isdigit() else 0
    if year not in range(forms.FIRST_YEAR, forms.LAST_YEAR + 1):
        year = clock.today().year
    changes = CalendarChange.objects.filter(institution=institution).select_related("unit", "by")
    context = {
        "institution": institution,
        "collective_is_off": (institution.settings or {}).get(COLLECTIVE, True),
        "year": year,
        "years": (year - 1, year + 1),
        "days": Holiday.objects.filter(institution=institution, date__year=year),
        "units": institution.units.exclude(six_day_week=None).order_by("name"),
        "changes": [_told(one) for one in changes.order_by("-at", "-pk")[:CHANGES_SHOWN]],
    }
    return render(request, "people/calendar.html", context)


@access(role_everywhere("hr"))
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_change(request: HttpRequest, what: str) -> HttpResponse:
    """Ask, then say what would move, then do it."""
    if what not in FORMS:
        raise Http404
    form_class, title = FORMS[what]
    institution = _institution(request)
    if request.method != "POST":
        form = form_class(institution=institution, **_initial(request, institution, what))
        return render(request, "people/calendar_form.html", {"form": form, "title": title})
    form = form_class(request.POST, institution=institution)
    context = {"form": form, "title": title}
    if not form.is_valid() or "change" in request.POST:
        status = 422 if form.errors else 200
        return render(request, "people/calendar_form.html", context, status=status)
    change = form.change()
    if "confirm" not in request.POST:
        context |= {"words": change.words, "moved": _moved_by(request, change)}
        return render(request, "people/calendar_check.html", context)
    _apply(request, change)
    return redirect(f"{reverse('calendar')}?year={(change.since or clock.today()).year}")


@access(role_everywhere("hr"))
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_import(request: HttpRequest) -> HttpResponse:
    form = forms.HolidayFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        token = keep(request.user, form.cleaned_data["file"])
        return redirect("calendar_import_check", token)
    context = {"form": form}
    status = 422 if form.errors else 200
    return render(request, "people/calendar_import.html", context, status=status)


@access(role_everywhere("hr"))
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_import_check(request: HttpRequest, token: str) -> HttpResponse:
    """What the file names, what is wrong in it, and how many due dates it moves."""
    file: Path | None = kept(request.user, token)
    if file is None:
        raise Http404
    found = read(file)
    change = _change_of(found) if not found.errors else None
    if request.method == "POST" and change:
        forget(request.user, token)
        _apply(request, change)
        return redirect(f"{reverse('calendar')}?year={(change.since or clock.today()).year}")
    there = set(_institution(request).holidays.values_list("date", flat=True))
    days = [(one, Holiday.Kind(one.kind).label, one.date in there) for one in found.days]
    context = {
        "file": file.name,
        "found": found,
        "days": days,
        "moved": _moved_by(request, change) if change else 0,
    }
    return render(
        request, "people/calendar_import_check.html", context, status=422 if found.errors else 200
    )


def _change_of(found: HolidayFile) -> forms.Change:
    since = min(one.date for one in found.days)
    return forms.Change("", since, lambda one, by: services.add_days(one, found.days, by=by))


def _moved_by(request: HttpRequest, change: forms.Change) -> int:
    fresh = _institution(request, fresh=True)
    return deadlines.moved_by(fresh, lambda: change.apply(fresh, request.user), since=change.since)


def _apply(request: HttpRequest, change: forms.Change) -> None:
    with transaction.atomic():
        change.apply(_institution(request, fresh=True), request.user)
    if deadlines.refresh_for(SECONDS):
        messages.success(request, _("Recorded. All open due dates follow the calendar."))
    else:
        messages.success(request, _("Recorded. The open due dates follow in the next minutes."))


def _initial(request: HttpRequest, institution: Institution, what: str) -> dict[str, Any]:
    """For a day that is on the list what stands there."""
    if what not in ("day", "remove"):
        return {"initial": {"year": clock.today().year + 1}} if what == "seed" else {}
    day = _iso(request.GET.get("date", ""))
    row = Holiday.objects.filter(institution=institution, date=day).first() if day else None
    if row is None:
        return {}
    return {"initial": {"was": row.date, "date": row.date, "name": row.name, "kind": row.kind}}


def _iso(written: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(written)
    except ValueError:
        return None


def _told(one: CalendarChange) -> ChangeLine:
    what = one.get_what_display()
    subject = date_format(one.date) if one.date else one.unit.name if one.unit else ""
    return ChangeLine(
        what=capfirst(": ".join(filter(None, [str(what), subject]))),
        before=_value(one, one.before),
        after=_value(one, one.after),
        who=str(one.by),
        when=moment(one.at),
    )


def _value(one: CalendarChange, value: Any) -> str:
    if isinstance(value, dict):
        return f"{value['name']} ({Holiday.Kind(value['kind']).label})"
    if isinstance(value, bool):
        return pgettext("answer", "yes") if value else pgettext("answer", "no")
    if one.what == CalendarChange.What.ZONE:
        return str(Institution.Zone(value).label)
    return "–"


def _institution(request: HttpRequest, *, fresh: bool = False) -> Institution:
    own = standing_of(request).person.institution
    return Institution.objects.get(pk=own.pk) if fresh else own
