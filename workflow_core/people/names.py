"""Names as they are read on a screen; papers keep them as the national record has them."""

import re

PARTICLES = frozenset({"bin", "binti", "van", "von", "der", "den", "dan"})
ROMAN = re.compile(r"[IVX]+")
WORD = re.compile(r"[^\W\d_]+(?:['’`][^\W\d_]+)*")
TWO_STOPS = re.compile(r"(?<=\w)\.\.(?!\.)")
# What names of offices and schools are shortened to; everything else in capitals is a word.
SHORT = re.compile(
    r"APBD|ASN|BKD|BKPP|BKPSDM|BLUD|BPBD|BPKAD|DPMPTSP|DPRD|IGD|KB|KUA|PAUD|PKK|PNS|PPPK|PTSP|RS|"
    r"RSU|RSUD|SD|SDM|SDN|SLB|SMA|SMAN|SMK|SMKN|SMP|SMPN|TK|TKN|TU|UPT|UPTB|UPTD"
)


def spoken(name: str) -> str:
    """A name written all in capitals, in readable case; any other name as it is.

    “I MADE SUDIRA” becomes “I Made Sudira”, “AHMAD BIN MA'RUF II” “Ahmad bin Ma'ruf II”.
    """
    return WORD.sub(_word, name) if name.isupper() else name


def spoken_unit(name: str) -> str:
    """As ``spoken``, for the name of a unit or a position: its abbreviations stay in capitals.

    “UPTD PUSKESMAS MELATI” becomes “UPTD Puskesmas Melati”.
    """
    return WORD.sub(_unit_word, name) if name.isupper() and " " in name.strip() else name


def one_stop(text: str) -> str:
    """A sentence that ends with a name which ends with a full stop itself: “… Sari, M.Si.”."""
    return TWO_STOPS.sub(".", text)


def _unit_word(found: re.Match[str]) -> str:
    return found.group() if SHORT.fullmatch(found.group()) else _word(found)


def _word(found: re.Match[str]) -> str:
    word = found.group()
    inside = found.start() > 0
    if inside and word.lower() in PARTICLES:
        return word.lower()
    if inside and len(word) > 1 and ROMAN.fullmatch(word):
        return word
    # D'ARC has two names, MA'RUF one.
    return word.title() if word[1:2] in {"'", "’", "`"} else word.capitalize()
