"""The form of one cell of the role-result matrix."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from processes.appraisal.matrix import NONE, RoleDraft
from processes.appraisal.models import PlannedResult

from .fields import line, text_area


class RoleForm(forms.Form):
    """The part of one member in one result of the head."""

    cascade = forms.ChoiceField(
        label=gettext_lazy("Kind of part"),
        choices=[
            ("", gettext_lazy("Not said")),
            (NONE, gettext_lazy("No role")),
            *PlannedResult.Cascade.choices,
        ],
        required=False,
    )
    text = text_area(
        gettext_lazy("Role, written as a result"),
        rows=2,
        help_text=gettext_lazy("The employee can take it over into the plan."),
    )
    team = line(gettext_lazy("Team"), most=150)
    mark_optional = False

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if found.get("cascade") == NONE and found.get("text"):
            self.add_error("text", _("There is a role written here. Choose its kind, or empty it."))
        return found

    def draft(self) -> RoleDraft:
        given = self.cleaned_data
        return RoleDraft(given["cascade"], given["text"], given["team"])
