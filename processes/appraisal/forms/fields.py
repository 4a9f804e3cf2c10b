"""Fields that several forms ask with."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import DecimalValidator, URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from processes.appraisal import figures, proofs
from workflow_core.people.models import Person
from workflow_core.web.inputs import check_storable

LONG = 8000


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


def link(label: Any) -> forms.URLField:
    """The address of an evidence."""
    return forms.URLField(
        label=label,
        required=False,
        max_length=500,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
    )


def upload(label: Any) -> forms.FileField:
    """An evidence as a file."""
    return forms.FileField(
        label=label,
        required=False,
        max_length=255,
        help_text=gettext_lazy("PDF, JPG, PNG, DOCX or XLSX, at most 5 MB."),
    )


class ProofForm(forms.Form):
    """Takes an evidence in its field ``file``; ``kind`` is what its content says it is."""

    kind = ""

    def clean_file(self) -> Any:
        file = self.cleaned_data.get("file")
        if file:
            self.kind = proofs.check(file)
        return file


def is_storable(form: forms.Form) -> bool:
    """Whether a draft keeps this form, but for numbers that are none: those are left out."""
    return all(isinstance(form.fields.get(name), Number) for name in form.errors)


class Day(forms.DateField):
    """A day, asked for with the browser's own calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def person_with(number: str, institution: Any) -> Person:
    """The person of this institution with this NIP; ``ValidationError`` where it is nobody's."""
    written = "".join(number.split()).lower()
    found = Person.objects.filter(username=written, institution=institution).first()
    if found is None:
        raise ValidationError(_("Nobody in this institution has this NIP."), code="unknown")
    return found
