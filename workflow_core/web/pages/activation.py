"""Opening one's account with the code from the letter."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from workflow_core.people.accounts import ActivationError, activate
from workflow_core.web.access import access
from workflow_core.web.staff_forms import ActivationForm


@access(public=True)
@sensitive_post_parameters("code", "password", "again")
@never_cache
def activation(request: HttpRequest) -> HttpResponse:
    form = ActivationForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _is_opened(form):
        messages.success(request, _("Your account is open. Sign in with your new password."))
        return redirect("account_login")
    status = 422 if form.errors else 200
    return render(request, "account/activate.html", {"form": form}, status=status)


def _is_opened(form: ActivationForm) -> bool:
    """Open the account; what stands against it is shown at its field."""
    given = form.cleaned_data
    try:
        activate(given["nip"], given["code"], given["password"])
    except ActivationError as refused:
        form.add_error("code", refused)
    except ValidationError as refused:
        form.add_error("password", refused)
    return not form.errors
