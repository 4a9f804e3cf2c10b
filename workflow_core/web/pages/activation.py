"""Opening one's account with the code from the letter."""

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from workflow_core.people import tries
from workflow_core.people.accounts import ActivationError, activate, normalise_login
from workflow_core.web.access import access
from workflow_core.web.addresses import address_of
from workflow_core.web.staff_forms import ActivationForm

NUMBER, ADDRESS = "activation-number", "activation-address"
MOST_PER_ADDRESS = 30


@access(public=True)
@sensitive_post_parameters("code", "password", "again")
@never_cache
def activation(request: HttpRequest) -> HttpResponse:
    form = ActivationForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _is_opened(request, form):
        messages.success(request, _("Your account is open. Sign in with your new password."))
        return redirect("account_login")
    status = 429 if form.has_error(NON_FIELD_ERRORS, "tries") else 422 if form.errors else 200
    return render(request, "account/activate.html", {"form": form}, status=status)


def _is_opened(request: HttpRequest, form: ActivationForm) -> bool:
    """Open the account; what stands against it is shown at its field.

    Wrong codes are counted per number and, less strictly, per address of the network: an office
    has one for all.
    """
    given = form.cleaned_data
    number, address = normalise_login(given["nip"]), address_of(request)
    for kind, who in ((NUMBER, number), (ADDRESS, address)):
        if pause := tries.blocked(kind, who):
            form.add_error(None, ValidationError(pause, code="tries"))
            return False
    try:
        activate(given["nip"], given["code"], given["password"])
    except ActivationError as refused:
        form.add_error("code", refused)
        tries.count_failure(NUMBER, number)
        tries.count_failure(ADDRESS, address, most=MOST_PER_ADDRESS)
    except ValidationError as refused:
        form.add_error("password", refused)
    else:
        tries.forget(NUMBER, number)
        tries.forget(ADDRESS, address)
    return not form.errors
