"""The self-report: what was achieved of each planned result, and the evidence of it."""

import hashlib

from django.db import models
from django.utils.translation import gettext_lazy as _

from .plan import Indicator, PlannedResult


class Realisation(models.Model):
    """What one appraisal's period achieved of one planned result."""

    appraisal = models.ForeignKey("Appraisal", models.PROTECT, related_name="realisations")
    result = models.ForeignKey(PlannedResult, models.PROTECT, related_name="realisations")
    text = models.TextField(_("realisation"), blank=True)
    no_evidence_reason = models.TextField(_("why there is no evidence"), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appraisal", "result"], name="realisation_once")
        ]

    def __str__(self) -> str:
        return self.text


class Measurement(models.Model):
    """The value reached on one indicator."""

    realisation = models.ForeignKey(Realisation, models.CASCADE, related_name="measurements")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    value = models.DecimalField(_("value reached"), max_digits=18, decimal_places=4)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["realisation", "indicator"], name="measured_once")
        ]

    def __str__(self) -> str:
        return str(self.value)


class Evidence(models.Model):
    """A proof of progress: a link, or a file kept by the application."""

    realisation = models.ForeignKey(Realisation, models.CASCADE, related_name="evidence")
    title = models.CharField(_("title"), max_length=200)
    url = models.URLField(_("link"), max_length=500, blank=True)
    file = models.FileField(_("file"), upload_to="evidence/%Y/%m/", blank=True)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title

    def digest(self) -> str:
        """The SHA-256 of the kept file; empty for a link. Read once, where it was not noted yet."""
        if self.file and not self.sha256:
            with self.file.open("rb") as source:
                self.sha256 = hashlib.file_digest(source, "sha256").hexdigest()
        return self.sha256
