"""What HR may change in the calendar; each form says what it would do before it does it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from workflow_core.calendar import services
from workflow_core.calendar.calendars import COLLECTIVE
from workflow_core.calendar.models import Holiday
from workflow_core.people.models import Institution, Unit

from .inputs import check_storable
from .staff_forms import DayField

if TYPE_CHECKING:
    from collections.abc import Callable

FIRST_YEAR, LAST_YEAR = 2020, 2100
SEEDABLE = range(2000, 2078)
"""The years for which the holidays library reckons the moon."""


@dataclass(frozen=True)
class Change:
    """What would be done: in words, from which day on it matters, and doing it."""

    words: str
    since: dt.date | None
    apply: Callable[[Institution, Any], object]


class CalendarForm(forms.Form):
    """A form of the calendar; ``institution`` as it is now."""

    mark_optional = False

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.institution = institution

    def change(self) -> Change:
        raise NotImplementedError


class HolidayForm(CalendarForm):
    """A day off, new or corrected; ``was`` is the day it stood on before."""

    was = DayField(required=False)
    date = DayField(label=gettext_lazy("Date"))
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=services.LONGEST_NAME, validators=[check_storable]
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Holiday.Kind.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["was"].widget = forms.HiddenInput()

    def clean_date(self) -> dt.date:
        day: dt.date = self.cleaned_data["date"]
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError(_("The year lies between %d and %d.") % (FIRST_YEAR, LAST_YEAR))
        there = Holiday.objects.filter(institution=self.institution, date=day).first()
        if there and day != self.cleaned_data.get("was"):
            raise ValidationError(_("On this day stands already: %s.") % there.name)
        return day

    def change(self) -> Change:
        given = self.cleaned_data
        was, day = given["was"] or given["date"], given["date"]

        def apply(institution: Institution, by: Any) -> object:
            facts = {"kind": given["kind"], "by": by}
            return services.move_holiday(institution, was, day, given["name"], **facts)

        words = _("%(date)s: %(name)s (%(kind)s)") % {
            "date": date_format(day),
            "name": given["name"],
            "kind": Holiday.Kind(given["kind"]).label,
        }
        return Change(words, min(was, day), apply)


class RemoveForm(CalendarForm):
    """A day off that is struck off the list."""

    date = DayField(widget=forms.HiddenInput)

    def clean_date(self) -> dt.date:
        day: dt.date = self.cleaned_data["date"]
        if not Holiday.objects.filter(institution=self.institution, date=day).exists():
            raise ValidationError(_("This day is not on the list."))
        return day

    def change(self) -> Change:
        day = self.cleaned_data["date"]
        row = Holiday.objects.get(institution=self.institution, date=day)
        words = _("Strike off %(date)s: %(name)s") % {"date": date_format(day), "name": row.name}
        return Change(words, day, lambda one, by: services.remove_holiday(one, day, by=by))


class SeedForm(CalendarForm):
    """A year out of the library of holidays."""

    year = forms.IntegerField(
        label=gettext_lazy("Year"),
        min_value=max(FIRST_YEAR, SEEDABLE.start),
        max_value=SEEDABLE.stop - 1,
        help_text=gettext_lazy(
            "Days by the moon are estimates, and collective leave is missing until the joint "
            "decree (SKB 3 Menteri) is out. Compare with the decree afterwards."
        ),
    )

    def change(self) -> Change:
        year = self.cleaned_data["year"]
        there = Holiday.objects.filter(institution=self.institution, date__year=year).count()
        count = len(services.library_year(year))
        words = ngettext("%(year)d: %(count)d day", "%(year)d: %(count)d days", count)
        told = words % {"year": year, "count": count}
        if there:
            told += " · " + _("days that are on the list already stay as they are")
        start = dt.date(year, 1, 1)
        return Change(told, start, lambda one, by: services.import_year(one, year, by=by))


class SettingsForm(CalendarForm):
    """How the whole institution counts."""

    six_day_week = forms.BooleanField(
        label=gettext_lazy("Six working days a week (Saturday is one)"), required=False
    )
    collective_is_off = forms.BooleanField(
        label=gettext_lazy("Collective leave (cuti bersama) is off"), required=False
    )
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=Institution.Zone.choices)

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "six_day_week": institution.six_day_week,
            "collective_is_off": (institution.settings or {}).get(COLLECTIVE, True),
            "time_zone": institution.time_zone,
        }
        super().__init__(*args, institution=institution, **kwargs)

    def change(self) -> Change:
        given = self.cleaned_data

        def apply(institution: Institution, by: Any) -> None:
            services.set_week(institution, six_day_week=given["six_day_week"], by=by)
            services.set_collective_leave(institution, is_off=given["collective_is_off"], by=by)
            services.set_zone(institution, zone=given["time_zone"], by=by)

        words = [
            _("six-day week") if given["six_day_week"] else _("five-day week"),
            _("collective leave is off")
            if given["collective_is_off"]
            else _("collective leave is worked"),
            Institution.Zone(given["time_zone"]).label,
        ]
        return Change(", ".join(words), None, apply)


class WeekForm(CalendarForm):
    """The week of one unit."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("Unit"))
    week = forms.ChoiceField(
        label=gettext_lazy("Week"),
        choices=[("6", gettext_lazy("six-day week")), ("5", gettext_lazy("five-day week"))],
    )

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:
        super().__init__(*args, institution=institution, **kwargs)
        field: Any = self.fields["unit"]
        field.queryset = institution.units.order_by("name")

    def change(self) -> Change:
        unit, six = self.cleaned_data["unit"], self.cleaned_data["week"] == "6"

        def apply(institution: Institution, by: Any) -> None:
            fresh = Unit.objects.select_related("institution").get(pk=unit.pk)
            services.set_unit_week(fresh, six_day_week=six, by=by)

        week = _("six-day week") if six else _("five-day week")
        return Change(f"{unit.name}: {week}", None, apply)


class HolidayFileForm(forms.Form):
    """A year's list as a file, to be looked at."""

    file = forms.FileField(
        label=gettext_lazy("List of days off (.xlsx or .csv)"),
        help_text=gettext_lazy(
            "With the columns TANGGAL, NAMA and JENIS (nasional, cuti bersama or lokal). "
            "Nothing is changed before you confirm."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
