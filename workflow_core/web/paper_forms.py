"""The forms around papers."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workflow_core.calendar import clock
from workflow_core.signing import scans
from workflow_core.signing.models import PaperMark

from .inputs import check_storable

LONGEST_REASON = 2000


class PersonField(forms.ModelChoiceField):
    """A choice of people by their spoken names."""

    def label_from_instance(self, person: Any) -> str:
        return str(person.spoken_name)


class MarkForm(forms.Form):
    """Ink or refusal: who, when, and the scan or the reason."""

    kind = forms.ChoiceField(
        label=_("What happened"),
        choices=[
            (PaperMark.Kind.INK, _("It was signed in ink; I upload the scan")),
            (PaperMark.Kind.REFUSED, _("The signature was refused")),
        ],
        widget=forms.RadioSelect,
    )
    person = PersonField(label=_("Whose signature it is about"), queryset=None, empty_label=None)
    day = forms.DateField(
        label=_("Day on which that was"), widget=forms.DateInput(attrs={"type": "date"})
    )
    file = forms.FileField(
        label=_("Scan of the signed paper"),
        help_text=_("PDF, JPG or PNG, at most 10 MB. Needed where it was signed in ink."),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )
    reason = forms.CharField(
        label=_("Reason for refusing, if one was given"),
        help_text=_("In the words of whoever refused. Both sides can read it, also on paper."),
        required=False,
        max_length=LONGEST_REASON,
        validators=[check_storable],
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, people: list[Any], **kwargs: Any) -> None:
        from workflow_core.people.models import Person  # noqa: PLC0415

        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, PersonField)  # noqa: S101  narrows the type
        field.queryset = Person.objects.filter(pk__in=[one.pk for one in people])

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day > timezone.localdate(clock.now()):
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def clean_file(self) -> Any:
        file = self.cleaned_data.get("file")
        if file:
            scans.check(file)
        return file

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if (
            given.get("kind") == PaperMark.Kind.INK
            and not given.get("file")
            and "file" not in self.errors
        ):
            self.add_error("file", _("Choose the scan of the signed paper."))
        return given
