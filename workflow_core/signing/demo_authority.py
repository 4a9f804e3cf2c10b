"""A certificate authority of this installation's own, for demonstration.

Its certificates say so in every field that a reader sees. They prove that a file is unchanged and
which account signed it; in law they are no certified electronic signature (that is BSrE's).
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.utils.crypto import get_random_string

from .pades import sign_pdf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    from .signer import Signatory

LABEL = "DEMO – bukan BSrE"
ROOT_NAME = f"Otoritas Sertifikat Kinerja ({LABEL})"
ROOT_DAYS, PERSON_DAYS = 3650, 1095
LEAST_DAYS = 30
"""A certificate with less than this left is replaced by a new one."""
KEY_BITS = 2048
LONGEST_NAME = 64
"""Of a common name, in characters (X.520)."""
Pair = tuple[x509.Certificate, "RSAPrivateKey"]


class DemoAuthority:
    """Issues one certificate to each person, on first use, and signs with it."""

    label = LABEL

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or Path(settings.SIGNING_DIR)

    def sign(self, pdf: bytes, signatory: Signatory, field: str) -> bytes:
        certificate, key = self._pair_of(signatory)
        return sign_pdf(
            pdf,
            signatory,
            field,
            certificate=_asn1(certificate),
            key=asn1_keys.PrivateKeyInfo.load(_der(key)),
            chain=self.roots(),
        )

    def roots(self) -> Sequence[asn1_x509.Certificate]:
        return [_asn1(self._root()[0])]

    def _root(self) -> Pair:
        return self._kept("root", self._new_root)

    def _new_root(self) -> Pair:
        key = rsa.generate_private_key(65537, KEY_BITS)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, ROOT_NAME)])
        return _certificate(name, key, name, key, days=ROOT_DAYS, is_authority=True), key

    def _pair_of(self, signatory: Signatory) -> Pair:
        """The certificate of a person under the name he signed with."""
        about = f"{signatory.name}\n{signatory.nip}\n{signatory.institution}"
        known_as = hashlib.sha256(about.encode()).hexdigest()[:16]
        return self._kept(
            f"person-{signatory.person}-{known_as}", lambda: self._new_person(signatory)
        )

    def _new_person(self, signatory: Signatory) -> Pair:
        root, root_key = self._root()
        parts = {
            NameOID.COMMON_NAME: signatory.name,
            NameOID.SERIAL_NUMBER: signatory.nip,
            NameOID.ORGANIZATION_NAME: signatory.institution,
            NameOID.ORGANIZATIONAL_UNIT_NAME: LABEL,
        }
        name = x509.Name(
            x509.NameAttribute(oid, text[:LONGEST_NAME]) for oid, text in parts.items() if text
        )
        key = rsa.generate_private_key(65537, KEY_BITS)
        made = _certificate(name, key, root.subject, root_key, days=PERSON_DAYS)
        return made, key

    def _kept(self, name: str, make: object) -> Pair:
        """The pair in the file of this name; made, where there is none that lasts a while yet.

        Two processes that make it at once end up with the same one: the first file stays.
        """
        place = self._folder / f"{name}.pem"
        found = _read(place)
        if found and _lasts(found[0]):
            return found
        if found:
            place.unlink(missing_ok=True)
        _write(place, make())  # type: ignore[operator]
        read = _read(place)
        assert read is not None  # noqa: S101  narrows the type
        return read


def _certificate(
    subject: x509.Name,
    key: RSAPrivateKey,
    issuer: x509.Name,
    issuer_key: RSAPrivateKey,
    *,
    days: int,
    is_authority: bool = False,
) -> x509.Certificate:
    # The machine's own clock: readers judge validity by theirs, not by a rehearsed instant.
    now = datetime.now(UTC)
    usage = x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=not is_authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )
    basic = x509.BasicConstraints(ca=is_authority, path_length=0 if is_authority else None)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(basic, critical=True)
        .add_extension(usage, critical=True)
        .sign(issuer_key, hashes.SHA256())
    )


def _lasts(certificate: x509.Certificate) -> bool:
    return certificate.not_valid_after_utc > datetime.now(UTC) + timedelta(days=LEAST_DAYS)


def _der(key: RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _read(place: Path) -> Pair | None:
    try:
        text = place.read_bytes()
    except FileNotFoundError:
        return None
    # Its own files need no proof of their arithmetic, which takes longer than all the rest.
    key = serialization.load_pem_private_key(
        text, password=None, unsafe_skip_rsa_key_validation=True
    )
    assert isinstance(key, rsa.RSAPrivateKey)  # noqa: S101  narrows the type
    return x509.load_pem_x509_certificate(text), key


def _write(place: Path, pair: Pair) -> None:
    """Write the file whole or not at all, for its owner's eyes only; never over another's."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    certificate, key = pair
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    draft = place.with_name(f".{place.name}.{get_random_string(12)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as target:
        target.write(certificate.public_bytes(serialization.Encoding.PEM) + private)
    with suppress(FileExistsError):
        os.link(draft, place)
    draft.unlink()
