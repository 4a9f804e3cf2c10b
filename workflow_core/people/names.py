"""Names as they are read on a screen; papers keep them as the national record has them."""

import re

PARTICLES = frozenset({"bin", "binti", "van", "von", "der", "den", "dan"})
ROMAN = re.compile(r"[IVX]+")
WORD = re.compile(r"[^\W\d_]+(?:['’`][^\W\d_]+)*")


def spoken(name: str) -> str:
    """A name written all in capitals, in readable case; any other name as it is.

    “I MADE SUDIRA” becomes “I Made Sudira”, “AHMAD BIN MA'RUF II” “Ahmad bin Ma'ruf II”.
    """
    return WORD.sub(_word, name) if name.isupper() else name


def _word(found: re.Match[str]) -> str:
    word = found.group()
    inside = found.start() > 0
    if inside and word.lower() in PARTICLES:
        return word.lower()
    if inside and len(word) > 1 and ROMAN.fullmatch(word):
        return word
    # D'ARC has two names, MA'RUF one.
    return word.title() if word[1:2] in {"'", "’", "`"} else word.capitalize()
