"""What is said about passwords, in one wording: Django's own sentences, and forms with our labels.

Django's Indonesian says “sandi” here and “kata sandi” there. Naming its sentences keeps them in our
catalogue, which comes before Django's.
"""

from typing import Any

from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import SetPasswordForm as AllauthSetPasswordForm
from django.utils.translation import gettext_lazy, ngettext_lazy

DJANGO_SAYS = (
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
    ngettext_lazy(
        "Your password must contain at least %(min_length)d character.",
        "Your password must contain at least %(min_length)d characters.",
    ),
    gettext_lazy("The password is too similar to the %(verbose_name)s."),
    gettext_lazy("Your password can’t be too similar to your other personal information."),
    gettext_lazy("This password is too common."),
    gettext_lazy("Your password can’t be a commonly used password."),
    gettext_lazy("This password is entirely numeric."),
    gettext_lazy("Your password can’t be entirely numeric."),
)


class ChangePasswordForm(AllauthChangePasswordForm):
    """The present password and, twice, the new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = gettext_lazy("Present password")
        _name_new(self)


class SetPasswordForm(AllauthSetPasswordForm):
    """The first password of whoever came in without one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name_new(self)


def _name_new(form: Any) -> None:
    form.fields["password1"].label = gettext_lazy("New password")
    form.fields["password2"].label = gettext_lazy("New password once more")
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
