"""What HR does to the list of holidays. Each write renews the institution's calendar version.

``institution`` is a row of people, an app above this one: hence ``Any``.
"""

import datetime as dt
from typing import Any, NamedTuple

from django.db import transaction
from holidays import country_holidays

from .models import Holiday

COUNTRY = "ID"
# The first kind that claims a day keeps it: a national holiday stays one where leave joins it.
LIBRARY_CATEGORIES = (
    (Holiday.Kind.NATIONAL, "public"),
    (Holiday.Kind.COLLECTIVE, "government"),
)


class ImportedYear(NamedTuple):
    """Days that ``import_year`` added, days it left as they were, and collective leave it added."""

    added: int
    kept: int
    collective: int


def add_holiday(
    institution: Any, day: dt.date, name: str, *, kind: str = Holiday.Kind.LOCAL
) -> Holiday:
    """Record a day off, or correct the name and kind of one already on record."""
    facts = {"institution": institution, "name": name, "kind": Holiday.Kind(kind)}
    holiday, _created = Holiday.objects.update_or_create(
        institution=institution, date=day, defaults=facts
    )
    return holiday


def remove_holiday(institution: Any, day: dt.date) -> bool:
    """Strike a day off the list; tell whether it was on it."""
    holiday = Holiday.objects.filter(institution=institution, date=day).first()
    if holiday is None:
        return False
    holiday.institution = institution
    holiday.delete()
    return True


@transaction.atomic
def import_year(institution: Any, year: int) -> ImportedYear:
    """Add the national holidays and collective leave of a year that the holidays library knows.

    Days already on record stay as HR left them; a day HR removed comes back, so remove after
    importing. Moon-based days of coming years are estimates and say so in their names; collective
    leave is known only once the joint decree (SKB 3 Menteri) is out: see ``collective``.
    """
    on_record = set(
        Holiday.objects.filter(institution=institution, date__year=year)
        .order_by()
        .values_list("date", flat=True)
    )
    known: dict[dt.date, Holiday] = {}
    for kind, category in LIBRARY_CATEGORIES:
        days = country_holidays(COUNTRY, years=year, categories=(category,), language="id")
        for day, name in sorted(days.items()):
            row = Holiday(institution=institution, date=day, name=name[:200], kind=kind)
            known.setdefault(day, row)
    new = [row for day, row in known.items() if day not in on_record]
    Holiday.objects.bulk_create(new)
    collective = sum(row.kind == Holiday.Kind.COLLECTIVE for row in new)
    return ImportedYear(len(new), len(known) - len(new), collective)
