"""One text for one value: what is hashed, in events and in signed documents alike."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any


def canonical(value: Any) -> str:
    """One text for one value: sorted keys, no spaces, exact decimals, times in UTC.

    Raises ``TypeError`` for values that have no canonical form (floats, naive times) and
    ``ValueError`` for texts that not every database can keep (NUL, lone surrogates).
    """
    return json.dumps(
        _plain(value), sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":")
    )


def is_storable(text: str) -> bool:
    """Whether every database can keep this text: no NUL, and all of it has a form in UTF-8."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _plain(value: Any) -> Any:
    plain: Any
    match value:
        case None | bool() | int():
            plain = value
        case str():
            plain = _text(value)
        case dict():
            plain = _object(value)
        case list() | tuple():
            plain = [_plain(one) for one in value]
        case datetime():
            plain = _instant(value)
        case date():
            plain = value.isoformat()
        case Decimal():
            plain = _decimal(value)
        case _:
            plain = _plain(_own_form(value))
    return plain


def _own_form(value: Any) -> Any:
    """What an object says of itself; it has no canonical form where it says nothing."""
    if not hasattr(value, "canonical"):
        raise TypeError(f"{type(value).__name__} has no canonical form")
    return value.canonical()


def _text(value: str) -> str:
    text = str(value)
    if not is_storable(text):
        raise ValueError("the text holds characters that cannot be kept")
    return text


def _object(value: dict[Any, Any]) -> dict[str, Any]:
    plain = {_text(str(key)): _plain(one) for key, one in value.items()}
    if len(plain) != len(value):
        raise ValueError("two keys have the same text")
    return plain


def _instant(value: datetime) -> str:
    if value.tzinfo is None:
        raise TypeError("a time without zone has no canonical form")
    return value.astimezone(UTC).isoformat()


def _decimal(value: Decimal) -> str:
    """The number without the zeros that change nothing: 1.50 and 1.5 are one value."""
    if not value.is_finite():
        raise ValueError("only finite numbers have a canonical form")
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
