"""Days on which an institution does not work."""

import secrets
from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from workflow_core.append_only import AppendOnly

from . import clock

LARGEST_VERSION = 2**31 - 1


def renew_version(institution_ids: Iterable[int]) -> int:
    """Give these institutions a new ``calendar_version``: no cached calendar is used again.

    The version is drawn, not counted, because a count that was rolled back would come again with
    other holidays behind it.
    """
    version = 1 + secrets.randbelow(LARGEST_VERSION)
    institutions = Holiday._meta.get_field("institution").related_model._base_manager
    institutions.filter(pk__in=set(institution_ids)).update(calendar_version=version)
    return version


class HolidayQuerySet(models.QuerySet["Holiday"]):
    """Holidays; every way of writing many renews the calendar of their institutions too."""

    @transaction.atomic
    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        rows = list(objs)
        created = super().bulk_create(rows, *args, **kwargs)
        version = renew_version(row.institution_id for row in rows)
        for row in rows:
            row.tell_institution(version)
        return created

    @transaction.atomic
    def update(self, **values: Any) -> int:
        renew_version(self._institution_ids())
        return super().update(**values)

    @transaction.atomic
    def delete(self) -> tuple[int, dict[str, int]]:
        renew_version(self._institution_ids())
        return super().delete()

    def _institution_ids(self) -> set[int]:
        return set(self.order_by().values_list("institution_id", flat=True))


class Holiday(models.Model):
    """A day on which the institution does not work. Seeded from a library, edited by HR."""

    class Kind(models.TextChoices):
        NATIONAL = "national", _("national holiday")
        COLLECTIVE = "collective", _("collective leave")
        LOCAL = "local", _("local holiday")

    institution = models.ForeignKey(
        "core_people.Institution", models.CASCADE, related_name="holidays"
    )
    date = models.DateField(_("date"))
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.NATIONAL)

    objects = HolidayQuerySet.as_manager()

    class Meta:
        ordering = ["date"]
        constraints = [models.UniqueConstraint(fields=["institution", "date"], name="holiday_once")]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.name}"

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        self.tell_institution(renew_version([self.institution_id]))

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        version = renew_version([self.institution_id])
        deleted = super().delete(*args, **kwargs)
        self.tell_institution(version)
        return deleted

    def tell_institution(self, version: int) -> None:
        """Pass a renewed version on to the institution in memory, if this row carries one."""
        if Holiday.institution.is_cached(self):
            self.institution.calendar_version = version


class CalendarChange(AppendOnly):
    """Who changed what in a calendar, and when; ``before`` and ``after`` as they stood.

    Of a holiday its name and kind, of a switch true or false, of the zone its name. What is on
    record without a change (the first seed) counts as known from the beginning.
    """

    class What(models.TextChoices):
        HOLIDAY = "holiday", _("day off")
        COLLECTIVE = "collective_leave", _("collective leave is off")
        WEEK = "six_day_week", _("six-day week")
        ZONE = "time_zone", _("time zone")

    institution = models.ForeignKey(
        "core_people.Institution", models.PROTECT, related_name="calendar_changes"
    )
    unit = models.ForeignKey("core_people.Unit", models.PROTECT, null=True, related_name="+")
    what = models.CharField(max_length=20, choices=What.choices)
    date = models.DateField(null=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    by = models.ForeignKey("core_people.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta(AppendOnly.Meta):
        abstract = False
        indexes = [models.Index(fields=["institution", "at"], name="calendar_change_by_time")]

    def __str__(self) -> str:
        return f"{self.what} {self.date or ''}".strip()
