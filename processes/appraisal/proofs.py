"""Files as evidence: which kinds are kept, told by their content and not by their name."""

import zipfile
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_BYTES = 5 * 1024 * 1024
MAGIC = {b"%PDF-": "pdf", b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}
OFFICE = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def kind_of(file: IO[Any]) -> str | None:
    """The kind as the content says, one of ``CONTENT_TYPES``; ``None`` for anything else."""
    file.seek(0)
    head = file.read(8)
    file.seek(0)
    for magic, kind in MAGIC.items():
        if head.startswith(magic):
            return kind
    return _office_kind(file) if head.startswith(b"PK\x03\x04") else None


def _office_kind(file: IO[Any]) -> str | None:
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return None
    finally:
        file.seek(0)
    if "[Content_Types].xml" not in names or any("vbaProject" in name for name in names):
        return None
    return next((kind for part, kind in OFFICE.items() if part in names), None)


def check(file: Any) -> str:
    """The kind of an uploaded file; ``ValidationError`` if it is too large or of another kind."""
    if file.size > MOST_BYTES:
        raise ValidationError(_("The file is larger than 5 MB."), code="large")
    kind = kind_of(file)
    if kind is None:
        raise ValidationError(
            _("Only PDF, JPG, PNG, DOCX and XLSX can be attached; this file is none of them."),
            code="kind",
        )
    return kind
