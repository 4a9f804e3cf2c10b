"""What the form of a move asks for: one ``Input`` per name in a move's ``needs``."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

FIRST_SURROGATE, LAST_SURROGATE = 0xD800, 0xDFFF


class Input:
    """Asks for what a move needs under one name.

    A process lists its own in ``Definition.inputs``, one for a single move as ``move.name``. Its
    fields stand one below the other, unless
    it brings a ``template`` that shows each beside what it is about, and a ``style`` for it.
    """

    template = ""
    style = ""

    def fields(self, case: Any, person: Any) -> dict[str, forms.Field]:
        """The form fields, by name; names are unique within a move's form."""
        raise NotImplementedError

    def initial(self, case: Any, person: Any) -> dict[str, Any]:
        """What stands in the fields at first."""
        return {}

    def context(self, case: Any, person: Any, form: forms.Form) -> dict[str, Any]:
        """What ``template`` prints; it prints every field of this input.

        ``form[name].value()`` is what stands in a field now, whether or not it has been sent. A
        button named ``preview`` in the template shows the page anew with what was typed.
        """
        return {}

    def review(self, case: Any, form: forms.Form) -> None:
        """Add to ``form`` what is wrong with its fields together, also where one is wrong alone.

        So everything is told at once; the move itself checks it again.
        """

    def clean(self, cleaned: dict[str, Any]) -> Any:
        """The value that the move gets: the only field's as it is, several as a mapping.

        May raise ``ValidationError``, also with a mapping from field to sentence.
        """
        return next(iter(cleaned.values())) if len(cleaned) == 1 else cleaned


class Reason(Input):
    """Why: kept in the history for good."""

    label: Any = _("Reason")

    def fields(self, case: Any, person: Any) -> dict[str, forms.Field]:
        return {
            "reason": forms.CharField(
                label=self.label,
                help_text=_("Everybody concerned reads it, and it stays in the history."),
                max_length=4000,
                widget=forms.Textarea(attrs={"rows": 4}),
            )
        }


class Password(Input):
    """The signature: the form turns the password into a confirmation at the very end."""

    def fields(self, case: Any, person: Any) -> dict[str, forms.Field]:
        return {
            "signature": forms.CharField(
                label=_("Your password"),
                help_text=_("With your password you sign. Nobody else can do it for you."),
                strip=False,
                max_length=4096,
                widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
            )
        }


BUILT_IN: Mapping[str, Input] = {"reason": Reason(), "signature": Password()}


def check_storable(text: str) -> None:
    """Refuse what no database column holds: NUL and lone surrogates."""
    if any(one == "\0" or FIRST_SURROGATE <= ord(one) <= LAST_SURROGATE for one in text):
        raise ValidationError(
            _("The text contains a character that cannot be stored. Write it anew."),
            code="storable",
        )
