"""The role-result matrix (format A.1.5): who plays which part in the results of the head."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflow_core.people.models import Person

from .plan import PlannedResult


class Role(models.Model):
    """One cell: the part of a team member in a result of the head, or that he has none.

    PermenPANRB 6/2022, Lampiran p. 47-49.
    """

    result = models.ForeignKey(PlannedResult, models.CASCADE, related_name="roles")
    member = models.ForeignKey(Person, models.PROTECT, related_name="+")
    has_none = models.BooleanField(_("no role"), default=False)
    cascade = models.CharField(
        _("cascade"), max_length=8, choices=PlannedResult.Cascade.choices, blank=True
    )
    team = models.CharField(_("team"), max_length=150, blank=True)
    text = models.TextField(_("role"), blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["result", "member"], name="role_once")]

    def __str__(self) -> str:
        return self.text or str(_("no role"))
