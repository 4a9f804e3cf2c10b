"""The forms of a plan: its results, their indicators, and what belongs to it as a whole."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from processes.appraisal.models import Indicator, PlannedResult, PlanVersion
from processes.appraisal.plans import Offers, acting_label
from processes.appraisal.values import VALUES

from .fields import Number, line, text_area


class ResultForm(forms.Form):
    """One planned result; ``offers`` says what the writer may choose from."""

    main = forms.TypedChoiceField(
        label=gettext_lazy("Kind of result"),
        choices=[("1", gettext_lazy("Main result")), ("0", gettext_lazy("Additional result"))],
        coerce=lambda value: value == "1",
        required=False,
        empty_value=True,  # type: ignore[arg-type]
    )
    text = text_area(
        gettext_lazy("Planned result"),
        help_text=gettext_lazy("For example: birth certificates are issued within one day."),
    )
    perspective = forms.ChoiceField(
        label=gettext_lazy("Perspective"),
        choices=[("", gettext_lazy("None")), *PlannedResult.Perspective.choices],
        required=False,
    )
    acting = forms.ChoiceField(
        label=gettext_lazy("Acting post (Plt., Plh.) it belongs to"),
        help_text=gettext_lazy("Results of an acting post are always main results."),
        required=False,
    )
    supports = text_area(gettext_lazy("Superior's result that it supports"), rows=2)
    supports_from = forms.ChoiceField(
        label=gettext_lazy("Choose a result of the superior"), required=False
    )
    cascade = forms.ChoiceField(
        label=gettext_lazy("How it serves that result"),
        choices=[("", gettext_lazy("Not said")), *PlannedResult.Cascade.choices],
        required=False,
    )
    team = line(
        gettext_lazy("Team"),
        most=150,
        help_text=gettext_lazy("Where the result is achieved together: the name of the team."),
    )
    mark_optional = False

    def __init__(self, *args: Any, offers: Offers, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        superior = [(str(one.pk), one.text[:120]) for one in offers.superior]
        self._offer("supports_from", superior)
        self._offer("acting", [(str(one.pk), acting_label(one)) for one in offers.acting])
        if not offers.perspectives:
            del self.fields["perspective"]

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field: Any = self.fields[name]
        field.choices = [("", _("None")), *choices]
        if not choices:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if found.get("acting"):
            found["main"] = True
        return found


class IndicatorForm(forms.Form):
    """One indicator: a band that means "as expected", or a target in words.

    A draft may be incomplete; ``completeness`` says what it lacks before it can be proposed.
    """

    text = text_area(
        gettext_lazy("What is measured"),
        rows=2,
        help_text=gettext_lazy("For example: share of certificates issued on time."),
    )
    aspect = forms.ChoiceField(label=gettext_lazy("Aspect"), choices=Indicator.Aspect.choices)
    low = Number(label=gettext_lazy("Expected from"))
    high = Number(label=gettext_lazy("Expected to"))
    unit = line(gettext_lazy("Unit of measure"), most=60)
    lower_is_better = forms.TypedChoiceField(
        label=gettext_lazy("Direction"),
        choices=[
            ("0", gettext_lazy("The higher the better")),
            ("1", gettext_lazy("The lower the better")),
        ],
        coerce=lambda value: value == "1",
        required=False,
        empty_value=False,  # type: ignore[arg-type]
    )
    narrative = text_area(gettext_lazy("Or the target in words"), rows=2)
    mark_optional = False
    is_reversed = False
    blank_when_blank = ("text", "low", "high", "unit", "narrative")

    def is_blank(self) -> bool:
        """Whether nothing was typed into it."""
        return not any(str(self[name].data or "").strip() for name in self.blank_when_blank)

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        low, high = found.get("low"), found.get("high")
        if low is not None and high is not None and low > high:
            self.is_reversed = True
            self.add_error("high", _("Smaller than the lower end. Swap the two?"))
        return found


class PlanForm(forms.Form):
    """What belongs to a plan as a whole: approach, expectations for the seven values, annex."""

    approach = forms.ChoiceField(
        label=gettext_lazy("Approach"),
        choices=PlanVersion.Approach.choices,
        widget=forms.RadioSelect,
    )
    resources_staff = text_area(gettext_lazy("Support: staff"), rows=2)
    resources_budget = text_area(gettext_lazy("Support: budget"), rows=2)
    resources_equipment = text_area(gettext_lazy("Support: equipment"), rows=2)
    resources_guidance = text_area(gettext_lazy("Support: guidance by the leader"), rows=2)
    resources_facilities = text_area(gettext_lazy("Support: facilities"), rows=2)
    resources = text_area(gettext_lazy("Other support"), rows=2)
    accountability = text_area(
        gettext_lazy("Accountability scheme"),
        help_text=gettext_lazy("When progress is reported, and with which data."),
    )
    consequences = text_area(
        gettext_lazy("Consequences where the expectations are met"),
        rows=2,
        help_text=gettext_lazy("A recognition, or a new task."),
    )
    consequences_unmet = text_area(
        gettext_lazy("Consequences where they are not met"),
        rows=2,
        help_text=gettext_lazy("A reprimand, or the task goes to somebody else."),
    )
    mark_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for value in VALUES:
            self.fields[f"value_{value.number}"] = text_area(
                _("Special expectation of the leader: %(value)s") % {"value": value.name}, rows=2
            )
