"""Ratings: each one as it was given; a later one never overwrites an earlier one."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflow_core.people.models import Person

from ..distribution import OrganisationResult
from ..rating import Level, Predicate


class Rating(models.Model):
    """The two ratings and the predicate they make.

    Kept with what the system had suggested and why the rater departed from it.
    """

    appraisal = models.ForeignKey("Appraisal", models.PROTECT, related_name="ratings")
    number = models.PositiveSmallIntegerField()
    move = models.CharField(max_length=40)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    organisation = models.CharField(max_length=20, choices=OrganisationResult.choices)
    organisation_carried_over = models.BooleanField(default=False)
    organisation_unit = models.CharField(max_length=250, blank=True)
    results = models.CharField(_("rating of results"), max_length=10, choices=Level.choices)
    behaviour = models.CharField(_("rating of behaviour"), max_length=10, choices=Level.choices)
    predicate = models.CharField(_("predicate"), max_length=20, choices=Predicate.choices)
    suggested = models.CharField(_("suggestion"), max_length=10, choices=Level.choices, blank=True)
    dropped_out = models.BooleanField(_("studies not completed"), default=False)
    departure_reason = models.TextField(_("reason for departing"), blank=True)
    note = models.TextField(_("note or recommendation"))
    items = models.JSONField(default=list)
    reused = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["appraisal", "number"]
        constraints = [
            models.UniqueConstraint(fields=["appraisal", "number"], name="rating_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.appraisal_id}/{self.number}: {self.get_predicate_display()}"
