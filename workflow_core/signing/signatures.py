"""Signing: the password confirmed again; the canonical text of what was signed, with its hash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth.hashers import check_password
from django.utils.translation import gettext as _

from workflow_core.calendar import clock
from workflow_core.people import tries

from .canonical import canonical
from .models import Signature

if TYPE_CHECKING:
    from datetime import datetime


TRIES = "signature"


class WrongPassword(Exception):  # noqa: N818 - an answer, not an error
    """The password given to confirm a signature is not the signer's."""

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence or _("The password is not right. Nothing has been signed."))


@dataclass(frozen=True)
class Confirmation:
    """Proof that a person has just given his password; what a move takes as ``signature``."""

    person_id: int
    at: datetime

    def canonical(self) -> dict[str, Any]:
        return {"confirmed_at": self.at}


def confirm(person: Any, password: str) -> Confirmation:
    """Check the signer's password; raises ``WrongPassword``, also for the right one in a pause.

    Wrong ones are counted per person and lead to a pause, as at sign-in.
    """
    if pause := tries.blocked(TRIES, person.pk):
        raise WrongPassword(pause)
    if not check_password(password, person.password):
        tries.count_failure(TRIES, person.pk)
        raise WrongPassword(tries.blocked(TRIES, person.pk))
    tries.forget(TRIES, person.pk)
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
        signer_as=as_of_now(by, on_behalf_of),
    )


def as_of_now(signer: Any, on_behalf_of: Any = None) -> dict[str, str]:
    """How a signer's name stands on paper, whatever he is called later."""
    found = {"name": signer.full_name, "nip": signer.nip or "", "rank": signer.rank}
    return found | ({"on_behalf_of": on_behalf_of.full_name} if on_behalf_of else {})


def fingerprint(text: str) -> str:
    """SHA-256 of a text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def sha256_of(file: Any) -> str:
    """SHA-256 of an uploaded file, read piece by piece."""
    found = hashlib.sha256()
    for piece in file.chunks():
        found.update(piece)
    return found.hexdigest()
