"""The port through which papers are signed: what a provider of certificates has to do.

docs/signing.md tells what another provider (BSrE) would put behind it.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from asn1crypto.x509 import Certificate


@dataclass(frozen=True)
class Signatory:
    """Who signed what the paper shows, as he stood when he signed.

    ``person`` is his number in this installation, ``reason`` what he signed for, ``at`` when he
    confirmed it with his password; ``on_behalf_of`` names whom he stood in for.
    """

    person: int
    name: str
    nip: str
    institution: str
    reason: str
    at: datetime
    on_behalf_of: str = ""

    def canonical(self) -> dict[str, object]:
        told = {"name": self.name, "reason": self.reason, "at": self.at}
        return {**told, "on_behalf_of": self.on_behalf_of}


class Signer(Protocol):
    """A provider of signatures.

    ``label`` is what the public verification page says about signatures it makes; empty for a
    provider whose certificates need no such warning.
    """

    label: str

    def sign(self, pdf: bytes, signatory: Signatory, field: str) -> bytes:
        """The same file with one more PAdES signature in the new field ``field``.

        Called in the background, perhaps again after an interruption, once for each signatory in
        the order in which they signed. What was there before stays byte for byte. Raises
        whatever it likes when it cannot sign now; the paper is tried again later.
        """
        ...

    def roots(self) -> Sequence[Certificate]:
        """The certificates that a reader has to trust to find these signatures valid."""
        ...


@functools.cache
def signer() -> Signer:
    """The provider of this installation, named in ``settings.SIGNER``."""
    found: Signer = import_string(settings.SIGNER)()
    return found
