"""Dates that a circular put off, as rows that are added and never changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflow_core.append_only import AppendOnly
from workflow_core.people.models import Person, Unit

from .cycle import Cycle


class Extension(AppendOnly):
    """One date of a cycle put off, for all of it or for one unit and those below it.

    Local days, inclusive; ``was`` is what held there before.
    """

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="extensions")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    name = models.CharField(_("date"), max_length=20)
    was = models.DateField()
    now = models.DateField()
    circular = models.CharField(_("circular"), max_length=200)
    circular_date = models.DateField(_("date of the circular"))
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AppendOnly.Meta):
        abstract = False
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.name}: {self.was} → {self.now}"
