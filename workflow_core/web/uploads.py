"""Files that wait for their user's confirmation, kept on the server under a token that is his
alone.
"""

import secrets
import shutil
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import get_valid_filename

KEPT_SECONDS = 24 * 60 * 60
TOKEN_BYTES = 24
NAME_LENGTH = 100


def keep(person: Any, file: UploadedFile) -> str:
    """Store a file for a person and return its token. His earlier ones go."""
    shutil.rmtree(_folder(person), ignore_errors=True)
    token = secrets.token_hex(TOKEN_BYTES)
    place = _folder(person) / token
    place.mkdir(parents=True)
    with (place / _safe_name(file.name or "")).open("wb") as target:
        for chunk in file.chunks():
            target.write(chunk)
    return token


def kept(person: Any, token: str) -> Path | None:
    """The file behind a token; ``None`` for another's, an unknown or an expired one."""
    if not (token.isascii() and token.isalnum()):
        return None
    found = next(iter((_folder(person) / token).glob("*")), None)
    if found is None or time.time() - found.stat().st_mtime > KEPT_SECONDS:
        return None
    return found


def forget(person: Any, token: str) -> None:
    """Delete the file behind a token of this person."""
    if kept(person, token):
        shutil.rmtree(_folder(person) / token, ignore_errors=True)


def _folder(person: Any) -> Path:
    return Path(settings.MEDIA_ROOT) / "imports" / str(person.pk)


def _safe_name(name: str) -> str:
    plain = "".join(one for one in name if one.isprintable())
    return get_valid_filename(f"x{plain}").removeprefix("x")[-NAME_LENGTH:].lstrip(".") or "file"
