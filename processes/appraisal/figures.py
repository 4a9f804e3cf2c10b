"""Numbers as people write and read them: 87,5 and 87.5 are one number."""

import re
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _

PLAIN = re.compile(r"[+-]?\d+(\.\d+)?")
GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+")
SPACES = dict.fromkeys(map(ord, " \u00a0\u202f\t"))


class Unclear(ValueError):  # noqa: N818 - what the reader is told
    """A text that is no number, or that can be read as two; its argument is the sentence."""


def read(text: str) -> Decimal:
    """The number a person wrote, with a comma or a point before the decimals.

    ``1.250,5`` and ``1.250.000`` are read as grouped by points; ``1.250`` alone could be either
    and is refused.
    Raises ``Unclear``.
    """
    written = text.translate(SPACES)
    if GROUPED.fullmatch(written) and written.count(".") == 1:
        joined = written.replace(".", "")
        raise Unclear(
            _("Is %(text)s meant as %(joined)s? Write it without the point.")
            % {"text": text, "joined": joined}
        )
    plain = _without_groups(written)
    if not PLAIN.fullmatch(plain):
        raise Unclear(_("Write a number, for example 87,5."))
    return Decimal(plain)


def _without_groups(written: str) -> str:
    whole, comma, decimals = written.rpartition(",")
    if not comma:
        return written.replace(".", "") if written.count(".") > 1 else written
    if GROUPED.fullmatch(whole):
        whole = whole.replace(".", "")
    return f"{whole}.{decimals}"


def show(number: Decimal | None) -> str:
    """A number without needless zeros, with the reader's decimal sign; empty for none."""
    if number is None:
        return ""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    sign = str(formats.get_format("DECIMAL_SEPARATOR"))
    if sign == "." and GROUPED.fullmatch(text):
        text += "0"  # 12.1250 cannot be taken for twelve thousand
    return text.replace(".", sign)
