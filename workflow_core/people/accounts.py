"""Signing in and getting an account: by NIP or e-mail, opened once with a code that HR hands out.

Nobody signs up. A person's account is inactive until he enters the code from his letter and chooses
a password; only a keyed hash of the code is stored.
"""

import datetime as dt
import re
import secrets
from collections.abc import Iterable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm as AllauthLoginForm
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.dispatch import Signal
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow_core.people.models import Person

ACTIVATION_DAYS = 30
CODE_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_GROUPS = 3
CODE_GROUP_LENGTH = 4
CODE_SALT = "workflow_core.people.activation"
BATCH = 200
BETWEEN_DIGITS = re.compile(r"[\s.\-]+")

account_closed = Signal()
"""Sent with ``user`` in the transaction that closes an account."""

NO_MATCH = gettext_lazy(
    "NIP or e-mail and password do not belong together. "
    "Where several people share an e-mail address, only the NIP works."
)


class AccountAdapter(DefaultAccountAdapter):
    """allauth's rules as this application wants them: no sign-up, one message for every failure."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": NO_MATCH,
        "email_password_mismatch": NO_MATCH,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class LoginForm(AllauthLoginForm):
    """NIP (spaces, dots and dashes do not matter), user name or e-mail, and the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login = self.fields["login"]
        login.label = gettext_lazy("NIP or e-mail")
        login.widget.attrs.pop("placeholder", None)
        login.widget.attrs |= {
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
        }
        password = self.fields["password"]
        password.label = gettext_lazy("Password")
        password.widget.attrs.pop("placeholder", None)

    def clean_login(self) -> str:
        return normalise_login(self.cleaned_data["login"])

    def user_credentials(self) -> dict[str, str]:
        """The user name behind whatever was typed, so that failures of one account add up.

        ``login`` repeats it under the name by which django-axes counts
        (``AXES_USERNAME_FORM_FIELD``); an unknown address gets no user name at all, lest allauth
        looks it up by rules of its own.
        """
        login = self.cleaned_data["login"]
        person = find_person(login)
        known = person.username if person else ("" if "@" in login else login)
        credentials = {"username": known, "login": known or login}
        if password := self.cleaned_data.get("password"):
            credentials["password"] = password
        return credentials


def normalise_login(text: str) -> str:
    """What was typed as it is stored: a NIP without spaces, everything else in lower case."""
    digits = BETWEEN_DIGITS.sub("", text)
    if digits.isdigit():
        return digits
    return text.strip().lower()


def find_person(login: str) -> Person | None:
    """The person with this user name, NIP or — where only one person has it — e-mail address."""
    login = normalise_login(login)
    if "@" in login:
        holders = list(Person.objects.filter(email=login)[:2])
        if holders:
            return holders[0] if len(holders) == 1 else None
    named = Person.objects.filter(username=login).first()
    return named or Person.objects.filter(nip=login).first()


class ActivationError(ValidationError):
    """The account cannot be opened this way; the message says why, without naming people."""


def issue_activation(person: Person) -> str:
    """Make a one-time code for an inactive account and return it; it replaces any earlier one.

    It holds for ``settings.ACTIVATION_DAYS`` days (30). An active account raises ActivationError.
    """
    return issue_activations([person])[0][1]


def issue_activations(people: Iterable[Person]) -> list[tuple[Person, str]]:
    """One-time codes for many inactive accounts (the letters of a unit), in sets."""
    ends = timezone.now() + dt.timedelta(days=getattr(settings, "ACTIVATION_DAYS", ACTIVATION_DAYS))
    issued = []
    for person in people:
        if person.is_active:
            raise ActivationError(_("The account of %s is active.") % person, code="active")
        code = _new_code()
        person.activation, person.activation_ends = _hash(person, code), ends
        issued.append((person, code))
    Person.objects.bulk_update(
        [person for person, _code in issued], ["activation", "activation_ends"], batch_size=BATCH
    )
    return issued


@transaction.atomic
def activate(nip: str, code: str, password: str) -> Person:
    """Open an account with its one-time code; ``nip`` may also be the user name of an official.

    Raises ActivationError where number and code do not belong together, the code was used or is too
    old, and ValidationError where the password is too weak.
    """
    found = find_person(nip) if "@" not in nip else None
    person = Person.objects.select_for_update().get(pk=found.pk) if found else None
    given = _hash(person, code) if person else ""
    if (
        person is None
        or not person.activation
        or not constant_time_compare(person.activation, given)
    ):
        raise ActivationError(
            _("NIP and code do not belong together, or the code was used already."), code="mismatch"
        )
    if person.activation_ends is None or person.activation_ends < timezone.now():
        raise ActivationError(
            _("The code is too old. Ask the personnel office for a new one."), code="expired"
        )
    validate_password(password, user=person)
    person.set_password(password)
    person.is_active = True
    person.activation, person.activation_ends = "", None
    person.save(update_fields=["password", "is_active", "activation", "activation_ends"])
    return person


@transaction.atomic
def reset_account(person: Person, *, by: Person) -> str:
    """Close an account and return a new one-time code: the password is lost, every session ends.

    Raises ActivationError for one's own account and for people of another institution.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.pk == by.pk:
        raise ActivationError(_("You cannot reset your own account."), code="oneself")
    if not by.is_superuser and by.institution_id != person.institution_id:
        raise ActivationError(_("%s belongs to another institution.") % person, code="institution")
    person.set_unusable_password()
    person.is_active = False
    person.save(update_fields=["password", "is_active"])
    account_closed.send(sender=Person, user=person)
    return issue_activation(person)


def _new_code() -> str:
    groups = (
        "".join(secrets.choice(CODE_ALPHABET) for _place in range(CODE_GROUP_LENGTH))
        for _group in range(CODE_GROUPS)
    )
    return "-".join(groups)


def _hash(person: Person, code: str) -> str:
    plain = BETWEEN_DIGITS.sub("", code).upper()
    return salted_hmac(CODE_SALT, f"{person.pk}:{plain}", algorithm="sha256").hexdigest()
