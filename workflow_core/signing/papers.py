"""Papers: rows that become files. What a process wants printed comes in, a signed file is kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import segno
from django.conf import settings
from django.core.files.base import ContentFile
from django.db.models import F
from django.urls import reverse

from workflow_core.calendar import clock

from .canonical import canonical
from .models import Paper, PaperMark, Signature
from .signatures import fingerprint
from .signer import signer
from .typesetting import typeset

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from .signer import Signatory


@dataclass(frozen=True)
class Outline:
    """A paper that a case has now, by what it is made from; its content is not read yet.

    ``edition`` counts a paper that is agreed anew. ``signatures`` in the order in which they were
    given; none of them: a draft. ``marks`` are the edition's ink signatures and refusals;
    ``remarks`` whatever else its content depends on (an absence, a date).
    """

    kind: str
    form: str
    title: str
    edition: int = 1
    signatures: tuple[Signature, ...] = ()
    marks: tuple[PaperMark, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def is_draft(self) -> bool:
        return not self.signatures

    @property
    def source(self) -> str:
        """The name of the content: the same as long as nothing that is printed has changed."""
        return fingerprint(
            canonical(
                [
                    self.form,
                    [[one.pk, one.sha256] for one in self.signatures],
                    [[one.pk, one.kind] for one in self.marks],
                    self.remarks,
                ]
            )
        )


@dataclass(frozen=True)
class Content:
    """What is printed: a template, its data, who signed it, and the instant it speaks of."""

    template: Path
    data: dict[str, Any]
    at: datetime
    signatories: Sequence[Signatory] = field(default_factory=tuple)


def made_for(case: Any, outline: Outline) -> Paper | None:
    """The finished paper of this content, if there is one."""
    found: Paper | None = case.papers.filter(
        kind=outline.kind, source=outline.source, made_at__isnull=False
    ).first()
    return found


def make(case: Any, outline: Outline, content: Content) -> Paper:
    """Make the paper of this content, or find it made.

    May be repeated after any interruption: the row keeps its token, and of two makers at once one
    file stays.
    """
    paper: Paper
    paper, _is_new = case.papers.get_or_create(
        kind=outline.kind,
        source=outline.source,
        defaults={"form": outline.form, "title": outline.title},
    )
    if paper.made_at is not None:
        return paper
    Paper.objects.filter(pk=paper.pk).update(tries=F("tries") + 1)
    pdf = typeset(content.template, content.data, at=content.at, verify=_verify(paper.token))
    return _keep(paper, _signed(pdf, content.signatories), content)


def draft(content: Content) -> bytes:
    """The paper as it would look now; without a token, because nothing of it can be verified."""
    return typeset(content.template, content.data, at=content.at)


def address_of(token: str) -> str:
    """The public page that tells whether a paper is genuine."""
    return settings.PUBLIC_URL.rstrip("/") + reverse("verify", args=[token])


def _verify(token: str) -> dict[str, str]:
    address = address_of(token)
    drawn = segno.make(address, error="m").svg_inline(border=0, omitsize=True)
    svg = drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return {"url": address, "svg": svg, "label": signer().label}


def _signed(pdf: bytes, signatories: Sequence[Signatory]) -> bytes:
    for number, one in enumerate(signatories, start=1):
        pdf = signer().sign(pdf, one, f"Tanda-tangan-{number}")
    return pdf


def _keep(paper: Paper, pdf: bytes, content: Content) -> Paper:
    paper.file.save(f"{paper.token}.pdf", ContentFile(pdf), save=False)
    kept = {
        "file": paper.file.name,
        "size": len(pdf),
        "sha256": hashlib.sha256(pdf).hexdigest(),
        "signed_by": [_told(one) for one in content.signatories],
        "label": signer().label if content.signatories else "",
        "made_at": clock.now(),
    }
    if not Paper.objects.filter(pk=paper.pk, made_at=None).update(**kept):
        paper.file.storage.delete(str(paper.file.name))  # somebody else was quicker
    paper.refresh_from_db()
    return paper


def _told(one: Signatory) -> dict[str, str]:
    """What the public page says of a signature: the name, no more of the person."""
    return {
        "name": one.name,
        "on_behalf_of": one.on_behalf_of,
        "reason": one.reason,
        "at": one.at.isoformat(),
    }
