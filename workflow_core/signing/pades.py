"""PAdES signatures in PDF files: put in, and checked."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

if TYPE_CHECKING:
    from collections.abc import Sequence

    from asn1crypto.keys import PrivateKeyInfo
    from asn1crypto.x509 import Certificate

    from .signer import Signatory

DIGEST = "sha256"


class _Increment(IncrementalPdfFileWriter):
    """An increment that leaves the description of the file as its typesetter wrote it.

    Rewritten, the metadata would no longer be in the form that PDF/A asks for.
    """

    def _update_meta(self) -> None:
        return


@dataclass(frozen=True)
class Found:
    """A signature in a file: whose certificate, and whether it holds for the whole of it."""

    signer: str
    holds: bool
    reason: str


def sign_pdf(
    pdf: bytes,
    signatory: Signatory,
    field: str,
    *,
    certificate: Certificate,
    key: PrivateKeyInfo,
    chain: Sequence[Certificate],
) -> bytes:
    """Add an invisible signature (PAdES B-B) as an increment; the file stays what it was before."""
    known = SimpleCertificateStore()
    known.register_multiple(chain)
    described = signers.PdfSignatureMetadata(
        field_name=field,
        subfilter=SigSeedSubFilter.PADES,
        md_algorithm=DIGEST,
        name=signatory.name,
        reason=signatory.reason,
        location=signatory.institution,
    )
    own = signers.SimpleSigner(signing_cert=certificate, signing_key=key, cert_registry=known)
    made = signers.sign_pdf(_Increment(io.BytesIO(pdf)), described, signer=own)
    return bytes(made.getvalue())


def signatures_in(pdf: bytes, roots: Sequence[Certificate]) -> list[Found]:
    """The signatures of a file, each with whether it holds.

    It holds where the signed bytes are unchanged, the certificate leads to one of ``roots`` and
    nothing but further signatures was added later. Damage may also make the file unreadable:
    then pyHanko's own errors are raised.
    """
    trusted = ValidationContext(trust_roots=list(roots), allow_fetching=False)
    found = []
    for one in PdfFileReader(io.BytesIO(pdf)).embedded_signatures:
        status = validate_pdf_signature(one, trusted)
        reason = str(one.sig_object.get("/Reason", ""))
        found.append(
            Found(one.signer_cert.subject.native["common_name"], status.bottom_line, reason)
        )
    return found
