"""The number of a civil servant (NIP, 18 digits): read it, check it, print it.

PNS: birth YYYYMMDD, appointment YYYYMM, sex (1 man, 2 woman), sequence from 001.
PPPK: birth YYYYMMDD, year of appointment, a code (usually 21), sex, sequence. The code is no month,
which tells the two apart: 01–12 in digits 13 and 14 is a PNS.
"""

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

LENGTH = 18
MONTHS = 12
FIRST_YEAR = 1900
SEXES = {"1": "L", "2": "P"}
PUNCTUATION = re.compile(r"[\s.\-'’‘`\u200b\ufeff]+")
E_NOTATION = re.compile(r"^\d+([.,]\d+)?e\+?\d+$", re.IGNORECASE)


class InvalidNip(ValueError):  # noqa: N818 - the name other modules rely on
    """A number that is no NIP. ``message`` says what is wrong, ``hint`` what a clerk can do."""

    def __init__(self, message: str, hint: str = "") -> None:
        self.message = message
        self.hint = hint
        super().__init__(f"{message} {hint}".strip())


class NipKind(StrEnum):
    """Which pattern a number follows; the values are those of ``Person.Kind``."""

    PNS = "pns"
    PPPK = "pppk"


@dataclass(frozen=True, slots=True)
class Nip:
    """A checked NIP. ``start``: first day of the month (PNS) or year (PPPK) of appointment."""

    digits: str
    kind: NipKind
    birth_date: dt.date
    sex: str
    start: dt.date
    sequence: int

    @property
    def printed(self) -> str:
        """The number in groups, as it stands on paper: ``19860926 201505 1 001``."""
        return printed(self.digits)

    def __str__(self) -> str:
        return self.digits


def printed(digits: str) -> str:
    """Group the 18 digits as on paper; anything of another length comes back unchanged."""
    if len(digits) != LENGTH:
        return digits
    return f"{digits[:8]} {digits[8:14]} {digits[14]} {digits[15:]}"


def normalise(text: str) -> str:
    """Take out what people put between the digits: spaces, dots, dashes, a leading apostrophe."""
    return PUNCTUATION.sub("", text)


def parse(text: str, kind: str | None = None) -> Nip:
    """Read a NIP as printed or as typed.

    ``kind`` ("pns" or "pppk") forces the pattern; without it digits 13 and 14 decide.
    Raises InvalidNip with a hint. Source: pattern of BKN; a sequence of 000 never occurs.
    """
    digits = _digits(str(text))
    wanted = NipKind(kind) if kind else _kind_of(digits)
    birth = _date(digits[:8], _("The date of birth in the NIP does not exist: %s."))
    start = _start(digits, wanted)
    if digits[14] not in SEXES:
        raise InvalidNip(
            _("Digit 15 of a NIP is 1 (man) or 2 (woman), not %s.") % digits[14], _check_hint()
        )
    if digits[15:] == "000":
        raise InvalidNip(
            _("The NIP ends in 000, which never occurs."),
            _("A spreadsheet kept only 15 digits: format the column as text and enter it again."),
        )
    if start <= birth:
        raise InvalidNip(_("The appointment in the NIP lies before the birth."), _check_hint())
    return Nip(digits, wanted, birth, SEXES[digits[14]], start, int(digits[15:]))


def _digits(raw: str) -> str:
    if E_NOTATION.match(raw.strip()):
        raise InvalidNip(
            _("The NIP was turned into a rounded number by a spreadsheet: %s.") % raw.strip(),
            _("The last digits are lost: format the column as text and enter the NIP again."),
        )
    digits = normalise(raw)
    if not digits:
        raise InvalidNip(_("The NIP is missing."), _("Enter the 18 digits."))
    if not (digits.isascii() and digits.isdigit()):
        raise InvalidNip(
            _("A NIP has digits only: %s.") % raw.strip()[:40],
            _("Look for a letter O in place of a zero, or l in place of a one."),
        )
    if len(digits) != LENGTH:
        raise InvalidNip(
            _("A NIP has 18 digits, this one has %d.") % len(digits),
            _("Look for a digit left out or typed twice."),
        )
    return digits


def _kind_of(digits: str) -> NipKind:
    return NipKind.PNS if 1 <= int(digits[12:14]) <= MONTHS else NipKind.PPPK


def _start(digits: str, kind: NipKind) -> dt.date:
    if kind is NipKind.PPPK:
        return _date(digits[8:12] + "0101", _("The year of appointment in the NIP is wrong: %s."))
    if _kind_of(digits) is not NipKind.PNS:
        raise InvalidNip(
            _("The month of appointment in the NIP does not exist: %s.") % digits[12:14],
            _("If this is a PPPK, correct the kind of employee."),
        )
    return _date(digits[8:14] + "01", _("The month of appointment in the NIP is wrong: %s."))


def _date(digits: str, complaint: str) -> dt.date:
    try:
        day = dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        day = None
    if day is None or day.year < FIRST_YEAR:
        shown = f"{digits[6:]}-{digits[4:6]}-{digits[:4]}"
        raise InvalidNip(complaint % shown, _check_hint())
    return day


def _check_hint() -> str:
    return _("Compare it digit by digit with the appointment decree.")
