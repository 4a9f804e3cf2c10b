"""Forms of the personnel office."""

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow_core.calendar import clock
from workflow_core.people.accounts import find_person
from workflow_core.people.models import Delegation, Person, Posting, Unit

from .staff import colleagues_of

FURTHEST = 100
"""Years before and after today: beyond them stands a slip of the keyboard."""

ONE_DAY = dt.timedelta(days=1)


class DayInput(forms.DateInput):
    """The browser's own calendar, which reads and writes ISO dates."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day."""

    widget = DayInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"], **kwargs)


class StaffSearch(forms.Form):
    """Narrows the list of people."""

    q = forms.CharField(
        label=gettext_lazy("Name or NIP"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    unit = forms.IntegerField(
        required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput
    )
    mark_optional = False


class ImportForm(forms.Form):
    """A staff file to be looked at."""

    file = forms.FileField(
        label=gettext_lazy("Staff file (.xlsx)"),
        help_text=gettext_lazy(
            "The export of the national system with the sheets “Data Utama” and “Unor”. "
            "Nothing is changed before you confirm."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )


class PrecheckForm(forms.Form):
    """The day for which the line of command is checked."""

    on = DayField(label=gettext_lazy("On which day"))


class PersonField(forms.CharField):
    """A person by NIP or user name, out of those the form was given."""

    people: Any = None

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return self._found(text) if text else text

    def _found(self, text: str) -> Person:
        found = find_person(text)
        if found is None or not self.people.filter(pk=found.pk).exists():
            raise ValidationError(_("Nobody here has this NIP."), code="unknown")
        return found

    def run_validators(self, value: Any) -> None:
        """The text was looked up already; a person has no length."""

    def prepare_value(self, value: Any) -> Any:
        return value.username if isinstance(value, Person) else value


class PeriodForm(forms.Form):
    """From which day to which."""

    starts = DayField(label=gettext_lazy("From"))
    ends = DayField(label=gettext_lazy("Until, and including"))

    def clean(self) -> dict[str, Any]:
        starts, ends = self.cleaned_data.get("starts"), self.cleaned_data.get("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", _("The end lies before the beginning."))
        if ends and ends < clock.today():
            self.add_error("ends", _("This day is over already."))
        if ends and ends.year - clock.today().year > FURTHEST:
            self.add_error("ends", _("This day lies too far ahead."))
        if starts and clock.today().year - starts.year > FURTHEST:
            self.add_error("starts", _("This day lies too far back."))
        return self.cleaned_data

    def period(self) -> tuple[dt.datetime, dt.datetime]:
        """The first instant, and the first that is too late, on the clock of the institution."""
        return midnight(self.cleaned_data["starts"]), midnight(self.cleaned_data["ends"] + ONE_DAY)


class DelegationForm(PeriodForm):
    """Who stands in for whom, and from which day to which."""

    principal = PersonField(label=gettext_lazy("Who is represented (NIP)"), max_length=60)
    deputy = PersonField(label=gettext_lazy("Who stands in (NIP)"), max_length=60)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Delegation.Kind.choices)
    source = forms.CharField(
        label=gettext_lazy("Decree or order"),
        help_text=gettext_lazy("Number and date, as they stand on paper."),
        max_length=200,
    )
    field_order = ("principal", "deputy", "kind", "source", "starts", "ends")

    def __init__(self, *args: Any, principals: Any, deputies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["principal"].people = principals  # type: ignore[attr-defined]
        self.fields["deputy"].people = deputies  # type: ignore[attr-defined]


class HandoverForm(PeriodForm):
    """To whom a person hands his own desk: a colleague near him, or anybody by NIP."""

    OTHER = "other"

    near = forms.ChoiceField(label=gettext_lazy("Who stands in for you?"), widget=forms.RadioSelect)
    other = PersonField(label=gettext_lazy("NIP of somebody else"), max_length=60, required=False)
    source = forms.CharField(
        label=gettext_lazy("Letter of leave or order"),
        help_text=gettext_lazy("Number and date, if there is one."),
        max_length=200,
        required=False,
    )
    field_order = ("near", "other", "starts", "ends", "source")

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.colleagues = {str(one.pk): one for one in colleagues_of(person)}
        choices = [(pk, one.spoken_name) for pk, one in self.colleagues.items()]
        self.fields["near"].choices = [*choices, (self.OTHER, _("Somebody else"))]  # type: ignore[attr-defined]
        everybody = Person.objects.filter(institution=person.institution_id, is_active=True)
        self.fields["other"].people = everybody.exclude(pk=person.pk)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        self._check_length(given.get("starts"), given.get("ends"))
        chose_other = given.get("near") == self.OTHER
        if chose_other and not given.get("other") and "other" not in self.errors:
            self.add_error("other", _("Type the NIP of whoever stands in for you."))
        return given

    def _check_length(self, starts: dt.date | None, ends: dt.date | None) -> None:
        most = settings.HANDOVER_DAYS
        if ends and ends > max(starts or clock.today(), clock.today()) + (most - 1) * ONE_DAY:
            text = _("A desk is handed over for at most %d days. For longer ask personnel.") % most
            self.add_error("ends", text)

    def deputy(self) -> Person:
        """Whom the form names; ask only after it was found valid."""
        near = self.cleaned_data["near"]
        found: Person = self.colleagues.get(near) or self.cleaned_data["other"]
        return found


class ActivationForm(forms.Form):
    """Opens an account with the code from the letter."""

    nip = forms.CharField(
        label=gettext_lazy("NIP or user name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    code = forms.CharField(
        label=gettext_lazy("Code from the letter"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}
        ),
    )
    password = forms.CharField(
        label=gettext_lazy("New password"),
        help_text=gettext_lazy("At least ten characters. Several words are better than one."),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("New password once more"),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if "password" in given and "again" in given and given["password"] != given["again"]:
            self.add_error("again", _("The two passwords differ."))
        return given


def midnight(day: dt.date) -> dt.datetime:
    """The first instant of a day in the current zone."""
    return dt.datetime.combine(day, dt.time.min, tzinfo=timezone.get_current_timezone())


class SidePostForm(forms.Form):
    """A post beside the definitive one: acting (Plt., Plh.), or with another body."""

    BESIDE = (Posting.Kind.PLT, Posting.Kind.PLH, Posting.Kind.SECONDED)

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=[(one.value, one.label) for one in BESIDE]
    )
    title = forms.CharField(
        label=gettext_lazy("Position"),
        help_text=gettext_lazy("For a secondment: where, and as what."),
        max_length=250,
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=gettext_lazy("Unit"),
        help_text=gettext_lazy("Where he reports in this post; for a secondment the home unit."),
    )
    starts = DayField(label=gettext_lazy("From"))
    ends = DayField(label=gettext_lazy("Until, and including"), required=False)
    source = forms.CharField(
        label=gettext_lazy("Decree or order"),
        help_text=gettext_lazy("Number and date, as they stand on paper."),
        max_length=200,
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
