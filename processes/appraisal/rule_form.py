"""The form in which HR sets rules: every setting, the day from which they hold, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .forms.fields import Day, text_area
from .rule_settings import Setting, Value, settings

if TYPE_CHECKING:
    from collections.abc import Mapping


class RuleSetForm(forms.Form):
    """``now`` are the values in force, by key of the setting; fields are named after the keys."""

    mark_optional = False

    def __init__(self, *args: Any, now: Mapping[str, Value], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.settings = settings()
        for one in self.settings:
            self.fields[_name(one)] = _field(one, now[one.key])
        self.fields["effective_from"] = Day(
            label=_("In force from"),
            help_text=_("Cycles that begin from this day on take these rules; others keep theirs."),
        )
        self.fields["reason"] = text_area(
            gettext_lazy("Reason, with the decree it rests on"), required=True
        )

    @property
    def values(self) -> dict[str, Value]:
        return {one.key: self.cleaned_data[_name(one)] for one in self.settings}


def _name(setting: Setting) -> str:
    return setting.key.replace(".", "__")


def _field(setting: Setting, now: Value) -> forms.Field:
    if setting.choices:
        return forms.ChoiceField(label=setting.label, choices=setting.choices, initial=now)
    least, most = setting.limits
    return forms.IntegerField(label=setting.label, initial=now, min_value=least, max_value=most)
