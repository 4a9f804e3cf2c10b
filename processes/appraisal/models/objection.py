"""The objection path: what the employee objects to, what both sides said, what was decided."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflow_core.people.models import Person

from .rating import Rating


class Objection(models.Model):
    """An employee's objection to his rating, with reasons."""

    appraisal = models.ForeignKey("Appraisal", models.PROTECT, related_name="objections")
    rating = models.ForeignKey(Rating, models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()
    grounds = models.TextField(_("grounds"))
    items = models.JSONField(default=list)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.grounds


class Statement(models.Model):
    """What a side said, or that it stayed silent, before the decision."""

    class Kind(models.TextChoices):
        EXPLANATION = "explanation", _("explanation of whoever rated")
        HEARING = "hearing", _("record of the hearing")
        SILENCE = "silence", _("whoever rated stayed silent")

    objection = models.ForeignKey(Objection, models.PROTECT, related_name="statements")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    text = models.TextField(_("statement"), blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text or str(self.get_kind_display())


class Decision(models.Model):
    """The superior's decision: upholds or changes the result. There is no second appeal."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("upheld")
        CHANGED = "changed", _("changed")

    objection = models.ForeignKey(Objection, models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    reason = models.TextField(_("reason"))
    rating = models.ForeignKey(Rating, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.get_outcome_display())
