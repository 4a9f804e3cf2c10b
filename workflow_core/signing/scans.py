"""Scans of papers signed in ink: which files are taken, told by their content; and their rows."""

from __future__ import annotations

import uuid
from typing import IO, TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from pyhanko.pdf_utils.reader import PdfFileReader

from .models import PaperMark
from .signatures import sha256_of

if TYPE_CHECKING:
    from datetime import date

MOST_BYTES = 10 * 1024 * 1024
TAIL = 1024
IMAGES = {
    "jpg": (b"\xff\xd8\xff", b"\xff\xd9"),
    "png": (b"\x89PNG\r\n\x1a\n", b"IEND"),
}
CONTENT_TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}


def kind_of(file: IO[bytes]) -> str | None:
    """``pdf``, ``jpg`` or ``png`` as the content says, from its beginning to its end."""
    file.seek(0)
    head = file.read(8)
    size = file.seek(0, 2)
    file.seek(max(size - TAIL, 0))
    tail = file.read()
    file.seek(0)
    if head.startswith(b"%PDF-"):
        return "pdf" if _is_pdf(file) else None
    found = (
        kind for kind, (begin, end) in IMAGES.items() if head.startswith(begin) and end in tail
    )
    return next(found, None)


def _is_pdf(file: IO[bytes]) -> bool:
    try:
        return "/Pages" in PdfFileReader(file, strict=False).root
    except Exception:  # noqa: BLE001 - a damaged file makes the reader stumble in any way
        return False
    finally:
        file.seek(0)


def check(file: Any) -> str:
    """The kind of an uploaded scan; ``ValidationError`` if it is too large or something else."""
    if file.size > MOST_BYTES:
        raise ValidationError(_("The file is larger than 10 MB."), code="large")
    kind = kind_of(file)
    if kind is None:
        raise ValidationError(
            _("A scan is a PDF, JPG or PNG; this file is none of them, or is damaged."),
            code="kind",
        )
    return kind


def keep_ink(
    *, case: Any, paper: str, edition: int, person: Any, day: date, file: Any, by: Any
) -> PaperMark:
    """Keep the scan of a paper that ``person`` signed in ink; raises ``ValidationError``."""
    kind = check(file)
    digest, size = sha256_of(file), file.size
    file.name = f"{uuid.uuid4().hex}.{kind}"
    mark: PaperMark = PaperMark.objects.create(
        case=case,
        paper=paper,
        edition=edition,
        kind=PaperMark.Kind.INK,
        person=person,
        day=day,
        file=file,
        size=size,
        sha256=digest,
        by=by,
    )
    return mark


def record_refusal(
    *, case: Any, paper: str, edition: int, person: Any, day: date, reason: str, by: Any
) -> PaperMark:
    """Record that ``person`` refused to sign on this day; his reason where he gave one."""
    mark: PaperMark = PaperMark.objects.create(
        case=case,
        paper=paper,
        edition=edition,
        kind=PaperMark.Kind.REFUSED,
        person=person,
        day=day,
        reason=reason,
        by=by,
    )
    return mark
