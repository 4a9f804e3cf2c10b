"""The forms around ratings that are no moves: reasons for a pattern, study results."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow_core.people.workbook import MAX_BYTES, MEGABYTE
from workflow_core.web.inputs import check_storable

from .study import Place, Programme

LONG = 4000


class PatternReasonForm(forms.Form):
    """Why a team's predicates depart from the pattern; ``required`` where nothing else is sent."""

    reason = forms.CharField(
        label=gettext_lazy("Reason for departing from the pattern"),
        help_text=gettext_lazy(
            "Asked once per team. The personnel office and the auditor can read it; the people "
            "who were rated cannot."
        ),
        max_length=LONG,
        validators=[check_storable],
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class TeamReasonForm(PatternReasonForm):
    """The same question beside others: left empty it is simply asked again later."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False


class StudyForm(forms.Form):
    """What is studied and where: it decides which grades are expected."""

    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    course = forms.CharField(
        label=gettext_lazy("Programme and university"),
        help_text=gettext_lazy("For example: Magister Kebijakan Publik, Universitas Airlangga"),
        max_length=200,
        validators=[check_storable],
    )
    programme = forms.ChoiceField(
        label=gettext_lazy("Kind of programme"),
        choices=Programme.choices,
        widget=forms.RadioSelect,
    )
    place = forms.ChoiceField(
        label=gettext_lazy("Accreditation"), choices=Place.choices, widget=forms.RadioSelect
    )


class YearForm(forms.Form):
    """Which year a list is about."""

    year = forms.TypedChoiceField(label=gettext_lazy("Year"), coerce=int)
    mark_optional = False

    def __init__(self, *args: Any, years: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["year"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  narrows the type
        field.choices = [(year, str(year)) for year in years]


class PastFileForm(forms.Form):
    """A file with results of earlier years."""

    file = forms.FileField(
        label=gettext_lazy("File with results of earlier years (.xlsx or .csv)"),
        help_text=gettext_lazy(
            "Columns: NIP, TAHUN, SKEMA (PP 46, PP 30 or PermenPANRB), NILAI SKP, NILAI PERILAKU, "
            "BOBOT (70/30 or 60/40), IDE BARU (ya or tidak), NILAI AKHIR, PREDIKAT."
        ),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(_("The file is larger than %d MB.") % (MAX_BYTES // MEGABYTE))
        return file
