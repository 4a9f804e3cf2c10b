"""The forms of the appraisal's own pages."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import DecimalValidator, URLValidator
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow_core.people.models import Person
from workflow_core.web.inputs import check_storable

from . import figures, proofs
from .cycles import usual_windows
from .distribution import OrganisationResult
from .models import Cycle, Indicator, PlanVersion
from .state import State
from .values import VALUES

LONG = 8000
LINE = 400
FIRST_YEAR, LAST_YEAR = 2020, 2100


class Number(forms.Field):
    """A number with a comma or a point, as ``figures`` reads it; of at most 18 digits."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    default_validators = [DecimalValidator(max_digits=18, decimal_places=4)]

    def __init__(self, *, label: Any) -> None:
        super().__init__(label=label, required=False)

    def to_python(self, value: Any) -> Decimal | None:
        if not str(value or "").strip():
            return None
        try:
            return figures.read(str(value))
        except figures.Unclear as unclear:
            raise ValidationError(str(unclear), code="invalid") from unclear

    def prepare_value(self, value: Any) -> Any:
        return figures.show(value) if isinstance(value, Decimal) else value


class LongText(forms.CharField):
    """A text of several lines, with the same line ends however it was sent."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


def text_area(
    label: Any, *, rows: int = 3, help_text: Any = "", required: bool = False
) -> forms.CharField:
    return LongText(
        label=label,
        help_text=help_text,
        required=required,
        max_length=LONG,
        validators=[check_storable],
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def line(label: Any, *, most: int, help_text: Any = "", required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=most,
        validators=[check_storable],
    )


def is_storable(form: forms.Form) -> bool:
    """Whether a draft keeps this form, but for numbers that are none: those are left out."""
    return all(isinstance(form.fields.get(name), Number) for name in form.errors)


class ResultForm(forms.Form):
    """One planned result. ``superior`` are the results of the rater's own plan: (id, text)."""

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
    supports = text_area(gettext_lazy("Superior's result that it supports"), rows=2)
    supports_from = forms.ChoiceField(
        label=gettext_lazy("Choose a result of the superior"), required=False
    )
    mark_optional = False

    def __init__(self, *args: Any, superior: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if superior:
            choose: Any = self.fields["supports_from"]
            choose.choices = [("", _("None")), *((str(pk), text[:120]) for pk, text in superior)]
        else:
            del self.fields["supports_from"]


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
    resources = text_area(gettext_lazy("Support and resources"))
    accountability = text_area(gettext_lazy("Accountability scheme"))
    consequences = text_area(gettext_lazy("Consequences"))
    mark_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for value in VALUES:
            self.fields[f"value_{value.number}"] = text_area(
                _("Special expectation of the leader: %(value)s") % {"value": value.name}, rows=2
            )


class RealisationForm(forms.Form):
    """What was achieved of one planned result, and one more evidence of it."""

    text = text_area(
        gettext_lazy("What was achieved"),
        help_text=gettext_lazy("Say what came of it, not what was done."),
    )
    no_evidence_reason = text_area(gettext_lazy("If there is no evidence: why not"), rows=2)
    title = line(gettext_lazy("Name of the new evidence"), most=200)
    url = forms.URLField(
        label=gettext_lazy("Link"),
        required=False,
        max_length=500,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        max_length=255,
        help_text=gettext_lazy("PDF, JPG, PNG, DOCX or XLSX, at most 5 MB."),
    )
    mark_optional = False

    def __init__(self, *args: Any, indicators: list[Indicator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.banded = [one for one in indicators if one.low is not None and one.high is not None]
        for one in self.banded:
            unit = f" ({one.unit})" if one.unit else ""
            self.fields[f"measured_{one.pk}"] = Number(
                label=_("Value reached: %(indicator)s") % {"indicator": f"{one.text}{unit}"}
            )
        self.kind = ""

    @property
    def measured(self) -> dict[int, Decimal]:
        """The values that were given, by id of the indicator."""
        given = {one.pk: self.cleaned_data.get(f"measured_{one.pk}") for one in self.banded}
        return {pk: value for pk, value in given.items() if value is not None}

    @property
    def has_evidence(self) -> bool:
        return bool(self.cleaned_data.get("url") or self.cleaned_data.get("file"))

    @property
    def evidence_title(self) -> str:
        """The name given, or else the file's or the link's own."""
        found = self.cleaned_data
        own = found["file"].name if found.get("file") else urlsplit(found.get("url") or "").netloc
        return str(found.get("title") or own)[:200]

    def measured_fields(self) -> list[forms.BoundField]:
        return [self[f"measured_{one.pk}"] for one in self.banded]

    def clean_file(self) -> Any:
        file = self.cleaned_data.get("file")
        if file:
            self.kind = proofs.check(file)
        return file

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if found.get("url") and found.get("file"):
            self.add_error("file", _("Add the link and the file one after the other."))
        if (
            found.get("title")
            and not self.has_evidence
            and not {"url", "file"} & self.errors.keys()
        ):
            self.add_error("url", _("Add a link or a file to this name."))
        return found


class RemarkForm(forms.Form):
    """A remark at every planned result where there is one to make."""

    mark_optional = False

    def __init__(self, *args: Any, results: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in results:
            self.fields[f"remark_{one.pk}"] = text_area(one.text)

    @property
    def remarks(self) -> dict[int, str]:
        return {int(name.removeprefix("remark_")): text for name, text in self.cleaned_data.items()}

    def typed(self) -> list[tuple[str, str]]:
        """What was typed, by result, for the page of a refusal."""
        return [(str(one.label), str(one.data)) for one in self.visible_fields() if one.data]


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


class Day(forms.DateField):
    """A day, asked for with the browser's own calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


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


def person_with(number: str, institution: Any) -> Person:
    """The person of this institution with this NIP; ``ValidationError`` where it is nobody's."""
    written = "".join(number.split()).lower()
    found = Person.objects.filter(username=written, institution=institution).first()
    if found is None:
        raise ValidationError(_("Nobody in this institution has this NIP."), code="unknown")
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
