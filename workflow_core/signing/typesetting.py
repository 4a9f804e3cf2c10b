"""Typesetting: a template and data become a PDF/A-2b, PDF/UA-1 file.

What a user typed reaches the template as data only, never as markup. Everything he typed is
visible on paper: what cannot be printed as it is, is printed as its number in Unicode.
"""

from __future__ import annotations

import functools
import json
import re
import unicodedata
from typing import TYPE_CHECKING, Any

import typst
from django.conf import settings

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

STANDARDS = ["a-2b", "ua-1"]
NO_GLYPH = re.compile(r'the text `"(.*?)"` could not be displayed', re.DOTALL)
MOST_TRIES = 40
"""A text in scripts that no font has costs so many tries; then all of its rare signs are named."""
BARE = 0x2FF
"""Up to here (Latin with all its accents) the typesetter's own fonts have every letter."""

REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that make a text read otherwise than it was stored; left and right marks are no such."""
KEPT_CONTROLS = frozenset("\n\t")
LONG_RUN = re.compile(r"[^\s\u200b]{25,}")
PIECE = 8

_without_glyph: set[str] = set()


def typeset(
    template: Path, data: dict[str, Any], *, at: datetime, verify: dict[str, str] | None = None
) -> bytes:
    """The PDF that ``template`` makes of ``data``; the same bytes for the same arguments.

    ``at`` is the instant the file names as its creation, ``verify`` what its QR code leads to.
    Raises ``typst.TypstError`` for a template that is wrong, never for a text.
    """
    for _try in range(MOST_TRIES):
        try:
            return _compile(template, data, at, verify)
        except typst.TypstError as refused:
            found = NO_GLYPH.search(refused.message)
            if found is None:
                raise
            _without_glyph.update(rare(found[1]))
    _without_glyph.update(rare(json.dumps(data, ensure_ascii=False)))
    return _compile(template, data, at, verify)


def _compile(
    template: Path, data: dict[str, Any], at: datetime, verify: dict[str, str] | None
) -> bytes:
    made: Any = typst.compile(  # type: ignore[call-overload]  # its stubs forbid a path as root
        template,
        root=settings.BASE_DIR,
        font_paths=_fonts(),
        format="pdf",
        pdf_standards=STANDARDS,
        sys_inputs={
            "data": json.dumps(printable(data), ensure_ascii=False),
            "verify": json.dumps(verify),
        },
        timestamp=int(at.timestamp()),
    )
    return bytes(made)


@functools.cache
def _fonts() -> Any:
    """The typesetter's own fonts, and after them the machine's, where they may be used."""
    return typst.Fonts(include_system_fonts=settings.PAPER_SYSTEM_FONTS)


def rare(text: str) -> set[str]:
    """The signs of a text that some font may lack."""
    return {sign for sign in text if ord(sign) > BARE}


def printable(value: Any) -> Any:
    """The same data with every text as paper can show it."""
    if isinstance(value, str):
        return printable_text(value)
    if isinstance(value, dict):
        return {key: printable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [printable(one) for one in value]
    return value


def printable_text(text: str) -> str:
    """A text with its unprintable signs named, and with places where an endless word may break."""
    shown = "".join(_shown(sign) for sign in text.replace("\r\n", "\n").replace("\r", "\n"))
    return LONG_RUN.sub(_breakable, shown)


def _shown(sign: str) -> str:
    is_control = unicodedata.category(sign) in {"Cc", "Cn", "Cs"} and sign not in KEPT_CONTROLS
    if is_control or sign in REORDERING or sign in _without_glyph:
        return named(sign)
    return sign


def named(sign: str) -> str:
    """A sign by its number and name: ``[U+1F600 GRINNING FACE]``."""
    name = unicodedata.name(sign, "")
    return f"[U+{ord(sign):04X}{' ' if name else ''}{name}]"


def _breakable(found: re.Match[str]) -> str:
    run = found[0]
    return "\u200b".join(run[place : place + PIECE] for place in range(0, len(run), PIECE))
