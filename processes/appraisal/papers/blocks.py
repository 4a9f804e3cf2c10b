"""Who signs a paper, and how: on screen, in ink, not yet, not in time, or not at all.

A block says what happened; it never stands for a signature that was not given.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workflow_core.signing.models import PaperMark
from workflow_core.signing.signer import Signatory

from . import dates
from .official import PURPOSES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workflow_core.signing.models import Signature


@dataclass(frozen=True)
class Seat:
    """A place for a signature: the role as the form writes it, who sits there, what he did.

    ``absent`` is the sentence for somebody who did not sign and will not any more.
    """

    role: str
    party: dict[str, Any] | None
    person: int | None
    signature: Signature | None = None
    absent: str = ""


def block(seat: Seat, head: dict[str, Any], marks: Sequence[PaperMark]) -> dict[str, Any]:
    """The data of one signature block."""
    zone = head.get("zone", "Asia/Jakarta")
    party = seat.party or {"name": "", "nip": ""}
    found: dict[str, Any] = {
        "role": seat.role,
        "name": party["name"],
        "nip": party["nip"],
        "for": "",
        "date": "",
        "lines": [],
        "state": "waiting",
    }
    own = [one for one in marks if one.person_id == seat.person]
    if seat.signature is not None:
        found |= _signed(seat.signature, head, zone)
    elif own:
        found |= {"state": own[-1].kind, "lines": [_told(one, zone) for one in own]}
    elif seat.absent:
        found |= {"state": "absent", "lines": [seat.absent]}
    return found


def _signed(signature: Signature, head: dict[str, Any], zone: str) -> dict[str, Any]:
    place = f"{head['place']}, " if head.get("place") else ""
    name, nip = signer_of(signature)
    found = {
        "state": "signed",
        "date": place + dates.local_day(signature.signed_at, zone),
        "lines": [
            f"Ditandatangani secara elektronik pada {dates.moment(signature.signed_at, zone)}",
            f"SHA-256 isi: {signature.sha256}",
        ],
    }
    if principal := principal_of(signature):
        found |= {"for": f"a.n. {principal}", "name": name, "nip": nip}
    return found


def principal_of(signature: Signature) -> str:
    """The name of whom the signer stood in for; empty where he signed for himself."""
    principal = signature.on_behalf_of
    return signature.signer_as.get("on_behalf_of") or (principal.full_name if principal else "")


def signer_of(signature: Signature) -> tuple[str, str]:
    """Name and NIP of whoever was at the keyboard, as they were then."""
    known = signature.signer_as or {}
    signer = signature.signer
    return known.get("name") or signer.full_name, known.get("nip", signer.nip or "")


def _told(mark: PaperMark, zone: str) -> str:
    by, at = mark.by.full_name, dates.moment(mark.at, zone)
    if mark.kind == PaperMark.Kind.INK:
        return (
            f"Tanda tangan basah tertanggal {dates.day(mark.day)}, diunggah oleh {by} pada {at}. "
            f"SHA-256 pindaian: {mark.sha256}"
        )
    reason = f" Alasan: {mark.reason}" if mark.reason else " Tanpa alasan."
    return (
        f"Menolak menandatangani pada {dates.day(mark.day)}, dicatat oleh {by} pada {at}.{reason}"
    )


def status(blocks: Sequence[dict[str, Any]]) -> str:
    """What a reader has to know before he takes the paper for a signed one; empty if it is."""
    if all(one["state"] == "waiting" for one in blocks):
        return "DRAF – BELUM DITANDATANGANI"
    waiting = [one["role"].split(". ")[-1] for one in blocks if one["state"] == "waiting"]
    return f"BELUM LENGKAP – menunggu tanda tangan: {', '.join(waiting)}" if waiting else ""


def signatories(signatures: Sequence[Signature], institution: str) -> list[Signatory]:
    """Those who signed, in the order in which they did, for the file's own signatures."""
    found = []
    for one in sorted(signatures, key=lambda signature: signature.pk):
        name, nip = signer_of(one)
        found.append(
            Signatory(
                person=one.signer_id,
                name=name,
                nip=nip,
                institution=institution,
                reason=PURPOSES.get(one.purpose, "Menandatangani"),
                at=one.signed_at,
                on_behalf_of=principal_of(one),
            )
        )
    return found
