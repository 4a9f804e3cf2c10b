"""Signing: the password confirmed again; the canonical text of what was signed, with its hash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth.hashers import check_password
from django.utils.translation import gettext as _

from workflow_core.calendar import clock

from .canonical import canonical
from .models import Signature

if TYPE_CHECKING:
    from datetime import datetime


class WrongPassword(Exception):  # noqa: N818 - an answer, not an error
    """The password given to confirm a signature is not the signer's."""

    def __init__(self) -> None:
        super().__init__(_("The password is not right. Nothing has been signed."))


@dataclass(frozen=True)
class Confirmation:
    """Proof that a person has just given his password; what a move takes as ``signature``."""

    person_id: int
    at: datetime

    def canonical(self) -> dict[str, Any]:
        return {"confirmed_at": self.at}


def confirm(person: Any, password: str) -> Confirmation:
    """Check the signer's password; raises ``WrongPassword``."""
    if not check_password(password, person.password):
        raise WrongPassword
    return Confirmation(person.pk, clock.now())


def sign(
    *, case: Any, purpose: str, document: Any, by: Any, on_behalf_of: Any = None, at: datetime
) -> Signature:
    """Store a signature over the canonical text of ``document``, in the caller's transaction."""
    text = canonical(document)
    return Signature.objects.create(
        case_id=case.pk,
        purpose=purpose,
        signer=by,
        on_behalf_of=on_behalf_of,
        signed_at=at,
        document=text,
        sha256=fingerprint(text),
    )


def fingerprint(text: str) -> str:
    """SHA-256 of a text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()
