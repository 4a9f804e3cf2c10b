"""Results of earlier years, brought in from files; a correction is a new row."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflow_core.people.models import Institution, Person
from workflow_core.signing.append_only import AppendOnly


class PastResult(AppendOnly):
    """A person's result of an earlier year, with the scheme it was made by.

    ``score`` is computed, never rounded; ``stated_score`` and ``stated_label`` stand in the file.
    ``flags``: codes of what does not fit. The newest row of a person, year and scheme counts.
    """

    class Scheme(models.TextChoices):
        PP46 = "pp46", "PP 46/2011"
        PP30 = "pp30", "PP 30/2019"
        PERMENPANRB = "permenpanrb", "PermenPANRB"

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("year"))
    scheme = models.CharField(_("scheme"), max_length=12, choices=Scheme.choices)
    targets = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    behaviour = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    weights = models.CharField(max_length=8, blank=True)
    new_idea = models.BooleanField(default=False)
    score = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    label = models.CharField(_("predicate"), max_length=40, blank=True)
    stated_score = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    stated_label = models.CharField(max_length=40, blank=True)
    flags = models.JSONField(default=list)
    fingerprint = models.CharField(max_length=64)
    digest = models.CharField("SHA-256", max_length=64)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AppendOnly.Meta):
        abstract = False
        ordering = ["pk"]
        indexes = [models.Index(fields=["person", "year"], name="past_result_of_person")]

    def __str__(self) -> str:
        return f"{self.year} {self.get_scheme_display()}: {self.label}"
