"""The work in a period: what is to be done until when, and what has come of it so far.

Formats B.1.1 (action plan) and B.1.2 (documentation). PermenPANRB 6/2022, Lampiran p. 67-68.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflow_core.people.models import Person

from .plan import PlannedResult


class ActionStep(models.Model):
    """One step of the action plan for a planned result in one period."""

    appraisal = models.ForeignKey("Appraisal", models.PROTECT, related_name="steps")
    result = models.ForeignKey(PlannedResult, models.PROTECT, related_name="+")
    text = models.TextField(_("action"))
    due = models.DateField(_("until"))

    class Meta:
        ordering = ["due", "pk"]

    def __str__(self) -> str:
        return self.text


class Progress(models.Model):
    """What came of a planned result on a day, with its evidence: progress, not activity."""

    appraisal = models.ForeignKey("Appraisal", models.PROTECT, related_name="progress")
    result = models.ForeignKey(PlannedResult, models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    text = models.TextField(_("progress"))
    url = models.URLField(_("link to the evidence"), max_length=500, blank=True)
    file = models.FileField(_("file"), upload_to="progress/%Y/%m/", blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-day", "-pk"]

    def __str__(self) -> str:
        return self.text
