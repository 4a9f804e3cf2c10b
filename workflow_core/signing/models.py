"""Signatures: what was signed, by whom, when, for what purpose. Rows are added, never changed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .append_only import AppendOnly

PERSON = settings.AUTH_USER_MODEL


class Signature(AppendOnly):
    """A person confirmed the canonical text of a document with his password."""

    case = models.ForeignKey("core_engine.Case", models.PROTECT, related_name="signatures")
    purpose = models.CharField(_("purpose"), max_length=60)
    signer = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(_("signed at"))
    document = models.TextField(_("canonical document"))
    sha256 = models.CharField(max_length=64)

    class Meta(AppendOnly.Meta):
        abstract = False
        ordering = ["pk"]
        indexes = [models.Index(fields=["case", "purpose"], name="signature_of_case")]

    def __str__(self) -> str:
        return f"{self.purpose}: {self.signer}"
