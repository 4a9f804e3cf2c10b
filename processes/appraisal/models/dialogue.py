"""Half a year looked back upon: what the two agreed on, until when. Never a predicate.

The law knows monthly, quarterly and annual evaluations only; six months are a time to talk.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflow_core.people.models import Person


class Agreement(models.Model):
    """What employee and rater agreed on in the dialogue about half a year."""

    employee = models.ForeignKey(Person, models.PROTECT, related_name="agreements")
    year = models.PositiveSmallIntegerField(_("year"))
    half = models.PositiveSmallIntegerField(_("semester"))
    talked_on = models.DateField(_("talked on"))
    text = models.TextField(_("what was agreed"))
    due = models.DateField(_("until"), null=True, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["talked_on", "pk"]
        indexes = [models.Index(fields=["employee", "year", "half"], name="agreement_of_half")]
        constraints = [
            models.CheckConstraint(condition=Q(half__in=(1, 2)), name="agreement_half_of_a_year")
        ]

    def __str__(self) -> str:
        return self.text
