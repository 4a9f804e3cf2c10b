"""The forms of action plan, progress and dialogue."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow_core.calendar import clock

from .fields import Day, ProofForm, link, text_area, upload


class StepForm(forms.Form):
    """One step of an action plan, inside the period ``starts`` to ``ends``."""

    text = text_area(gettext_lazy("Action"), rows=2, required=True)
    due = Day(label=gettext_lazy("Until"))
    mark_optional = False

    def __init__(self, *args: Any, starts: Any, ends: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.starts, self.ends = starts, ends

    def clean_due(self) -> Any:
        due = self.cleaned_data["due"]
        if not self.starts <= due <= self.ends:
            raise forms.ValidationError(_("Choose a day in the period of this appraisal."))
        return due


class ProgressForm(ProofForm):
    """What came of a result on a day, with a link or a file as its evidence."""

    day = Day(label=gettext_lazy("Day"))
    text = text_area(
        gettext_lazy("Progress"),
        rows=2,
        required=True,
        help_text=gettext_lazy("Say what came of it, not what was done."),
    )
    url = link(gettext_lazy("Link to the evidence"))
    file = upload(gettext_lazy("Or a file"))
    mark_optional = False

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day > clock.today():
            raise forms.ValidationError(_("This day is still to come."))
        return day


class AgreementForm(forms.Form):
    """What was agreed in the dialogue about half a year."""

    talked_on = Day(label=gettext_lazy("Day of the dialogue"))
    text = text_area(gettext_lazy("What was agreed"), required=True)
    due = Day(label=gettext_lazy("Until"), required=False)
    mark_optional = False

    def clean_talked_on(self) -> Any:
        day = self.cleaned_data["talked_on"]
        if day > clock.today():
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if found.get("due") and found.get("talked_on") and found["due"] < found["talked_on"]:
            self.add_error("due", _("This is before the day of the dialogue."))
        return found
