"""Why a team's predicates depart from the pattern: told once, kept with the warning that asked."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflow_core.people.models import Person
from workflow_core.signing.append_only import AppendOnly

from ..distribution import OrganisationResult
from .cycle import Cycle


class PatternReason(AppendOnly):
    """A reason given for a departure from the pattern of SE MenPANRB 3/2023.

    ``counts``: people by predicate, ``warnings``: code, numbers and the sentence as it was shown.
    """

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="pattern_reasons")
    rater = models.ForeignKey(Person, models.PROTECT, related_name="+")
    organisation = models.CharField(max_length=20, choices=OrganisationResult.choices)
    counts = models.JSONField()
    warnings = models.JSONField()
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AppendOnly.Meta):
        abstract = False
        ordering = ["pk"]
        indexes = [models.Index(fields=["cycle", "rater"], name="pattern_reason_of_team")]

    def __str__(self) -> str:
        return self.reason
