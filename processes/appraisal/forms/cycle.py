"""The forms of HR's cycles."""

from collections.abc import Sized
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from processes.appraisal.cycles import usual_windows
from processes.appraisal.distribution import OrganisationResult
from processes.appraisal.models import Cycle
from processes.appraisal.state import State
from workflow_core.people.models import Person

from .fields import Day, line, person_with, text_area

FIRST_YEAR, LAST_YEAR = 2020, 2100


class PeriodForm(forms.Form):
    """For which period a cycle is; the windows are suggested from it."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of cycle"), choices=Cycle.Kind.choices)
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    number = forms.IntegerField(
        label=gettext_lazy("Quarter or month"),
        required=False,
        min_value=1,
        max_value=12,
        help_text=gettext_lazy("1 to 4 for a quarterly, 1 to 12 for a monthly cycle."),
    )
    mark_optional = False

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if self.errors:
            return found
        annual = found["kind"] == Cycle.Kind.ANNUAL
        found["number"] = 1 if annual else found.get("number")
        try:
            found["windows"] = usual_windows(found["kind"], found["year"], found["number"] or 0)
        except ValueError:
            self.add_error("number", _("There is no such period in a year."))
        return found


class CycleForm(forms.Form):
    """A new cycle: its name, who receives the evaluations, and its windows."""

    kind = forms.ChoiceField(choices=Cycle.Kind.choices, widget=forms.HiddenInput)
    year = forms.IntegerField(min_value=FIRST_YEAR, max_value=LAST_YEAR, widget=forms.HiddenInput)
    title = line(gettext_lazy("Name"), most=200, required=True)
    approver = line(
        gettext_lazy("NIP of the competent authority (PyB)"),
        most=40,
        required=True,
        help_text=gettext_lazy("Whoever receives the evaluations at the end."),
    )
    starts = Day(label=gettext_lazy("Period from"))
    ends = Day(label=gettext_lazy("Period to"))
    plan_due = Day(label=gettext_lazy("Plans set by"))
    report_opens = Day(label=gettext_lazy("Reports from"))
    report_ends = Day(label=gettext_lazy("Reports until"))
    evaluation_ends = Day(label=gettext_lazy("Ratings until"))
    grace_days = forms.IntegerField(
        label=gettext_lazy("Working days a rater may be late"), min_value=0, max_value=60, initial=0
    )
    deliver_automatically = forms.BooleanField(
        label=gettext_lazy("Deliver ratings without calibration, as soon as they are signed"),
        required=False,
    )
    deemed_receipt_days = forms.IntegerField(
        label=gettext_lazy("Count as received after so many working days"),
        required=False,
        min_value=1,
        max_value=60,
        help_text=gettext_lazy("Leave empty where only the employee confirms receipt."),
    )
    ORDER = ("starts", "ends"), ("report_opens", "report_ends"), ("report_ends", "evaluation_ends")

    def __init__(self, *args: Any, institution: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.institution = institution

    def clean_approver(self) -> Person:
        return person_with(self.cleaned_data["approver"], self.institution)

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        for first, second in self.ORDER:
            if found.get(first) and found.get(second) and found[first] > found[second]:
                label = self.fields[first].label
                self.add_error(second, _("This is before “%(label)s”.") % {"label": label})
        return found


class LateJoinerForm(forms.Form):
    """Somebody who joined after the launch."""

    person = line("NIP", most=40, required=True)
    mark_optional = False

    def __init__(self, *args: Any, institution: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.institution = institution

    def clean_person(self) -> Person:
        return person_with(self.cleaned_data["person"], self.institution)


class UnitResultForm(forms.Form):
    """The result of one unit in a cycle; empty where it is not known yet."""

    level = forms.ChoiceField(
        label=gettext_lazy("Result"),
        required=False,
        choices=[("", gettext_lazy("not known yet")), *OrganisationResult.choices],
    )
    carried_over = forms.BooleanField(label=gettext_lazy("Last period's result"), required=False)
    mark_optional = False

    def __init__(self, *args: Any, unit: str, is_set: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_set = is_set
        for field in self.fields.values():
            # Every row asks the same: whoever hears the page is told which unit it is about.
            spoken = '{}<span class="only-spoken"> {}</span>'
            field.label = format_html(spoken, field.label, unit)

    def clean_level(self) -> str:
        level = str(self.cleaned_data["level"])
        if self.is_set and not level:
            raise ValidationError(_("A result that was set can be changed, but not taken away."))
        return level


class CaseFilter(forms.Form):
    """Narrows the appraisals of a cycle."""

    q = line(gettext_lazy("Name or NIP"), most=100)
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("All")), *State.choices],
    )
    mark_optional = False


class DecreeForm(forms.Form):
    """The decree on which several transfers rest."""

    decree = line(gettext_lazy("Number of the decree, or source"), most=200, required=True)
    decree_date = Day(label=gettext_lazy("Date of the decree"), required=False)
    effective = Day(
        label=gettext_lazy("Effective from"),
        required=False,
        help_text=gettext_lazy("Leave empty to take the day named at each appraisal."),
    )
    reason = text_area(
        gettext_lazy("Reason"),
        help_text=gettext_lazy("Everybody concerned reads it, and it stays in the history."),
        required=True,
    )

    def check_chosen(self, chosen: Sized) -> bool:
        """Whether anything was ticked; else the form says so."""
        if not len(chosen):
            self.add_error(None, _("Tick at least one appraisal."))
        return bool(len(chosen))
